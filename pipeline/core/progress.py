"""Shows a run's progress: a bar per stage on a terminal, plain lines when stderr is a file or a pipe."""

from __future__ import annotations

import logging
import sys
import time
from types import TracebackType
from typing import Any, Self

log = logging.getLogger("ringkas")
_EVERY = 10.0  # seconds between plain lines


class StageProgress:
    """Progress of one stage: ``with StageProgress("translate", 120) as progress: progress.tick(1)``.

    Args:
        stage: its name.
        total: articles to do; 0 when unknown.
        bars: draw a bar; by default when stderr is a terminal.
    """

    def __init__(self, stage: str, total: int, bars: bool | None = None) -> None:
        self.stage = stage
        self.total = total
        self.done = 0
        self._bars = sys.stderr.isatty() if bars is None else bars
        self._began = self._told = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        if self._bars:
            self._bar = _bar()
            self._task = self._bar.add_task(self.stage, total=self.total or None)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        if kind is None and self._bar is None:
            log.info("%s", self.line(time.monotonic(), finished=True))

    def tick(self, articles: int) -> None:
        """Count that many more articles as done."""
        self.done += articles
        now = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, advance=articles)
        elif now - self._told >= _EVERY and self.done != self.total:
            self._told = now
            log.info("%s", self.line(now))

    def line(self, now: float, finished: bool = False) -> str:
        """One plain line: stage, articles, rate, time left."""
        seconds = max(now - self._began, 1e-9)
        rate = self.done / seconds
        of = f"/{self.total}" if self.total else ""
        text = f"{self.stage}: {self.done}{of} articles, {rate:.1f}/s"
        if finished:
            return f"{text}, {seconds:.1f} s"
        return f"{text}, {(self.total - self.done) / rate:.0f} s left" if self.total and rate else text


def _bar() -> Any:
    from rich import progress
    from rich.console import Console
    from rich.text import Text

    class Rate(progress.ProgressColumn):
        """Articles per second; empty until the first is done."""

        def render(self, task: progress.Task) -> Text:
            return Text(f"{task.speed:.1f} articles/s" if task.speed else "")

    return progress.Progress(
        progress.TextColumn("{task.description:<10}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        Rate(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("left"),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
    )
