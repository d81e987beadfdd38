"""Writes ranges of days as English does: "June 5 to 9" for "5 hingga 9 Juni".

A translator that moves the month of a date to the front leaves the first day alone: "5 to June 9, 2025".
"""

from __future__ import annotations

import re

from pipeline.guards.rendering import MONTHS
from pipeline.language.dates import read_dates

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
    r"(?<![\w.,/-])(\d{1,2})\s?(hingga|sampai dengan|sampai|s\.d\.|dan|-|–)\s?(\d{1,2}) ([A-Z][a-z]{2,})\b"
)
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_TO = r"(?:\s?[-–]\s?| (?:to|until|till|through|and) (?:the )?)"
_YEAR = r"(?:,? (?P<year>(?:19|20)\d\d)\b)?"
_INSIDE = re.compile(
    rf"(?P<before>{_MONTH} )?(?<![\d.,/])\b(?P<a>\d{{1,2}}){_TO}(?P<month>{_MONTH}) (?P<b>\d{{1,2}})\b{_YEAR}"
)
_BEHIND = re.compile(
    rf"(?P<before>{_MONTH} )?(?<![\d.,/])\b(?P<a>\d{{1,2}}){_TO}(?P<b>\d{{1,2}}) (?P<month>{_MONTH})\b{_YEAR}"
)


def english_day_ranges(source: str, translation: str) -> str:
    """The translation with the ranges of days that the source has behind their month.

    Args:
        source: Indonesian.
        translation: its English.
    """
    ours = {}
    for match in _OURS.finditer(source):
        dates = read_dates(f"{match[3]} {match[4]}", "id")
        if len(dates) == 1 and dates[0].month and int(match[1]) < int(match[3]):
            ours[match[1], match[3], MONTHS[dates[0].month - 1]] = _JOINS[match[2]]
    if not ours:
        return translation

    def written(match: re.Match[str]) -> str:
        first, last, month = match["a"], match["b"], match["month"]
        join = ours.get((first, last, month))
        if join is None or match["before"]:
            return match[0]
        return f"{month} {first}{join}{last}" + (f", {match['year']}" if match["year"] else "")

    return _BEHIND.sub(written, _INSIDE.sub(written, translation))
