"""Divides the shards of a stage into the groups that one call of its worker makes together."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from pipeline.execution.shard_work import Task

LONGEST = 30.0  # seconds that a group of shards may take before its first one is on disk


class Groups:
    """Shards in order, a group for each call of a stage's worker: two at first, then as many as ``LONGEST`` allows at
    the speed of the last call, so that a slow machine shows progress and loses little when it is stopped.

    Args:
        tasks: the shards.
        most: how many a group may hold.
        takers: how many take groups at the same time; towards the end the groups become smaller, so that all of them
            have something to do until it.
    """

    def __init__(self, tasks: Sequence[Task], most: int, takers: int = 1) -> None:
        self._waiting = deque(tasks)
        self._most, self._size, self._takers = most, min(most, 2), takers

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self) -> list[Task]:
        """The next group; empty at the end."""
        size = min(self._size, len(self._waiting))
        if self._takers > 1:
            size = min(size, -(-len(self._waiting) // (2 * self._takers)))
        return [self._waiting.popleft() for _ in range(size)]

    def took(self, shards: int, seconds: float) -> None:
        """Set the size of the next groups by the time that one of so many shards took."""
        each = seconds / shards
        self._size = max(1, min(self._most, 2 * shards, int(LONGEST / max(each, 1e-9))))
