"""Marks which characters of a text belong to something that was found in it, so that nothing is found over another."""

from __future__ import annotations

from collections.abc import Iterable


class Taken:
    """The characters of a text that are taken.

    Args:
        text: the text.
        spans: where what was found in it begins and ends.
    """

    def __init__(self, text: str, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._marks = bytearray(len(text))
        for start, end in spans:
            self.add(start, end)

    def any(self, start: int, end: int) -> bool:
        """Whether a place has any of them."""
        return self._marks.find(1, start, end) >= 0

    def add(self, start: int, end: int) -> None:
        """Takes the characters of a place."""
        self._marks[start:end] = bytes([1]) * (end - start)
