"""Finds content words of an Indonesian sentence that did not arrive in its translation, by counts of aligned words.

``data/lexicon.tsv.gz`` lists Indonesian words with the English stems that translate them and two figures: how often one
of these stems stands in a sound translation, and how often in any English sentence, and how much likelier than a usual
word it is to be mistranslated because the translator seldom met it. It is made by ``eval/benchmarks/guard_lexicon.py``
from pairs of sentences and a dictionary; it holds words and counts and no text.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

LEXICON = Path(__file__).parent / "data" / "lexicon.tsv.gz"
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ENGLISH = re.compile(r"[^\W\d_]+")
_LETTERS = 6
_LIKELY = 4
_RAREST = 0.002  # what is met less often in the sample is taken for this frequent
CLITICS = ("nya", "lah", "kah", "pun")
ALL_CLITICS = (*CLITICS, "ku", "mu")  # those of "I" and "you", which many words end in by themselves, too
_DOUBLED = re.compile(r"([bdfgklmnprt])\1$")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a word.

    ``stems`` are the English stems that translate it, ``likeliest`` the most usual of them, best first. ``evidence`` is
    how much it speaks for a lost word when none is there: the natural logarithm of how much likelier that is in a
    translation that lacks the word than in a sound one, and more for words that are often mistranslated. ``comfort`` is
    the same for one that is there, below 0."""

    stems: frozenset[str]
    likeliest: tuple[str, ...]
    evidence: float
    comfort: float


@dataclass(frozen=True, slots=True)
class LostWord:
    """A word of a source none of whose English stems stands in the translation."""

    word: str
    start: int
    evidence: float


@lru_cache(maxsize=65536)
def english_stem(word: str) -> str:
    """An English word without the endings of its forms: "studies", "studied", "studying" -> "study"."""
    text = word.lower()
    if len(text) < 4:
        return text
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", ""), ("s", "")):
        if text.endswith(ending) and len(text) - len(ending) >= 3 and not text.endswith("ss"):
            text = text[: len(text) - len(ending)] + instead
            break
    if text.endswith("e") and len(text) > 3:
        text = text[:-1]
    return _DOUBLED.sub(r"\1", text)


@lru_cache(maxsize=1024)
def english_stems(text: str) -> frozenset[str]:
    """The stems of all words of an English text, six letters at most: "corruption" and "corrupt" are one."""
    return frozenset(english_stem_list(text))


def english_stem_list(text: str) -> list[str]:
    """The stems of an English text, as often as they stand there."""
    return [short_stem(english_stem(word)) for word in _ENGLISH.findall(text)]


def short_stem(stem: str) -> str:
    """A stem as the lexicon holds it."""
    return stem[:_LETTERS]


@lru_cache(maxsize=1024)
def content_words(text: str) -> tuple[tuple[str, int], ...]:
    """The words of an Indonesian sentence that are no names by their capitals, in small letters, and where they stand.

    A text written in capitals keeps all its words; so does the first word of a sentence.
    """
    shouting = text.upper() == text
    words = ((match[0], match.start()) for match in WORD.finditer(text))
    return tuple(
        (word.lower(), start) for n, (word, start) in enumerate(words) if word[0].islower() or shouting or not n
    )


def lost_words(source: str, translation: str) -> list[LostWord]:
    """The words of ``source`` that are in the lexicon and arrived in none of their English forms."""
    there = english_stems(translation)
    known = _known_words(source)
    return [LostWord(word, start, entry.evidence) for word, start, entry in known if there.isdisjoint(entry.stems)]


@lru_cache(maxsize=1024)
def _known_words(source: str) -> tuple[tuple[str, int, Entry], ...]:
    """The content words that the lexicon has, kept: each translation of a sentence is held against them."""
    table = lexicon()
    found = ((word, start, lookup(word, table)) for word, start in content_words(source))
    return tuple((word, start, entry) for word, start, entry in found if entry is not None)


def lookup(word: str, table: dict[str, Entry]) -> Entry | None:
    """The entry of a word, or of the word without its clitic: "rumahnya" is looked up as "rumah"."""
    entry = table.get(word)
    return entry if entry is not None else table.get(without_clitic(word, ALL_CLITICS))


def without_clitic(word: str, clitics: tuple[str, ...] = CLITICS, least: int = 4) -> str:
    """An Indonesian word without the first clitic that it ends in and that leaves ``least`` letters of it."""
    if not word.endswith(clitics):  # as most words
        return word
    clitic = next((c for c in clitics if word.endswith(c) and len(word) >= len(c) + least), "")
    return word.removesuffix(clitic)


@cache
def lexicon() -> dict[str, Entry]:
    """The shipped table by Indonesian word."""
    with gzip.open(LEXICON, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row[0]: _entry(*row) for row in rows}


def _entry(word: str, arrived: str, chance: str, stems: str, unfamiliar: str) -> Entry:
    found, sound, any_text = stems.split(), float(arrived), max(float(chance), _RAREST)
    evidence = math.log((1 - any_text) / (1 - sound)) + float(unfamiliar)
    return Entry(frozenset(found), tuple(found[:_LIKELY]), evidence, math.log(any_text / sound))
