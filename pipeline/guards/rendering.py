"""Writes facts of an Indonesian sentence as English news does: "Rp2,5 juta" -> "Rp2.5 million"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.language.dates import read_dates, read_times
from pipeline.language.english_calendar import MONTHS, WEEKDAYS
from pipeline.language.numbers import Number, plain, read_numbers

if TYPE_CHECKING:
    from pipeline.language.facts import Fact

_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_SIGNS = {
    "IDR": "Rp ",
    "USD": "US$",
    "AUD": "A$",
    "SGD": "S$",
    "HKD": "HK$",
    "DOLLAR": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "MYR": "RM ",
}
_UNITS = {
    "m": "meters",
    "km": "kilometers",
    "cm": "cm",
    "mm": "mm",
    "mile": "miles",
    "foot": "feet",
    "inch": "inches",
    "kg": "kilograms",
    "gram": "grams",
    "ton": "tons",
    "pound": "pounds",
    "hectare": "hectares",
    "liter": "liters",
}


def render(fact: Fact) -> str:
    """A numeric fact or date of an Indonesian text in English; "" for what has no rule (names, codes)."""
    if fact.kind == "time":
        return _time(fact)
    if fact.kind == "date":
        return _date(fact)
    numbers = [n for n in read_numbers(fact.text, "id") if not n.loose]
    if len(numbers) != 1 or numbers[0].code:
        return ""
    number = numbers[0]
    if fact.kind == "percent":
        return f"{plain(number.value)} percent"
    if fact.kind == "amount":
        sign = _SIGNS.get(fact.measure)
        if sign == "Rp " and re.match(r"Rp\.?\d", fact.text):  # as the source has it: "Rp2,5 miliar", "Rp 500"
            sign = "Rp"
        return f"{sign}{figure(number)}" if sign else f"{figure(number)} {fact.measure}"
    if fact.kind == "ordinal":
        return ordinal(int(number.value))
    text = figure(number)
    return f"{text} {_UNITS[fact.measure]}" if fact.measure in _UNITS else text


def figure(number: Number) -> str:
    """The numeral an English newspaper would print: commas, "2.5 million", years and decades as they are."""
    digits = re.search(r"\d[\d.,]*", number.text)
    if number.decade:
        return f"{plain(number.value)}s"
    if digits and digits.group().isdigit() and number.scale == 1:
        return digits.group()  # years, codes: no separators there, none here
    for scale, word in _SCALES:
        share = number.value / scale
        few_places = int(share.normalize().as_tuple().exponent) >= -3
        if share >= 1 and few_places and (number.scale >= scale or number.words):
            return f"{_grouped(share)} {word}"
    return _grouped(number.value)


def _grouped(value: Decimal) -> str:
    """A value with commas at its thousands: "8,680", "1,234.5"."""
    whole, _, rest = plain(value).partition(".")
    return f"{Decimal(whole):,f}" + (f".{rest}" if rest else "")


def ordinal(value: int) -> str:
    """17 -> "17th", 1 -> "1st"."""
    suffix = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{Decimal(value):,f}{suffix}"  # Python writes no int of more than 4,300 digits, but any Decimal


def _time(fact: Fact) -> str:
    minutes = read_times(fact.text, "id")
    values = minutes[0].minutes if minutes else tuple(int(m) for m in fact.parts[0][1])
    hour, minute = divmod(values[0], 60)
    if len(values) > 1:  # which half of the day is not said
        return f"{hour}:{minute:02d}"
    return clock(hour, minute)


def clock(hour: int, minute: int, halves: bool = False) -> str:
    """20, 8 -> "20:08"; with ``halves`` "8:08", for a text that says "p.m." behind it."""
    return f"{(hour - 1) % 12 + 1}:{minute:02d}" if halves else f"{hour:02d}:{minute:02d}"


def _date(fact: Fact) -> str:
    found = read_dates(fact.text, "id")
    if not found:
        return ""
    date = found[0]
    words = [MONTHS[date.month - 1]] if date.month else []
    words += [str(date.day)] if date.day else []
    text = " ".join(words)
    if date.weekday:
        text = f"{WEEKDAYS[date.weekday - 1]}, {text}" if text else WEEKDAYS[date.weekday - 1]
    if date.year:
        text = f"{text}, {date.year}" if date.day else f"{text} {date.year}"
    return text
