"""Reduces a text to the stems and figures that are compared between articles.

The stems are for comparison alone and are never shown, so a rough cut that treats "menewaskan" and "tewas" alike is
better than none: what it takes apart wrongly, it takes apart alike everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from pipeline.language.names import common_words
from pipeline.language.quick_checks import mostly_small

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_CLITICS = ("nya", "lah", "kah", "pun")
_PREFIXES = (
    (re.compile(r"^(?:ber|ter|per)(?=[a-z]{4})"), ""),
    (re.compile(r"^(?:meny|peny)(?=[aiueo])"), "s"),
    (re.compile(r"^(?:meng|peng)(?=[aiueoghk])"), ""),
    (re.compile(r"^(?:mem|pem)(?=[bfp])"), ""),
    (re.compile(r"^(?:mem|pem)(?=[aiueo])"), "p"),
    (re.compile(r"^(?:men|pen)(?=[cdjstz])"), ""),
    (re.compile(r"^(?:men|pen)(?=[aiueo])"), "t"),
    (re.compile(r"^(?:me|pe)(?=[lmnrwy])"), ""),
    (re.compile(r"^(?:di|ke|se)(?=[a-z]{4})"), ""),
)
_OPENINGS = frozenset(("be", "te", "pe", "me", "di", "ke", "se"))  # of all of them: most words need no further look
_SUFFIXES = ("kan", "an", "i")  # the longest first
_LEAST = 4  # letters of a stem
_STOP_WORDS = Path(__file__).with_name("stop_words.txt")


def terms(text: str) -> Iterator[tuple[str, bool]]:
    """The terms of a sentence in order, and whether each is written as a name: a capital that opens no sentence.

    A figure of one digit is no term; "6,2" and "1.250" are.
    """
    opening = True
    shouting = not mostly_small(text) and sum(map(str.isupper, text)) > 0.6 * sum(map(str.isalpha, text))
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[0].isdigit():
            if len(word) > 1:
                yield word.rstrip(".,"), False
            continue
        lower = word.lower()
        if len(lower) > 2 and lower not in _stop_words():
            named = word[0].isupper() and not opening and not shouting
            yield stem(lower), named
        opening = False


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word without what Indonesian puts before and behind it, as far as four letters are left."""
    word = _without_end(word, _CLITICS)
    word = _without_end(word, _SUFFIXES) if len(word) > _LEAST + 2 else word
    if word[:2] in _OPENINGS:
        for prefix, instead in _PREFIXES:
            shorter = prefix.sub(instead, word)
            if shorter != word and len(shorter) >= _LEAST:
                return shorter
    return word


@cache
def _stop_words() -> frozenset[str]:
    lines = _STOP_WORDS.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def common_stems() -> frozenset[str]:
    """The stems of the ordinary words of both languages."""
    return frozenset(stem(word) for language in ("id", "en") for word in common_words(language))


def _without_end(word: str, ends: tuple[str, ...]) -> str:
    """A word without the first of these ends that it has, if enough letters are left."""
    if not word.endswith(ends):  # as most words
        return word
    for end in ends:
        if word.endswith(end):
            return word[: -len(end)] if len(word) - len(end) >= _LEAST else word
    return word
