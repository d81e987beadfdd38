"""Runs a stage's shards on this machine: in this process, or in several when ``run.workers`` says so.

In this process a stage may work on several groups of shards at once, each in a thread: while Python reads, checks or
writes one group, the translation engine, which releases Python's lock, translates the batches of the next.
"""

from __future__ import annotations

import multiprocessing
import shlex
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from pipeline.core.cancellation import working
from pipeline.core.config import Config
from pipeline.core.errors import PipelineError
from pipeline.core.run_folder import ShardLock, Store
from pipeline.execution.shard_work import Task, run_task, run_together
from pipeline.execution.stage_table import stage_named
from pipeline.stages.base import Stage, Tick, Worker

LONGEST = 30.0  # seconds that a group of shards may take before its first one is on disk

_process: dict[str, tuple[Store, Worker]] = {}  # the store and worker of a child process, set once when it starts


def execute(tasks: Sequence[Task], store: Store, config: Config, tick: Tick) -> Iterator[ShardLock]:
    """Make the shards of one stage; yields each lock as soon as it is on disk.

    Args:
        tasks: shards of one and the same stage.
        store: the run folder.
        config: the run's settings.
        tick: called with the number of articles done.
    """
    if not tasks:
        return
    workers = min(config.run.workers, len(tasks))
    if workers == 1:
        stage = stage_named(tasks[0].stage)
        yield from run_here(stage, stage.open(config), tasks, store, tick)
        return
    yield from _in_processes(tasks, store, config, workers, tick)


def _in_processes(tasks: Sequence[Task], store: Store, config: Config, workers: int, tick: Tick) -> Iterator[ShardLock]:
    """Make the shards in several processes.

    Raises:
        PipelineError: one of them died; what was finished stays.
    """
    # A fork would copy threads that hold locks (tokenizers, OpenMP); spawned processes start clean.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _start, (tasks[0].stage, store.root, config))
    try:
        for future in as_completed([pool.submit(_work, task) for task in tasks]):
            lock = future.result()
            tick(lock.counts.rows_in)
            yield lock
    except BrokenProcessPool as error:
        again = f"ringkas run --out {shlex.quote(str(store.root))}"
        raise PipelineError(
            f"{tasks[0].stage}: a worker process died; the system may have ended it for want of memory",
            f"{again} --set run.workers=1 goes on from what was finished, with less memory",
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def run_here(stage: Stage, worker: Worker, tasks: Sequence[Task], store: Store, tick: Tick) -> Iterator[ShardLock]:
    """Make the shards in this process, with as many threads and shards a call as the stage allows."""
    groups = _Groups(tasks, stage.together)
    if min(stage.side_by_side, len(tasks)) == 1:
        while group := groups.take():
            yield from groups.timed(run_together, group, store, worker, tick)
        return
    pool = ThreadPoolExecutor(stage.side_by_side, "shard")
    with working(pool):
        under_way: set[Future[list[ShardLock]]] = set()
        while True:
            while len(under_way) < stage.side_by_side and (group := groups.take()):
                under_way.add(pool.submit(groups.timed, run_together, group, store, worker, lambda articles: None))
            if not under_way:
                return
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                for lock in future.result():
                    tick(lock.counts.rows_in)
                    yield lock


class _Groups:
    """Shards in order, a group for each call of a stage's worker: two at first, then as many as ``LONGEST`` allows at
    the speed of the last call, so that a slow machine shows progress and loses little when it is stopped."""

    def __init__(self, tasks: Sequence[Task], most: int) -> None:
        self._waiting = deque(tasks)
        self._most, self._size = most, min(most, 2)

    def take(self) -> list[Task]:
        """The next group; empty at the end."""
        return [self._waiting.popleft() for _ in range(min(self._size, len(self._waiting)))]

    def timed(self, work: Callable[..., list[ShardLock]], group: list[Task], *rest: Any) -> list[ShardLock]:
        """Do the work, and set the size of the next groups by the time it took."""
        began = time.perf_counter()
        locks = work(group, *rest)
        each = (time.perf_counter() - began) / len(group)
        self._size = max(1, min(self._most, 2 * len(group), int(LONGEST / max(each, 1e-9))))
        return locks


def _start(stage: str, root: Path, config: Config) -> None:
    _process["work"] = (Store(root), stage_named(stage).open(config))


def _work(task: Task) -> ShardLock:
    store, worker = _process["work"]
    return run_task(task, store, worker, lambda articles: None)
