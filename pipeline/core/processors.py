"""Says how many processors this process may use: all that it may, or a share where several processes divide them."""

from __future__ import annotations

import os

_share: list[int] = []  # the share of this process, once it was given one


def available() -> int:
    """How many threads a model of this process should use."""
    return _share[-1] if _share else allowed()


def allowed() -> int:
    """How many processors the system lets this process use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def take_share(processes: int) -> None:
    """Be one of so many processes that divide the processors; for the rest of this process's life."""
    take(max(1, allowed() // processes))


def take(count: int) -> None:
    """Use so many processors and no more, for the rest of this process's life."""
    _share.append(count)
