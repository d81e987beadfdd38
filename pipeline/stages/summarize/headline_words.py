"""Compares the words of a headline with those of its source and of the article's translated sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.language.lexicon import english_stem, short_stem
from pipeline.language.names import is_common
from pipeline.language.rewordings import is_english_stem, may_say
from pipeline.stages.summarize.citations import COMMON, NUMBER_WORDS
from pipeline.stages.summarize.fact_check import Evidence

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
NAME = 3  # letters at least
_OWNING = re.compile(r"['’]s?$")
_LIGHT = COMMON | {"yet", "vs", "despite", "amid", "via", "toward", "towards", "without", "among", "against", "between"}


def missing_names(evidence: Evidence, source: str, text: str) -> list[str]:
    """The words of a source, names above all, that the article's translation keeps as they are and a headline lacks."""
    said = _lower(text)
    return [
        word
        for word in dict.fromkeys(WORD.findall(source))
        if len(word) >= NAME
        and word.lower() not in said
        and not is_common(word.lower(), "en")
        and _is_kept(evidence, word)
    ]


def copied(evidence: Evidence, source: str, text: str) -> tuple[int, int]:
    """How many words of a source stand in a headline as they are though they are Indonesian, and how many short forms
    that the article's English never has."""
    theirs = {word.lower() for word in WORD.findall(source)}
    words = [word for word in dict.fromkeys(WORD.findall(text)) if word.lower() in theirs]
    known = frozenset[str]().union(*map(_written, evidence.english))
    short = sum(word.isupper() and len(word) > 1 and word not in known for word in words)
    left = sum(_is_indonesian(word) and (word.isupper() or not _is_kept(evidence, word)) for word in words)
    return left, short


def strange(evidence: Evidence, source: str, text: str) -> int:
    """How many words of a headline neither the article's English has nor any translation of the source, or are no
    English words; a first word, which has a capital anyway, only where it is no word at all."""
    known, allowed = _stems(evidence.english), _allowed(evidence, source)
    count = 0
    for at, word in enumerate(_own_words(source, text)):
        stem = _stem(word.lower())
        new = stem not in known and stem not in allowed
        no_word = not _is_english(word.lower()) and (word.islower() or new)
        count += no_word or (new and (at > 0 or not text.startswith(word)))
    return count


def unlike(evidence: Evidence, source: str, text: str) -> int:
    """How many words in small letters of a headline the article's English has not."""
    known = _stems(evidence.english)
    return sum(word.islower() and _stem(word) not in known for word in _own_words(source, text))


def agreement(text: str, others: Sequence[str], usual: float) -> float:
    """How much a headline has in common with others, on average: the F1 of words and pairs of neighbours, 0..1.

    Args:
        text: the headline.
        others: other headlines.
        usual: the answer where there are none.
    """
    own = _said(text)
    if not own or not others:
        return usual
    return sum(2 * len(own & theirs) / (len(own) + len(theirs)) for theirs in map(_said, others)) / len(others)


def _own_words(source: str, text: str) -> list[str]:
    """The words of a headline that its source has not, without those that say nothing and numbers."""
    theirs = {word.lower() for word in WORD.findall(source)}
    words = dict.fromkeys(WORD.findall(text))
    return [word for word in words if word.lower() not in theirs | _LIGHT and word.lower() not in NUMBER_WORDS]


def _allowed(evidence: Evidence, source: str) -> frozenset[str]:
    return may_say(source.lower()) if evidence.language == "id" else frozenset()


def _is_kept(evidence: Evidence, word: str) -> bool:
    """Whether most of the article's sentences that have a word keep it in their translation."""
    pairs = zip(evidence.indonesian, evidence.english, strict=True)
    theirs = [word.lower() in _lower(english) for source, english in pairs if word in _written(source)]
    return 2 * sum(theirs) > len(theirs)


def _is_indonesian(word: str) -> bool:
    """Whether a word is an ordinary Indonesian one and no English one."""
    low = word.lower()
    return len(word) > NAME and is_common(low, "id") and not is_common(low, "en")


def _is_english(word: str) -> bool:
    """Whether each part of a word is a word that translations have used."""
    parts = [part for part in re.split(r"[-'’]", word) if len(part) > 2]
    return all(is_common(part, "en") or is_english_stem(_stem(part)) for part in parts)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return short_stem(english_stem(word))


@lru_cache(maxsize=64)
def _stems(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_stem(word) for text in texts for word in WORD.findall(text))


@lru_cache(maxsize=4096)
def _written(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text))


@lru_cache(maxsize=4096)
def _lower(text: str) -> frozenset[str]:
    """The words of a text in small letters, also without an owner's ending."""
    words = {word.lower() for word in WORD.findall(text)}
    return frozenset(words | {_OWNING.sub("", word) for word in words})


@lru_cache(maxsize=1024)
def _said(text: str) -> frozenset[str | tuple[str, str]]:
    words = [_stem(word) for word in WORD.findall(text) if word.lower() not in _LIGHT]
    return frozenset([*words, *pairwise(words)])
