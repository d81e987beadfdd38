"""Checks that a change by a figure keeps its direction: "ditutup menguat 0,4 persen" is not "closed at 0.4 percent",
and "naik 0,4 persen" not "down 0.4 percent".

A word of rising, falling, strengthening or weakening (``language/data/opposites.toml``) that stands right before a
percentage, points or an amount needs some English word of movement, and beside the same figure none of the other
direction alone. Words further away are what the check for opposites looks at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.guards.context import EMPTY, Context
from pipeline.language.numerals import Language
from pipeline.language.phrases import Phrase, PhraseTable, Token, tokens
from pipeline.language.rules import table

COSTS = {"direction-lost": 2.5}
_AXES = ("rise-fall", "strong-weak")
_BETWEEN = frozenset(
    {"sebesar", "sekitar", "hampir", "lebih", "tipis", "hingga", "sampai", "sebanyak", "kira-kira", "menjadi", "jadi"}
)
_FROM = frozenset({"dari"})  # "turun dari Rp 41 triliun": the figure tells the direction, but nothing moves by it
_MEASURES = frozenset({"persen", "%", "poin", "basis", "bps", "pct"})
_AMOUNTS = frozenset({"rp", "us", "$", "idr"})
_NEGATIONS = frozenset({"tidak", "tak", "bukan", "belum", "tanpa", "batal", "not", "no", "never", "without"})
_REACH = 5  # tokens before an English figure, and two behind its measure, that say which way it went
_TURNED = {"a": "tumbuh bertumbuh", "b": "menciut menciutkan"}  # further words of a change, of either side
_SIDES = {
    "a": "up gain~ added surge~ advance~ grow~ skyrocket~ hike~ climb~ edged_up",
    "b": "down lost lose~ shed cut cuts slid slip~ tumble~ slash~ contract~ edged_down",
}
_SWAPPED = str.maketrans(".,", ",.")  # a figure as English writes it
_MOVES = """
    up down gain~ lost lose~ add~ shed~ climb~ edge~ slip~ slid~ surge~ jump~ drop~ more less fewer plus minus
    cut cuts cutting above below over under advance~ retreat~ recover~ rebound~ correct~ crash~ soften~ spike~
    swell~ swollen double~ expand~ contract~ increment~ hike~ worse better improve~ deteriorate~ accelerate~
    slow~ move~ change~ shift~ widen~ narrow~ ease~ boost~ escalat~ inflat~ deflat~ growth grow~ loss losses
    stronger weaker high~ low~ slash~ skyrocket~ correction~ trim~ triple~ halve~ tighten~ cheaper
"""


class _Change(NamedTuple):
    """A word of movement before a figure: its sides ("a" up, "b" down), the figure, whether it tells by how much."""

    sides: frozenset[str]
    figure: str
    by: bool


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("direction-lost",) when a figure rises or falls in the source, and nothing moves in the translation, or the
    same figure goes the other way."""
    ours = tokens(source, "id")
    changes = [found for phrase in _table("id").find(ours) if (found := _change(ours, phrase))]
    if not changes:
        return ()
    theirs = tokens(translation, "en")
    still = any(change.by for change in changes) and not next(iter(_table("en").find(theirs)), None)
    return ("direction-lost",) if still or _any_turned(changes, theirs) else ()


def _change(text: Sequence[Token], phrase: Phrase) -> _Change | None:
    """A word of movement that is followed by how much."""
    at = phrase.last
    while at < len(text) and text[at].word in _BETWEEN:
        at += 1
    by = not (at < len(text) and text[at].word in _FROM)
    at += not by
    word = text[at].word if at < len(text) else ""
    if word in _AMOUNTS:
        while at < len(text) and text[at].word in {*_AMOUNTS, "."}:
            at += 1
        figure = text[at].word if at < len(text) and text[at].word[0].isdigit() else ""
    else:
        figure = word if word[:1].isdigit() and at + 1 < len(text) and text[at + 1].word in _MEASURES else ""
        if not figure:
            return None
    negated = any(token.word in _NEGATIONS for token in text[max(0, phrase.first - 3) : phrase.first])
    sides = frozenset(label[-1] for label in phrase.labels)
    return _Change(frozenset() if negated else sides, figure, by)


def _any_turned(changes: Sequence[_Change], text: Sequence[Token]) -> bool:
    """Whether the English has one of the figures, once, and it goes the other way there."""
    places: dict[str, list[int]] = {}
    for place, token in enumerate(text):
        if token.word[0].isdigit():
            places.setdefault(token.word, []).append(place)
    for change in changes:
        found = places.get(change.figure.translate(_SWAPPED), [])
        if len(change.sides) == 1 and len(found) == 1 and _turned(change, text, found[0]):
            return True
    return False


def _turned(change: _Change, text: Sequence[Token], place: int) -> bool:
    """Whether a word of the other direction stands beside the figure, and none of its own."""
    before, after = _near(text, place)
    near = [*before, *after]
    words = " ".join(token.word for token in before)
    if change.by == ("from" in words.split()) or "up to" in words or "down to" in words:
        return False
    found = frozenset(label for phrase in _sided().find(near) for label in phrase.labels)
    return bool(found) and "other" not in found and not found & change.sides


def _near(text: Sequence[Token], place: int) -> tuple[Sequence[Token], Sequence[Token]]:
    """The words of a clause before a figure, and those behind its measure: "fell by nearly 5", "percent higher"."""
    start = place
    while start and place - start < _REACH and not _ends(text[start - 1]):
        start -= 1
    end = place + 1
    while end < len(text) and end - place < 3 and not _ends(text[end]):
        end += 1
    return text[start:place], text[place + 1 : end]


def _ends(token: Token) -> bool:
    return token.word[0].isdigit() or token.word in {",", ".", ";", ":", "(", ")", "and", "but", "while"}


@cache
def _sided() -> PhraseTable:
    """English words of a direction; those that say neither alone are "other"."""
    found: dict[str, list[str]] = {"other": ["not", "no", "never", "set_up", "made_up"]}
    for side in "ab":
        words = [table("opposites")[axis][f"{side}_en"] for axis in _AXES]
        found[side] = [*" ".join(words).split(), *_SIDES[side].split()]
    return PhraseTable(found, "en")


@cache
def _table(language: Language) -> PhraseTable:
    found: dict[str, list[str]] = {"more": _MOVES.split() if language == "en" else []}
    for axis in _AXES:
        words = table("opposites")[axis]
        for side in "ab":
            also = words.get(f"{side}_{language}_also", "").split() if language == "en" else _TURNED[side].split()
            found[f"{axis}:{side}"] = [*words[f"{side}_{language}"].split(), *also]
    return PhraseTable(found, language)
