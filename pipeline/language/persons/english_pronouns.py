"""Writes the English pronouns of the third person singular for a woman or a man, outside quotations.

In quotations others speak of others. What is within one is told by :func:`outside`, which follows a quotation that one
sentence opens and a later one closes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.language.persons.given_names import Gender

_MARKS = re.compile('["“”]')
_SINGLE = re.compile(r"(?:^|[\s(])['‘](?=\w)")
_PRONOUN = re.compile(r"(?<![\w'’/-])(?:he|him|his|himself|she|her|hers|herself)(?![\w/-])", re.IGNORECASE)
_EITHER = re.compile(
    r"\b(?:he|him|his|himself)(?:/| (?:or|and) )(?:she|her|hers|herself)\b"
    r"|\b(?:she|her)(?:/| or )(?:he|him|his)\b|\(s\)he",
    re.IGNORECASE,
)
_SPEAKS = "|".join(
    """
    said says told tells adds? added explain(?:s|ed) continue[sd] conclude[sd] stress(?:es|ed) reveal(?:s|ed) state[sd]
    asked replied wrote writes recalled admit(?:s|ted) acknowledged noted claim(?:s|ed) argued hope[sd]? considere?[sd]
    assesse[sd] assessed suggest(?:s|ed) urge[sd] emphasize[sd] asserted conveyed recounted mentioned reminded warned
    affirmed confirmed joked commented responded answered promised believe[sd] judged appealed denied clarified insisted
    regretted predicted opined lamented elaborated described quipped estimate[sd] encouraged expects expected called
    calls complained announced remarked declared
    """.split()  # noqa: SIM905
)
_BETWEEN = "also|then|further|later|again|even|previously|once|has|had|himself|herself"
_SPOKEN = re.compile(
    rf"\b(?:he|she)(?: (?:{_BETWEEN}))* (?:{_SPEAKS})\b|\baccording to (?:him|her)\b(?! [\w-]+(?:'s)? [\w-]+,)",
    re.IGNORECASE,
)
# What stands behind "her" as an object; a noun or an adjective makes a possessive of it.
_AFTER_OBJECT = frozenset(
    """
    in at to for with from by of on as that and or but when while after because if the a an this these those not is was
    were are will would can could until till during about into onto than who whom which where whether since without
    through against via per yesterday today tomorrow tonight again there here so also too then although though how what
    why had has have did does be been being off up around away out
    """.split()  # noqa: SIM905
)
_UNSURE = frozenset(
    """
    back down right still all over one two three before well home alone much more most only just even never like past
    """.split()  # noqa: SIM905
)
_NO_COUPLE = re.compile(r"\bhis (?:\w+ )?husband\b|\bher (?:\w+ )?wife\b", re.IGNORECASE)  # then they are another's
_NEXT = re.compile(r"\s+([\w'’-]+)")
_TO_WOMAN = {"he": "she", "him": "her", "himself": "herself"}
_TO_MAN = {"she": "he", "hers": "his", "herself": "himself"}


class Outside(NamedTuple):
    """A sentence with its quotations blanked.

    Attributes:
        text: as long as the sentence, with spaces in the place of what is quoted.
        open: whether the sentence ends within a quotation.
        sure: whether its marks tell what is quoted.
    """

    text: str
    open: bool
    sure: bool


def outside(text: str, within: bool = False) -> Outside:
    """A sentence with spaces in the place of what is quoted.

    Args:
        text: of either language.
        within: whether it begins within a quotation.
    """
    if _SINGLE.search(text):
        return Outside(" " * len(text), within, False)
    marks = list(_MARKS.finditer(text))
    if not marks:
        return Outside(" " * len(text) if within else text, within, True)
    if within and _opens(text, marks[0]):  # the mark that closed the last one was lost
        within = False
    if not within and _closes(text, marks[0]):
        within = True
    made: list[str] = []
    at, sure = 0, True
    for mark in marks:
        sure = sure and not (_opens(text, mark) if within else _closes(text, mark))
        part = text[at : mark.start()]
        made += [" " * len(part) if within else part, " "]
        within, at = not within, mark.end()
    rest = text[at:]
    made.append(" " * len(rest) if within else rest)
    return Outside("".join(made), within, sure)


def _opens(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark can do nothing but open a quotation."""
    if mark[0] != '"':
        return mark[0] == "“"
    at, after = mark.start(), text[mark.end() : mark.end() + 1]
    before = text[max(0, at - 2) : at].rstrip()
    return (before[-1] in ":(" if before else at <= 2) and after.strip() != ""


def _closes(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark can do nothing but close a quotation."""
    if mark[0] != '"':
        return mark[0] == "”"
    before, after = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    return before != "" and before in ".,!?…" and after in ("", " ", ",", ".")


def pronouns(text: str) -> list[re.Match[str]]:
    """The pronouns of a text whose quotations are blanked; none where it says "he or she"."""
    return [] if _EITHER.search(text) else list(_PRONOUN.finditer(text))


def all_spoken(text: str) -> bool:
    """Whether each pronoun of a text whose quotations are blanked names a speaker: "he said", "according to her"."""
    return not pronouns(_SPOKEN.sub(" ", text))


def rewritten(text: str, seen: str, gender: Gender) -> str:
    """A sentence with all its pronouns outside quotations for a woman or a man; as it is where one cannot be told.

    Args:
        text: English.
        seen: the same with its quotations blanked.
        gender: whom they are for.
    """
    made: list[str] = []
    at = 0
    for match in pronouns(seen):
        other = _for_woman(match, seen) if gender == "f" else _for_man(match, seen)
        if other is None:
            return text
        made += [text[at : match.start()], _cased(match[0], other)]
        at = match.end()
    done = "".join([*made, text[at:]])
    return text if _NO_COUPLE.search(done) and not _NO_COUPLE.search(text) else done


def _for_woman(match: re.Match[str], seen: str) -> str:
    word = match[0].lower()
    if word != "his":
        return _TO_WOMAN.get(word, word)
    return "her" if _NEXT.match(seen, match.end()) else "hers"


def _for_man(match: re.Match[str], seen: str) -> str | None:
    """None for a "her" that may be either "his" or "him": "took her back"."""
    word = match[0].lower()
    if word != "her":
        return _TO_MAN.get(word, word)
    follows = _NEXT.match(seen, match.end())
    if follows is None or follows[1].lower() in _AFTER_OBJECT:
        return "him"
    return None if follows[1].lower() in _UNSURE or follows[1].lower().endswith("ly") else "his"


def _cased(word: str, other: str) -> str:
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other.capitalize() if word[0].isupper() else other
