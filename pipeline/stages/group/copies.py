"""Finds near-duplicate copies among the articles of an event: a wire story on two sites counts once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.event_records import Copy

WORDS = 3
THRESHOLD = 0.6  # share of word triples in common; or of the shorter one's in the longer, when it was cut
CUT = 0.85
_WORD = re.compile(r"\w+")


def find_copies(articles: Sequence[tuple[str, str]]) -> tuple[Copy, ...]:
    """The copies of earlier articles.

    Args:
        articles: ids and texts, in the order in which they are to be kept.
    """
    kept: list[tuple[str, frozenset[tuple[str, ...]]]] = []
    copies = []
    for article, text in articles:
        triples = _triples(text)
        original = next((other for other, theirs in kept if _same(triples, theirs)), None)
        if original is None:
            kept.append((article, triples))
        else:
            copies.append(Copy(article, original))
    return tuple(copies)


def _same(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    shared = len(one & other)
    return bool(shared) and (
        shared >= THRESHOLD * len(one | other) or (shared >= CUT * min(len(one), len(other)) and shared > WORDS * 8)
    )


def _triples(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return frozenset(zip(*(words[i:] for i in range(WORDS)), strict=False))
