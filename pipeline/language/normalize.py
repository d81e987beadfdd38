"""A sentence as published -> the sentence the translator is given, with every change on record and reversible.

Unicode is composed (NFC); spaces, quotes and dots are made plain; words, clock times and dates that were glued
together get their space back; reduplication shorthand ("anak2") is written out. The rules are data
(data/normalize.toml).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.language import rules

# Composition never crosses into an ASCII character that follows, so each of these stretches composes on its own.
_STRETCH = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_NAME_WORD = r"(?:[A-Z][\w'’-]{0,30}|dan|untuk|of|the|and)"
_ACRONYM = re.compile(rf"({_NAME_WORD}(?:\s{_NAME_WORD}){{1,8}})\s\(([A-Z][A-Za-z]{{1,9}})\)")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: at ``position`` of the text its rule made, ``after`` stands where ``before`` stood."""

    rule: str
    step: int
    position: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Normalized:
    """The text the translator is given and how it came about; ``original()`` is the text as published."""

    text: str
    changes: tuple[Change, ...] = ()

    def original(self) -> str:
        """The text before normalisation, rebuilt from the changes."""
        text = self.text
        for _, group in itertools.groupby(reversed(self.changes), key=lambda change: change.step):
            pieces: list[str] = []
            position = 0
            for change in reversed(list(group)):
                pieces += (text[position : change.position], change.before)
                position = change.position + len(change.after)
            text = "".join([*pieces, text[position:]])
        return text


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    pattern: re.Pattern[str]
    replace: Callable[[re.Match[str]], str]


def normalize(sentence: str) -> Normalized:
    """A sentence evened out for the translator.

    Args:
        sentence: any Unicode text.

    Returns:
        The new text and the changes, in the order they were made; linear in the length of the sentence.
    """
    changes: list[Change] = []
    text = sentence
    for number, step in enumerate(_steps()):
        if step.name == "nfc" and text.isascii():
            continue
        made = list(_apply(step, number, text))
        if made:
            text = _rebuilt(text, made)
            changes += (change for change, _ in made)
    return Normalized(text, tuple(changes))


def acronyms(text: str) -> dict[str, str]:
    """Acronyms that a text opens itself: ``{"KPK": "Komisi Pemberantasan Korupsi"}`` from "... Korupsi (KPK)".

    The long form is the shortest run of words before the bracket that has the acronym's letters in order.
    """
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        words, short = match.group(1).split(), match.group(2)
        for start in range(len(words) - 1, -1, -1):
            if words[start][0].upper() == short[0] and _spells("".join(words[start:]).lower(), short.lower()):
                found.setdefault(short, " ".join(words[start:]))
                break
    return found


def _spells(letters: str, short: str) -> bool:
    """Whether the letters of ``short`` occur in ``letters`` in order."""
    remaining = iter(letters)
    return all(letter in remaining for letter in short)


def _apply(step: _Step, number: int, text: str) -> Iterator[tuple[Change, int]]:
    """The changes one step makes, each with the offset of ``before`` in the text the step was given."""
    shift = 0
    for match in step.pattern.finditer(text):
        before, after = match.group(), step.replace(match)
        if before != after:
            yield Change(step.name, number, match.start() + shift, before, after), match.start()
            shift += len(after) - len(before)


def _rebuilt(text: str, made: list[tuple[Change, int]]) -> str:
    """The text with a step's changes made."""
    pieces: list[str] = []
    position = 0
    for change, offset in made:
        pieces += (text[position:offset], change.after)
        position = offset + len(change.before)
    return "".join([*pieces, text[position:]])


@cache
def _steps() -> tuple[_Step, ...]:
    """Unicode composition and the rules of the file, in order."""
    steps = [_Step("nfc", _STRETCH, lambda match: unicodedata.normalize("NFC", match.group()))]
    for row in rules.table("normalize")["rule"]:
        pattern = re.compile(row["pattern"], re.VERBOSE)
        steps.append(_Step(row["name"], pattern, _doubled if row.get("lower") else _template(row["with"])))
    return tuple(steps)


def _template(text: str) -> Callable[[re.Match[str]], str]:
    """Replacement by a template; one without groups is returned as it is."""
    if "\\g" not in text:
        return lambda match: text
    return lambda match: match.expand(text)


def _doubled(match: re.Match[str]) -> str:
    """A word written twice with a hyphen, the second time in lower case ("Anak2" -> "Anak-anak")."""
    word = match.group(1)
    return f"{word}-{word.lower()}"
