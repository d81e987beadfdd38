"""Makes shards in a process of its own, or in an actor of a cluster: a stage's worker, opened when its first shards
come and kept until another stage's do, so that a process holds one model at a time."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

from pipeline.core import processors
from pipeline.core.config import Config
from pipeline.core.run_folder import ShardLock, Store
from pipeline.execution.shard_work import Task, run_together
from pipeline.execution.stage_table import stage_named
from pipeline.stages.base import Worker

LOGGERS = ("ringkas", "pipeline")


class ShardMaker:
    """Makes groups of shards, of one stage after the other.

    Args:
        root: the run folder.
        config: the run's settings.
    """

    def __init__(self, root: Path, config: Config) -> None:
        self._store, self._config = Store(root), config
        self._stage = ""
        self._worker: Worker | None = None

    def make(self, tasks: Sequence[Task]) -> tuple[list[ShardLock], float]:
        """Make shards of one stage; returns their locks and the seconds it took, the loading of a model aside."""
        if self._stage != tasks[0].stage or self._worker is None:
            self._worker = None  # the model of the stage before goes first: two may not fit
            self._worker = stage_named(tasks[0].stage).open(self._config)
            self._stage = tasks[0].stage
        began = time.perf_counter()
        return run_together(tasks, self._store, self._worker, lambda articles: None), time.perf_counter() - began


def serve(connection: Connection, root: Path, config: Config, processes: int, device: str, level: int) -> None:
    """Be a worker process: make the groups of shards that come through the connection until it is closed.

    Answers are pairs: ``locks`` with the locks and seconds, ``error`` with an exception, ``log`` with a record.

    Args:
        connection: to the process that started this one.
        root: the run folder.
        config: the run's settings.
        processes: how many of these there are; they divide the processors.
        device: the CUDA device that this one may see; empty: all.
        level: of the log.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the first one decides
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    if device:
        os.environ["CUDA_VISIBLE_DEVICES"] = device
    processors.take_share(processes)
    turn = threading.Lock()

    def answer(kind: str, value: Any) -> None:
        with turn:
            connection.send((kind, value))

    pass_on_logs(answer, level)
    maker = ShardMaker(root, config)
    while True:
        try:
            tasks = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer("locks", maker.make(tasks))
        except Exception as error:  # noqa: BLE001  # whatever it is, the run ends with it, in the process that has the user
            answer("error", portable(error))


def portable(error: Exception) -> Exception:
    """An exception that can be sent to another process, with the place where it was raised as a note."""
    error.add_note("in a worker process:\n" + "".join(traceback.format_exception(error)))
    error.__cause__ = error.__context__ = None
    try:
        ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:  # noqa: BLE001  # an exception class may break pickle in any way
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _end_with_parent() -> None:
    """End this process when the one that started it is gone: nobody else would, and the run folder is no longer its."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


class _Sender(logging.Handler):
    """Sends log records instead of writing them."""

    def __init__(self, send: Callable[[str, Any], None]) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        record.msg, record.args = record.getMessage(), None  # arguments need not survive the way
        record.exc_info = None
        self._send("log", record)


def pass_on_logs(send: Callable[[str, Any], None], level: int) -> None:
    """Send what this process logs to the one that has the user, instead of writing it."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.propagate = False
        logger.handlers[:] = [_Sender(send)]
