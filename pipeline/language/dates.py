"""Finds dates and times of the day in Indonesian and English and says which they are.

"Rabu (13/9)", "Rabu, 13 September" and "Wednesday, September 13" hold the same parts; "pukul 20.08" and "8:08 p.m."
the same minute of the day. An Indonesian clock written with two-digit hours is the 24-hour clock; "jam 9" without
"pagi" or "malam" may be either half of the day, and so may an English "9:30". Names of months, weekdays and parts of
the day are data (``data/calendar.toml``).
"""

from __future__ import annotations

import re
import tomllib
from collections import deque
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.language.alternatives import either
from pipeline.language.numbers import Language, opens_sentence
from pipeline.language.taken import Taken

_DATA = Path(__file__).parent / "data" / "calendar.toml"
_NOON, _DAY = 12 * 60, 24 * 60
_ZONE = r"(?:WIB|WITA|WIT|GMT|UTC|BST|EST|EDT|CET)\b|waktu\s+\w+|local time|hours?\b|hrs\b"
_DIGIT = re.compile(r"\d")
_Patterns = tuple[re.Pattern[str], ...]
# Patterns of Indonesian: the parts of the day, and an hour in words or figures.
PART_ID = r"(?:dini\s+hari|subuh|pagi|siang|sore|petang|malam)"
HOUR_ID = (
    r"(?:\d{1,2}(?:[.:][0-5]\d)?|satu|dua(?:\s+belas)?|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)"
)
# "Jam 7 kurang 10 menit" is ten to seven.
_SHIFT = r"(?:\s+(?P<way>lewat|lebih|kurang)\s+(?:(?P<by>\d{1,2})\s+menit|seperempat)\b)?"
_PART_EN = r"(?:in the (?:early )?morning|in the afternoon|in the evening|at night)"
_HOUR_WORDS = {
    "id": ("satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas", "dua belas"),
    "en": ("one two three four five six seven eight nine ten eleven", "twelve"),
}


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
    for pattern in _date_patterns(language)[_has_figures(text)]:
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
    for pattern in _time_patterns(language)[_has_figures(text)]:
        for match in pattern.finditer(text):
            if taken.any(match.start(), match.end()):
                continue
            minutes = _minutes(match, language)
            if minutes:
                taken.add(match.start(), match.end())
                found.append(Time(match.start(), match.end(), match.group(), minutes))
    found += _second_times(text, found, taken, language)
    return sorted(found, key=lambda t: t.start)


def _has_figures(text: str) -> bool:
    """Whether a text has a digit, as most patterns ask for; a sentence without one is not searched for them."""
    return _DIGIT.search(text) is not None


@cache
def _calendar(language: Language) -> dict[str, Any]:
    with _DATA.open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)[language]
    return data


@cache
def calendar_words(language: Language) -> frozenset[str]:
    """The names of months and weekdays, in small letters."""
    calendar = _calendar(language)
    return frozenset((*calendar["months"], *calendar["weekdays"]))


@cache
def _date_patterns(language: Language) -> tuple[_Patterns, _Patterns]:
    """The patterns of dates without figures, and of all dates."""
    calendar = _calendar(language)
    month, weekday = either(calendar["months"]), either(calendar["weekdays"])
    short_names = ("mei", "juni", "juli", "june", "july")
    # "March" opens sentences as a verb, too.
    bare_month = either(m.capitalize() for m in calendar["months"] if (len(m) > 4 and m != "march") or m in short_names)
    long_days = either(d.capitalize() for d in calendar["weekdays"] if len(d) > 3 and d not in ("tues", "thurs"))
    lead = rf"(?:\b(?P<weekday>{weekday})\.?,?\s*\(?(?:the\s+)?)?"
    slash = (
        rf"(?:\b(?P<weekday>{weekday})\.?,?\s*)?(?P<open>\()?"
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>\d{4}|\d\d))?(?![\d/])\)?"
    )
    shared = [
        r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])",
        r"(?<![\d-])(?P<a>\d{1,2})[-.](?P<b>\d{1,2})[-.](?P<year>(?:19|20)\d\d)(?![\d-])",
    ]
    if language == "id":
        own = [
            rf"{lead}(?<![\d.,])(?P<day>\d{{1,2}})\s+(?P<name>{month})\b\.?(?:\s+(?P<year>\d{{4}})\b)?",
        ]
    else:
        own = [
            rf"{lead}\b(?P<name>{month})\b\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![.,]?\d)(?:,?\s+(?P<year>\d{{4}})\b)?",
            rf"{lead}(?<![\d.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{month})\b\.?(?:,?\s+(?P<year>\d{{4}})\b)?",
        ]
        bare_month += rf"|(?<=[a-z] )March|{_MAY}"
    short = "|".join(m.capitalize() for m in calendar["months"] if len(m) == 3)
    bare_month += rf"|(?:{short})(?=[-–][A-Z][a-z]{{2}}\b)|(?<=[-–])(?:{short})(?![a-z])"
    bare = [rf"\b(?P<name>{bare_month})\b(?:,?\s+(?:tahun\s+)?(?P<year>(?:1[5-9]|20)\d\d)\b)?"]
    days = [rf"\b(?:[Hh]ari\s+(?P<sure>(?i:{either(calendar['weekdays'])}))|(?P<weekday>{long_days})s?)\b"]
    figures = (re.compile(p, re.IGNORECASE) for p in [*shared, *own, slash])
    words = tuple(re.compile(p) for p in bare + days)
    return words, (*figures, *words)


