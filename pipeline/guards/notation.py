"""Figures and dates that a translator copied as Indonesian writes them, in English notation: "5,8" -> "5.8".

Unlike a repair this needs no failure: a figure that stands letter for letter in the source is the source's own, and
what its separators mean there is known. Only what would mislead an English reader, or stop him, is rewritten.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

from pipeline.guards.day_ranges import english_day_ranges
from pipeline.guards.rendering import clock
from pipeline.language.dates import NO_AMOUNT, Date, calendar_words, read_dates
from pipeline.language.english_calendar import MONTHS, WEEKDAYS
from pipeline.language.loose_dates import is_date
from pipeline.language.names import is_common
from pipeline.language.plain_figures import WEEKDAYS as INDONESIAN_DAYS

_DECIMAL = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})*),(\d{1,2})(?!\d|[.,]\d)")
# More decimals than two: a leading zero, four and more, or three before a unit ("29,553 detik"; 330,000 is a crowd).
_PRECISE = re.compile(
    r"(?<![\w.,])(?:0,\d+|\d+,\d{4,}|\d{1,3},\d{3}(?=\s*(?:%|(?:detik|menit|persen|derajat|kilometer|meter|kilogram|gram|"
    r"ton|liter|hektare?|km|cm|mm|m|kg)\b)))(?![\d,]|\.\d)"
)
_DATE = re.compile(r"(?<![\w/.-])(\d{1,2})([/-])(\d{1,2})\2((?:19|20)\d\d)(?![\w/-])")
# Of a letter, in either language: no date.
_NUMBER_OF = re.compile(r"\b(?:(?:ber)?nomor|no\.?|numbers?|numbered|nos?\.?)\s*:?\s*$", re.IGNORECASE)
_NEAR = 12  # characters before a figure: room for the longest of these words
_CODE = re.compile(r"(?<![\w-])([A-Z]{1,3})-(\d{1,3})(?![\w-])")
_THOUSANDS = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.]|,\d)")
_DAY = re.compile(
    r"\b(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad)\s*\((\d{1,2})/(\d{1,2})(?:/(\d{4}))?\)"
)
_PER_UNIT = re.compile(r"(?<=\w/)(second|minute|hour|day|week|month|year|liter|kilogram|barrel)s\b")
_PERCENT_POINT = re.compile(r"\bpercent(?= points?\b)")
# As a translator copies them behind an English day: "Saturday-Minggu".
_HALF_RANGE = re.compile(rf"(?<=day)(\s?[-–]\s?)({'|'.join(INDONESIAN_DAYS)})\b")
_AGE_DECADE = re.compile(r"\b(?:ber)?(?:usia|umur)(?:nya)?\s+(?:sekitar\s+)?([2-9]0)(?:-|\s)?an\b", re.IGNORECASE)
# "50 tahun", "Budi (50)": an age to the year.
_AGE = re.compile(r"(?<![\d.,])[2-9]0(?=[\s-]*(?:tahun|thn|th)\b)|(?<=\()[2-9]0(?=[),])")
_OLD_PERSON = re.compile(
    r"\b(?:([Aa])n )?([2-9]0)-year-old (?:(man|grandfather|husband|father)|(woman|grandmother|wife|mother))\b"
)
_IN_DECADE = re.compile(r"\bin (?:his|her|their) ([2-9]0)s\b")
_SMALL_START = re.compile(r"[a-z]+(?=[\s,])")
_MEASURE = re.compile(r"\b((?:kilo|centi|milli)?(?:met|lit))re(s?)\b")
_CLOCK = re.compile(r"\b[Pp]ukul\s+(\d{1,2})\.(\d{2})(?![\d.,]*\d)")
_LISTED_CLOCK = re.compile(
    rf"(?:,\s*(?:(?:dan|atau|serta)\s+)?|\s+(?:dan|atau|serta)\s+)(\d{{2}})\.(\d{{2}})(?![\d.,]*\d){NO_AMOUNT}"
)
# The same in a translation, whatever the figures: one pass finds all of them, however many the source has.
_COPIED_CLOCK = re.compile(rf"(?<![\w.,])(\d{{1,2}})\.(\d{{2}})(?![\d.,]*\d){NO_AMOUNT}(?=(\s*[ap]\.?m\b)?)")
_COPIED_DAY = re.compile(r"((?<=day)\s*)?\((\d{1,2})/(\d{1,2})(?:/(\d{4}))?\)")
_LOOSE_CODE = re.compile(r"(?<![\w-])([A-Z]{1,3})[. ](\d{1,3})(?![\w-]|\.\d)")
_COMMA = re.compile(r"(?<![\w.,])\d+,\d+(?![\d,]|\.\d)")
# A word where the month of a date stands: "Novary 7, 2025", "7 Nobember".
_MONTH_BEFORE = re.compile(r"\b([A-Z][a-z]{2,})\.? (\d{1,2})(?!\d|[.,:%]\d)(?:, ((?:19|20)\d\d)\b)?")
_MONTH_AFTER = re.compile(r"(?<![\d.,:])(\d{1,2}) ([A-Z][a-z]{2,})\b(?:,? ((?:19|20)\d\d)\b)?")
_ALIKE = 0.5  # from here on a word before a year is a misspelt month: "Novary" and "November" have 0.57
_OTHER_START = 0.7  # and where no year follows, or its first letter is another one
_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d")
_OPEN_SPACE = re.compile(r"(?<=\() +(?=\w)")
_TWO_STOPS = re.compile(r"(?<=\b[ap]\.m\.)\.(?!\.)")  # of "7 p.m." and of the sentence


def english_notation(source: str, translation: str, *, american: bool = True) -> str:
    """The translation with the source's own figures in English notation ("Monday (17/3)" -> "Monday, March 17").

    Args:
        source: Indonesian.
        translation: its English.
        american: write "meters" and "liters" as the rest of the English is written, however the translator learnt them.
    """
    if american:
        translation = _MEASURE.sub(r"\1er\2", translation)
    figures = _FIGURE.search(source) is not None  # most sentences have none that could be written otherwise
    if figures:
        translation = _months(source, translation)
    if american and figures:
        translation = english_day_ranges(source, translation)
    translation = _PER_UNIT.sub(r"\1", translation)
    translation = _PERCENT_POINT.sub("percentage", translation)
    translation = _HALF_RANGE.sub(lambda m: m[1] + WEEKDAYS[INDONESIAN_DAYS.index(m[2])], translation)
    if figures:
        translation = _decades(source, translation)
    if source[:1].isupper() and _SMALL_START.match(translation):
        translation = translation[0].upper() + translation[1:]
    translation = _TWO_STOPS.sub("", _clocks(source, translation) if figures else translation)
    if figures:
        translation = _dates(source, _days(source, translation))
    if "( " not in source:
        translation = _OPEN_SPACE.sub("", translation)  # "( Bogor City)"
    return _own_figures(source, translation) if figures else translation


def _own_figures(source: str, translation: str) -> str:
    """The translation with the source's codes, decimals and thousands as English writes them."""
    codes = {match.groups(): match[0] for match in _CODE.finditer(source)}  # "U.23" and "U 23" for "U-23"
    if codes:
        translation = _LOOSE_CODE.sub(lambda m: codes.get(m.groups(), m[0]), translation)
    precise = {m[0] for m in _PRECISE.finditer(source)}
    if precise:
        translation = _COMMA.sub(lambda m: _swapped(m[0]) if m[0] in precise else m[0], translation)
    for pattern in (_DECIMAL, _THOUSANDS):
        ours = {m[0] for m in pattern.finditer(source)}
        if ours:
            translation = pattern.sub(lambda m, ours=ours: _swapped(m[0]) if m[0] in ours else m[0], translation)  # type: ignore[misc]
    return translation


