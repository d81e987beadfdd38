"""Checks that who did what to whom, from what to what, and which score belongs to whom stay as they are.

``roles-swapped``: two names on either side of a verb changed places ("Persib mengalahkan Persija", "Persija beat
Persib"), the passive on either side taken into account. ``order-swapped``: two figures or names of "from ... to",
"... of ...", or of a score changed places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from pipeline.guards.context import EMPTY, Context
from pipeline.language.glossary import Glossary
from pipeline.language.name_matching import akin
from pipeline.language.numbers import read_numbers
from pipeline.language.numerals import Language

COSTS = {"roles-swapped": 2.5, "order-swapped": 2.5}
# Words of 61 letters, names of 12 words: without an end a row of capitals would be gone through from each of them.
_NAME = r"[A-Z][\w'’-]{1,60}(?:\s+(?:[A-Z][\w'’-]{0,60}|(?:al|el|de|la|da|bin|binti|van|von|ibn)(?=\s[A-Z]))){0,11}"
_GAP = r"(?P<gap>(?:[^A-Z.,;:!?()\n\"“”]|\b[A-Z](?![\w])){3,60}?)"
_BETWEEN = re.compile(rf"(?P<one>{_NAME})\s+{_GAP}\s+(?=(?P<other>{_NAME}))")
_LOSES = re.compile(
    r"\b(?:kalah|takluk|tunduk|tumbang|menyerah|keok|dikalahkan|ditaklukkan|ditundukkan|ditumbangkan|dipermalukan|"
    r"dihajar|dilumat|dibekuk|ditekuk|digulung|disingkirkan|dibantai|dipecundangi|ketinggalan)\b"
)
_WINS = re.compile(
    r"\b(?:mengalahkan|menaklukkan|menundukkan|menumbangkan|mempermalukan|menghajar|melumat|membekuk|menekuk|"
    r"menggulung|menyingkirkan|membantai|mempecundangi|mengandaskan|mengungguli|"
    r"(?:menang|unggul|kemenangan|berjaya)\b.*\b(?:atas|dari|melawan|kontra))\b"
)
_MODAL = "akan|telah|sudah|sedang|juga|pernah|bakal|baru|kembali|resmi|berhasil|ingin|mau|langsung"
# What these verbs have on either side may stand in any order in English, or is a clause and nobody to be acted on.
_NEITHER = (
    "menjadi|melawan|merupakan|mendampingi|menuju|mewakili|mengenai|melalui|menurut|meskipun|meski|menjabat|mengatakan|"
    "menegaskan|menyebut|mengungkap|mengungkapkan|menjelaskan|merespons|menanggapi|menjawab|menilai|membenarkan|"
    "menyatakan|menambahkan|mengaku|mengklaim"
)
_NOT_DONE_BY = "dipimpin|dibantu|didampingi|dibintangi|dijabat|didapat|diterima|dirugikan"
# Headlines leave "me-" out: "Indonesia desak PBB".
_BARE = (
    "desak|minta|ajak|kritik|tuding|dukung|gugat|laporkan|tuntut|ancam|serang|bantu|puji|kecam|sindir|tegur|periksa|tahan|"
    "tangkap|panggil|undang|gandeng|gugurkan|hajar|hadang|rekrut|pecat|tunjuk|larang|imbau|peringatkan"
)
_ACTIVE = re.compile(rf"^(?:(?:{_MODAL})\s+){{0,3}}(?:(?!(?:{_NEITHER})\b)me[a-z]+|{_BARE})\b")
_PASSIVE = re.compile(rf"^(?:(?:{_MODAL})\s+){{0,3}}(?!(?:{_NOT_DONE_BY})\b)di[a-z]{{3,}}(?:(?:\s+\w+)*\s+oleh)?$")
_LOST = re.compile(
    r"\b(?:(?:los(?:t|e|es|ing)|fell|succumb\w*)\b.*\bto|behind|trail\w*|"
    r"(?:beaten|defeated|thrashed|outplayed|crushed|overcome|downed|edged)\b.*\bby)\b"
)
_WON = re.compile(
    r"\b(?:beats?|beating|defeat(?:s|ing)?|thrash\w*|crush\w*|overc[ao]me|edge[sd]?|down(?:s|ed)|outplay\w*|"
    r"(?:won|wins?|winning|victory|triumph\w*)\b.*\b(?:over|against)|ahead of|defeated|beat)\b"
)
_BY = re.compile(r"\b(?:was|were|is|are|been|being|be|got)\b.*\bby\b|^\w+(?:ed|en|wn|ght)\s+by\b")
_VERB = re.compile(
    r"^(?:(?:has|have|had|will|would|also|then|been|successfully|officially|again)\s+){0,3}[a-z]+(?:ed|s|t|d|w|ng)?\b"
)
_AND = re.compile(
    r"\b(?:and|or|with|who|which|that|said|says|as|when|while|where|in|at|of|after|before|for|than|between|so)\b"
)
_SCORE = re.compile(r"(?<![\w.,/-])(\d{1,3})\s?[-–]\s?(\d{1,3})(?![\w/]|[-–]\d|[.,]\d)")
_LOSING = re.compile(
    r"\b(?:kalah|kekalahan|takluk|tumbang|tunduk|(?:ke)?tertinggal\w*|menyerah|keok|tersingkir|kebobolan|dipukul|"
    r"dibabat|di(?:kalah|takluk|tunduk|tumbang|singkir|permalu|pecundang)\w+|dihajar|dibekuk|ditekuk|digilas|dilumat)\b",
    re.IGNORECASE,
)
_LOSING_EN = re.compile(
    r"\b(?:los(?:t|e|es|ing|s|ses)|defeats?|beaten|behind|trail\w*|fell|succumb\w*|conced\w*|deficit|thumped|torn)\b"
    r"|\b(?:was|were|been|being) (?:defeated|thrashed|crushed)\b",
    re.IGNORECASE,
)


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("roles-swapped",) or ("order-swapped",) when names or figures changed places."""
    failures = []
    if roles_swapped(source, translation, context.glossary):
        failures.append("roles-swapped")
    if (
        _scores_swapped(source, translation)
        or _figures_swapped(source, translation)
        or _ways_swapped(source, translation, context.glossary)
    ):
        failures.append("order-swapped")
    return tuple(failures)


