"""Writes a pattern of many words so that few of them are tried at each place of a text.

Of a plain ``one|other|...`` over a thousand words the engine tries each at every place. Put together by their first
letters, a handful are left to try behind the right ones; what is found is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

Letters = tuple[tuple[str, bool], ...]  # of a word, and of each whether any case will do
_DEPTH = 2  # letters by which words are put together: a third gains little and takes long to compile


def exactly(word: str) -> Letters:
    """A word as it is written."""
    return tuple((letter, False) for letter in word)


def in_any_case(word: str) -> Letters:
    """A word in small letters, in capitals or in both."""
    return tuple((letter, True) for letter in word)


def alternatives(words: Iterable[Letters], depth: int = _DEPTH) -> str:
    """A pattern that matches any of the words, the first one of two that both fit; without brackets around it.

    Args:
        words: the preferred ones first; of two with one beginning that is the longer one.
        depth: how many letters words are put together by.
    """
    if not depth:
        return "|".join(map(_written, words))
    groups: dict[str, list[Letters]] = {}
    for word in words:
        for first in _first_letters(word):
            groups.setdefault(first, []).append(word[1:])
    return "|".join(f"{re.escape(c)}(?:{alternatives(rest, depth - 1)})" if c else "" for c, rest in groups.items())


def _first_letters(word: Letters) -> tuple[str, ...]:
    """The letters that a word may begin with; "" for one that is at its end."""
    if not word:
        return ("",)
    letter, any_case = word[0]
    return tuple(dict.fromkeys((letter.lower(), letter.upper()))) if any_case else (letter,)


def _written(word: Letters) -> str:
    """A word as a pattern."""
    parts = ((any_case, "".join(c for c, _ in run)) for any_case, run in groupby(word, key=lambda letter: letter[1]))
    return "".join(f"(?i:{re.escape(text)})" if any_case else re.escape(text) for any_case, text in parts)


def either(words: Iterable[str]) -> str:
    """A pattern that matches any of the words as they are written, the longest that fits; within a pattern for any case
    they have to be in small letters."""
    return alternatives(map(exactly, sorted(words, key=len, reverse=True)))
