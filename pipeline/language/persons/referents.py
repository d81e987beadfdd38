"""Finds whom a sentence of an Indonesian article tells of: by name, and by nouns such as "korban" or "istrinya".

A role that the article gives to a named person ("penyanyi Ratna") means that person where it stands alone; another one
means somebody.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.language.numbers import opens_sentence
from pipeline.language.persons.cast import Cast, Person
from pipeline.language.persons.mentions import Mention
from pipeline.language.persons.words import one_of, word_list

Known = Literal["f", "m", "F", "M", "u"]  # a woman, a man, women or men in general, somebody
SOMEBODY: frozenset[Known] = frozenset({"u"})

_NOUNS = "|".join(
    [one_of("nouns", "female"), one_of("nouns", "male"), one_of("roles"), one_of("roles", "many")],
)
_NOUN = re.compile(
    rf"(?<![\w-])(?P<noun>{_NOUNS})(?P<clitic>nya)?\b(?!-| kota\b| jari\b| pertiwi\b| daerah\b)", re.IGNORECASE
)
_SOMEBODY = re.compile(
    r"\b(?P<one>seorang|sang|oknum|salah seorang)\s+(?P<noun>[^\W\d_]+)(?P<clitic>nya)?\b", re.IGNORECASE
)
# What stands before a noun that means several, or none in particular.
_MORE = re.compile(rf"(?:\b(?:{one_of('several')})|\d)\s+$", re.IGNORECASE)
_PREDICATE = re.compile(
    r"\b(?:sebagai|menjadi|jadi|adalah|merupakan|bukan|sekaligus|selaku|dikenal|peran|berperan|disebut)(?: sebagai)?"
    r"(?: (?:seorang|salah satu|salah seorang|sosok|mantan|calon))*\s+$",
    re.IGNORECASE,
)
_ONE = re.compile(r"\b(?:seorang|sang|si|salah seorang|salah satu|oleh|oknum|mantan)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
_THIS = re.compile(
    r"(?:\s+[\w-]+){0,3}(?:,(?:\s+[A-Z]\w+){1,3}){0,2}\s+(?:itu|ini|tersebut)\b"
    r"|\s+(?:berusia|berumur|bernama|berinisial|kelahiran)\b"
)
_VERB = re.compile(
    r"(?:me|ber|di|ter)[a-z]{3,}|(?:ini|itu|tersebut|akan|telah|sudah|juga|pun|dari|dan|di)$", re.IGNORECASE
)
_ENDS = re.compile(
    r"[.;:()]|\b(?:yang|dan|atau|dengan|untuk|kepada|oleh|saat|ke|bersama|setelah|karena|bahwa)\b", re.IGNORECASE
)
_APPOSITION = re.compile(
    r"\s*(?:\(\d{1,3}(?: tahun)?\)\s*)?,\s*(?:\d{1,3}(?: tahun)?,\s*)?"
    r"(?:yang )?(?:juga |merupakan |adalah )?(?:seorang )?(?:mantan )?"
)
_OF_WHAT = re.compile(r"\s+([A-Z][^\W\d_]*)")
_GROUPS = frozenset({"keluarga", "penggemar", "fan", "orang-tua", "orangtua"})
_BEFORE = 40  # characters before a noun that are looked at
_BETWEEN = 10  # words between a role and the name it stands with


@dataclass(frozen=True, slots=True)
class Referent:
    """Somebody whom a sentence tells of.

    Attributes:
        start: where.
        end: where the name or noun ends.
        known: what is known of the one, or of those, who may be meant.
        role: the noun; "" for a name.
        this: whether the noun points back ("petenis itu").
        owned: whether it is somebody's ("suaminya").
    """

    start: int
    end: int
    known: frozenset[Known]
    role: str = ""
    this: bool = False
    owned: bool = False


class Referents:
    """The persons of an article, by name and by role.

    Args:
        cast: its named persons.
        sentences: Indonesian, what is quoted blanked.
    """

    def __init__(self, cast: Cast, sentences: Iterable[str]) -> None:
        self._cast = cast
        self._mentions: dict[str, list[Mention]] = {}
        roles: dict[str, set[Known]] = {}
        for text in sentences:
            mentions = self._mentions[text] = cast.mentions(text)
            for noun in _NOUN.finditer(text):
                if (mention := _stands_with(noun, mentions, text)) is not None:
                    for role in {noun["noun"].lower(), _office(noun, text)}:
                        roles.setdefault(role, set()).update(self._named(mention))
        self._roles = {role: frozenset(known) for role, known in roles.items()}

    def of(self, text: str) -> list[Referent]:
        """Whom a sentence tells of, in order; what is quoted is blanked."""
        mentions = self._mentions[text] if text in self._mentions else self._cast.mentions(text)
        found: list[Referent] = []
        of_others: set[int] = set()  # where somebody's relative is named: "suaminya, Anwar"
        for noun in _NOUN.finditer(text):
            last = _last(mentions, noun.start() + 1)
            if last is not None and noun.start() < last.end:
                continue
            if (mention := _stands_with(noun, mentions, text)) is not None:
                of_others |= {mention.start} if noun["clitic"] else set()
                continue
            before = text[max(0, noun.start() - _BEFORE) : noun.start()]
            this = _THIS.match(text, noun.end()) is not None
            if _PREDICATE.search(before) or _MORE.search(before):
                continue
            if this or _is_one(noun, text, before):
                owned = noun["clitic"] is not None
                told = self._told(noun, text, this or owned or _ONE.search(before) is not None)
                found.append(Referent(*noun.span(), told, _role(noun), this, owned))
        found += [Referent(m.start, m.end, self._named(m), owned=m.start in of_others) for m in mentions]
        found += _others(text, mentions)
        return sorted(found, key=lambda r: r.start)

    def _named(self, mention: Mention) -> frozenset[Known]:
        persons = self._cast.named(mention) or [Person(mention.words, signs={mention.sign} if mention.sign else set())]
        return frozenset(person.gender or "u" for person in persons)

    def _told(self, noun: re.Match[str], text: str, one: bool) -> frozenset[Known]:
        """What a noun tells; ``one`` says that it means one person."""
        role = _role(noun)
        if role in word_list("nouns", "female"):
            return frozenset({"f" if one else "F"})
        if role in word_list("nouns", "male"):
            return frozenset({"m" if one else "M"})
        return self._roles.get(_office(noun, text), SOMEBODY)


def together(found: Iterable[Referent]) -> frozenset[Known]:
    """What is known of several."""
    return frozenset(known for referent in found for known in referent.known)


def certain(known: frozenset[Known]) -> frozenset[Known]:
    """The same where "perempuan" or "pria" stands for one: who speaks is one."""
    return frozenset({"f" if k == "F" else "m" if k == "M" else k for k in known})


def _others(text: str, mentions: Sequence[Mention]) -> list[Referent]:
    """Persons told of by a noun that is on no list: "seorang instruktur", "sang kolega"."""
    made = []
    for noun in _SOMEBODY.finditer(text):
        at, end = noun.span("noun")
        last = _last(mentions, end + 1)
        if _NOUN.match(text, at) or (last is not None and at <= last.start):
            continue
        if _PREDICATE.search(text[max(0, at - _BEFORE) : at]) or _stands_with(noun, mentions, text) is not None:
            continue
        made.append(Referent(*noun.span(), SOMEBODY, noun["noun"].lower(), noun["one"].lower() == "sang"))
    return made


def _role(noun: re.Match[str]) -> str:
    """The noun of a match in small letters, with a hyphen between its words."""
    return re.sub(r"[- ]", "-", noun["noun"].lower())


def _office(noun: re.Match[str], text: str) -> str:
    """A role with the word behind it where that has a capital: "Ketua DPRD" is not any chairman."""
    of = _OF_WHAT.match(text, noun.end())
    return noun["noun"].lower() + (f" {of[1].lower()}" if of else "")


def _is_one(noun: re.Match[str], text: str, before: str) -> bool:
    """Whether a noun means one person, as those that mostly mean many do beside certain words alone."""
    role = _role(noun)
    if role not in word_list("roles", "many"):
        return True
    if noun["clitic"]:
        return role in word_list("roles", "relations") and role not in _GROUPS
    if _ONE.search(before):
        return True
    return noun[0][0].isupper() and role in word_list("offices") and not opens_sentence(text, noun.start())


def _start(mention: Mention) -> int:
    return mention.start


def _last(mentions: Sequence[Mention], before: int) -> Mention | None:
    """The last person named before a place."""
    at = bisect_left(mentions, before, key=_start)
    return mentions[at - 1] if at else None


def _stands_with(noun: re.Match[str], mentions: Sequence[Mention], text: str) -> Mention | None:
    """The person whose name a noun stands with: "penyanyi Ratna", "pelatih tim, Ratna", "Ratna, pelatih tim"."""
    at = bisect_left(mentions, noun.end(), key=_start)
    after = mentions[at] if at < len(mentions) else None
    between = "" if after is None else text[noun.end() : after.start]
    if after is not None and len(between.split()) <= _BETWEEN and not _ENDS.search(between):
        if between.count(",") == 1 and between.rstrip().endswith(","):
            return after
        its = noun["clitic"] is not None or _role(noun) not in word_list("roles", "relations")
        if its and "," not in between and not any(_VERB.match(word) for word in between.split()):
            return after
    before = _last(mentions, noun.start())
    return before if before is not None and _APPOSITION.fullmatch(text, before.end, noun.start()) else None
