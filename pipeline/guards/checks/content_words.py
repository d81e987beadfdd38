"""Checks that the words of a sentence arrived: those whose English is well known (:mod:`pipeline.language.lexicon`).

``word-lost``: a word that practically always arrives has none of its English forms in the translation.
``meaning-lost``: so many words are missing that the translation is about something else.
"""

from __future__ import annotations

from pipeline.guards.context import EMPTY, Context
from pipeline.language.lexicon import content_words, lexicon, lookup, lost_words

COSTS = {"word-lost": 1.0, "meaning-lost": 4.0}
_ONE = 6.0  # evidence of one lost word: natural logarithm of a likelihood ratio
_TWO = 10.5  # of the two that speak most
_TOGETHER = 14.0  # of all lost words of a sentence
_DETACHED = 5.0  # of all known words, those that arrived against those that did not: any text is as likely
_FEWEST = 4  # lost words for that


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("meaning-lost",) or ("word-lost",) when words of the source are missing; an empty translation is no matter of
    this guard."""
    if not any(c.isalpha() for c in translation):
        return ()
    lost = lost_words(source, translation)
    if not lost:
        return ()
    together = sum(word.evidence for word in lost)
    if len(lost) >= _FEWEST:
        gone = {word.start for word in lost}
        entries = lexicon()
        there = [lookup(word, entries) for word, start in content_words(source) if start not in gone]
        if together + sum(entry.comfort for entry in there if entry is not None) > _DETACHED:
            return ("meaning-lost",)
    most = sorted((word.evidence for word in lost), reverse=True)
    return ("word-lost",) if most[0] >= _ONE or sum(most[:2]) >= _TWO or together >= _TOGETHER else ()
