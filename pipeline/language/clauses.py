"""Cuts a sentence over the model's limit at clause boundaries, never through a word or silently.

The strongest boundary that helps is used first: sentence-like marks (``;``, ``:``, dashes, brackets), a comma before a
conjunction, any comma, a conjunction without a comma, a space, and only at last a place inside an endless word.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CONJUNCTIONS = (
    "dan|atau|tetapi|tapi|namun|melainkan|sedangkan|sementara|sehingga|karena|sebab|agar|supaya|ketika|saat|setelah|"
    "sebelum|sejak|hingga|sampai|jika|kalau|apabila|bila|meskipun|meski|walaupun|walau|padahal|serta|yang|bahwa|"
    "untuk|dengan|kemudian|lalu|kata|ujar|menurut"
)
# Each matches the whitespace at which a cut may be made, strongest first.
_BOUNDARIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<=[.!?…][\"”’)])\s+|(?<=[.!?…;:—–])\s+|\s+(?=[(\[—–])|(?<=[)\]])\s+",
        rf"(?<=,)\s+(?=(?:{_CONJUNCTIONS})\b)",
        r"(?<=,)\s+",
        rf"\s+(?=(?:{_CONJUNCTIONS})\b)",
        r"\s+",
    )
)


def split_to_fit(text: str, count: Callable[[str], int], limit: int) -> list[str]:
    """The text in parts that each fit, about equally long, cut at the strongest boundaries that suffice.

    Args:
        text: one sentence.
        count: tokens of a text, special ones included.
        limit: the most tokens a part may have.

    Returns:
        The parts in order; put together with the whitespace at the cuts they are the text again, and a cut inside a
        word (only in one that does not fit by itself) leaves nothing between its halves.
    """
    return _fit(text.strip(), count, limit, 0)


def _fit(text: str, count: Callable[[str], int], limit: int, level: int) -> list[str]:
    total = count(text)
    if total <= limit or len(text) < 2:
        return [text] if text else []
    if level == len(_BOUNDARIES):
        return _cut_word(text, count, limit)
    starts = [0, *(m.end() for m in _BOUNDARIES[level].finditer(text))]
    ends = [*(m.start() for m in _BOUNDARIES[level].finditer(text)), len(text)]
    if len(starts) == 1:
        return _fit(text, count, limit, level + 1)
    # Equal parts rather than full ones and a rest: a rest of two words translates badly.
    target = min(limit, -(-total // -(-total // limit)) * 5 // 4)
    parts: list[str] = []
    first = 0
    for last in range(len(starts)):
        following = last + 1
        full = following == len(starts) or count(text[starts[first] : ends[following]]) > target
        if full:
            parts += _fit(text[starts[first] : ends[last]], count, limit, level + 1)
            first = following
    return parts


def _cut_word(text: str, count: Callable[[str], int], limit: int) -> list[str]:
    """Halve an endless word until its pieces fit."""
    if count(text) <= limit or len(text) < 2:
        return [text]
    middle = len(text) // 2
    return [*_cut_word(text[:middle], count, limit), *_cut_word(text[middle:], count, limit)]
