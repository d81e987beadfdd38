"""Runs a stage's shards on a Ray cluster: actors with a model each, on whatever machines the cluster has.

The run folder must lie where every machine sees it under the same path. An actor does what a worker process of the
local engine does, with the same function on the same shards, so a run may begin on one engine and end on the other. An
actor that dies is replaced and its shards are made by another one; shards that end several actors stop the run.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import shlex
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import ray

from pipeline.core import processors
from pipeline.core.config import Config
from pipeline.core.errors import PipelineError, UserError
from pipeline.core.run_folder import ShardLock, Store
from pipeline.execution.engines._groups import Groups
from pipeline.execution.engines._worker import LOGGERS, ShardMaker, pass_on_logs, portable
from pipeline.execution.shard_work import Execute, Task
from pipeline.execution.stage_table import stage_named
from pipeline.stages.base import Tick

DEATHS = 3  # actors that may die of the same shards
LOOK = 2.0  # seconds between two looks at the head
SILENT = 40.0  # seconds that the head may be away; after 60 Ray ends this process, and says nothing that helps
PASSED_ON = ("RINGKAS_", "HF_")  # variables of the environment that the actors get, too


@contextmanager
def opened(store: Store, config: Config) -> Iterator[Execute]:
    """The engine for one run, as :func:`pipeline.execution.engines.local.opened`.

    Raises:
        PipelineError: the cluster does not answer.
        UserError: it has too few processors or GPUs for a single worker.
    """
    own = not ray.is_initialized()
    if own:
        _connect(config)
    head = Head(ray.get_runtime_context().gcs_address)
    try:
        with closing(Actors(store, config, head)) as actors:
            yield actors.execute
    finally:
        if own and head.gone:
            atexit.register(_leave)
        elif own:
            ray.shutdown()


def _leave() -> None:
    """End this process, which failed, without Ray's farewell at its end: that waits for the head that is gone."""
    for stream in (sys.__stdout__, sys.__stderr__):  # nothing is printed here; what others printed is not to be lost
        if stream is not None:
            stream.flush()
    os._exit(1)


def _connect(config: Config) -> None:
    address = config.run.cluster or os.environ.get("RAY_ADDRESS", "")
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR, "namespace": "ringkas"}
    try:
        if address:
            ray.init(address=address, **quiet)
        else:
            ray.init(
                address="local",
                num_cpus=max(config.run.workers, processors.allowed()),
                include_dashboard=False,
                **quiet,
            )
    except (ConnectionError, RuntimeError, ValueError, OSError, ray.exceptions.RayError) as error:
        where = f"the Ray cluster at {address}" if address else "a Ray cluster on this machine"
        first = (str(error).splitlines() or [type(error).__name__])[0]
        hint = "start it (ray start --head), name another with --set run.cluster=HOST:PORT, or take --engine local"
        raise PipelineError(f"{where} does not answer: {first}", hint) from error


class ShardActor:
    """Makes groups of shards on a machine of the cluster.

    Args:
        root: the run folder.
        config: the run's settings.
        threads: that a model may use.
        folder: that relative paths of the settings start from.
        environment: variables to set.
        level: of the log.
    """

    def __init__(
        self, root: Path, config: Config, threads: int, folder: str, environment: Mapping[str, str], level: int
    ) -> None:
        os.environ.update(environment)
        with contextlib.suppress(OSError):  # not there on this machine: then only absolute paths will do
            os.chdir(folder)
        processors.take(threads)
        self._records: list[logging.LogRecord] = []
        pass_on_logs(lambda kind, record: self._records.append(record), level)
        self._maker = ShardMaker(root, config)

    def pid(self) -> int:
        """The process it lives in."""
        return os.getpid()

    def make(self, tasks: Sequence[Task]) -> tuple[list[ShardLock] | Exception, float, list[logging.LogRecord]]:
        """The locks of the shards made, or the error; the seconds it took; what was logged meanwhile."""
        self._records.clear()
        try:
            locks, seconds = self._maker.make(tasks)
        except Exception as error:  # noqa: BLE001  # whatever it is, the run ends with it, in the process that has the user
            return portable(error), 0.0, self._records
        return locks, seconds, self._records


