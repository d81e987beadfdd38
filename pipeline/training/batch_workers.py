"""Collates batches in several processes, so that a fast GPU need not wait for one thread.

The processes take turns: batch k comes from process k modulo their number, and answers are read in that order. So what
training sees does not depend on how many there are. Each has a copy of the items; a process whose connection is closed,
because its parent was killed or has no more work for it, ends by itself.
"""

from __future__ import annotations

import copy
import itertools
import multiprocessing
import os
import pickle
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from pipeline.core.errors import PipelineError
from pipeline.training.batches import Arrays, Collator, Item, TrainingBatch

_AHEAD = 3  # batches that each process is asked for before they are needed
_PATIENCE = 5.0  # seconds
_MOST = 24  # more than any GPU needs
Collated = Iterator[tuple[TrainingBatch, Arrays]]


def worker_count(wanted: int | str, *, gpu: bool) -> int:
    """How many processes collate: none on a CPU, all processors but two beside a GPU, unless the preset says."""
    if isinstance(wanted, int):
        return wanted
    return min(_MOST, max(0, len(os.sched_getaffinity(0)) - 2)) if gpu else 0


@contextmanager
def collating(collate: Collator, workers: int) -> Iterator[Callable[[Iterable[TrainingBatch]], Collated]]:
    """A function that collates batches in their order; 0 workers: where it is called."""
    if not workers:
        yield lambda batches: ((batch, collate(batch)) for batch in batches)
        return
    pool = BatchWorkers(collate, workers)
    try:
        yield pool.stream
    finally:
        pool.close()


class _Ids:
    """Rows of ids in one array: half a million tuples take seconds to send to a process, an array a moment."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self.ends = np.cumsum([0, *map(len, rows)])
        flat = np.fromiter(itertools.chain.from_iterable(rows), np.int32, int(self.ends[-1]))
        small = flat.size > 0 and flat.min() >= 0 and flat.max() < 2**16
        self.flat: npt.NDArray[Any] = flat.astype(np.uint16) if small else flat

    def __getitem__(self, row: int) -> tuple[int, ...]:
        return tuple(self.flat[self.ends[row] : self.ends[row + 1]].tolist())


class PackedItems(Sequence[Item]):
    """Items that are sent to another process quickly, and made when they are looked at."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._texts = [i.source_text for i in items], [i.target_text for i in items]
        self._ids = tuple(_Ids(rows) for rows in ([i.source for i in items], [i.target for i in items]))
        self._alignments = _Ids([i.alignment for i in items])
        self._weights = np.array([i.weight for i in items])
        self._indexes = np.array([i.index for i in items])
        self._flags = np.array([(i.reverse, i.cut, i.synthetic) for i in items], bool).reshape(-1, 3)

    def __len__(self) -> int:
        return len(self._weights)

    @overload
    def __getitem__(self, row: int) -> Item: ...
    @overload
    def __getitem__(self, row: slice) -> list[Item]: ...
    def __getitem__(self, row: int | slice) -> Item | list[Item]:
        if isinstance(row, slice):
            return [self[r] for r in range(*row.indices(len(self)))]
        (source_text, target_text), (source, target) = (t[row] for t in self._texts), (i[row] for i in self._ids)
        reverse, cut, synthetic = self._flags[row].tolist()
        numbers = float(self._weights[row]), reverse, int(self._indexes[row])
        return Item(source_text, target_text, source, target, *numbers, self._alignments[row], cut, synthetic)


class BatchWorkers:
    """Processes that collate.

    Args:
        collate: what each of them does.
        count: how many there are.
    """

    def __init__(self, collate: Collator, count: int) -> None:
        self._all: list[tuple[BaseProcess, Connection]] = []
        self._asked: deque[tuple[TrainingBatch, int]] = deque()
        # A fork would copy threads that hold locks (torch, the progress bar); spawned processes start clean.
        context = multiprocessing.get_context("spawn")
        try:
            for number in range(count):
                ours, theirs = context.Pipe()
                process = context.Process(target=_serve, args=(theirs,), name=f"batches-{number}", daemon=True)
                process.start()
                theirs.close()  # so that its end is heard of here
                self._all.append((process, ours))
            packed = copy.copy(collate)
            packed.items = PackedItems(collate.items)
            task = pickle.dumps(packed, pickle.HIGHEST_PROTOCOL)
            for number in range(count):
                self._send(number, task)
        except BaseException:
            self.close()
            raise

    def stream(self, batches: Iterable[TrainingBatch]) -> Collated:
        """The batches with their arrays, in their order; what an earlier stream asked for in vain is thrown away.

        Raises:
            PipelineError: a process died.
            Exception: whatever collating a batch raised.
        """
        while self._asked:
            self._receive()
        turns = itertools.cycle(range(len(self._all)))
        for batch, number in zip(batches, turns, strict=False):
            self._send(number, pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))
            self._asked.append((batch, number))
            if len(self._asked) >= _AHEAD * len(self._all):
                yield self._checked()
        while self._asked:
            yield self._checked()

    def close(self) -> None:
        """Ends the processes at once; they hold nothing that could be lost."""
        for process, _ in self._all:
            process.kill()
        for process, connection in self._all:
            process.join(_PATIENCE)
            connection.close()
        self._all.clear()

    def _send(self, number: int, message: bytes) -> None:
        try:
            self._all[number][1].send_bytes(message)
        except OSError as error:
            raise self._death(number) from error

    def _receive(self) -> tuple[TrainingBatch, Arrays | None, Exception | None]:
        batch, number = self._asked.popleft()
        try:
            answer: tuple[Arrays | None, Exception | None] = self._all[number][1].recv()
        except (EOFError, OSError) as error:
            raise self._death(number) from error
        return batch, *answer

    def _checked(self) -> tuple[TrainingBatch, Arrays]:
        batch, arrays, error = self._receive()
        if arrays is None:
            raise error or PipelineError("a process that makes batches gave no answer")
        return batch, arrays

    def _death(self, number: int) -> PipelineError:
        process = self._all[number][0]
        process.join(_PATIENCE)
        code = process.exitcode
        ended = f"was ended by {signal.Signals(-code).name}" if code is not None and code < 0 else f"ended with {code}"
        return PipelineError(
            f"a process that makes batches {ended}", "set workers to a smaller number: each holds a copy of the data"
        )


def _serve(connection: Connection) -> None:
    """Collates what comes through the connection until it is closed; answers are (arrays, None) or (None, error)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent decides
    tasks: queue.SimpleQueue[TrainingBatch] = queue.SimpleQueue()
    try:
        collate: Collator = connection.recv()
    except (EOFError, OSError):
        return

    def read() -> None:
        # A thread of its own, so that the parent can always send: neither side waits for the other's full pipe.
        while True:
            try:
                tasks.put(connection.recv())
            except (EOFError, OSError):
                os._exit(0)

    threading.Thread(target=read, name="tasks", daemon=True).start()
    while True:
        answer = _answer(collate, tasks.get())
        try:
            connection.send_bytes(answer)
        except OSError:
            os._exit(0)


def _answer(collate: Callable[[TrainingBatch], Arrays], batch: TrainingBatch) -> bytes:
    try:
        return pickle.dumps((collate(batch), None), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - raised again in the parent
        try:
            sent = pickle.dumps((None, error))
            ForkingPickler.loads(sent)
        except Exception:  # noqa: BLE001 - some exceptions cannot be sent: their words can
            return pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}")))
        return sent
