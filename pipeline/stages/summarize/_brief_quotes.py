"""Checks the quotations of a brief: each must occur word for word in the translation or in the source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.stages.summarize.fact_check import Evidence

_QUOTE = re.compile(r"“([^“”]{2,}?)”|(?<!\w)\"([^\"]{2,}?)\"(?!\w)")
_CUT = re.compile(r"…|\.\.\.|\[[^\]]*\]")  # left out, or put in by the writer
_WORD = re.compile(r"\w+")
_EDGE = re.compile(r"^(?:the|an?)\s+|['’]s?$")


def unspoken(sentence: str, evidence: Evidence) -> list[str]:
    """The quotations of a brief sentence that occur nowhere in the article, in either language.

    Capitals and punctuation do not count; what is cut with an ellipsis or a bracket is looked for piece by piece.
    """
    quotes = [a or b for a, b in _QUOTE.findall(sentence)]
    if not quotes:
        return []
    sides = [_plain(text) for text in evidence.both()]
    return [q for q in quotes if not all(any(_plain(p) in side for side in sides) for p in _CUT.split(q))]


def _plain(text: str) -> str:
    words = _WORD.findall(_EDGE.sub("", text.lower()))
    return f" {' '.join(words)} " if words else " "