def _dates(source: str, translation: str) -> str:
    """The source's "12/11/2024" wherever the translation has copied it as a date, not as the number of a letter."""
    bare: set[str] = set()
    numbers: Counter[str] = Counter()
    for match in _DATE.finditer(source):
        if _is_number(match):
            numbers[match[0]] += 1
        elif is_date(match[1], match[3]):
            bare.add(match[0])
    if not bare:
        return translation
    kept = Counter(match[0] for match in _DATE.finditer(translation) if _is_number(match))
    # A letter's number that the translation does not call one could be any of the places: all stay.
    bare = {text for text in bare if kept[text] >= numbers[text]}

    def written(match: re.Match[str]) -> str:
        if match[0] not in bare or _is_number(match):
            return match[0]
        return f"{MONTHS[int(match[3]) - 1]} {int(match[1])}, {match[4]}"

    return _DATE.sub(written, translation)


def _is_number(match: re.Match[str]) -> bool:
    return _NUMBER_OF.search(match.string[max(0, match.start() - _NEAR) : match.start()]) is not None


def _decades(source: str, translation: str) -> str:
    """The translation with "in his 20s" for the source's "pria berusia 20-an", who need not be 20; as often as the
    source says it, and not where somebody is just that old."""
    left = Counter(_AGE_DECADE.findall(source))
    for decade in set(left) & set(_AGE.findall(source)):
        del left[decade]
    if not left:
        return translation
    left.subtract(_IN_DECADE.findall(translation))

    def written(match: re.Match[str]) -> str:
        if left[match[2]] < 1:
            return match[0]
        left[match[2]] -= 1
        return _in_his(match)

    return _OLD_PERSON.sub(written, translation)


