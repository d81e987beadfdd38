"""Checks that a figure counts the same on both sides: its unit, rate, currency and sign, and whether it is a rank.

``unit-changed``: an equal figure has another unit ("80 km/jam", "80 mph"), another rate, no currency where the source
has one, a currency or an age where the source has none, or became a rank ("12 warga", "the 12th resident").
``sign-changed``: a figure below zero is above it, or the other way round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from pipeline.guards.context import EMPTY, Context
from pipeline.language.alternatives import either
from pipeline.language.measures import measure
from pipeline.language.numbers import read_numbers
from pipeline.language.numerals import Language, Number
from pipeline.language.rules import table

COSTS = {"unit-changed": 2.5, "sign-changed": 2.5}
_AFTER = 120  # characters behind a figure that may say what it counts


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with what it counts: ``unit`` and ``rate`` ("km", "hour"), "" where nothing is said; ``kind`` is
    ``count``, ``money``, ``share``, ``unit``, ``rank``, ``age`` or ``decade`` (of life); ``below`` zero or not."""

    value: Decimal
    kind: str
    unit: str = ""
    rate: str = ""
    below: bool = False
    counted: bool = False  # said to be a number of persons or things


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("unit-changed",) and ("sign-changed",) when figures that are equal count something else."""
    ours = [q for q in read_quantities(source, "id") if q.value]
    if not ours:
        return ()
    theirs = read_quantities(translation, "en")
    failures = []
    changed = below = False
    by_value: dict[Decimal, list[Quantity]] = {}
    for t in theirs:
        by_value.setdefault(t.value, []).append(t)
    for quantity in dict.fromkeys(ours):
        equal = by_value.get(quantity.value)
        if not equal:
            continue
        changed = changed or not any(_agree(quantity, t) for t in equal)
        if quantity.below != equal[0].below and len(equal) == 1:
            excused = quantity.below and _DECLINE.search(translation)
            below = below or not (excused or (equal[0].below and _DECLINE_ID.search(source)))
    if changed:
        failures.append("unit-changed")
    if below:
        failures.append("sign-changed")
    return tuple(failures)


def _agree(ours: Quantity, theirs: Quantity) -> bool:
    """Whether two equal figures may be one. A unit left out is let pass where English does without: an age, a time,
    a place in a row."""
    if ours.kind == "decade":
        return theirs.kind != "age"
    if theirs.kind == "rank" and ours.kind != "rank":
        return not ours.counted
    if ours.kind == "money" or theirs.kind == "money":
        money = {_MONEY_UNITS.get(q.unit, q.unit) for q in (ours, theirs)}
        return (len(money) == 1 or _same_money(ours.unit, theirs.unit)) and _rates_agree(ours, theirs)
    if theirs.kind == "age" and ours.unit not in ("year", "age", ""):
        return False
    if ours.unit == "magnitude" and theirs.unit not in ("magnitude", ""):
        return False
    if not ours.unit or not theirs.unit:
        return not (ours.unit in _NEVER_DROPPED and not theirs.unit)
    return _one_unit(ours.unit, theirs.unit) and _rates_agree(ours, theirs)


def _one_unit(one: str, other: str) -> bool:
    loose = {frozenset(pair.split()) for pair in _LOOSE_UNITS}
    return one == other or frozenset((one, other)) in loose


def _rates_agree(ours: Quantity, theirs: Quantity) -> bool:
    if not ours.rate or not theirs.rate:
        return not (ours.rate == "hour" and ours.unit in ("km", "mile") and not theirs.rate and theirs.unit != "")
    return ours.rate == theirs.rate


def _same_money(one: str, other: str) -> bool:
    dollars = {"USD", "AUD", "SGD", "HKD", "DOLLAR"}
    return one == other or ({one, other} <= dollars and "DOLLAR" in (one, other))


_MONEY_UNITS = {"pound": "GBP"}
_LOOSE_UNITS = ("degree celsius", "degree fahrenheit", "year age", "year grade", "week day")
_NEVER_DROPPED = frozenset(("kg", "gram", "ton", "km", "km2", "m2", "m3", "hectare", "liter", "celsius"))
_DECLINE = re.compile(
    r"\b(?:minus|negative|below|sub-?zero|loss(?:es)?|lost|shr[aiu]nk\w*|contract\w*|declin\w*|decreas\w*|f[ae]ll\w*|"
    r"drop\w*|down|deficit|slump\w*|plung\w*|lower|weaken\w*|depreciat\w*|reduc\w*|less|behind|short|slid\w*|slip\w*|red)\b",
    re.IGNORECASE,
)
_DECLINE_ID = re.compile(
    r"\b(?:minus|negatif|turun|rugi|defisit|kontraksi|terkontraksi|melemah|anjlok|susut|menyusut|koreksi|terkoreksi|"
    r"merosot|kurang|bawah|pelemahan|penurunan|tekor|tertekan)",
    re.IGNORECASE,
)
_BELOW = {
    "id": re.compile(r"(?:\b(?:minus|negatif)\s*|(?:^|[^\W\d]\s|\()[-−–])$", re.IGNORECASE),
    "en": re.compile(r"(?:\b(?:minus|negative)\s*|(?:^|[^\W\d]\s|\()[-−–])$", re.IGNORECASE),
}
_COUNTED = re.compile(r"\b(?:sebanyak|sejumlah|sebesar|total)\s*$", re.IGNORECASE)
_AGE_ID = re.compile(r"\b(?:ber)?(?:usia|umur)(?:nya)?\s+(?:sekitar\s+|awal\s+|akhir\s+)?$", re.IGNORECASE)
_ROUGHLY_EN = re.compile(r"\b(?:about|around|roughly|some|approximately|nearly|almost)\s+$", re.IGNORECASE)
_AGE_EN = re.compile(r"[\s-]?(?:years?[\s-]old|year-olds?|years of age)\b", re.IGNORECASE)
_MAGNITUDE = {
    "id": re.compile(r"(?:\b(?:ber)?magnitudo|\b(?:ber)?kekuatan|\bM)\s*(?:sebesar\s+|hingga\s+)?$", re.IGNORECASE),
    "en": re.compile(r"\bmagnitude(?:\s+of|\s+was|\s+is)?\s*$|\bM\s?$"),
}
_MAGNITUDE_AFTER = re.compile(r"^[\s-]?magnitude\b|^\s+(?:on the\s+)?(?:richter|SR\b|skala richter)", re.IGNORECASE)
_TOURNAMENT = re.compile(r"^Euro\s(?:19|20)\d\d$")
_WON = re.compile(r"\s+won\b(?!\s+(?:the|a|an|in|by|his|her|their)\b)")  # measures leaves "won" to the verb
_RATE = {
    "id": re.compile(r"^\s*(?:/|per\s+|tiap\s+|setiap\s+|se(?=jam|hari))\s*(?P<rate>[a-z]+)", re.IGNORECASE),
    "en": re.compile(r"^\s*(?:/|per\s+|an?\s+|each\s+|every\s+)\s*(?P<rate>[a-z]+)", re.IGNORECASE),
}


@lru_cache(maxsize=4096)
def read_quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """The figures of a text in digits, and what each counts."""
    found = []
    for number in read_numbers(text, language):
        if number.code or number.loose or number.words or not any(c.isdigit() for c in number.text):
            continue
        found.append(_quantity(number, text, language))
    return tuple(found)


def _quantity(number: Number, text: str, language: Language) -> Quantity:
    before, after = text[max(0, number.start - 24) : number.start], text[number.end : number.end + _AFTER]
    below = _below(before, language)
    counted = language == "id" and _COUNTED.search(before) is not None
    if number.ordinal:
        return Quantity(number.value, "rank", below=below)
    if number.decade and language == "id" and _AGE_ID.search(before):
        return Quantity(number.value, "decade", "decade")
    if language == "en" and _AGE_EN.match(after):
        return Quantity(number.value, "count" if _ROUGHLY_EN.search(before) else "age", "age")
    pattern, names = _units(language)
    found = pattern.match(after)
    known = measure(text, number.start, number.end, language)
    if known is None and language == "en" and _WON.match(after):
        return Quantity(number.value, "money", "KRW", below=below)
    if known is not None and known.kind == "percent":
        return Quantity(number.value, "share", "%", below=below)
    if known is not None and known.kind == "currency" and not _TOURNAMENT.search(text[known.start : known.end]):
        below = below or _below(text[max(0, known.start - 24) : known.start], language)
        return Quantity(number.value, "money", known.code, _rate(text[known.end : known.end + _AFTER], language), below)
    if _MAGNITUDE_AFTER.match(after) or (found is None and _MAGNITUDE[language].search(before)):
        return Quantity(number.value, "unit", "magnitude", below=below)
    if found is None:
        signed = language == "id" and before.endswith(("-", "−", "–"))  # "menit -37" is no minute below zero
        return Quantity(number.value, "count", below=below and not signed, counted=counted)
    unit = names[" ".join(found["unit"].lower().split())]
    square, cubic = found["square"] or found["persegi"], found["cubic"] or found["kubik"]
    unit += "2" if square else "3" if cubic else ""
    unit, _, rate = unit.partition("/")
    return Quantity(number.value, "unit", unit, rate or _rate(after[found.end() :], language), below, counted)


def _below(before: str, language: Language) -> bool:
    return _BELOW[language].search(before) is not None


def _rate(after: str, language: Language) -> str:
    """The unit that a figure is counted by: "per liter", "/jam", "an hour"."""
    match = _RATE[language].match(after)
    if not match:
        return ""
    name = match["rate"].lower()
    return "hour" if name == "h" else _units(language)[1].get(name, "")


@cache
def _units(language: Language) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for a unit after a figure, and the code of each name."""
    names = {name: code for code, unit in table("measures")["units"].items() for name in unit[language]}
    names |= {name: code for code, unit in table("units").items() for name in unit[language]}
    spaced = either(names).replace(r"\ ", r"\s+")
    square = (
        r"(?P<square>square\s+|sq\.?\s*)?(?P<cubic>cubic\s+)?"
        if language == "en"
        else r"(?P<square>(?!))?(?P<cubic>(?!))?"
    )
    return (
        re.compile(
            rf"\s?-?{square}(?P<unit>{spaced})(?![^\W\d_])(?P<persegi>\s+persegi|²|2\b)?(?P<kubik>\s+kubik|³|3\b)?",
            re.IGNORECASE,
        ),
        names,
    )
