"""Ends a run cleanly when its time is over: every shard that is done is kept, and the same command goes on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence

from pipeline.core.errors import EarlyEnd, UserError
from pipeline.core.progress import counted
from pipeline.core.run_folder import ShardLock
from pipeline.execution.shard_work import Execute, Task
from pipeline.stages.base import Tick

_TIME = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?")


def parse(text: str) -> float:
    """``2h``, ``90m``, ``1h30m`` or ``45s`` in seconds.

    Raises:
        UserError: it is none of that, or no time at all.
    """
    match = _TIME.fullmatch(text.strip().lower())
    parts = [float(part or 0) for part in match.groups()] if match else [0.0]
    seconds = sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))
    if not seconds:
        raise UserError(f"--budget {text}: expected a time", "for example 2h, 90m, 1h30m")
    return seconds


def limited(execute: Execute, deadline: float, clock: Callable[[], float] = time.monotonic) -> Execute:
    """An engine's function that stops at a moment of the clock. At least one group of shards is made by a run, so that
    every run goes on a little, however little time it has. A shard is written whole, so one under way is finished.

    Raises:
        EarlyEnd: from the function, where shards are left at that moment, of this stage or the next.
    """
    made = 0

    def within(tasks: Sequence[Task], tick: Tick) -> Iterator[ShardLock]:
        nonlocal made
        if made and tasks and clock() >= deadline:
            raise _over(0, tasks)
        for done, lock in enumerate(execute(tasks, tick), start=1):
            made += 1
            yield lock
            if done < len(tasks) and clock() >= deadline:
                raise _over(done, tasks)

    return within


def _over(done: int, tasks: Sequence[Task]) -> EarlyEnd:
    made = f"{done} of the {counted(len(tasks), 'shard')} of {tasks[0].stage} left to make"
    return EarlyEnd(
        f"the time is over: {made} {'is' if done == 1 else 'are'} done", "the same command goes on", ended="budget"
    )


def overrun(seconds: float) -> str:
    """Words for a run that was done so many seconds after its time."""
    late = f"{seconds:,.0f} s" if seconds < 120 else f"{seconds / 60:,.0f} min"
    return f"done {late} after the time of --budget: a shard once begun is made whole (run.shard_size, articles in it)"