# --- names on either side of a verb --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Deed:
    """Somebody, and whom it was done to; ``kind`` is "win" where one beat the other, else "deed"."""

    doer: str
    other: str
    kind: str


def roles_swapped(source: str, translation: str, glossary: Glossary) -> bool:
    """Whether the translation has one of the source's deeds the other way round, and not as it was."""
    ours = _deeds(source)
    if not ours:
        return False
    theirs = list(_deeds_en(translation))
    for deed in ours:
        same = any(_means(deed.doer, t.doer, glossary) and _means(deed.other, t.other, glossary) for t in theirs)
        turned = any(
            _means(deed.doer, t.other, glossary) and _means(deed.other, t.doer, glossary) and t.kind == deed.kind
            for t in theirs
        )
        if turned and not same:
            return True
    return False


@lru_cache(maxsize=1024)
def _deeds(source: str) -> tuple[_Deed, ...]:
    """The deeds of a sentence, kept: each of its translations is held against them."""
    return tuple(deed for deed in _deeds_id(source) if not _alike(deed.doer, deed.other))


def _deeds_id(text: str) -> Iterator[_Deed]:
    for one, gap, other in _gaps(text):
        if _LOSES.search(gap):
            yield _Deed(other, one, "win")
        elif _WINS.search(gap):
            yield _Deed(one, other, "win")
        elif _PASSIVE.search(gap):
            yield _Deed(other, one, "deed")
        elif _ACTIVE.search(gap) and len(gap.split()) <= 3:
            yield _Deed(one, other, "deed")


def _deeds_en(text: str) -> Iterator[_Deed]:
    for one, gap, other in _gaps(text):
        if _LOST.search(gap):
            yield _Deed(other, one, "win")
        elif _WON.search(gap):
            yield _Deed(one, other, "win")
        elif _BY.search(gap):
            yield _Deed(other, one, "deed")
        elif len(gap.split()) <= 3 and not _AND.search(gap) and _VERB.search(gap):
            yield _Deed(one, other, "deed")


def _gaps(text: str) -> Iterator[tuple[str, str, str]]:
    at = 0
    while match := _BETWEEN.search(text, at):
        yield match["one"], match["gap"].strip(), match["other"]
        at = match.start("other")


def _alike(one: str, other: str) -> bool:
    """Whether two names share a word."""
    return any(akin(a, b) for a in one.split() for b in other.split() if len(a) > 2 and len(b) > 2)


def _means(name: str, english: str, glossary: Glossary) -> bool:
    """Whether an English name shares a word with an Indonesian one, or is its English in the glossary ("PBB", "UN")."""
    entry = glossary.entries.get(name)
    words = english.split()
    return _alike(name, english) or (entry is not None and any(f == english or f in words for f in entry.english))


# --- figures -------------------------------------------------------------------------------------------------------


