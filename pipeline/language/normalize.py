"""Normalizes a sentence as published into the one that the translator is given.

Unicode is composed (NFC); spaces, quotes and dots are made plain; words, clock times and dates that were glued
together get their space back; reduplication shorthand ("anak2") is written out. The rules are data
(data/normalize.toml). Time is linear in the length of the sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from pipeline.language import rules
from pipeline.language.quick_checks import has_any

# Composition never crosses into an ASCII character that follows, so each of these stretches composes on its own.
_STRETCH = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")


class Step(NamedTuple):
    """A named replacement; what a sentence must have for it to find anything: one of ``needs``, the ``hint``, a space
    at an ``edge``, or, when ``special``, a character that is not one of ASCII's printable ones."""

    name: str
    pattern: re.Pattern[str]
    replace: Callable[[re.Match[str]], str]
    needs: tuple[str, ...] = ()
    special: bool = False
    hint: re.Pattern[str] | None = None
    edge: bool = False

    def may_find(self, sentence: str) -> bool:
        """Whether a sentence has what the pattern needs."""
        if self.needs and not has_any(sentence, self.needs):
            return False
        if self.hint is not None and self.hint.search(sentence) is None:
            return False
        return not self.edge or sentence.startswith(" ") or sentence.endswith(" ")


def normalize(sentence: str) -> str:
    """A sentence in the form that the translator is given."""
    special = not (sentence.isascii() and sentence.isprintable())  # no replacement brings such a character in
    for step in steps():
        if step.special and not special:
            continue
        if step.may_find(sentence):
            sentence = step.pattern.sub(step.replace, sentence)
    return sentence


@cache
def steps() -> tuple[Step, ...]:
    """Unicode composition and the rules of the file, in the order they are applied."""
    found = [Step("nfc", _STRETCH, lambda match: unicodedata.normalize("NFC", match.group()), special=True)]
    for row in rules.table("normalize")["rule"]:
        pattern = re.compile(row["pattern"], re.VERBOSE)
        replace = _doubled if row.get("lower") else _template(row["with"])
        hint = re.compile(row["hint"]) if "hint" in row else None
        needs, special, edge = tuple(row.get("needs", ())), row.get("special", False), row.get("edge", False)
        found.append(Step(row["name"], pattern, replace, needs, special, hint, edge))
    return tuple(found)


def _template(text: str) -> Callable[[re.Match[str]], str]:
    """Replacement by a template; one without groups is returned as it is."""
    if "\\g" not in text:
        return lambda match: text
    return lambda match: match.expand(text)


def _doubled(match: re.Match[str]) -> str:
    """A word written twice with a hyphen, the second time in lower case ("Anak2" -> "Anak-anak")."""
    word = match.group(1)
    return f"{word}-{word.lower()}"
