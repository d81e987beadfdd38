"""Writes the dates, amounts and counts of a brief as English news writes them; what they say stays the same.

A translation keeps the form of its source: "on Thursday (November 6, 2025) night", "in Jakarta, Monday (June 2,
2025).", "Rp10 million", "600 thousand", "as many as 30 houses" for "sebanyak 30 rumah", which is no upper limit. An
editor changes each of these in every brief, so they are changed here.
"""

from __future__ import annotations

import re

_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"{_MONTH} \d{{1,2}}(?:, \d{{4}})?"
_PART = r"(?:early |late )?(?:morning|afternoon|evening|night)"
_LEADS = r"(?:on|since|until|from|to|by|for|before|after|last|next|this|of|between|and|or|every|starting|till|through)"
_BRACKETED = re.compile(
    rf"(?P<lead>^|, |\b{_LEADS} )?(?P<day>\b{_DAY}),? \((?P<date>{_DATE})\)(?P<part>,? {_PART}\b)?(?P<after>,)?"
)
_PLACE = re.compile(r", (?:[A-Z][\w'’.-]*\s?){1,4}$")  # what stands between two commas
_LATE = re.compile(rf", (?P<day>{_DAY})(?P<part> {_PART})?(?=[.]?[\"”]?$)")
_RUPIAH = re.compile(r"\bRp\.?\s?(?=\d)")
_THOUSAND = re.compile(r"(?<![\d.,–-])(\d{1,3})(\.\d)? thousand\b(?! (?:of|and)\b)")
_UNIT = re.compile(r"\s*(?:[-–]|to|or)\s*\d[\d.,]*\s*(?:thousand|million|billion|trillion)")
_AS_MANY = re.compile(r"\b(?P<start>As|as) (?:many|much) as (?=(?:Rp |US\$|\$|€|£)?\d)")
_EXACTLY = re.compile(r"(?i)\bsebanyak\b")
_AT_MOST = re.compile(r"(?i)\b(?:hingga|sampai|maksimal|paling banyak|lebih dari)\s+sebanyak|\bsebanyak-banyaknya")


def english_news_style(text: str, source: str = "") -> str:
    """A sentence of a brief with its dates, amounts and counts as English news writes them.

    Args:
        text: English.
        source: the Indonesian that it rests on; "as many as" is changed only where that says "sebanyak".
    """
    text = _RUPIAH.sub("Rp ", text)
    text = _THOUSAND.sub(_thousands, text)
    if _EXACTLY.search(source) and not _AT_MOST.search(source):
        text = _AS_MANY.sub(lambda m: "A total of " if m["start"] == "As" else "", text)
    text = _BRACKETED.sub(lambda m: _dated(m, text), text)
    if len(re.findall(rf"\b{_DAY}\b", text)) > 1:  # a list of days
        return text
    return _LATE.sub(lambda m: f"{_on(text, m)}{m['day']}{m['part'] or ''}", text)


def _on(text: str, match: re.Match[str]) -> str:
    """ " on ", with a comma before it where that closes the name of a place: "in Parliament, Jakarta, on Monday"."""
    return ", on " if _PLACE.search(text[: match.start()]) else " on "


def _thousands(match: re.Match[str]) -> str:
    """ "600 thousand" in digits; a range that shares its unit ("5 to 10 thousand") stays."""
    before = match.string[: match.start()].rstrip()
    if before.endswith((" to", " or", "-", "–")) or _UNIT.match(match.string, match.end()):
        return match[0]
    return f"{int(match[1]):,},{int((match[2] or '.0')[1:]) * 100:03d}"


def _dated(match: re.Match[str], text: str) -> str:
    """A weekday with its date in brackets, the date behind a comma and the part of the day with its weekday."""
    lead, part = match["lead"], (match["part"] or "").lstrip(",")
    inside = text.count("(", 0, match.start()) > text.count(")", 0, match.start())
    if inside or text[match.end() :].startswith(("'s", "’s")):
        return match[0]
    opening = _on(text, match) if lead == ", " else {None: "", "": "On "}.get(lead, lead)
    rest = text[match.end() :]
    more = bool(match["after"]) or bool(re.match(r" [\w\"“(]", rest))
    return f"{opening}{match['day']}{part}, {match['date']}{',' if more else ''}"
