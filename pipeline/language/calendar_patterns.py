"""The patterns that dates and times of the day are found by, and what tells at little cost that one finds nothing.

Most sentences have no date. Looking through a text for a pattern takes longest where it may begin with anything, so a
pattern begins with a figure (what may not stand before it is asked behind it), or it has a hint: a plain pattern that
is in every text in which the other finds something.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.language.alternatives import either
from pipeline.language.numbers import Language

_DATA = Path(__file__).parent / "data" / "calendar.toml"
_ZONE = r"(?:WIB|WITA|WIT|GMT|UTC|BST|EST|EDT|CET)\b|waktu\s+\w+|local time|hours?\b|hrs\b"
# Patterns of Indonesian: the parts of the day, and an hour in words or figures.
PART_ID = r"(?:dini\s+hari|subuh|pagi|siang|sore|petang|malam)"
HOUR_ID = (
    r"(?:\d{1,2}(?:[.:][0-5]\d)?|satu|dua(?:\s+belas)?|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)"
)
HOUR_WORDS = {
    "id": ("satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas", "dua belas"),
    "en": ("one two three four five six seven eight nine ten eleven", "twelve"),
}
# "Jam 7 kurang 10 menit" is ten to seven.
_SHIFT = r"(?:\s+(?P<way>lewat|lebih|kurang)\s+(?:(?P<by>\d{1,2})\s+menit|seperempat)\b)?"
_PART_EN = r"(?:in the (?:early )?morning|in the afternoon|in the evening|at night)"
_DIGIT = re.compile(r"\d")


class Search(NamedTuple):
    """A pattern, and a hint that is in every text in which it finds something; ``plain`` hints are in small letters."""

    pattern: re.Pattern[str]
    hint: re.Pattern[str] | None = None
    plain: bool = False

    def may_find(self, text: str, small: str) -> bool:
        """Whether a text has the hint; ``small`` is the text in small letters, or "" for one not in ASCII alone, where
        other letters may stand for them (the long s)."""
        if self.hint is None or (self.plain and not small):
            return True
        return self.hint.search(small if self.plain else text) is not None


Searches = tuple[Search, ...]


def worth_trying(searches: tuple[Searches, Searches], text: str) -> Iterator[re.Pattern[str]]:
    """The patterns that may find something in a text.

    Args:
        searches: those for a text without figures, and those for any text.
        text: where it is looked for.
    """
    small = text.lower() if text.isascii() else ""
    for search in searches[_DIGIT.search(text) is not None]:
        if search.may_find(text, small):
            yield search.pattern


@cache
def calendar(language: Language) -> dict[str, Any]:
    """The names of months, weekdays and parts of the day of a language."""
    with _DATA.open("rb") as file:
        data: dict[str, Any] = tomllib.load(file)[language]
    return data


def _figure(without: str) -> str:
    """A digit that none of these characters stands before; a pattern that begins with it is looked for fastest."""
    return rf"\d(?<![{without}]\d)"


@cache
def date_searches(language: Language) -> tuple[Searches, Searches]:
    """The patterns of dates without figures, and of all dates."""
    names = calendar(language)
    month, weekday = either(names["months"]), either(names["weekdays"])
    lead = rf"(?:\b(?P<weekday>{weekday})\.?,?\s*\(?(?:the\s+)?)?"
    slash = (
        rf"(?:\b(?P<weekday>{weekday})\.?,?\s*)?(?P<open>\()?"
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>\d{4}|\d\d))?(?![\d/])\)?"
    )
    first = _figure(r"\d-")
    figures = [
        Search(_any_case(rf"(?P<year>{first}\d{{3}})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])")),
        Search(_any_case(rf"(?P<a>{first}\d?)[-.](?P<b>\d{{1,2}})[-.](?P<year>(?:19|20)\d\d)(?![\d-])")),
    ]
    begins = "|".join(sorted({name[:3] for name in names["months"]}))
    if language == "id":
        day_first = rf"{lead}(?<![\d.,])(?P<day>\d{{1,2}})\s+(?P<name>{month})\b\.?(?:\s+(?P<year>\d{{4}})\b)?"
        figures.append(Search(_any_case(day_first), _any_case(rf"\d\s+(?:{begins})")))
    else:
        day, year = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?:,?\s+(?P<year>\d{4})\b)?"
        month_first = rf"{lead}\b(?P<name>{month})\b\.?\s+(?:the\s+)?{day}\b(?![.,]?\d){year}"
        day_first = rf"{lead}(?<![\d.,]){day}\s+(?:of\s+)?(?P<name>{month})\b\.?{year}"
        hint = re.compile(rf"(?:{begins})[a-z]*\.?\s+(?:the\s+)?\d")
        figures.append(Search(_any_case(month_first), hint, plain=True))
        hint = _any_case(rf"\d(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{begins})")
        figures.append(Search(_any_case(day_first), hint))
    figures.append(Search(_any_case(slash), re.compile(r"\d/\d")))
    words = _date_words(language)
    return words, (*figures, *words)


def _date_words(language: Language) -> Searches:
    """The patterns of months and weekdays that stand without a day's figure."""
    names = calendar(language)
    short_names = ("mei", "juni", "juli", "june", "july")
    # "March" opens sentences as a verb, too.
    bare_month = either(m.capitalize() for m in names["months"] if (len(m) > 4 and m != "march") or m in short_names)
    long_days = either(d.capitalize() for d in names["weekdays"] if len(d) > 3 and d not in ("tues", "thurs"))
    if language == "en":
        bare_month += rf"|(?<=[a-z] )March|{_MAY}"
    short = "|".join(m.capitalize() for m in names["months"] if len(m) == 3)
    bare_month += rf"|(?:{short})(?=[-–][A-Z][a-z]{{2}}\b)|(?<=[-–])(?:{short})(?![a-z])"
    bare = rf"\b(?P<name>{bare_month})\b(?:,?\s+(?:tahun\s+)?(?P<year>(?:1[5-9]|20)\d\d)\b)?"
    days = rf"\b(?:[Hh]ari\s+(?P<sure>(?i:{either(names['weekdays'])}))|(?P<weekday>{long_days})s?)\b"
    return (
        Search(re.compile(bare), _beginning(names["months"])),
        Search(re.compile(days), _beginning(names["weekdays"], "Hari", "hari")),
    )


