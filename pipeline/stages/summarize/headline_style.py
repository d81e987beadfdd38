"""Writes headlines as English news does: no brackets, no dates, no "a total of", no owner that is only guessed.

A translator must guess whether "debutnya" is his or her debut; a headline says neither: "Singer makes acting debut".
"""

from __future__ import annotations

import re

from pipeline.language.english_calendar import DATE, WEEKDAY

REACH = 600  # characters: a longer text is no headline
LONG = 10  # words: a headline of no more keeps its day
_HOUR = r"(?:,? at \d{1,2}[:.]\d{2})?(?:,? (?:WIB|WITA|WIT|local time))?"
_PART = r"(?: (?:morning|afternoon|evening|night))?"
# A day at the end of a clause, and "held" before it, which says nothing without its day.
_DAY = re.compile(
    rf"(?: (?:held|released|launched|published))?,? on (?:{WEEKDAY}{_PART}"
    rf"(?:,? \(?{DATE}\)?)?|{DATE}){_PART}{_HOUR}(?P<comma>,?)(?=$|[ .])"
)
_GOES_ON = re.compile(r" (?:and|or|to|until|through)\b")
_DAY_MATTERS = re.compile(r"(?i)\b(?:but|not|only|except|until|or|if|unless|instead|rather|as of|since)\b")
_BRACKET = re.compile(r" ?\([^()]{1,40}\)(?!\w)")
_TOTAL = re.compile(r"^(?:A total of|As many as) (?=\d)")
_PROVINCE = re.compile(r", (?:East|West|Central|North|South|Southeast) [A-Z][a-z]+(?: Tenggara)?,(?= [a-z])")
_OWNER = re.compile(
    r"(?<=[\w,] )(?<!is )(?<!are )(?<!was )(?<!were )(?:his|her) (?=[a-z])"
    r"(?!(?:own|and|or|to|that|in|on|at|for|with|from|by|if|when|not|as|after|before|because|while|about|into|over|again"
    r"|was|is|has|had|will)\b)"
)


def headline_style(text: str) -> str:
    """A headline without what headlines leave out; quotations stay as they are.

    Args:
        text: English, one line.
    """
    if '"' in text or "“" in text or len(text) > REACH:
        return text
    text = _PROVINCE.sub(_without_province, _BRACKET.sub("", _TOTAL.sub("", text)))
    if len(text.split()) > LONG and not _DAY_MATTERS.search(text):
        text = _DAY.sub(_without_day, text)
    text = _OWNER.sub("", text)
    return " ".join(text.split()).rstrip(" ,;:")


def _without_province(match: re.Match[str]) -> str:
    """Nothing in the place of a province behind a town; the comma that ends a longer chain of places."""
    return "," if "," in match.string[: match.start()] else ""


def _without_day(match: re.Match[str]) -> str:
    """Nothing in the place of a day; the day where it is one of several."""
    several = match.string[: match.start()].endswith((" and", " or"))
    return match[0] if several or _GOES_ON.match(match.string, match.end()) else ""
