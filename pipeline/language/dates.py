"""Finds dates and times of the day in Indonesian and English and says which they are.

"Rabu (13/9)", "Rabu, 13 September" and "Wednesday, September 13" hold the same parts; "pukul 20.08" and "8:08 p.m."
the same minute of the day. An Indonesian clock written with two-digit hours is the 24-hour clock; "jam 9" without
"pagi" or "malam" may be either half of the day, and so may an English "9:30". Names of months, weekdays and parts of
the day are data (``data/calendar.toml``).
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from functools import cache

from pipeline.language.calendar_patterns import HOUR_WORDS, calendar, date_searches, time_searches, worth_trying
from pipeline.language.numbers import Language, opens_sentence
from pipeline.language.taken import Taken

_NOON, _DAY = 12 * 60, 24 * 60


@dataclass(frozen=True, slots=True)
class Date:
    """A date, or the parts of it that are written; a part that is not there is 0. ``weekday`` is 1 (Monday) to 7.

    ``swapped`` holds (day, month) read the other way round where an English "4/5" does not tell. ``firm`` is False
    for words that may not be a date at all ("Minggu lalu" opening a sentence: last Sunday, or last week)."""

    start: int
    end: int
    text: str
    day: int = 0
    month: int = 0
    year: int = 0
    weekday: int = 0
    swapped: tuple[int, int] = (0, 0)
    firm: bool = True

    @property
    def value(self) -> str:
        """``2023-09-13``, with ``?`` for what is missing and ``/w3`` for a Wednesday."""
        year, month = f"{self.year:04d}" if self.year else "?", f"{self.month:02d}"
        parts = f"{year}-{month}-{f'{self.day:02d}' if self.day else '?'}" if self.month else ""
        return parts + (f"/w{self.weekday}" if self.weekday else "")


@dataclass(frozen=True, slots=True)
class Time:
    """A time of the day: the minutes after midnight it can stand for, likeliest first."""

    start: int
    end: int
    text: str
    minutes: tuple[int, ...]

    @property
    def value(self) -> str:
        return f"{self.minutes[0] // 60:02d}:{self.minutes[0] % 60:02d}"


def read_dates(text: str, language: Language) -> list[Date]:
    """All dates, months with a year, months and weekdays of a text, in order, never overlapping."""
    found: list[Date] = []
    taken = Taken(text)
    for pattern in worth_trying(date_searches(language), text):
        for match in pattern.finditer(text):
            if taken.any(match.start(), match.end()):
                continue
            date = _date(match, text, language)
            if date is not None:
                taken.add(date.start, date.end)
                found.append(date)
    return sorted(found, key=lambda d: d.start)


def read_times(text: str, language: Language) -> list[Time]:
    """All times of the day of a text, in order, never overlapping."""
    found: list[Time] = []
    taken = Taken(text)
    for pattern in worth_trying(time_searches(language), text):
        for match in pattern.finditer(text):
            if taken.any(match.start(), match.end()):
                continue
            minutes = _minutes(match, language)
            if minutes:
                taken.add(match.start(), match.end())
                found.append(Time(match.start(), match.end(), match.group(), minutes))
    found += _second_times(text, found, taken, language)
    return sorted(found, key=lambda t: t.start)


@cache
def calendar_words(language: Language) -> frozenset[str]:
    """The names of months and weekdays, in small letters."""
    names = calendar(language)
    return frozenset((*names["months"], *names["weekdays"]))


def _date(match: re.Match[str], text: str, language: Language) -> Date | None:
    got = {k: v for k, v in match.groupdict().items() if v}
    names = calendar(language)
    sure = got.get("sure", "")
    weekday = names["weekdays"].get((sure or got.get("weekday", "")).lower(), 0)
    month = names["months"].get(got.get("name", "").lower().rstrip("."), 0) or int(got.get("month", 0))
    day, year, swapped = int(got.get("day", 0)), int(got.get("year", 0)), (0, 0)
    if "a" in got:
        before = text[max(0, match.start() - 10) : match.start()].lower()
        if not (weekday or year or got.get("open") or re.search(r"(?:tanggal|tgl\.?|on)\s*$", before)):
            return None  # "1/2" is a fraction, "24/7" a saying
        first, second = int(got["a"]), int(got["b"])
        day, month = (first, second) if language == "id" else (second, first)
        if not (1 <= month <= 12 and 1 <= day <= 31):
            day, month = month, day
        elif day <= 12 and language == "en":
            swapped = (month, day)  # an Indonesian date is day, month, year; in English either may come first
    if (month or day) and not (1 <= month <= 12 and 0 <= day <= 31):
        return None
    firm = not (language == "id" and weekday == 7 and not month and not sure and opens_sentence(text, match.start()))
    if 0 < year < 100:
        year += 2000
    return Date(match.start(), match.end(), match.group(), day, month, year, weekday, swapped, firm)


def _minutes(match: re.Match[str], language: Language) -> tuple[int, ...]:
    """The minutes of the day that a time can stand for: "setengah delapan" is half an hour before eight."""
    got = match.groupdict()
    shift = -30 if got.get("half") else 0
    if way := got.get("way"):
        shift += int(got["by"] or 15) * (-1 if way.lower() == "kurang" else 1)
    return tuple((minutes + shift) % _DAY for minutes in _whole(match, language))


def _whole(match: re.Match[str], language: Language) -> tuple[int, ...]:
    got = {k: v.lower() for k, v in match.groupdict().items() if v}
    if "named" in got:
        return (0,) if got["named"] in ("midnight", "tengah malam") else (_NOON,)
    hour_text, minute = got["h"], int(got.get("m", 0))
    hour = _hour(hour_text, language)
    if hour > 24 or (hour == 24 and minute):
        return ()
    minutes = hour % 24 * 60 + minute
    part = got.get("part", "")
    if hour > 12 or hour == 0:
        return (minutes,)
    half = _half(part, hour)
    if half:
        return (hour % 12 * 60 + minute + (_NOON if half == "pm" else 0),)
    if language == "id" and "m" in got and len(hour_text) == 2:
        return (minutes,)
    return (minutes, (minutes + _NOON) % _DAY)


def _half(part: str, hour: int) -> str:
    """Which half of the day "malam" or "p" says; "12 malam" is midnight, "12 siang" noon."""
    if not part:
        return ""
    if part in ("a", "p"):
        return part + "m"
    if "morning" in part or part.startswith(("dini", "subuh", "pagi")):
        return "am"
    if part == "siang":
        return "am" if hour in (9, 10, 11) else "pm"
    if part in ("malam", "at night"):
        return "am" if hour == 12 or hour < 5 else "pm"
    return "pm"


def _hour(text: str, language: Language) -> int:
    if text.isdecimal():
        return int(text)
    words, twelve = HOUR_WORDS[language]
    return 12 if text == twelve else words.split().index(text) + 1


_SECOND = re.compile(
    r"\s*(?:-|–|sampai|hingga|s/d|dan|atau|to|and|until)\s*(?:dengan\s+)?(?P<h>\d{1,2})[.:](?P<m>[0-5]\d)(?![\d%])"
)
# Stands behind a figure such as "15.30" that is a clock time and no amount.
NO_AMOUNT = (
    r"(?![\d%]|[.,]\d)"
    r"(?!\s*(?:%|persen|percent|juta|ribu|miliar|triliun|million|billion|trillion|thousand|poin|points))"
)
_LISTED = re.compile(rf",\s*(?:dan\s+|atau\s+|serta\s+|and\s+|or\s+)?(?P<h>\d\d)[.:](?P<m>[0-5]\d){NO_AMOUNT}")


def _second_times(text: str, times: list[Time], taken: Taken, language: Language) -> list[Time]:
    """The second clock of "pukul 07.00-09.00" and "9:30 to 10:30 a.m.", which bears no mark of its own, and those that
    are listed behind it: "pukul 03.12, 04.45, dan 05.30"."""
    found: list[Time] = []
    waiting = deque(times)
    while waiting:
        time = waiting.popleft()
        match = _SECOND.match(text, time.end) or _LISTED.match(text, time.end)
        if match and not taken.any(match.start("h"), match.end()):
            minutes = _minutes(match, language)
            if minutes:
                found.append(Time(match.start("h"), match.end(), text[match.start("h") : match.end()], minutes))
                taken.add(match.start("h"), match.end())
                waiting.append(found[-1])
    return found
