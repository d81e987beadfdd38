"""Finds the day that an article tells of: from its first sentences, and from when it was published."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from pipeline.language.dates import Date, read_dates
from pipeline.language.numbers import Language

RECENT = 10  # days: a date nearer than this to the day of publication is what the news is about
_DIGIT = re.compile(r"\d")


def published_day(published: str | None) -> dt.date | None:
    """The day in a moment written as ISO 8601 or in the words of a page; None where none can be read."""
    if not published:
        return None
    try:
        return dt.date.fromisoformat(published[:10])
    except ValueError:
        pass
    for language in ("id", "en"):
        for found in read_dates(published, language):
            if (day := _whole(found)) is not None:
                return day
    return None


def main_day(lead: Sequence[str], rest: Sequence[str], published: dt.date | None, language: Language) -> str | None:
    """The day that an article tells of.

    Args:
        lead: its title and first sentences.
        rest: its other sentences, which count where nothing else tells.
        published: the day of publication.
        language: of the sentences.

    Returns:
        ``2024-06-18``; ``?-09-13`` where no year is known; None where no day is.
    """
    for found in _dates(lead, language):
        day = resolve(found, published)
        if day is not None and (published is None or abs((day - published).days) <= RECENT):
            return day.isoformat()
        if day is None and published is None:
            return _open_year(found)
    if published is not None:
        return published.isoformat()
    for found in _dates(rest, language):
        day = resolve(found, None)
        return day.isoformat() if day is not None else _open_year(found)
    return None


def resolve(found: Date, near: dt.date | None) -> dt.date | None:
    """The day of a date: one without a year is taken in the year that brings it nearest to another day.

    Args:
        found: with a day and a month.
        near: the day of publication; without it a date without a year is no day.
    """
    if found.year or near is None:
        return _whole(found)
    days = [day for year in (near.year - 1, near.year, near.year + 1) if (day := _day(year, found)) is not None]
    return min(days, key=lambda day: (abs((day - near).days), day), default=None)


def _dates(sentences: Sequence[str], language: Language) -> Iterator[Date]:
    """The days in sentences, read as far as they are asked for."""
    return (d for s in sentences if _DIGIT.search(s) for d in read_dates(s, language) if d.day and d.month)


def _whole(found: Date) -> dt.date | None:
    return _day(found.year, found) if found.year and found.month and found.day else None


def _day(year: int, found: Date) -> dt.date | None:
    try:
        return dt.date(year, found.month, found.day)
    except ValueError:  # 30 February
        return None


def _open_year(found: Date) -> str | None:
    return f"?-{found.month:02d}-{found.day:02d}" if _day(2000, found) is not None else None
