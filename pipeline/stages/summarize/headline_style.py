"""Writes headlines as English news does: no brackets, no dates, no "a total of", no owner that is only guessed.

A translator must guess whether "debutnya" is his or her debut; a headline says neither: "Singer makes acting debut".
"""

from __future__ import annotations

import re

from pipeline.language.english_calendar import DATE, DAY_PART, WEEKDAY
from pipeline.stages.summarize.compression_checks import has_verb
from pipeline.stages.summarize.headline_cut import headline_of

REACH = 600  # characters: a longer text is no headline
LONG = 10  # words: a headline of no more keeps its day
_HOUR = r"(?:,? at \d{1,2}[:.]\d{2})?(?:,? (?:WIB|WITA|WIT|local time))?"
# A day at the end of a clause, and "held" before it, which says nothing without its day.
_DAY = re.compile(
    rf"(?: (?:held|released|launched|published))?,? on (?:{WEEKDAY}{DAY_PART}"
    rf"(?:,? \(?{DATE}\)?)?|{DATE}){DAY_PART}{_HOUR}(?P<comma>,?)(?=$|[ .])"
)
_GOES_ON = re.compile(r" (?:and|or|to|until|through)\b")
_DAY_MATTERS = re.compile(r"(?i)\b(?:but|not|only|except|until|or|if|unless|instead|rather|as of|since)\b")
_BRACKET = re.compile(r" ?\([^()]{1,40}\)(?!\w)")
_TOTAL = re.compile(r"^(?:A total of|As many as) (?=\d)")
_PROVINCE = re.compile(r", (?:East|West|Central|North|South|Southeast) [A-Z][a-z]+(?: Tenggara)?,(?= [a-z])")
_INITIALS = re.compile(
    r",? (?:(?:with|by) the initials?|identified as) [A-Z]{1,4}\b(?: and [A-Z]{1,4}\b)?(?: \(\d{1,2}\))?,?(?= [a-z])"
)
_SAYS = re.compile(
    r"(?P<who>[A-Z][^,;:]{2,90}?) (?:(?:said|says)(?: that)?|(?:stated|revealed|reveals|explained|confirmed|stressed"
    r"|emphasized|considered|considers|believed|believes|admitted) that) (?P<what>\w.+)$"
)
_NOBODY = re.compile(r"(?i)(?:he|she|it|they|we|i|his|her|its|their|our|to|how|why|what|whether|if|nothing|so|there)\b")
_WHO = 9  # words of a speaker, at most
_WHAT = 5  # words of what is said, at least
_OWNER = re.compile(
    r"(?<=[\w,] )(?<!is )(?<!that )(?<!are )(?<!was )(?<!were )(?:his|her) (?=[a-z])"
    r"(?!(?:side|own|best|most|first|last|way|and|or|to|that|in|on|at|for|with|from|by|if|when|not|as|after|before|because|while|about|into|over|again"
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
    text = _OWNER.sub("", _INITIALS.sub("", text))
    return " ".join(text.split()).rstrip(" ,;:")


def speaker_last(text: str, words: int) -> str:
    """A sentence with the news before its speaker, cut to whole clauses: "Prices fell, Trade Minister Budi says" for
    "Trade Minister Budi said prices fell"; unchanged where it is short, or it cannot be told who says what.

    Args:
        text: English, one sentence.
        words: a sentence of no more stays.
    """
    match = _SAYS.match(text) if len(text) <= REACH else None
    if match is None or len(text.split()) <= words or '"' in text or "“" in text:
        return text
    who, what = match["who"], match["what"].rstrip(".")
    if len(who.split()) > _WHO or has_verb(who) or _NOBODY.match(what):
        return text
    said = headline_of(what, max(_WHAT, words - len(who.split()) - 1))
    if len(said.split()) < _WHAT or not has_verb(said) or len(said.split()) + len(who.split()) > len(text.split()):
        return text
    who = (
        who[0].lower() + who[1:]
        if who.split()[0]
        in ("The", "A", "An", "One", "Former", "Police", "Residents", "He", "She", "It", "They", "His", "Her")
        else who
    )
    return f"{said[0].upper()}{said[1:]}, {who} says"


def shortened(text: str, words: int) -> str:
    """A sentence as a headline of up to ``words`` words where it has a whole clause of that length."""
    return headline_style(headline_of(speaker_last(headline_style(text), words), words))


def _without_province(match: re.Match[str]) -> str:
    """Nothing in the place of a province behind a town; the comma that ends a longer chain of places."""
    return "," if "," in match.string[: match.start()] else ""


def _without_day(match: re.Match[str]) -> str:
    """Nothing in the place of a day; the day where it is one of several."""
    several = match.string[: match.start()].endswith((" and", " or"))
    return match[0] if several or _GOES_ON.match(match.string, match.end()) else ""
