"""Writes the dates, amounts and counts of a brief as English news writes them; what they say stays the same.

A translation keeps the form of its source: "on Thursday (November 6, 2025) night", "on Wednesday night (July 2, 2025)",
"in Jakarta, Monday (June 2, 2025).", "Rp10 million", "600 thousand", "as many as 30 houses" for "sebanyak 30 rumah",
which is no upper limit. An editor changes each of these in every brief, so they are changed here.
"""

from __future__ import annotations

import re

from pipeline.language.english_calendar import DATE, WEEKDAY

_PART = r"(?:early |late )?(?:morning|afternoon|evening|night)"
_LEADS = r"(?:on|since|until|from|to|by|for|before|after|last|next|this|of|between|and|or|every|starting|till|through)"
_BRACKETED = re.compile(
    rf"(?P<lead>^|, |\b{_LEADS} )?(?P<day>\b{WEEKDAY})(?P<early> {_PART})?,? \((?P<date>{DATE})\)"
    rf"(?P<part>,? {_PART}\b)?(?P<after>,)?"
)
_PLACE = re.compile(r", (?:[A-Z][\w'’.-]*\s?){1,4}$")  # what stands between two commas
_SAME_DAY = re.compile(r"(?i)\b(?:yesterday|today|tomorrow|tonight|night|week|weekend|eve|\d{1,4}|\w+day)$")
_LATE = re.compile(rf", (?P<day>{WEEKDAY})(?P<part> {_PART})?(?=[.]?[\"”]?$)")
_RUPIAH = re.compile(r"\bRp\.?\s?(?=\d)")
_SCALE = "thousand|million|billion|trillion"
_AND = r"(?:,|[-–]|to|or|and|until)"
_MONEY = r"(?:Rp |US\$|\$|€|£)?"
_THOUSAND = re.compile(rf"(?<![\d.,–-])([1-9]\d{{0,2}})(\.\d)? thousand\b(?! (?:of|and|{_SCALE})\b)")
_UNIT = re.compile(rf"\s*{_AND}\s*{_MONEY}\d[\d.,]*\s*(?:{_SCALE})")
# A figure that may share the unit: "between 5 and 10 thousand", "Rp 5 to Rp 10 thousand", "2 million 500 thousand".
_SHARED = re.compile(rf"(?:\d\s*{_AND}|\b(?:{_SCALE})\s*{_AND}?)\s*{_MONEY}$")
_AS_MANY = re.compile(rf"\b(?P<start>As|as) (?:many|much) as (?P<money>{_MONEY})(?P<figure>\d[\d.,]*)")
_COMPARES = re.compile(
    r"(?i)(?:\b(?:not|never|times|twice|half|up to|least|most|more than|be|reach\w*|ris\w+ to|rose to)|n['’]t)\s$"
)
_EXACTLY = re.compile(r"(?i)(?<!tidak )(?<!tak )(?<!hingga )(?<!sampai )\bsebanyak (?:Rp\s?)?(\d[\d.,]*)")
_AT_MOST = re.compile(
    r"(?i)\b(?:hingga|sampai|maksimal|paling banyak|lebih dari|kali lipat,?)\s+sebanyak|\bsebanyak-banyaknya"
)
_NEAR = 24  # characters before a figure that are looked at


def english_news_style(text: str, source: str = "") -> str:
    """A sentence of a brief with its dates, amounts and counts as English news writes them.

    Args:
        text: English.
        source: the Indonesian that it rests on; "as many as" is changed only where that says "sebanyak".
    """
    text = _RUPIAH.sub("Rp ", text)
    text = _THOUSAND.sub(_thousands, text)
    counted = {_digits(figure) for figure in _EXACTLY.findall(source)}
    if counted and not _AT_MOST.search(source):
        text = _AS_MANY.sub(lambda m: _count(m, counted), text)
    text = _BRACKETED.sub(lambda m: _dated(m, text), text)
    if len(re.findall(rf"\b{WEEKDAY}\b", text)) > 1:  # a list of days
        return text
    return _LATE.sub(lambda m: _late(text, m), text)


def _late(text: str, match: re.Match[str]) -> str:
    """A day behind a comma at the end with "on"; as it is where it only explains a word ("tomorrow, Sunday")."""
    if _SAME_DAY.search(text[: match.start()]):
        return match[0]
    return f"{_on(text, match)}{match['day']}{match['part'] or ''}"


def _on(text: str, match: re.Match[str]) -> str:
    """ " on ", with a comma before it where that closes the name of a place: "in Parliament, Jakarta, on Monday"."""
    return ", on " if _PLACE.search(text[: match.start()]) else " on "


def _digits(figure: str) -> str:
    return "".join(c for c in figure if c.isdigit())


def _count(match: re.Match[str], counted: set[str]) -> str:
    """ "as many as 30" as the plain count that the source has; a comparison stays."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    if _digits(match["figure"]) not in counted or _COMPARES.search(before):
        return match[0]
    return ("A total of " if match["start"] == "As" else "") + match["money"] + match["figure"]


def _thousands(match: re.Match[str]) -> str:
    """ "600 thousand" in digits; a range that shares its unit ("5 to 10 thousand") stays."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    if _SHARED.search(before) or _UNIT.match(match.string, match.end()):
        return match[0]
    return f"{int(match[1]):,},{int((match[2] or '.0')[1:]) * 100:03d}"


def _dated(match: re.Match[str], text: str) -> str:
    """A weekday with its date in brackets, the date behind a comma and the part of the day with its weekday."""
    lead, early, part = match["lead"], match["early"] or "", (match["part"] or "").lstrip(",")
    inside = text.count("(", 0, match.start()) > text.count(")", 0, match.start())
    if inside or (early and part) or text[match.end() :].startswith(("'s", "’s")):
        return match[0]
    opening = _on(text, match) if lead == ", " else {None: "", "": "On "}.get(lead, lead)
    rest = text[match.end() :]
    more = bool(match["after"]) or bool(re.match(r" [\w\"“(]", rest))
    return f"{opening}{match['day']}{early}{part}, {match['date']}{',' if more else ''}"
