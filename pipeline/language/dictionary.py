"""Looks Indonesian words and expressions of news up: the English that a sound translation may use, and plainer words.

``data/dictionary.tsv.gz`` was written for this project by large language models from their knowledge (CC0-1.0).
Columns, separated by a tab: the word in small letters, its English (the usual translation first, "|" between them), and
one to three common Indonesian words that mean the same, "-" for none. ``data/expressions.tsv`` has fixed expressions of
several words in the same way ("lintah darat"), with the English words by which a right translation is told from one
that takes them word for word, and the usual translation behind these.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.language.lexicon import CLITICS, english_stems, without_clitic

DICTIONARY = Path(__file__).parent / "data" / "dictionary.tsv.gz"
EXPRESSIONS = DICTIONARY.with_name("expressions.tsv")
NONE = "-"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Words that any English sentence may have, and those that say little beside others ("shake hands with", "take part").
_FUNCTION = frozenset(
    """
    a an the of to in on at by for from with and or but as be is are was were been being it its that this these those
    he she they we you i his her their our my your not no so very more most also if then than when while
    """.split()  # noqa: SIM905
)
_LIGHT = _FUNCTION | frozenset(
    """
    one ones oneself someone something up out off down into onto over about away back get got make made have has had
    take took taken give gave given do does did go went come came put set someone
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Word:
    """What the dictionary says of a word.

    Attributes:
        word: as the dictionary has it.
        english: its usual translation.
        stems: of every English word that a sound translation may use, as :func:`~pipeline.language.lexicon.short_stem`
            cuts them; none for a word that English may say with light words alone.
        plain: common Indonesian words that mean the same, "" for none.
    """

    word: str
    english: str
    stems: frozenset[str]
    plain: str


def look_up(word: str) -> Word | None:
    """The entry of a word in small letters, or of the word without its clitic, or of one half of a doubled word."""
    half, _, other = word.partition("-")
    forms = dict.fromkeys((word, without_clitic(word, (*CLITICS, "ku", "mu")), half if half == other else word))
    return next((entry for form in forms if (entry := _entries().get(form)) is not None), None)


def expressions(text: str) -> Iterator[tuple[int, int, Word]]:
    """The fixed expressions of an Indonesian sentence with where they begin and end, in any case; of two that overlap
    the first, and of two that begin at one place the longer one."""
    words = [(match[0].casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]
    at = 0
    while at < len(words):
        for entry in _expressions().get(words[at][0], ()):
            parts = entry.word.split()
            said = [word for word, _, _ in words[at : at + len(parts)]]
            together = " ".join(said)
            if together == entry.word or without_clitic(together, ("nya",)) == entry.word:
                at += len(parts) - 1
                yield words[at - len(parts) + 1][1], words[at][2], entry
                break
        at += 1


@cache
def _expressions() -> dict[str, list[Word]]:
    """By their first word, longer ones first."""
    found: dict[str, list[Word]] = {}
    rows = (line.split("\t") for line in EXPRESSIONS.read_text("utf-8").splitlines() if not line.startswith("#"))
    for expression, telling, english, plain in sorted(rows, key=lambda row: -len(row[0].split())):
        entry = Word(expression, english, frozenset(english_stems(telling)), "" if plain == NONE else plain)
        found.setdefault(expression.split()[0], []).append(entry)
    return found


@cache
def _entries() -> dict[str, Word]:
    with gzip.open(DICTIONARY, "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file)
        return {word: _entry(word, english.split("|"), plain) for word, english, plain in rows}


def _entry(word: str, english: list[str], plain: str) -> Word:
    stems = [_stems(text) for text in english]
    # A word that a light one may translate, "sedari" by "from", leaves nothing to look for.
    told = frozenset().union(*stems) if all(stems) else frozenset()
    return Word(word, english[0], told, "" if plain == NONE else plain)


def _stems(english: str) -> frozenset[str]:
    """The stems by which an English translation is known: none for a light word."""
    words = english.lower().replace("-", " ").split()
    telling = [word for word in words if word not in _FUNCTION]
    if len(words) > 1:
        telling = [word for word in telling if word not in _LIGHT] or telling
    return frozenset(english_stems(" ".join(telling)))
