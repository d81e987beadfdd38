"""Finds words and fixed expressions that the translator does not know and lost.

A word that was in few training pairs often becomes another one ("booking procession" for *prosesi pengabenan*), and a
fixed expression is taken word for word ("land leech" for *lintah darat*, a loan shark). The dictionary
(:mod:`pipeline.language.dictionary`) tells when none of its English stands in the translation;
:mod:`pipeline.guards.rewording` then writes the sentence with words that the translator knows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.guards import risk
from pipeline.language import rewordings
from pipeline.language.dictionary import Word, expressions, look_up
from pipeline.language.lexicon import content_words, english_stem_list, lexicon, lookup

_CUT = re.compile(r"\. ?[^\W\d_A-Z]")  # behind a word that lost its end: "lolos dari fase gru. mengingat"
SELDOM = 50  # times met in training; word_counts.tsv.gz counts no further


@dataclass(frozen=True, slots=True)
class UnfamiliarWord:
    """A word or expression of a source that did not arrive.

    Attributes:
        text: as it stands there, in small letters.
        start: where it begins.
        entry: what the dictionary says of it.
        sure: whether none of its English stands in the translation at all; otherwise what does translates other words.
    """

    text: str
    start: int
    entry: Word
    sure: bool = field(default=True, compare=False)


def lost(source: str, translation: str) -> tuple[UnfamiliarWord, ...]:
    """The words of ``source`` that the translator seldom met, and the fixed expressions, none of whose English stands
    in ``translation``."""
    there = Counter(english_stem_list(translation))
    fixed = list(expressions(source))
    within = {at for start, end, _ in fixed for at in range(start, end)}
    found = [
        UnfamiliarWord(source[start:end].lower(), start, entry)
        for start, end, entry in fixed
        if entry.stems.isdisjoint(there)
    ]
    words = content_words(source)
    in_all: Counter[str] = Counter()  # counted for the first word that needs it
    for word, start in words:
        if start in within or risk.times_met(word) >= SELDOM or (entry := look_up(word)) is None or not entry.stems:
            continue
        if _is_name(source, translation, word, start) or _CUT.match(source, start + len(word)):
            continue
        own = aligned_stems(word)
        told = there.keys() & (entry.stems | own)
        # "Culture" in "the accumulation of two cultures" is of *budaya*, and says nothing of *akulturasi*.
        if not any(there[stem] > (in_all := in_all or _told(words))[stem] - (stem in own) for stem in told):
            found.append(UnfamiliarWord(word, start, entry, sure=not told))
    return tuple(found)


def _told(words: Iterable[tuple[str, int]]) -> Counter[str]:
    """How many of the words each English stem translates."""
    return Counter(stem for word, _ in words for stem in aligned_stems(word))


def _is_name(source: str, translation: str, word: str, start: int) -> bool:
    """Whether the first word of a sentence was kept as it is, as a name is: "Restu Sinaga"."""
    first = source[start : start + len(word)]
    return first[0].isupper() and translation.lstrip(" \"'").startswith(first)


@lru_cache(maxsize=65536)
def aligned_stems(word: str) -> frozenset[str]:
    """The English stems that the training pairs have for a word."""
    entry = lookup(word, lexicon())
    return (entry.stems if entry else frozenset()) | rewordings.stems(word)
