"""Reads what a number counts (a share, money, a unit) from the words beside it.

The names of currencies and units in both languages are data (``data/measures.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipeline.language.alternatives import either
from pipeline.language.numbers import Language

_DATA = Path(__file__).parent / "data" / "measures.toml"
_PERCENT = re.compile(r"\s?(?:%|persen\b|prosen\b|per ?cent\b|pct\b\.?|percentage points?\b)", re.IGNORECASE)
_LONGEST_NAME = 24  # letters of "dolar amerika serikat" and some room
_NEAR = 0.03  # a converted measure is rounded: 152 m is "500 feet" (152.4 m)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number counts: ``code`` is ``%``, a currency ("IDR") or a unit ("km", "m2" when square);
    ``text[start:end]`` covers the number and the words that say so."""

    kind: Literal["percent", "currency", "unit"]
    code: str
    start: int
    end: int


def measure(text: str, start: int, end: int, language: Language) -> Measure | None:
    """The measure of the number at ``text[start:end]``; None (a plain count) when no word beside it names one."""
    if match := _PERCENT.match(text, end):
        return Measure("percent", "%", start, match.end())
    before, after, unit = _patterns(language)
    offset = max(0, start - _LONGEST_NAME)
    if match := before.search(text[offset:start]):
        return Measure("currency", _currency(match.group(1), language), offset + match.start(1), end)
    if match := after.match(text, end):
        return Measure("currency", _currency(match.group(1), language), start, match.end())
    if match := unit.match(text, end):
        square = bool(match.group("square") or match.group("persegi"))
        code = _units(language)[match.group("unit").lower()] + ("2" if square else "")
        return Measure("unit", code, start, match.end())
    return None


def same_measure(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    """Whether two measures in different units of one dimension say the same, up to rounding."""
    units = _data()["units"]
    if (
        unit == other_unit
        or unit not in units
        or other_unit not in units
        or units[unit]["dimension"] != units[other_unit]["dimension"]
    ):
        return False
    one, two = float(value) * float(units[unit]["factor"]), float(other) * float(units[other_unit]["factor"])
    return abs(one - two) <= _NEAR * max(one, two)


def one_dimension(unit: str, other: str) -> bool:
    """Whether two different units measure the same kind of thing (both lengths, both masses)."""
    units = _data()["units"]
    return unit != other and unit in units and other in units and units[unit]["dimension"] == units[other]["dimension"]


def same_currency(one: str, other: str) -> bool:
    """Whether two currency codes agree; a bare "dollar" agrees with every dollar."""
    dollars = {"USD", "AUD", "SGD", "HKD", "DOLLAR"}
    return one == other or ("DOLLAR" in (one, other) and {one, other} <= dollars)


@cache
def _data() -> dict[str, Any]:
    with _DATA.open("rb") as file:
        return tomllib.load(file)


@cache
def _currencies(language: Language) -> dict[str, str]:
    return {name: code for code, names in _data()["currencies"].items() for name in names[language]}


def _currency(name: str, language: Language) -> str:
    return _currencies(language)[" ".join(name.lower().split())]


@cache
def _units(language: Language) -> dict[str, str]:
    return {name: code for code, unit in _data()["units"].items() for name in unit[language]}


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    def spaced(names: Iterable[str]) -> str:
        return either(names).replace(r"\ ", r"\s+")

    money = spaced(_currencies(language))
    before = re.compile(rf"(?<![^\W\d_])({money})\s*$", re.IGNORECASE)
    after = re.compile(rf"\s?-?({money})(?!\w)", re.IGNORECASE)
    names = spaced(_units(language))
    square = r"(?P<square>square\s+|sq\.?\s*)?" if language == "en" else r"(?P<square>(?!))?"
    unit = re.compile(rf"\s?-?{square}(?P<unit>{names})(?!\w)(?P<persegi>\s+persegi|²)?", re.IGNORECASE)
    return before, after, unit
