"""Reports training progress: a bar (or plain lines) with rate, loss and time left, and ``log.jsonl`` for the plot."""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

log = logging.getLogger("ringkas")
_EVERY = 10.0  # seconds between plain lines when stderr is no terminal


class Telemetry:
    """Progress of one round.

    Args:
        round_name: shown in front.
        path: the JSONL file that is appended to.
        bars: draw a bar; by default when stderr is a terminal.
    """

    def __init__(self, round_name: str, path: Path, bars: bool | None = None) -> None:
        self.round_name, self.path = round_name, path
        self._bars = sys.stderr.isatty() if bars is None else bars
        self._bar: Any = None
        self._task: Any = None
        self._last_line = 0.0

    def __enter__(self) -> Self:
        if self._bars:
            self._bar = _bar()
            self._task = self._bar.add_task(self.round_name, total=1.0, loss="", rate="", left="", score="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def training(self, step: int, share: float, loss: float, rate: float, left: float, learning_rate: float) -> None:
        """A point of the curve: ``rate`` in target tokens per second, ``left`` in seconds."""
        self._append(
            {"kind": "train", "step": step, "loss": loss, "tokens_per_second": rate, "learning_rate": learning_rate}
        )
        shown = {"loss": f"loss {loss:.3f}", "rate": f"{rate:,.0f} tok/s", "left": f"{clock(left)} left"}
        if self._bar is not None:
            self._bar.update(self._task, completed=share, **shown)
        elif time.monotonic() - self._last_line >= _EVERY:
            self._last_line = time.monotonic()
            log.info("%s: step %d, %s, %s, %s", self.round_name, step, *shown.values())

    def evaluated(self, step: int, minutes: float, metric: str, value: float, best: bool) -> None:
        """A score on the dev set."""
        self._append({"kind": "dev", "step": step, "minutes": minutes, "metric": metric, "value": value})
        if self._bar is not None:
            self._bar.update(self._task, score=f"dev {metric} {value:.1f}")
        log.info("%s: step %d, dev %s %.2f%s", self.round_name, step, metric, value, ", the best" if best else "")

    def _append(self, row: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"round": self.round_name, **row}) + "\n")


def read_log(path: Path) -> list[dict[str, Any]]:
    """The rows of a log; of steps logged twice (before and after a kill) the later one counts."""
    if not path.is_file():
        return []
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:  # the line a kill cut short
            continue
        rows[(row["round"], row["kind"], row["step"])] = row
    return list(rows.values())


def clock(seconds: float) -> str:
    """1:02:03, or 2:03 below an hour."""
    hours, rest = divmod(max(0, round(seconds)), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _bar() -> Any:
    from rich import progress
    from rich.console import Console

    return progress.Progress(
        progress.TextColumn("{task.description:<12}"),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TextColumn("{task.fields[loss]}  {task.fields[rate]}  {task.fields[score]}  {task.fields[left]}"),
        console=Console(stderr=True),
    )
