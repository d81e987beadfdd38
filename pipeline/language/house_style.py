"""Edits the sentences of a brief in the house style of English news: "said" for every verb of saying, ages between
commas, places without the levels between, short forms and years only where a reader needs them.

What a sentence says stays the same; what goes is what English news leaves out: the year of a date that stands with its
year before, the district between a village and its regency, a short form that the brief does not use again, the website
that somebody spoke to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.language import rules
from pipeline.language.english_calendar import MONTH

_SAYS = r"(?:explained|stated|conveyed|disclosed|revealed)"
_SAID_THAT = re.compile(rf"(?P<before>(?:[\w.'’-]+ ){{0,2}}){_SAYS} that (?P<next>\w+)")
# Passives and findings have no speaker: "it was further stated that", "the data revealed that".
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|be|being|as) ")
_FINDING = re.compile(
    r"(?i)\b(?:data|surve\w+|stud\w+|research|report|results?|analys\w+|investigation|autopsy|examination|footage|video"
    r"|images?|documents?|figures|records?|tests?)\b"
)
_QUOTED_SAYS = re.compile(
    rf"(?P<quote>,[\"”] (?:(?:[A-Z][\w.'’-]* ){{1,5}}|he |she |they )?){_SAYS}(?= [A-Zoiaw]|[,.]|$)"
)
_SITE = r"[A-Z]\w*\.(?:com|co\.id|id|tv|net)"
_TOLD_SITE = re.compile(rf"\btold {_SITE}(?: that (?P<next>\w+))?(?=[ ,.;]|$|\b)")
_TO_SITE = re.compile(
    r"(?P<kept>\b(?:contacted|met|interviewed|confirmed|asked|statement|release|message))"
    rf" (?:by|to) {_SITE}(?=[ ,.;]|$)"
)
_AGE = re.compile(r"(?P<name>\b[A-Z][\w'’.-]*) \((?P<age>\d{1,2})\)(?P<after>[,.;:)]?)(?=(?P<more> \w)?)")
_YOUNGEST = 5  # years; a smaller number behind a name is seldom an age
_MATCH = re.compile(r"(?i)\b(?:gol|menit|skor|babak|laga|pertandingan|poin|set|nomor|pasal|ayat)\b")
_PLACE = r"(?:[A-Z][\w'’.-]*(?: (?:[A-Z][\w'’.-]*|\d{1,2}|[IVX]+)){0,3})"
_LEVEL = r"(?:hamlet|neighborhood|(?:urban )?village|[Ss]ub-?district|[Dd]istrict|[Rr]egency|[Cc]ity|Village|Hamlet)"
_CHAIN = re.compile(
    rf"(?P<first>{_PLACE} {_LEVEL})(?:, {_PLACE} {_LEVEL})+(?P<last>, {_PLACE} (?:[Rr]egency|[Cc]ity)\b)"
)
_SHORT = re.compile(r"(?<=[a-z]) \((?P<short>[A-Z][A-Za-z]{1,15}(?:[-/][A-Z][A-Za-z]{1,10})?)\)")
_YEAR = re.compile(rf"(?P<date>\b{MONTH} \d{{1,2}}), (?P<year>\d{{4}})\b")


def in_house_style(texts: Sequence[str], sources: Sequence[str], headline: str = "") -> list[str]:
    """The sentences of a brief in the house style of English news.

    Args:
        texts: the sentences, in English, in their order.
        sources: the Indonesian that each rests on.
        headline: of the brief, whose short forms are kept.
    """
    edited = [_with_ages(_short_places(_said(text)), source) for text, source in zip(texts, sources, strict=True)]
    return _years_once(_without_short_forms(edited, headline))


def _said(text: str) -> str:
    """A sentence with "said" for its other neutral verbs of saying, and without the website that somebody spoke to."""
    text = _TO_SITE.sub(r"\g<kept>", text)
    text = _TOLD_SITE.sub(_said_what, text)
    text = _QUOTED_SAYS.sub(r"\g<quote>said", text)
    return _SAID_THAT.sub(_said_that, text)


def _said_that(match: re.Match[str]) -> str:
    if _PASSIVE.search(match["before"]) or _FINDING.search(match.string, 0, match.start("next")):
        return match[0]
    return match["before"] + _said_what(match)


def _said_what(match: re.Match[str]) -> str:
    """ "said", with "that" where the next word might belong to the saying."""
    following = match["next"]
    if following is None:
        return "said"
    return f"said that {following}" if following in _words("needs_that") else f"said {following}"


def _with_ages(text: str, source: str) -> str:
    """A sentence with ages between commas, "Budi, 45, said"; in brackets where there are several side by side, or in
    reports of matches, whose figures in brackets are minutes."""
    if _MATCH.search(source):
        return text
    found = [m for m in _AGE.finditer(text) if f"({m['age']})" in source and int(m["age"]) >= _YOUNGEST]
    if not found or any(m["after"] in (",", ")") for m in found[:-1]) or '"' in text[: found[-1].start()]:
        return text
    ages = {m.start() for m in found}
    return _AGE.sub(lambda m: _age(m) if m.start() in ages else m[0], text)


def _age(match: re.Match[str]) -> str:
    comma = "," if match["more"] and not match["after"] else ""
    return f"{match['name']}, {match['age']}{comma}{match['after']}"


def _short_places(text: str) -> str:
    """A sentence with the first and the last of a chain of places: "Bollangi hamlet, Gowa regency"."""
    return _CHAIN.sub(r"\g<first>\g<last>", text)


def _without_short_forms(texts: Sequence[str], headline: str) -> list[str]:
    """The sentences without the short forms in brackets that no other place of the brief uses."""
    whole = " ".join([headline, *texts])

    def kept(match: re.Match[str]) -> str:
        short = match["short"]
        used = len(re.findall(rf"(?<![\w-]){re.escape(short)}(?![\w-])", whole)) > 1
        is_name = sum(c.isupper() for c in short) == 1  # "(Solo)", a place
        return match[0] if used or is_name or short in _words("known_short_forms") else ""

    return [_SHORT.sub(kept, text) for text in texts]


def _years_once(texts: Sequence[str]) -> list[str]:
    """The sentences with the year of their dates where it is named first; unchanged where the dates are of several."""
    dated = [(at, match) for at, text in enumerate(texts) for match in _YEAR.finditer(text)]
    if len({match["year"] for _, match in dated}) != 1:
        return list(texts)
    first, match = dated[0]
    kept = texts[first][: match.end()]
    rest = _YEAR.sub(r"\g<date>", texts[first][match.end() :])
    return [*texts[:first], kept + rest, *(_YEAR.sub(r"\g<date>", text) for text in texts[first + 1 :])]


@cache
def _words(name: str) -> frozenset[str]:
    """A list of ``house_style.toml``."""
    return frozenset(rules.table("house_style")[name])
