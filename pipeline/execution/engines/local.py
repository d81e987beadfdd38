"""Runs a stage's shards on this machine: in this process, or in several when ``run.workers`` says so.

In this process a stage may work on several groups of shards at once, each in a thread: while Python reads, checks or
writes one group, the translation engine, which releases Python's lock, translates the batches of the next.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from typing import Any

from pipeline.core.cancellation import working
from pipeline.core.config import Config
from pipeline.core.run_folder import ShardLock, Store
from pipeline.execution.engines._groups import Groups
from pipeline.execution.engines._processes import Processes
from pipeline.execution.shard_work import Execute, Task, run_together
from pipeline.execution.stage_table import stage_named
from pipeline.stages.base import Stage, Tick, Worker


@contextmanager
def opened(store: Store, config: Config) -> Iterator[Execute]:
    """The engine for one run: a function that makes the shards of a stage and yields each lock as soon as it is on
    disk. It is given the shards, and what to call with the number of articles done.

    Args:
        store: the run folder.
        config: the run's settings.
    """
    if config.run.workers == 1:
        yield lambda tasks, tick: _in_this_process(tasks, store, config, tick)
        return
    with closing(Processes(store, config)) as processes:
        yield processes.execute


def _in_this_process(tasks: Sequence[Task], store: Store, config: Config, tick: Tick) -> Iterator[ShardLock]:
    if tasks:
        stage = stage_named(tasks[0].stage)
        yield from run_here(stage, stage.open(config), tasks, store, tick)


def run_here(stage: Stage, worker: Worker, tasks: Sequence[Task], store: Store, tick: Tick) -> Iterator[ShardLock]:
    """Make the shards in this process, with as many threads and shards a call as the stage allows."""
    groups = Groups(tasks, stage.together)
    if min(stage.side_by_side, len(tasks)) == 1:
        while group := groups.take():
            yield from _timed(groups, group, store, worker, tick)
        return
    pool = ThreadPoolExecutor(stage.side_by_side, "shard")
    with working(pool):
        under_way: set[Future[list[ShardLock]]] = set()
        while True:
            while len(under_way) < stage.side_by_side and (group := groups.take()):
                under_way.add(pool.submit(_timed, groups, group, store, worker, lambda articles: None))
            if not under_way:
                return
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                for lock in future.result():
                    tick(lock.counts.rows_in)
                    yield lock


def _timed(groups: Groups, group: list[Task], *rest: Any) -> list[ShardLock]:
    """Make a group of shards, and set the size of the next groups by the time it took."""
    began = time.perf_counter()
    locks = run_together(group, *rest)
    groups.took(len(group), time.perf_counter() - began)
    return locks
