"""Beside the engines: how a thread at work on a shard hears that the run is over.

Ctrl-C reaches the main thread only. The others look here between two batches, so that a run ends within a batch of
being told to, and not within a shard.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

_over = threading.Event()


class Halted(BaseException):
    """Raised in a thread whose result nobody waits for any more."""


@contextmanager
def working(threads: ThreadPoolExecutor) -> Iterator[None]:
    """Wait for the threads at the end; when the block is left by an error, Ctrl-C among them, tell them to stop."""
    try:
        yield
    except BaseException:
        _over.set()
        raise
    finally:
        threads.shutdown(wait=True, cancel_futures=True)
        _over.clear()


def check() -> None:
    """Stop here if the run is over.

    Raises:
        Halted: it is.
    """
    if _over.is_set():
        raise Halted
