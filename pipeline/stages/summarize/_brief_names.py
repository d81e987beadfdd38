"""Checks the names of a brief: every capitalised word must be in the translation, the source or the glossary.

A translator may render a name freely, so the check of translations is lenient; a summarizer reads and writes English,
so here every word of a name has to occur, apart from the endings of nationalities.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.language.glossary import Glossary
from pipeline.language.names import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ZONES = ("WIB", "WITA", "WIT")  # may be written "Jakarta time", which is no ground for Jakarta
_LONG = 6  # letters
HOME = frozenset({"indonesia", "indonesian", "indonesians"})  # the country all this news comes from may be named


def missing_words(name: str, english: str, indonesian: str) -> tuple[str, ...]:
    """The capitalised words of an English name that do not occur in the article.

    Args:
        name: as the brief writes it.
        english: the article's translation; its words count in any case.
        indonesian: the article itself; only its capitalised words count, lest "Sabah" rest on "sahabat", and the
            English forms of its glossary terms.
    """
    words = [w for w in _WORD.findall(name) if w[0].isupper() and fold(w) not in HOME]
    held = _held(english, indonesian)
    return tuple(w for w in words if not _stands(fold(w), held) and not _initials(w, english))


@lru_cache(maxsize=64)
def _held(english: str, indonesian: str) -> frozenset[str]:
    words = {fold(w) for w in _WORD.findall(english)}
    words |= {fold(w) for w in _WORD.findall(indonesian) if w[0].isupper()}
    terms = [term.entry for term in Glossary.load().terms_in(indonesian) if term.entry.term not in ZONES]
    forms = (form for entry in terms for form in entry.english)
    return frozenset(words | {fold(w) for form in forms for w in _WORD.findall(form)})


def _stands(word: str, held: frozenset[str]) -> bool:
    return word in held or any(_nationality(word, other) for other in held)


def _nationality(one: str, other: str) -> bool:
    """ "Singapore" and "Singaporean", "China" and "Chinese": the shorter is the stem, a last vowel aside. "Hendro" is
    none of Hendra, though "Ukraine" is one of Ukraina: another last vowel takes a long stem."""
    short, long = sorted((one, other), key=len)
    stem = short.rstrip("aeiouy") if short[-1:] in "aeiouy" else short
    other_vowel = len(short) == len(long) and len(stem) < _LONG
    return len(stem) >= 4 and long.startswith(stem) and len(long) - len(stem) <= 4 and not other_vowel


def _initials(word: str, text: str) -> bool:
    """Whether an acronym stands for capitalised words that follow each other in the text."""
    if not word.isupper() or len(word) < 2:
        return False
    words = [w for w in _WORD.findall(text) if w[0].isupper() or w not in ("of", "and", "the", "for")]
    letters = "".join(w[0] if w[0].isupper() else " " for w in words)
    return word in letters
