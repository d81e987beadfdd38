"""Finds sketches that agree in a band of their values (locality-sensitive hashing), in little memory.

Datasketch's own index keeps a set for every band of every sketch, several KB an article. Here they lie in a hash table
of two arrays, about 1 KB an article. Keys are 64 bits: two bands that differ may share one, so whoever
asks compares the sketches anyway.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

ROOM = 64  # rows that an array begins with
SLOTS = 1 << 12  # likewise of the hash table; a power of two
MIXERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))  # of splitmix64
SHIFT = np.uint64(31)

Keys = npt.NDArray[np.uint64]


class BandIndex:
    """Numbers sketches as they are inserted, from 0, and tells which of them share a band with another.

    Args:
        bands: of a sketch.
        rows: values of a band.
    """

    def __init__(self, bands: int, rows: int) -> None:
        self._shape = bands, rows
        self._seeds = np.arange(1, bands + 1, dtype=np.uint64) * MIXERS[0]
        self._count = 0  # sketches
        self._filled = 0  # slots
        self._keys = np.zeros(SLOTS, np.uint64)
        self._last = np.full(SLOTS, -1, np.int32)  # the last sketch with the key of the slot; -1: an empty slot
        self._before = np.empty((ROOM, bands), np.int32)  # of a sketch and a band: the sketch before it with that key

    def keys(self, sketch: npt.NDArray[np.uint32]) -> Keys:
        """The keys of a sketch's bands."""
        bands, rows = self._shape
        mixed = self._seeds.copy()
        for value in sketch[: bands * rows].reshape(bands, rows).T.astype(np.uint64):
            mixed = (mixed ^ value) * MIXERS[1]
            mixed ^= mixed >> SHIFT
        return mixed

    def query(self, keys: Keys) -> set[int]:
        """The numbers of the sketches that share a band."""
        found: set[int] = set()
        last = self._last[self._slots(keys)]
        for band in np.flatnonzero(last >= 0).tolist():
            number = int(last[band])
            while number >= 0:
                found.add(number)
                number = int(self._before[number, band])
        return found

    def insert(self, keys: Keys) -> int:
        """Keep a sketch; returns its number."""
        if 2 * (self._filled + len(keys)) > len(self._keys):
            self._grow()
        number = self._count
        self._before = with_room(self._before, number)
        self._before[number] = -1
        left = np.arange(len(keys))
        while len(left):  # more than once where two keys want the same free slot
            slots, first = np.unique(self._slots(keys[left]), return_index=True)
            bands = left[first]
            before = self._last[slots]
            self._before[number, bands] = np.where(before < number, before, -1)
            self._filled += int(np.count_nonzero(before < 0))
            self._keys[slots], self._last[slots] = keys[bands], number
            left = np.delete(left, first)
        self._count += 1
        return number

    def _slots(self, keys: Keys) -> npt.NDArray[np.int64]:
        """Where each key is, or would be put."""
        mask = np.uint64(len(self._keys) - 1)
        slots = (keys & mask).astype(np.int64)
        while (other := (self._last[slots] >= 0) & (self._keys[slots] != keys)).any():
            slots[other] = (slots[other] + 1) & int(mask)
        return slots

    def _grow(self) -> None:
        """Twice as many slots. Of keys that want the same free slot one gets it, and the others look on."""
        held = self._last >= 0
        keys, last = self._keys[held], self._last[held]
        self._keys, self._last = np.zeros(2 * len(self._keys), np.uint64), np.full(2 * len(self._last), -1, np.int32)
        while len(keys):
            slots, first = np.unique(self._slots(keys), return_index=True)
            self._keys[slots], self._last[slots] = keys[first], last[first]
            keys, last = np.delete(keys, first), np.delete(last, first)


def with_room(rows: npt.NDArray[Any], number: int) -> npt.NDArray[Any]:
    """The array, twice as long where it has no row of that number yet."""
    if number < len(rows):
        return rows
    return np.concatenate([rows, np.empty_like(rows)])
