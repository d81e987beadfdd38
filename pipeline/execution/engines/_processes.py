"""Runs shards in several processes of this machine, each with a model of its own and its share of the processors.

The processes last as long as the run and are started when there is work for them. Which shards one of them has is known
here alone; what it made is in the run folder before it answers. So a process that dies, an error in one, and Ctrl-C end
all of them at once, with nothing lost but the shards under way.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import shlex
import signal
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from pipeline.core.config import Config
from pipeline.core.errors import PipelineError
from pipeline.core.fingerprints import cuda_devices
from pipeline.core.run_folder import ShardLock, Store
from pipeline.execution.engines._groups import Groups
from pipeline.execution.engines._worker import LOGGERS, serve
from pipeline.execution.shard_work import Task
from pipeline.execution.stage_table import stage_named
from pipeline.stages.base import Tick

PATIENCE = 5.0  # seconds that a process which was told to end has for it


class _Process:
    """One process: its connection, and the group of shards it is at work on."""

    def __init__(self, number: int, store: Store, config: Config) -> None:
        # A fork would copy threads that hold locks (tokenizers, OpenMP); spawned processes start clean.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        level = logging.getLogger(LOGGERS[0]).getEffectiveLevel()
        given = (theirs, store.root.absolute(), config, config.run.workers, _device(number, config), level)
        self.process: BaseProcess = context.Process(target=serve, args=given, name=f"ringkas-worker-{number}")
        self.process.start()
        theirs.close()  # so that its end is heard of here
        self.group: list[Task] = []

    def give(self, group: list[Task]) -> None:
        self.group = group
        try:
            self.connection.send(group)
        except OSError:  # it died idle; found when its connection is read
            return

    def died(self) -> str:
        """How the process ended, in words."""
        self.process.join(PATIENCE)
        code = self.process.exitcode
        if code is not None and code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"


class Processes:
    """Several processes that make shards.

    Args:
        store: the run folder.
        config: the run's settings; ``run.workers`` is how many there are at most.
    """

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config
        self._all: list[_Process] = []

    def execute(self, tasks: Sequence[Task], tick: Tick) -> Iterator[ShardLock]:
        """Make shards of one stage; yields the locks in the order in which they are finished.

        Raises:
            PipelineError: a process died, or one of them raised it; what was finished stays.
        """
        if not tasks:
            return
        groups = Groups(tasks, stage_named(tasks[0].stage).together, self._config.run.workers)
        busy: dict[Any, _Process] = {}
        while groups or busy:
            for process in self._idle(len(groups), busy):
                if group := groups.take():
                    process.give(group)
                    busy[process.connection] = process
            for connection in wait(list(busy)):
                assert isinstance(connection, Connection)
                locks = self._answer(busy[connection], groups)
                if locks is not None:
                    del busy[connection]
                    for lock in locks:
                        tick(lock.counts.rows_in)
                        yield lock

    def close(self) -> None:
        """End the processes."""
        for one in self._all:
            one.process.terminate()
        for one in self._all:
            one.process.join(PATIENCE)
            if one.process.is_alive():
                one.process.kill()
                one.process.join()
            one.connection.close()
        self._all.clear()

    def _idle(self, groups: int, busy: dict[Any, _Process]) -> list[_Process]:
        """Processes without work, started where there are too few; not more than there are shards."""
        while groups and len(self._all) < min(self._config.run.workers, groups + len(busy)):
            self._all.append(_Process(len(self._all), self._store, self._config))
        return [one for one in self._all if one.connection not in busy][:groups]

    def _answer(self, one: _Process, groups: Groups) -> list[ShardLock] | None:
        """The locks that a process answers with; None when it said something else.

        Raises:
            PipelineError: it died.
        """
        try:
            kind, value = one.connection.recv()
        except (EOFError, OSError):
            raise self._death(one) from None
        if kind == "log":
            logging.getLogger(value.name).handle(value)
            return None
        if kind == "error":
            raise value
        locks, seconds = value
        groups.took(len(locks), seconds)
        return list(locks)

    def _death(self, one: _Process) -> PipelineError:
        shards = [task.shard for task in one.group]
        which = f"shard {shards[0]}" if len(shards) == 1 else f"shards {shards[0]} to {shards[-1]}"
        return PipelineError(
            f"{one.group[0].stage}: a worker process {one.died()} at {which}; the system may have ended it for want of "
            "memory",
            f"ringkas run --out {shlex.quote(str(self._store.root))} --workers 1 goes on from what was finished, with "
            "less memory",
        )


def _device(number: int, config: Config) -> str:
    """The CUDA device that a process may see: one each, in turn, where there are several; empty: no rule."""
    devices = cuda_devices()
    wanted = {config.translate.device, config.summarize.device}
    if devices < 2 or not wanted <= {"auto", "cuda", "cpu"}:
        return ""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",")
    return visible[number % devices] if len(visible) >= devices else str(number % devices)
