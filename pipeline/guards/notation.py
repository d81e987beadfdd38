"""Figures and dates that a translator copied as Indonesian writes them, in English notation: "5,8" -> "5.8".

Unlike a repair this needs no failure: a figure that stands letter for letter in the source is the source's own, and
what its separators mean there is known. Only what would mislead an English reader, or stop him, is rewritten.
"""

from __future__ import annotations

import re

from pipeline.guards.rendering import MONTHS, clock

_DECIMAL = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})*),(\d{1,2})(?!\d|[.,]\d)")
# More decimals than two: a leading zero, four and more, or three before a unit ("29,553 detik"; 330,000 is a crowd).
_PRECISE = re.compile(
    r"(?<![\w.,])(?:0,\d+|\d+,\d{4,}|\d{1,3},\d{3}(?=\s*(?:%|(?:detik|menit|persen|derajat|kilometer|meter|kilogram|gram|"
    r"ton|liter|hektare?|km|cm|mm|m|kg)\b)))(?![\d,]|\.\d)"
)
_DATE = re.compile(r"(?<![\w/.-])(\d{1,2})([/-])(\d{1,2})\2((?:19|20)\d\d)(?![\w/-])")
_CODE = re.compile(r"(?<![\w-])([A-Z]{1,3})-(\d{1,3})(?![\w-])")
_THOUSANDS = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.]|,\d)")
_DAY = re.compile(
    r"\b(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad)\s*\((\d{1,2})/(\d{1,2})(?:/(\d{4}))?\)"
)
_MEASURE = re.compile(r"\b((?:kilo|centi|milli)?(?:met|lit))re(s?)\b")
_CLOCK = re.compile(r"\b[Pp]ukul\s+(\d{1,2})\.(\d{2})(?![\d.,]*\d)")


def english_notation(source: str, translation: str, *, american: bool = True) -> str:
    """The translation with the source's own figures in English notation ("Monday (17/3)" -> "Monday, March 17").

    Args:
        source: Indonesian.
        translation: its English.
        american: write "meters" and "liters" as the rest of the English is written, however the translator learnt them.
    """
    if american:
        translation = _MEASURE.sub(r"\1er\2", translation)
    for match in _CLOCK.finditer(source):
        if int(match[1]) < 24 and int(match[2]) < 60:
            hour, minute = int(match[1]), int(match[2])
            copied = rf"(?<![\w.,]){match[1]}\.{match[2]}(?![\d.,]*\d)"
            translation = re.sub(rf"{copied}(?=\s*[ap]\.?m\b)", clock(hour, minute, halves=True), translation)
            translation = re.sub(copied, clock(hour, minute), translation)
    for match in _DAY.finditer(source):
        day, month, year = match.groups()
        if 1 <= int(month) <= 12:
            written = f"{MONTHS[int(month) - 1]} {int(day)}" + (f", {year}" if year else "")
            number = rf"\({day}/{month}(?:/{year})?\)" if year else rf"\({day}/{month}\)"
            translation = re.sub(rf"(?<=day)\s*{number}", f", {written}", translation)
            translation = re.sub(number, f"({written})", translation)
    for match in _DATE.finditer(source):
        day, _, month, year = match.groups()
        if 1 <= int(day) <= 31 and 1 <= int(month) <= 12:
            written = f"{MONTHS[int(month) - 1]} {int(day)}, {year}"
            translation = re.sub(rf"(?<![\w/.-]){re.escape(match[0])}(?![\w/-])", written, translation)
    for match in _CODE.finditer(source):  # "U.23" and "U 23" for "U-23"
        translation = re.sub(rf"(?<![\w-]){match[1]}[. ]{match[2]}(?![\w-]|\.\d)", match[0], translation)
    precise = {m[0] for m in _PRECISE.finditer(source)}
    if precise:
        either = "|".join(re.escape(figure) for figure in precise)
        translation = re.sub(rf"(?<![\w.,])(?:{either})(?![\d,]|\.\d)", lambda m: _swapped(m[0]), translation)
    for pattern in (_DECIMAL, _THOUSANDS):
        ours = {m[0] for m in pattern.finditer(source)}
        translation = pattern.sub(lambda m, ours=ours: _swapped(m[0]) if m[0] in ours else m[0], translation)  # type: ignore[misc]
    return translation


def _swapped(figure: str) -> str:
    return figure.translate(str.maketrans(".,", ",."))