def _scores_swapped(source: str, translation: str) -> bool:
    """Whether "2-1" became "1-2" though nobody is said to have lost: English gives the winner's goals first."""
    ours = {(m[1], m[2]) for m in _SCORE.finditer(source)}
    theirs = {(m[1], m[2]) for m in _SCORE.finditer(translation)}
    swapped = {(b, a) for a, b in ours if a != b} & theirs
    if not swapped - ours or _LOSING.search(source) or _LOSING_EN.search(translation):
        return False
    return not any((a, b) in theirs for b, a in swapped)


def _figures_swapped(source: str, translation: str) -> bool:
    """Whether two figures that one word joins ("tiga dari lima", "dari 30 menjadi 20") are joined the other way."""
    ours = _joined(source, "id")
    if not ours:
        return False
    theirs = _joined(translation, "en")
    for first, second, kind in ours:
        swapped = any((b, a, kind) == (first, second, k) for a, b, k in theirs)
        if first != second and swapped and (first, second, kind) not in theirs:
            return True
    return False


_OF = {
    "id": re.compile(r"^\s*(?:\w+\s+){0,2}dari(?:\s+total)?\s+(?:\w+\s+)?$", re.I),
    "en": re.compile(r"^\s*(?:\w+\s+){0,2}(?:out\s+)?(?:of|from|in)\s+(?:a\s+total\s+of\s+)?(?:\w+\s+)?$", re.I),
}
_TO = {
    "id": re.compile(r"^\W*(?:\w+\s+){0,4}(?:menjadi|ke|hingga|sampai)\s+(?:\w+\W*){0,2}$", re.I),
    "en": re.compile(r"^\W*(?:\w+\s+){0,4}to\s+(?:\w+\W*){0,2}$", re.I),
}
_RANGED = re.compile(r"\b(?:hingga|sampai|menjadi)\b", re.IGNORECASE)
_FROM = {
    "id": re.compile(r"\bdari\s+(?:[\w$.]+\s+){0,3}$", re.I),
    "en": re.compile(r"\bfrom\s+(?:[\w$.]+\s*){0,3}$", re.I),
}


def _joined(text: str, language: Language) -> set[tuple[Decimal, Decimal, str]]:
    """Pairs of figures as "a of b" and "from a to b" say them; "to b from a" is "from a to b"."""
    numbers = [n for n in read_numbers(text, language) if not n.code and not n.loose]
    found = set()
    for one, other in pairwise(numbers):
        between = text[one.end : other.start]
        before = text[max(0, one.start - 40) : one.start]
        ranged = language == "id" and _RANGED.search(between)
        if _TO[language].search(between) and (ranged or _FROM[language].search(before)):
            found.add((one.value, other.value, "to"))
        elif _FROM[language].search(between) and re.search(
            r"\b(?:ke|menjadi|to)\s+(?:[\w$.]+\s+){0,2}$", before, re.IGNORECASE
        ):
            found.add((other.value, one.value, "to"))
        elif _OF[language].search(between):
            found.add((one.value, other.value, "of"))
    return found


def _ways_swapped(source: str, translation: str, glossary: Glossary) -> bool:
    """Whether "dari Jakarta ke Surabaya" became "from Surabaya to Jakarta"."""
    ours = [
        (_english(a, glossary), _english(b, glossary))
        for a, b in _ways(source, r"dari", r"(?:ke|menuju|hingga|sampai)")
    ]
    if not ours:
        return False
    theirs = _ways(translation, r"from", r"(?:to|for|toward|towards)")
    return any(
        _alike(a, y) and _alike(b, x) and not _alike(a, b) and not any(_alike(a, p) and _alike(b, q) for p, q in theirs)
        for a, b in ours
        for x, y in theirs
    )


def _english(name: str, glossary: Glossary) -> str:
    """A place by all its names in English."""
    return " ".join([name, *(form for term in glossary.terms_in(name) for form in term.entry.english)])


def _ways(text: str, start: str, goal: str) -> list[tuple[str, str]]:
    """From where to where, both names."""
    if start not in text:
        return []
    forth = re.finditer(
        rf"\b{start}\s+(?:\w+\s+)?(?P<a>{_NAME})(?:\s+[a-z]+)?\s+{goal}\s+(?:\w+\s+)?(?P<b>{_NAME})", text
    )
    back = re.finditer(
        rf"\b{goal}\s+(?:\w+\s+)?(?P<b>{_NAME})(?:\s+[a-z]+)?\s+{start}\s+(?:\w+\s+)?(?P<a>{_NAME})", text
    )
    return [(m["a"], m["b"]) for m in (*forth, *back)]
