"""Finds what the translator does not know and lost, and writes the sentence with words that it knows.

A word that was in few training pairs often becomes another one ("booking procession" for *prosesi pengabenan*), and a
fixed expression is taken word for word ("land leech" for *lintah darat*, a loan shark). The dictionary
(:mod:`pipeline.language.dictionary`) tells when none of its English stands in the translation. The translator is then
given common Indonesian words instead, or the English itself, which it carries over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.core.records import Translation
from pipeline.guards import risk
from pipeline.language import rewordings
from pipeline.language.dictionary import Word, expressions, look_up
from pipeline.language.lexicon import CLITICS, content_words, english_stem_list, lexicon, lookup

REWORD = "reword"  # the ladder's rung
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
        if entry.stems.isdisjoint(there) and not _kept(source[start:end], translation)
    ]
    words = content_words(source)
    in_all: Counter[str] = Counter()  # counted for the first word that needs it
    for word, start in words:
        if start in within or risk.times_met(word) >= SELDOM or (entry := look_up(word)) is None or not entry.stems:
            continue
        if _is_name(source, translation, word, start) or _CUT.match(source, start + len(word)):
            continue
        own = _stems(word)
        told = there.keys() & (entry.stems | own)
        # "Culture" in "the accumulation of two cultures" is of *budaya*, and says nothing of *akulturasi*.
        if not any(there[stem] > (in_all := in_all or _told(words))[stem] - (stem in own) for stem in told):
            found.append(UnfamiliarWord(word, start, entry, sure=not told))
    return tuple(found)


def _told(words: Iterable[tuple[str, int]]) -> Counter[str]:
    """How many of the words each English stem translates."""
    return Counter(stem for word, _ in words for stem in _stems(word))


def reworded(source: str, words: Sequence[UnfamiliarWord]) -> list[str]:
    """Ways to write ``source`` with words that the translator knows, the best first; none where there is none."""
    without = [word for word in words if not word.entry.plain]
    ways = (_replaced(source, [*_plainer(words), *_english(without)]), _replaced(source, _english(words)))
    return [way for way in dict.fromkeys(ways) if way != source]


def _plainer(words: Iterable[UnfamiliarWord]) -> list[tuple[UnfamiliarWord, str]]:
    return [(word, _plain(word)) for word in words if word.entry.plain]


def _english(words: Iterable[UnfamiliarWord]) -> list[tuple[UnfamiliarWord, str]]:
    return [(word, word.entry.english) for word in words]


def _plain(word: UnfamiliarWord) -> str:
    """The plain words with the clitic that the word has: "pujaannya" is "idolanya"."""
    ending = word.text.removeprefix(word.entry.word)
    return word.entry.plain + (ending if ending in CLITICS else "")


def _replaced(source: str, pairs: Iterable[tuple[UnfamiliarWord, str]]) -> str:
    parts, at = [], 0
    for word, instead in sorted(pairs, key=lambda pair: pair[0].start):
        end = word.start + len(word.text)
        if source[word.start].isupper() and not source[word.start : end].isupper():
            instead = instead[0].upper() + instead[1:]
        parts += [source[at : word.start], instead]
        at = end
    return "".join([*parts, source[at:]])


def as_understood(source: str, translation: Translation) -> str:
    """What the translator was given as ``source`` when it understood it: with plainer words, or their English, where
    these made the translation."""
    attempts = translation.attempts
    if not attempts or attempts[-1].how != REWORD:
        return source
    still = lost(source, translation.text)
    words = [word for word in lost(source, attempts[0].text) if word not in still]
    return next(iter(reworded(source, words)), source)


def _kept(expression: str, translation: str) -> bool:
    """Whether an expression that is written as a name is one in the translation: "Koperasi Merah Putih"."""
    return expression == expression.title() and expression in translation


def _is_name(source: str, translation: str, word: str, start: int) -> bool:
    """Whether the first word of a sentence was kept as it is, as a name is: "Restu Sinaga"."""
    first = source[start : start + len(word)]
    return first[0].isupper() and translation.lstrip(" \"'").startswith(first)


@lru_cache(maxsize=65536)
def _stems(word: str) -> frozenset[str]:
    """The English stems that the training pairs have for a word."""
    entry = lookup(word, lexicon())
    return (entry.stems if entry else frozenset()) | rewordings.stems(word)
