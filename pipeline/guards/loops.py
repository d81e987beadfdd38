"""The guard of loops: a translation that says the same again and again ("I'm sorry I'm sorry I'm sorry").

Noise and rare words make translation models repeat themselves (EasyNMT #38, OPUS-MT-train #62, CTranslate2 #836).
What the source repeats too ("cepat, cepat, cepat!") is no loop.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.guards._context import EMPTY, Context

COSTS = {"loop": 6.0}
_WORD = re.compile(r"\w+|[^\w\s]")
_SHORT_UNIT = re.compile(r"(\w{2,5}?)\1{3,}")
_SAME_NUMBER = re.compile(r"\b(\d[\d.,]*)\s+\1\b")


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("loop",) when words repeat more than the source gives reason to."""
    words, source_words = _words(translation), _words(source)
    looped = (
        _worst_run(words) > max(2, _worst_run(source_words))
        or _repeated_phrase(words) > max(2, _repeated_phrase(source_words))
        or (bool(_SHORT_UNIT.search(translation.lower())) and not _SHORT_UNIT.search(source.lower()))
        or (bool(_SAME_NUMBER.search(translation)) and not _SAME_NUMBER.search(source))
    )
    return ("loop",) if looped else ()


def _words(text: str) -> list[str]:
    return [w for w in _WORD.findall(text.lower()) if w.isalnum() or w in "-–"]


def _worst_run(words: list[str]) -> int:
    """How often a unit of 1 to 8 words is said in a row, at most; a single word needs one more to count."""
    worst = 1
    for size in range(1, 9):
        run = 0
        for i in range(size, len(words)):
            run = run + 1 if words[i] == words[i - size] else 0
            if run and run % size == 0:
                repeats = run // size + 1
                worst = max(worst, repeats + (1 if size >= 3 else 0))
    return worst


def _repeated_phrase(words: list[str]) -> int:
    """How often the commonest phrase of four words is said."""
    phrases = Counter(tuple(words[i : i + 4]) for i in range(len(words) - 3))
    return max(phrases.values(), default=0)