class Head:
    """Looks whether the head of the cluster is there.

    Args:
        address: where it answers, ``HOST:PORT``.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._looked = self._answered = 0.0
        self.gone = False

    def look(self) -> None:
        """Call this often: now and then it asks the head for a connection.

        Raises:
            ConnectionError: the head has not answered for a while.
        """
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        if now - self._looked > SILENT:  # nobody looked: between two stages
            self._answered = now
        self._looked = now
        host, _, port = self._address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), LOOK).close()
            self._answered = now
        except OSError as error:
            if now - self._answered >= SILENT:
                self.gone = True
                message = f"its head at {self._address} has not answered for {SILENT:.0f} seconds"
                raise ConnectionError(message) from error


class Actors:
    """The actors of one run.

    Args:
        store: the run folder.
        config: the run's settings; ``run.workers`` is how many there are at most.
        head: of the cluster.
    """

    def __init__(self, store: Store, config: Config, head: Head) -> None:
        self._store, self._config, self._head = store, config, head
        self._threads, self._most = self._places()
        self._closed = False
        self._thread: threading.Thread | None = None
        self._idle: list[Any] = []
        self._busy: dict[Any, tuple[Any, list[Task]]] = {}  # answer to come -> its actor and shards

    @property
    def living(self) -> list[Any]:
        return [*self._idle, *(actor for actor, _ in self._busy.values())]

    def execute(self, tasks: Sequence[Task], tick: Tick) -> Iterator[ShardLock]:
        """Make shards of one stage; yields the locks in the order in which they are finished.

        Raises:
            PipelineError: an actor raised it, the same shards ended several, or the cluster is gone.
        """
        if not tasks:
            return
        answers: SimpleQueue[ShardLock | BaseException | None] = SimpleQueue()
        # A thread of its own talks to Ray: where the head is gone, a call may not come back until Ray ends the process.
        self._thread = threading.Thread(target=self._answer, args=(tasks, answers), name="ray", daemon=True)
        self._thread.start()
        try:
            while True:
                self._head.look()
                try:
                    answer = answers.get(timeout=LOOK)
                except Empty:
                    continue
                if answer is None:
                    return
                if isinstance(answer, BaseException):
                    raise answer
                tick(answer.counts.rows_in)
                yield answer
        except (ray.exceptions.RayError, ConnectionError) as error:
            raise PipelineError(f"the Ray cluster is gone: {str(error).splitlines()[0]}", self._hint) from error

    def _answer(self, tasks: Sequence[Task], answers: SimpleQueue[ShardLock | BaseException | None]) -> None:
        """Put each lock where :meth:`execute` takes it from, and at the end None or the error."""
        try:
            for lock in self._made(tasks):
                answers.put(lock)
            answers.put(None)
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that has the user
            answers.put(error)

    def _made(self, tasks: Sequence[Task]) -> Iterator[ShardLock]:
        groups = Groups(tasks, stage_named(tasks[0].stage).together, self._most)
        deaths: dict[int, int] = {}
        again: list[list[Task]] = []
        while (groups or again or self._busy) and not self._closed:
            self._give(groups, again)
            done, _ = ray.wait(list(self._busy), num_returns=1)
            actor, group = self._busy.pop(done[0])
            try:
                made, seconds, records = ray.get(done[0])
            except ray.exceptions.RayActorError as error:
                if self._closed:
                    return
                again.append(self._mourned(group, deaths, error))
                continue
            self._idle.append(actor)
            for record in records:
                logging.getLogger(record.name).handle(record)
            if isinstance(made, Exception):
                raise made
            groups.took(len(made), seconds)
            yield from made

    def close(self) -> None:
        """End the actors."""
        self._closed = True
        for actor in [] if self._head.gone else self.living:
            with contextlib.suppress(Exception):  # the cluster may be gone, and its actors with it
                ray.kill(actor)
        if self._thread is not None and not self._head.gone:
            self._thread.join(LOOK)
        self._idle.clear()
        self._busy.clear()

    @property
    def _hint(self) -> str:
        return f"ringkas run --out {shlex.quote(str(self._store.root))} goes on from what was finished"

    def _places(self) -> tuple[int, int]:
        """The processors of an actor, and how many actors the cluster has room for.

        Raises:
            UserError: for none.
        """
        wanted, gpus = self._config.run.workers, self._config.run.gpus_per_worker
        there = ray.cluster_resources()
        threads = max(1, int(there.get("CPU", 0)) // wanted)
        room = int(there.get("CPU", 0)) // threads
        if gpus:
            room = min(room, int(there.get("GPU", 0) / gpus))
        if room < 1:
            asked = f"a worker wants a processor{f' and {gpus:g} GPUs' if gpus else ''}"
            has = f"{there.get('CPU', 0):g} processors and {there.get('GPU', 0):g} GPUs"
            raise UserError(f"{asked}, and the Ray cluster has {has}", "set run.gpus_per_worker, or add machines to it")
        return threads, min(wanted, room)

    def _give(self, groups: Groups, again: list[list[Task]]) -> None:
        """Give work to actors without any; shards of a dead actor come first, actors are started as they are needed."""
        while len(self._busy) < self._most and (again or groups):
            group = again.pop() if again else groups.take()
            actor = self._idle.pop() if self._idle else self._start()
            self._busy[actor.make.remote(group)] = (actor, group)

    def _start(self) -> Any:
        environment = {k: v for k, v in os.environ.items() if k.startswith(PASSED_ON)}
        level = logging.getLogger(LOGGERS[0]).getEffectiveLevel()
        made = ray.remote(ShardActor).options(num_cpus=self._threads, num_gpus=self._config.run.gpus_per_worker)
        given = (self._store.root.absolute(), self._config, self._threads, os.getcwd(), environment, level)
        return made.remote(*given)

    def _mourned(self, group: list[Task], deaths: dict[int, int], error: Exception) -> list[Task]:
        """The shards of an actor that died, to be made by another.

        Raises:
            PipelineError: too many died of them.
        """
        first = group[0].shard
        deaths[first] = deaths.get(first, 0) + 1
        why = str(error).splitlines()[0]
        if deaths[first] >= DEATHS:
            message = f"{group[0].stage}: {DEATHS} workers died at shard {first} and those after it: {why}"
            raise PipelineError(message, f"{self._hint}; fewer --workers need less memory")
        logging.getLogger(LOGGERS[0]).warning(
            "%s: a worker died at shard %d, another takes over", group[0].stage, first
        )
        return group
