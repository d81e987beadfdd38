"""The words of a text of any size, a batch at a time: a list of them all takes ten times the text's memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_WORD = re.compile(r"\S+")
BATCH = 10_000
SHORT = 50_000  # characters of a text whose words are one batch


def batches(text: str) -> Iterator[list[str]]:
    """What ``text.split()`` gives, in batches."""
    if len(text) <= SHORT:
        if short := text.split():
            yield short
        return
    words = (found.group() for found in _WORD.finditer(text))
    while batch := list(islice(words, BATCH)):
        yield batch


def count(text: str) -> int:
    """How many words a text has: ``len(text.split())``."""
    return sum(map(len, batches(text)))


def single_spaced(text: str) -> Iterator[str]:
    """``" ".join(text.split())`` in pieces."""
    for number, batch in enumerate(batches(text)):
        yield f"{' ' if number else ''}{' '.join(batch)}"
