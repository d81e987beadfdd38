"""Checks that a change by a figure keeps its direction: "ditutup menguat 0,4 persen" is not "closed at 0.4 percent".

A word of rising, falling, strengthening or weakening (``language/data/opposites.toml``) that stands right before a
percentage, points or an amount needs some English word of movement. Which one, the check for opposites looks at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.guards.context import EMPTY, Context
from pipeline.language.numerals import Language
from pipeline.language.phrases import Phrase, PhraseTable, Token, tokens
from pipeline.language.rules import table

COSTS = {"direction-lost": 2.5}
_AXES = ("rise-fall", "strong-weak")
_BETWEEN = frozenset({"sebesar", "sekitar", "hampir", "lebih", "tipis", "hingga", "sampai", "sebanyak", "kira-kira"})
_MEASURES = frozenset({"persen", "%", "poin", "basis", "bps", "pct"})
_AMOUNTS = frozenset({"rp", "us", "$", "idr"})
_MOVES = """
    up down gain~ lost lose~ add~ shed~ climb~ edge~ slip~ slid~ surge~ jump~ drop~ more less fewer plus minus
    cut cuts cutting above below over under advance~ retreat~ recover~ rebound~ correct~ crash~ soften~ spike~
    swell~ swollen double~ expand~ contract~ increment~ hike~ worse better improve~ deteriorate~ accelerate~
    slow~ move~ change~ shift~ widen~ narrow~ ease~ boost~ escalat~ inflat~ deflat~ growth grow~ loss losses
    stronger weaker high~ low~ slash~ skyrocket~ correction~ trim~ triple~ halve~ tighten~ cheaper
"""


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("direction-lost",) when a figure rises or falls in the source and nothing moves in the translation."""
    ours = tokens(source, "id")
    if not any(_is_change(ours, phrase) for phrase in _table("id").find(ours)):
        return ()
    return () if next(iter(_table("en").find(tokens(translation, "en"))), None) else ("direction-lost",)


def _is_change(text: Sequence[Token], phrase: Phrase) -> bool:
    """Whether a word of movement is followed by how much."""
    at = phrase.last
    while at < len(text) and text[at].word in _BETWEEN:
        at += 1
    word = text[at].word if at < len(text) else ""
    measure = text[at + 1].word if at + 1 < len(text) else ""
    return word in _AMOUNTS or (word[:1].isdigit() and measure in _MEASURES)


@cache
def _table(language: Language) -> PhraseTable:
    found: dict[str, list[str]] = {"more": _MOVES.split() if language == "en" else []}
    for axis in _AXES:
        words = table("opposites")[axis]
        for side in "ab":
            also = words.get(f"{side}_{language}_also", "").split() if language == "en" else []
            found[f"{axis}:{side}"] = [*words[f"{side}_{language}"].split(), *also]
    return PhraseTable(found, language)
