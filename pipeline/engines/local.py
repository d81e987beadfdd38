"""Runs a stage's shards on this machine: in this process, or in several when ``run.workers`` says so.

In this process a stage may have more than one shard under way, each in a thread: while Python reads, checks or writes
one shard, the translation engine, which works outside Python's lock, has the batches of the next.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from pathlib import Path

from pipeline.config import Config
from pipeline.flow import Stage, Tick, Worker
from pipeline.halting import working
from pipeline.store import ShardLock, Store
from pipeline.work import Task, run_task, stage_named

_here: dict[str, tuple[Store, Worker]] = {}  # what a child process works with, set once when it starts


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
    # A fork would copy threads that hold locks (tokenizers, OpenMP); spawned processes start clean.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _start, (tasks[0].stage, store.root, config))
    try:
        for future in as_completed([pool.submit(_work, task) for task in tasks]):
            lock = future.result()
            tick(lock.counts.rows_in)
            yield lock
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def run_here(stage: Stage, worker: Worker, tasks: Sequence[Task], store: Store, tick: Tick) -> Iterator[ShardLock]:
    """Make the shards in this process, as many at once as the stage says."""
    if min(stage.side_by_side, len(tasks)) == 1:
        for task in tasks:
            yield run_task(task, store, worker, tick)
        return
    pool = ThreadPoolExecutor(stage.side_by_side, "shard")
    with working(pool):
        for future in as_completed([pool.submit(run_task, t, store, worker, lambda articles: None) for t in tasks]):
            lock = future.result()
            tick(lock.counts.rows_in)
            yield lock


def _start(stage: str, root: Path, config: Config) -> None:
    _here["work"] = (Store(root), stage_named(stage).open(config))


def _work(task: Task) -> ShardLock:
    store, worker = _here["work"]
    return run_task(task, store, worker, lambda articles: None)
