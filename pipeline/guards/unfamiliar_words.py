"""Finds words and fixed expressions that the translator does not know and lost.

A word that was in few training pairs often becomes another one ("booking procession" for *prosesi pengabenan*), and a
fixed expression is taken word for word ("land leech" for *lintah darat*, a loan shark). The dictionary
(:mod:`pipeline.language.dictionary`) tells when none of its English stands in the translation;
:mod:`pipeline.guards.rewording` then writes the sentence with words that the translator knows.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
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

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def lost(source: str, translation: str) -> tuple[UnfamiliarWord, ...]:
    """The words of ``source`` that the translator seldom met, and the fixed expressions, none of whose English stands
    in ``translation``."""
    fixed, seldom = _unfamiliar(source)
    if not fixed and not seldom:
        return ()
    there = Counter(english_stem_list(translation))
    found = [expression for expression in fixed if expression.entry.stems.isdisjoint(there)]
    for word in seldom:
        if _is_name(source, translation, word):
            continue
        own = aligned_stems(word.text)
        told = there.keys() & (word.entry.stems | own)
        # "Culture" in "the accumulation of two cultures" is of *budaya*, and says nothing of *akulturasi*.
        if not any(there[stem] > _told(source)[stem] - (stem in own) for stem in told):
            found.append(replace(word, sure=not told))
    return tuple(found)


@lru_cache(maxsize=1024)
def _unfamiliar(source: str) -> tuple[tuple[UnfamiliarWord, ...], tuple[UnfamiliarWord, ...]]:
    """The fixed expressions of a sentence, and its other words that the translator seldom met; kept, because each of
    its translations is held against them."""
    fixed = tuple(UnfamiliarWord(source[start:end].lower(), start, entry) for start, end, entry in expressions(source))
    within = {at for expression in fixed for at in range(expression.start, expression.end)}
    seldom = []
    for word, start in content_words(source):
        if start in within or risk.times_met(word) >= SELDOM or _CUT.match(source, start + len(word)):
            continue
        if (entry := look_up(word)) is not None and entry.stems:
            seldom.append(UnfamiliarWord(word, start, entry))
    return fixed, tuple(seldom)


@lru_cache(maxsize=1024)
def _told(source: str) -> Counter[str]:
    """How many words of a sentence each English stem translates."""
    return Counter(stem for word, _ in content_words(source) for stem in aligned_stems(word))


def _is_name(source: str, translation: str, word: UnfamiliarWord) -> bool:
    """Whether the first word of a sentence was kept as it is, as a name is: "Restu Sinaga"."""
    first = source[word.start : word.end]
    return first[0].isupper() and translation.lstrip(" \"'").startswith(first)


@lru_cache(maxsize=65536)
def aligned_stems(word: str) -> frozenset[str]:
    """The English stems that the training pairs have for a word."""
    entry = lookup(word, lexicon())
    return (entry.stems if entry else frozenset()) | rewordings.stems(word)
