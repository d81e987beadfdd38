"""Writes dates in figures as newspapers do where typing has pulled them apart: "( 9 / 5 -2017)" -> "(9/5/2017)".

Only what is surely a date: in brackets behind its weekday, or with its year.
"""

from __future__ import annotations

import re

_DAY = r"(?i:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu|Ahad)"
_SLASH = r"(?:/{1,2}|[⁄∕／\\|])"
_MARK = rf"\s{{0,2}}(?:{_SLASH}|[-–._])\s{{0,2}}"
_FIGURES = rf"(?P<d>\d{{1,2}})(?P<mark>{_MARK})(?P<m>\d{{1,2}})(?:{_MARK}(?P<y>(?:19|20)\d\d|\d\d)(?!\d))?"
# Where the closing bracket is missing, none stands in what follows, either.
_IN_BRACKETS = re.compile(
    rf"(?:\b(?P<day>{_DAY})\s{{0,3}},?\s{{0,3}})?\(\s{{0,3}}{_FIGURES}(?:\s{{0,3}}\)|(?=[\s,.;](?!\d))(?![^()]{{0,400}}\)))"
)
_BARE = re.compile(
    rf"\b(?P<day>{_DAY})\s{{0,3}}(?P<comma>,?)\s{{0,3}}(?P<d>\d{{1,2}})\s{{0,2}}{_SLASH}\s{{0,2}}(?P<m>\d{{1,2}})"
    rf"\s{{0,2}}{_SLASH}\s{{0,2}}(?P<y>(?:19|20)\d\d)(?![\w/-])(?P<close>\s?\))?"
)
_FAR = 200  # characters before a date in which a bracket may have been opened
_LONG_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def joined_dates(sentence: str) -> str:
    """The sentence with the dates in figures that spaces or odd marks have pulled apart written as one."""
    return _BARE.sub(_bare, _IN_BRACKETS.sub(_bracketed, sentence)) if "/" in sentence or "(" in sentence else sentence


def is_date(day: str, month: str) -> bool:
    """Whether a month has such a day, in figures; February has 29."""
    return 1 <= int(month) <= 12 and 1 <= int(day) <= _LONG_MONTHS[int(month) - 1]


def month_name(month: str) -> str:
    """ "05" -> "Mei"."""
    return _MONTHS[int(month) - 1]


def _bracketed(match: re.Match[str]) -> str:
    weekday, day, month, year = match["day"], match["d"], match["m"], match["y"]
    sure = (year and len(year) == 4) or (weekday and (year or re.search(_SLASH, match["mark"])))
    if not sure or not is_date(day, month):
        return match[0]
    figures = "/".join((day, month, *([year if len(year) == 4 else f"20{year}"] if year else [])))
    return f"{weekday} ({figures})" if weekday else f"({figures})"


def _bare(match: re.Match[str]) -> str:
    if not is_date(match["d"], match["m"]):
        return match[0]
    before = match.string[max(0, match.start() - _FAR) : match.start()]
    opened = before.rfind("(") > before.rfind(")")
    close = match["close"] or ""
    return f"{match['day']}{match['comma']} {int(match['d'])} {month_name(match['m'])} {match['y']}" + (
        close if opened else ""
    )
