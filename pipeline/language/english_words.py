"""Tells English words from strings of letters that are none.

``data/words-en.txt.gz`` holds the words of dictionaries (SCOWL, size 70, American and British) and those that English
news and the translator's pairs have at least twice, names among them (``eval/benchmarks/english_words.py``).
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from pathlib import Path

WORDS = Path(__file__).parent / "data" / "words-en.txt.gz"
LETTERS = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters of a word that is told: shorter ones are mostly abbreviations and pieces
_PREFIXES = (
    "anti|auto|bio|counter|cyber|eco|geo|hydro|inter|mega|micro|mini|mis|multi|neo|neuro|non|over|post|pre|pro|re|semi|socio"
    "|sub|super|tele|trans|ultra|un|under"
)
_ENDINGS = ("s", "al", "ly")
_BRITISH = re.compile(r"is(?=(?:e|ed|es|ing|ation|ations|er|ers)$)")
_PREFIXED = re.compile(rf"(?:{_PREFIXES})(\w{{5,}})")


@lru_cache(maxsize=16384)
def is_english(word: str) -> bool:
    """Whether a word is English, by itself, with a usual ending, or with a prefix in front of an English word.

    The list does not decide about short words, words in capitals and words with letters such as "ü": these pass.
    """
    if len(word) < _SHORTEST or not word.isascii() or word.isupper() or word[:-1].isupper():
        return True
    low, known = _BRITISH.sub("iz", word.lower()), english_words()
    if word.lower() in known:
        return True
    if low in known or any(low.endswith(ending) and low.removesuffix(ending) in known for ending in _ENDINGS):
        return True
    prefixed = _PREFIXED.fullmatch(low)
    return prefixed is not None and prefixed[1] in known


@cache
def english_words() -> frozenset[str]:
    """The words of the shipped list, in small letters."""
    return frozenset(gzip.decompress(WORDS.read_bytes()).decode().split())
