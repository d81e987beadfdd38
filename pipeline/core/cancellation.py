"""Cancels worker threads cooperatively: they check between two batches whether the run was interrupted.

Ctrl-C reaches the main thread only; without the check the other threads would finish their shards first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

_interrupted = threading.Event()


class Halted(BaseException):
    """Raised in a worker thread when the run was interrupted."""


@contextmanager
def working(threads: ThreadPoolExecutor) -> Iterator[None]:
    """Wait for the threads at the end of the block; cancel them when it is left by an error or by Ctrl-C."""
    try:
        yield
    except BaseException:
        _interrupted.set()
        raise
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
        _interrupted.clear()


def check() -> None:
    """Stop this thread if the run was interrupted.

    Raises:
        Halted: it was.
    """
    if _interrupted.is_set():
        raise Halted
