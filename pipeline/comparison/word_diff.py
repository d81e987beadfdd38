"""Compares two texts word by word, for people: what both say, what only the first says, what only the second."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Literal, NamedTuple


class Piece(NamedTuple):
    """Words that both texts have, or one alone."""

    of: Literal["both", "first", "second"]
    text: str


def word_diff(first: str, second: str) -> list[Piece]:
    """Both texts as one sequence of pieces in reading order; what only the first says comes before the second's."""
    a, b = first.split(), second.split()
    pieces: list[Piece] = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("both", " ".join(a[a0:a1])))
            continue
        if a1 > a0:
            pieces.append(Piece("first", " ".join(a[a0:a1])))
        if b1 > b0:
            pieces.append(Piece("second", " ".join(b[b0:b1])))
    return pieces


def marked(pieces: list[Piece]) -> str:
    """The pieces in plain text, as ``wdiff`` writes them: [-first-] {+second+}."""
    marks = {"both": ("", ""), "first": ("[-", "-]"), "second": ("{+", "+}")}
    return " ".join(f"{marks[p.of][0]}{p.text}{marks[p.of][1]}" for p in pieces)