def _beginning(names: Iterable[str], *others: str) -> re.Pattern[str]:
    """Finds the first letters of names with a capital, and these other words."""
    return re.compile("|".join([*sorted({name[:3].capitalize() for name in names}), *others]))


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# "May" is also a verb: it is the month after a word that leads to one, or before a year.
_LEADS = ("[Ii]n ", "[Oo]f ", "ast ", "ext ", "arly ", "ate ", "ince ", "ntil ", "by ", "his ", "nd ", "or ", "mid-")
_MAY = rf"(?:{'|'.join(f'(?<={lead})' for lead in _LEADS)})May|May(?=,? (?:19|20)\d\d)"


@cache
def time_searches(language: Language) -> tuple[Searches, Searches]:
    """The patterns of times without figures, and of all times."""
    words, twelve = HOUR_WORDS[language]
    hour_words = "|".join([twelve, *words.split()])
    minute = r"(?P<m>[0-5]\d)"
    bare = _figure(r"\d.,")
    figure, second = _figure(r"\d.,:"), r"(?<=[01])\d|(?<=2)[0-4]"  # of an hour up to 24
    military = rf"(?P<h>{bare}(?:{second})){minute}(?=\s+(?:{_ZONE}))"
    dotted = rf"(?P<h>{figure}(?:{second})?)[.:]{minute}(?![\d%]|[.,]\d)(?=\s*(?:{_ZONE}))"
    colon = rf"(?P<h>{figure}(?:{second})?):{minute}(?![\d:]|[.,]\d)"
    if language == "id":
        spoken = (
            rf"\b(?:pukul|jam|pkl\.?)\s*(?P<half>setengah\s+)?(?P<h>\d{{1,2}}|{hour_words})\b(?:[.:](?P<m>[0-5]\d)\b)?"
            rf"{_SHIFT}(?:\s*(?P<part>{PART_ID}))?"
        )
        named, hints = r"\b(?P<named>tengah malam|tengah hari)\b", ("pukul|jam|pkl", "tengah malam|tengah hari")
        own = [rf"(?P<h>{figure}\d?)[.:]{minute}\s*(?P<part>{PART_ID})"]
    else:
        spoken = rf"\b(?P<h>\d{{1,2}}|{hour_words})(?:[.:](?P<m>[0-5]\d))?\s*o['’]clock(?:\s+(?P<part>{_PART_EN}))?"
        named, hints = r"\b(?P<named>noon|midday|midnight)\b", ("clock", "noon|midday|midnight")
        own = [
            rf"(?P<h>{figure}\d?)(?:[.:]{minute})?\s*(?P<part>[ap])\.?\s?m\b\.?",
            rf"(?P<h>{figure}\d?)(?:[.:]{minute})?\s+(?P<part>{_PART_EN})",
        ]
    both = zip((spoken, named), hints, strict=True)
    said = tuple(Search(_any_case(pattern), re.compile(hint), plain=True) for pattern, hint in both)
    return said, (*said, *(Search(_any_case(pattern)) for pattern in (*own, dotted, military, colon)))
