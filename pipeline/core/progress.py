"""Tells the user how far a run is: a bar per stage on a terminal, plain lines when stderr is a file or a pipe.

The time left is what the articles still to do take at the speed since the stage began, loading its model included.
Sentences from the translation memory count as no work, so that a fast beginning promises nothing. While no article is
done, a line every ten seconds says what the stage is at (``doing``), or how many texts a model has made
(``count_texts``); one that would be the same as the line before is not said again.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

log = logging.getLogger("ringkas")
_EVERY = 10.0  # seconds between plain lines
_LEAST = 0.05  # seconds: less is no time that a speed could be told from
_NARROW = 60  # columns: below, the bar itself is left out
_doing: list[str] = []  # what this process is at, the innermost last
_texts = [0]  # how many texts models have made in this process
_counting = threading.Lock()


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Say in the lines of progress what is done in the block, such as ``converting marian-id-en``."""
    _doing.append(what)
    try:
        yield
    finally:
        _doing.remove(what)


def count_texts(number: int) -> None:
    """A model has made that many texts more."""
    with _counting:
        _texts[0] += number


class StageProgress:
    """Progress of one stage: ``with StageProgress("translate", 120) as progress: progress.tick(1)``.

    Args:
        stage: its name.
        total: articles to do; 0 when nobody knows.
        bars: draw a bar; by default when stderr is a terminal and the log is listened to.
    """

    def __init__(self, stage: str, total: int, bars: bool | None = None) -> None:
        self.stage = stage
        self.total = total
        self.done = 0
        wanted = log.isEnabledFor(logging.INFO)  # not with --quiet, and not in a program that listens to no log
        self._bars = wanted and sys.stderr.isatty() if bars is None else bars
        self._began = self._told = self._ticked = time.monotonic()
        self._replayed = self._asked = 0
        self._texts, self._said = _texts[0], ""
        self._over = threading.Event()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        if self._bars:
            self._bar = _bar(self)
            self._task = self._bar.add_task(self.stage, total=self.total or None)
            self._bar.start()
        else:
            threading.Thread(target=self._beat, name="progress", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._bar is not None:
            self._bar.stop()
        if kind is None and self._bar is None and self.done:  # a stage that had nothing to do says nothing
            log.info("%s", self.line(time.monotonic(), finished=True))

    def tick(self, articles: int) -> None:
        """That many articles more are done."""
        self.done += articles
        now = self._ticked = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._task, advance=articles)
        elif self.done != self.total:
            self._tell(now)

    def recalled(self, sentences: int, of: int) -> None:
        """That many of so many sentences came from the translation memory: they say nothing about the speed."""
        self._replayed += sentences
        self._asked += of

    def left(self, now: float) -> str:
        """The time left in words; empty while nothing is known about it."""
        waited = now - self._ticked
        worked = self.done * (1 - self._replayed / self._asked if self._asked else 1)
        if not self.total or worked < 1 or self.done >= self.total:
            return ""
        expected = (self.total - self.done) * (self._ticked - self._began) / worked
        overdue = (self.total - self.done) * (now - self._began) / worked
        most = "at most " if self._replayed else "about "
        return most + duration(expected - waited if waited < expected / 2 else overdue)

    def speed(self) -> float:
        """Sentences a second, those from the memory left out; 0 where a stage counts none."""
        seconds = self._ticked - self._began
        return (self._asked - self._replayed) / seconds if seconds > 0 else 0.0

    def line(self, now: float, finished: bool = False) -> str:
        """One plain line: stage, articles, speed, time left; at the end the time that it took."""
        of = f"/{self.total}" if self.total else ""
        things = "article" if (self.total or self.done) == 1 else "articles"
        text = f"{self.stage}: {self.done}{of} {things}"
        seconds = max(now - self._began, 1e-9)
        speed = f", {rate(self.speed())} sentences/s" if self.speed() else ""
        if finished:
            return f"{text} in {duration(seconds)}, {rate(self.done / seconds)}/s{speed}" if seconds >= _LEAST else text
        left = self.left(now)
        return f"{text} after {duration(seconds)}{speed}" + (f", {left} left" if left else "") + self._meanwhile()

    def _meanwhile(self) -> str:
        """What the stage is at, or how many texts its model has made, in a line without a finished article."""
        if _doing:
            return f", {_doing[-1]}"
        made = _texts[0] - self._texts
        return f", {counted(made, 'text')} through the model" if made and not self.done else ""

    def _tell(self, now: float) -> None:
        if now - self._told >= _EVERY:
            self._told = now
            line = self.line(now)
            if line != self._said:
                log.info("%s", line)
            self._said = line

    def _beat(self) -> None:
        """Tell from time to time what is done where no article has been finished."""
        while not self._over.wait(_EVERY):
            self._tell(time.monotonic())


def counted(number: int, thing: str) -> str:
    """``1 group``, ``2 groups``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def rate(number: float) -> str:
    """A speed or a cost, with two digits where it is small: ``1,200.0``, ``12.0``, ``0.043``."""
    return f"{number:,.1f}" if number >= 0.95 else f"{number:.2g}"


def duration(seconds: float) -> str:
    """A time as people say it: ``0.4 s``, ``40 s``, ``5 min``, ``2 h 10 min``."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _bar(stage: StageProgress) -> Any:
    from rich import progress
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    narrow = console.width < _NARROW

    class Speed(progress.ProgressColumn):
        """Sentences a second."""

        max_refresh = 0.5

        def render(self, task: progress.Task) -> Text:
            speed = stage.speed()
            return Text(f"{speed:.0f} sent/s" if speed >= 9.5 else f"{rate(speed)} sent/s" if speed else "")

    class Time(progress.ProgressColumn):
        """How long it took, or how much time is left, or how long it has been at work."""

        max_refresh = 0.5

        def render(self, task: progress.Task) -> Text:
            if task.finished:
                return Text(f"in {duration(task.finished_time or 0)}")
            left = stage.left(time.monotonic())
            if left and narrow:
                return Text(re.sub(r"^(about|at most) ", "~", left))
            return Text(f"{left} left" if left else f"after {duration(task.elapsed or 0)}")

    bar = [] if narrow else [progress.BarColumn()]
    columns = [progress.TextColumn("{task.description:<9}"), *bar, progress.MofNCompleteColumn(), Speed(), Time()]
    return progress.Progress(*columns, console=console)