def _in_his(match: re.Match[str]) -> str:
    article, decade, man, woman = match.groups()  # "An 80-year-old man": A man in his 80s
    return (f"{article} " if article else "") + (f"{man} in his {decade}s" if man else f"{woman} in her {decade}s")


def _clocks(source: str, translation: str) -> str:
    """The source's "pukul 20.08" wherever the translation has copied it."""
    ours = set()
    for first in _CLOCK.finditer(source):
        found: re.Match[str] | None = first  # "pukul 03.12, 04.45, dan 05.30"
        while found is not None and int(found[1]) < 24 and int(found[2]) < 60:
            ours.add(f"{found[1]}.{found[2]}")
            found = _LISTED_CLOCK.match(source, found.end())
    if not ours:
        return translation

    def written(match: re.Match[str]) -> str:
        hour, minute, half = match.groups()
        return clock(int(hour), int(minute), halves=half is not None) if match[0] in ours else match[0]

    return _COPIED_CLOCK.sub(written, translation)


def _days(source: str, translation: str) -> str:
    """The source's "Senin (12/3)" wherever the translation has copied its figures; the first one says the year."""
    ours: dict[tuple[str, str, str | None], str] = {}
    for match in _DAY.finditer(source):
        day, month, year = match.groups()
        if 1 <= int(month) <= 12:
            written = f"{MONTHS[int(month) - 1]} {int(day)}" + (f", {year}" if year else "")
            ours.setdefault((day, month, None), written)
            ours.setdefault((day, month, year), written)
    if not ours:
        return translation

    def replaced(match: re.Match[str]) -> str:
        after_day, day, month, year = match.groups()
        if (written := ours.get((day, month, year))) is None:
            return match[0]
        return f"({written})" if after_day is None else f", {written}"

    return _COPIED_DAY.sub(replaced, translation)


def _months(source: str, translation: str) -> str:
    """Months that the translator misspelt, in their own spelling: the source's month of that day, and of that year.

    Only a word that nobody knows is taken for one, and only where the source has more dates of that day than the
    translation: "5 Marines" beside "March 5" are soldiers.
    """
    if not any(match for pattern in (_MONTH_BEFORE, _MONTH_AFTER) for match in pattern.finditer(translation)):
        return translation
    dates = [date for date in read_dates(source, "id") if date.day and date.month]
    there = Counter((date.day, date.month) for date in read_dates(translation, "en") if date.day and date.month)
    missing = [d for d in dates if there[d.day, d.month] < sum((o.day, o.month) == (d.day, d.month) for o in dates)]
    if not missing:
        return translation
    known = set(_WORD.findall(source))
    translation = _MONTH_BEFORE.sub(lambda m: _month(m, m[1], m[2], m[3], missing, known), translation)
    return _MONTH_AFTER.sub(lambda m: _month(m, m[2], m[1], m[3], missing, known), translation)


def _month(match: re.Match[str], word: str, day: str, year: str | None, dates: list[Date], known: set[str]) -> str:
    """A date of the translation with its month put right, or as it is where the source does not say which one."""
    if word.lower() in calendar_words("en"):
        return match[0]
    fit = {d.month for d in dates if d.day == int(day) and (not year or not d.year or d.year == int(year))}
    if len(fit) != 1:
        return match[0]
    number = fit.pop()
    month = MONTHS[number - 1]
    likeness = SequenceMatcher(None, word.lower(), month.lower()).ratio()
    copied = [date.month for date in read_dates(f"{day} {word}", "id")] == [number]
    strange = word not in known and not is_common(word.lower().removesuffix("s"), "en")
    misspelt = strange and likeness >= (_ALIKE if word[0] == month[0] and year else _OTHER_START)
    return match[0].replace(word, month, 1) if copied or misspelt else match[0]


def _swapped(figure: str) -> str:
    return figure.translate(str.maketrans(".,", ",."))
