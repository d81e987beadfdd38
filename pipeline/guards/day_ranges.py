"""Writes ranges of days as English does: "June 5 to 9" for "5 hingga 9 Juni".

A translator that moves the month of a date to the front leaves the first day alone: "5 to June 9, 2025".
"""

from __future__ import annotations

import re

from pipeline.language.dates import read_dates
from pipeline.language.english_calendar import MONTH, MONTHS

_JOINS = {
    "hingga": " to ",
    "sampai": " to ",
    "sampai dengan": " to ",
    "s.d.": " to ",
    "dan": " and ",
    "-": "-",
    "–": "-",
}
_OURS = re.compile(
    r"(?<![\w.,/-])([1-9]\d?)\s?(hingga|sampai dengan|sampai|s\.d\.|dan|-|–)\s?(\d{1,2}) ([A-Z][a-z]{2,})\b"
    r"(?: (\d{4}))?"
)
_TO = r"(?:\s?[-–]\s?| (?:to|until|till|through|and) (?:the )?)"
_FIRST = rf"(?P<before>{MONTH} |\d, )?(?P<between>\b[Bb]etween )?(?<![\d.,/])\b(?P<a>\d{{1,2}}){_TO}"
_INSIDE = re.compile(rf"{_FIRST}(?P<month>{MONTH}) (?P<b>\d{{1,2}})\b")
_BEHIND = re.compile(rf"{_FIRST}(?P<b>\d{{1,2}}) (?P<month>{MONTH})\b(?:,? (?P<year>(?:19|20)\d\d)\b)?")


def english_day_ranges(source: str, translation: str) -> str:
    """The translation with the ranges of days that the source has behind their month.

    Args:
        source: Indonesian.
        translation: its English.
    """
    ours: dict[tuple[str, str, str], set[tuple[str, str | None]]] = {}
    for match in _OURS.finditer(source):
        dates = read_dates(f"{match[3]} {match[4]}", "id")
        if len(dates) == 1 and dates[0].month and int(match[1]) < int(match[3]):
            key = (match[1], match[3], MONTHS[dates[0].month - 1])
            ours.setdefault(key, set()).add((_JOINS[match[2]], match[5]))
    if not ours:
        return translation

    def written(match: re.Match[str]) -> str:
        first, last, month = match["a"], match["b"], match["month"]
        found = ours.get((first, last, month), set())
        if len(found) != 1 or match["before"]:  # not a range of the source, or several of the same days
            return match[0]
        ((join, year),) = found
        text = f"{month} {first}{' and ' if match['between'] else join}{last}"
        behind = match.groupdict().get("year")
        if behind:
            text += f", {behind}" if behind == year else f" {behind}"
        return (match["between"] or "") + text

    return _BEHIND.sub(written, _INSIDE.sub(written, translation))
