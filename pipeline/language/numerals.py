"""Beneath the reading of numbers: what a number is, its words as data, and the forms that need no grammar.

Numerals with separators, codes ("H5N1", "4:41.30") and Roman numerals are read here; phrases of words in
:mod:`pipeline.language.numbers`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

Language = Literal["id", "en"]
FRACTIONS = {"¼": "0.25", "½": "0.5", "¾": "0.75", "⅓": "0.3333", "⅔": "0.6667"}

_DATA = Path(__file__).parent / "data" / "numerals.toml"
_CLOCK_LIKE = re.compile(r"(?<![\w.,:])\d+(?::\d\d)+(?:[.,]\d+)?(?![\w:])")
MONEY_CODES = ("usd", "aud", "sgd", "hkd", "eur", "gbp", "jpy", "cny", "myr", "sar", "inr", "thb", "krw", "idr")
_MONEY = "|".join(("US", "AU", "SG", "HK", "Rp", "RM", "RP", *(code.upper() for code in MONEY_CODES)))
_CODE = re.compile(rf"(?<![\w$€£-])(?!(?:{_MONEY})\W?\d)[A-Z]{{1,6}}-?\d+[A-Za-z0-9]*(?:[.,/-]\d+[A-Za-z]*)*")
_ROMAN = re.compile(
    r"(?<![\w-])(?:ke-|ke )?(?=[IVXL]{2,}\b)(?:X{0,3}L?)(?:IX|IV|V?I{0,3})(?![\w-])|(?<!\w)ke-[IVXL]+\b"
)
_MAY_BE_ROMAN = re.compile(r"[IVXL](?:[IVXL]|(?<=ke-.))")  # looked for faster, and in every text with a Roman numeral
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: ``text[start:end]`` is worth ``value``; ``others`` are readings that are also possible
    ("330,000" in a careless Indonesian text). ``code`` is set instead for things like "H5N1" and "4:41.30"."""

    start: int
    end: int
    text: str
    value: Decimal
    others: tuple[Decimal, ...] = ()
    ordinal: bool = False
    words: bool = False
    firm: bool = True
    loose: bool = False
    decade: bool = False
    code: str = ""
    scale: Decimal = Decimal(1)


def plain(value: Decimal) -> str:
    """A value as text without exponent or trailing zeros: ``Decimal("2.50E6")`` -> ``"2500000"``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse_literal(literal: str, language: Language) -> tuple[Decimal, tuple[Decimal, ...]]:
    """The value of digits with separators, and the other readings it may have.

    A mark followed by exactly three digits is a thousands separator where the language says so; Indonesian text
    often borrows the English comma, so there "330,000" may be 330000 as well. English text gets no such pardon:
    "20.000" misleads its reader, and "0,125" or "14,00" is no number; "3,7" cannot be mistaken.

    Raises:
        ValueError: the separators make no number ("1.2.3").
    """
    extra = Decimal(FRACTIONS[literal[-1]]) if literal[-1] in FRACTIONS else Decimal(0)
    digits = literal.rstrip("".join(FRACTIONS))
    if not digits or digits.isdecimal():
        return Decimal(digits or 0) + extra, ()
    form = _form(language)
    thousands, decimal = form.thousands, form.decimal
    if form.grouped.fullmatch(digits) and not digits.startswith("0"):
        return Decimal(digits.replace(thousands, "").replace(decimal, ".")) + extra, ()
    if form.foreign.fullmatch(digits):
        return Decimal(digits.replace(decimal, "")), ()
    if form.point.fullmatch(digits):
        value = Decimal(digits.replace(decimal, "."))
        borrowed = language == "id" and _BORROWED.fullmatch(digits)
        return value + extra, (Decimal(digits.replace(decimal, "")),) if borrowed else ()
    if form.slip.fullmatch(digits):
        return Decimal(digits.replace(thousands, ".")) + extra, ()
    raise ValueError(literal)


_BORROWED = re.compile(r"[1-9]\d{0,2},\d{3}")


class _Form(NamedTuple):
    """How a language writes numerals: its marks, and the patterns of a number with thousands, of one with another
    language's thousands, of one with decimals, and of one with another language's decimals."""

    thousands: str
    decimal: str
    grouped: re.Pattern[str]
    foreign: re.Pattern[str]
    point: re.Pattern[str]
    slip: re.Pattern[str]


@cache
def _form(language: Language) -> _Form:
    words = tables(language)
    thousands, decimal = words["thousands"], words["decimal"]
    places = r"\d+" if language == "id" else r"(?!00)\d{1,2}"
    return _Form(
        thousands,
        decimal,
        grouped=re.compile(rf"\d{{1,3}}(\{thousands}\d{{3}})+(\{decimal}\d+)?"),
        foreign=re.compile(rf"[1-9]\d{{0,2}}(\{decimal}\d{{3}}){{2,}}"),
        point=re.compile(rf"\d+\{decimal}\d+"),
        slip=re.compile(rf"\d+\{thousands}{places}"),
    )


@cache
def tables(language: Language) -> dict[str, Any]:
    """The number words of a language: the file's tables, and ``words`` and ``ordinals`` as (role, value)."""
    with _DATA.open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)[language]
    ordinals: dict[str, tuple[str, int]] = {w: ("ordinal", v) for w, v in data["ordinal"].items()}
    words: dict[str, tuple[str, int]] = {}
    for role in ("digit", "whole", "tens", "start", "one_group", "group"):
        words |= {w: (role, v) for w, v in data[role].items()}
    words |= dict.fromkeys(data["hundred"], ("hundred", 100))
    words |= dict.fromkeys(data["ten"], ("ten", 10)) | dict.fromkeys(data["teen"], ("teen", 10))
    if language == "id":  # ke + number word is the ordinal, or "all ... of them"; both may carry -nya
        for word, (role, value) in list(words.items()):
            if role in ("digit", "whole", "start", "one_group") and value > 0:
                ordinals |= {f"ke{word}": (role, value), f"ke{word}nya": (role, value)}
    data["words"], data["ordinals"] = words, ordinals
    return data


@cache
def opening_words(language: Language) -> frozenset[str]:
    """The words that a number phrase, or a word that may stand for a number, can begin with."""
    known = tables(language)
    return frozenset().union(*(known[name] for name in ("words", "ordinals", "half", "loose")))


def codes(text: str) -> Iterator[Number]:
    """Things like "H5N1", "G-20", "4:41.30" and Roman numerals."""
    figures = _DIGIT.search(text) is not None
    for match in _CLOCK_LIKE.finditer(text) if figures and ":" in text else ():
        code = match.group().replace(",", ".").replace(":", ".")
        yield Number(match.start(), match.end(), match.group(), Decimal(0), code=code)
    for match in _CODE.finditer(text) if figures else ():
        code = match.group().replace("-", "").replace(",", ".").upper()
        yield Number(match.start(), match.end(), match.group(), Decimal(0), code=code)
    for match in _ROMAN.finditer(text) if _MAY_BE_ROMAN.search(text) else ():
        numeral = match.group().removeprefix("ke-").removeprefix("ke ")
        if numeral:
            value = Decimal(_roman(numeral))
            ordinal = len(numeral) < len(match.group())
            yield Number(match.start(), match.end(), match.group(), value, ordinal=ordinal, firm=ordinal)


def _roman(numeral: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[c] for c in numeral]
    return sum(-v if v < max(values[i + 1 :], default=0) else v for i, v in enumerate(values))