# "May" is also a verb: it is the month after a word that leads to one, or before a year.
_LEADS = ("[Ii]n ", "[Oo]f ", "ast ", "ext ", "arly ", "ate ", "ince ", "ntil ", "by ", "his ", "nd ", "or ", "mid-")
_MAY = rf"(?:{'|'.join(f'(?<={lead})' for lead in _LEADS)})May|May(?=,? (?:19|20)\d\d)"


def _date(match: re.Match[str], text: str, language: Language) -> Date | None:
    got = {k: v for k, v in match.groupdict().items() if v}
    calendar = _calendar(language)
    sure = got.get("sure", "")
    weekday = calendar["weekdays"].get((sure or got.get("weekday", "")).lower(), 0)
    month = calendar["months"].get(got.get("name", "").lower().rstrip("."), 0) or int(got.get("month", 0))
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


@cache
def _time_patterns(language: Language) -> tuple[_Patterns, _Patterns]:
    """The patterns of times without figures, and of all times."""
    words, twelve = _HOUR_WORDS[language]
    hour_words = "|".join([twelve, *words.split()])
    military = rf"(?<![\d.,])(?P<h>[01]\d|2[0-4])(?P<m>[0-5]\d)(?=\s+(?:{_ZONE}))"
    dotted = rf"(?<![\d.,:])(?P<h>[01]?\d|2[0-4])[.:](?P<m>[0-5]\d)(?![\d%]|[.,]\d)(?=\s*(?:{_ZONE}))"
    colon = r"(?<![\d.,:])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?![\d:]|[.,]\d)"
    if language == "id":
        patterns = [
            rf"\b(?:pukul|jam|pkl\.?)\s*(?P<half>setengah\s+)?(?P<h>\d{{1,2}}|{hour_words})\b(?:[.:](?P<m>[0-5]\d)\b)?"
            rf"{_SHIFT}(?:\s*(?P<part>{PART_ID}))?",
            r"\b(?P<named>tengah malam|tengah hari)\b",
            rf"(?<![\d.,:])(?P<h>\d{{1,2}})[.:](?P<m>[0-5]\d)\s*(?P<part>{PART_ID})",
            dotted,
            military,
            colon,
        ]
    else:
        patterns = [
            rf"\b(?P<h>\d{{1,2}}|{hour_words})(?:[.:](?P<m>[0-5]\d))?\s*o['’]clock(?:\s+(?P<part>{_PART_EN}))?",
            r"\b(?P<named>noon|midday|midnight)\b",
            r"(?<![\d.,:])(?P<h>\d{1,2})(?:[.:](?P<m>[0-5]\d))?\s*(?P<part>[ap])\.?\s?m\b\.?",
            rf"(?<![\d.,:])(?P<h>\d{{1,2}})(?:[.:](?P<m>[0-5]\d))?\s+(?P<part>{_PART_EN})",
            dotted,
            military,
            colon,
        ]
    every = tuple(re.compile(p, re.IGNORECASE) for p in patterns)
    return every[:2], every


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
    words, twelve = _HOUR_WORDS[language]
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
