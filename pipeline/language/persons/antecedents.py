"""Tells whether the pronouns of an Indonesian sentence ("ia", "-nya") mean a woman or a man, where its article does.

Whom a pronoun may mean is taken widely: all that the sentence tells of before it, or what was last told of, roles such
as "korban" included. Only where all of these are women, or all are men, something is told. A speaker ("ujarnya") is
followed from quotation to quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.language.persons.cast import Cast
from pipeline.language.persons.english_pronouns import outside
from pipeline.language.persons.given_names import Gender
from pipeline.language.persons.referents import SOMEBODY, Known, Referent, Referents, certain, together
from pipeline.language.persons.words import one_of

REACH = 3  # sentences without a person or a pronoun, after which nobody is meant any more
_CARRIED = 5  # sentences of one quotation
_BETWEEN = 10  # words between a word of speech and the speaker
_FAR = 200  # characters that hold more words than these
_NEAR = 30  # characters before a verb of speech that are looked at
_NOBODY: frozenset[Known] = frozenset()

_PRONOUN = re.compile(rf"\b(?:ia|dia|beliau|(?!(?:{one_of('nobody')})\b)[^\W\d_]{{2,}}nya)\b", re.IGNORECASE)
_FREE = re.compile(r"\b(?:ia|dia|beliau|dirinya|menurutnya)\b", re.IGNORECASE)
_SAID = re.compile(
    rf"(?:(?:^\s{{0,3}}|(?<=[,?!.])\s{{0,3}}|(?<=\s\s))(?:demikian )?(?:{one_of('speech', 'nouns')})|\bmenurut)"
    r"(?P<clitic>nya)?\b(?P<pronoun>\s+(?:dia|ia|beliau)\b)?",
    re.IGNORECASE,
)
_SAYS = re.compile(rf"\b(?:{one_of('speech', 'verbs')})\b", re.IGNORECASE)
_NO_SPEAKER = re.compile(
    r"\b(?:untuk|agar|dengan|dan|yang|akan|bisa|dapat|dalam|ikut|serta|usai|setelah|tanpa|saat)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\w+\s+(?:(?!dan\b|serta\b|tetapi\b|namun\b)[\w-]+\s+){0,4}")  # "Ia juga sempat" mengatakan
_OBLIQUE = re.compile(  # before a name that is no subject: "Kepada Ratna, ia ..."
    r"\b(?:kepada|dengan|bersama|untuk|dari|oleh|terhadap|pada|tentang|soal|selain|melalui|lewat|seperti|di|ke|bagi|antara)"
    r"\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
# What is done to somebody, or by somebody, else than the one named: "memaksanya", "ditikamnya".
_OBJECT = re.compile(rf"\b(?!(?:{one_of('nobody')}|menurutnya)\b)(?:me|di)[a-z]{{3,}}nya\b", re.IGNORECASE)
_QUOTED = " " * 12  # what is left of a quotation
_OF_SELF = re.compile(r"\s+(?:juga |pun |sendiri )?(?:mengaku|merasa|berjanji|bersyukur)\b")


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom the pronouns of a sentence mean; None for nobody in particular, or not plain.

    Attributes:
        speaker: those of "he said".
        all: any of them.
        most: how many pronouns ``all`` holds for; -1 for any number.
        first: those between the name of the first person and the names of others.
        names: the words of the first name, and those of the others.
    """

    speaker: Gender | None = None
    all: Gender | None = None
    most: int = -1
    first: Gender | None = None
    names: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class _Told:
    """Who was last told of, and how many sentences ago."""

    known: frozenset[Known] = _NOBODY
    age: int = 0

    @property
    def at_hand(self) -> frozenset[Known]:
        return self.known if self.age <= REACH else _NOBODY


class Reader:
    """Reads an article's sentences in order.

    Args:
        sentences: Indonesian.

    Attributes:
        meant: whom the pronouns of each sentence mean.
        told: what is known of those whom each sentence tells of.
        within: whether each begins within a quotation.
        referents: the persons that each sentence tells of, by name or by noun, quotations aside.
        quoted: whether each is a quotation from end to end.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        seen = list(_masked(sentences))
        texts = [text for text, _, _ in seen]
        self.within = [within for _, within, _ in seen]
        self._referents = Referents(Cast(sentences), texts)
        found = self.referents = [self._referents.of(text) for text in texts]
        self.quoted = [sure and not any(c.isalnum() for c in text) for text, _, sure in seen]
        self.told = [together(referents) for referents in found]
        read = zip(_read(texts, found), seen, strict=True)
        self.meant = [meant if sure else Meant() for meant, (_, _, sure) in read]

    def headline(self, title: str) -> Meant:
        """Whom the pronouns of a headline mean: who is told of in it, or else in the first sentence.

        Args:
            title: Indonesian, in sentence case.
        """
        seen = outside(title)
        if not seen.sure:
            return Meant()
        found = self._referents.of(seen.text)
        gender = _plain(together(found) or (self.told[0] if self.told else _NOBODY))
        return Meant(gender, gender) if gender else _of_first(seen.text, found, Meant())


def _read(texts: Sequence[str], found_in: Sequence[list[Referent]]) -> Iterator[Meant]:
    focus, speaker = _Told(), _Told()
    told_of: set[str] = set()  # roles of somebody
    ever = _NOBODY  # what is known of all who were named
    for text, referents in zip(texts, found_in, strict=True):
        found = _pointing(referents, ever, told_of)
        told_of |= {r.role for r in found if r.role and r.known == SOMEBODY}
        said, voice = _Speech(text, found), speaker.at_hand or (focus.at_hand and focus.at_hand | speaker.known)
        ever |= together(r for r in found if not r.role) | (SOMEBODY if said.unknown else _NOBODY)
        yield _meant(text, found, said, focus.at_hand, voice)
        heard, alive = together(found), _PRONOUN.search(text) is not None
        spoken = said.named | (voice if said.by_pronoun else _NOBODY)
        if said.unknown or spoken:
            speaker = _Told(spoken | (SOMEBODY if said.unknown else _NOBODY))
        elif heard and speaker.at_hand:
            speaker = _Told(speaker.at_hand | heard)
        else:
            speaker = replace(speaker, age=speaker.age + (not alive and bool(text.strip())))
        # A role behind a preposition is told of in passing: "ke tempat saudara".
        heard = together(r for r in found if not (r.role and r.known == SOMEBODY and _is_oblique(r, text)))
        if heard:
            more = _FREE.search(text, 0, found[0].start) or _OBJECT.search(text) or _QUOTED in text
            focus = _Told(heard | (focus.at_hand if more else _NOBODY))
        elif said.unknown and not alive:
            focus = _Told(SOMEBODY)
        else:
            focus = replace(focus, age=0 if alive else focus.age + 1)


def _is_oblique(referent: Referent, text: str) -> bool:
    """Whether a preposition stands before somebody: "kepada Ratna", "ke tempat saudara"."""
    return _OBLIQUE.search(text[max(0, referent.start - _NEAR) : referent.start]) is not None


def _pointing(found: Sequence[Referent], ever: frozenset[Known], told_of: set[str]) -> list[Referent]:
    """The referents of a sentence; "petenis itu" is one of those who were named, where no other player was told of."""
    made: list[Referent] = []
    for referent in found:
        points = referent.this and referent.known == SOMEBODY and referent.role not in told_of
        made.append(replace(referent, known=ever) if points and _plain(ever) else referent)
        ever |= _NOBODY if referent.role else referent.known
    return made


def _meant(
    text: str, found: Sequence[Referent], said: _Speech, focus: frozenset[Known], voice: frozenset[Known]
) -> Meant:
    free = _FREE.search(text)
    before = [r for r in found if free is None or r.start < free.start()]
    subject = next((r for r in before if (not r.role or r.known & {"f", "m"}) and not _is_oblique(r, text)), None)
    held = subject is not None and not subject.owned and _OBJECT.search(text) is None
    base = _NOBODY if held else (voice if said.by_pronoun else focus) or SOMEBODY
    speaker = _plain(said.named | voice | together(before)) if said.by_pronoun else None
    pronouns = list(_PRONOUN.finditer(text))
    if not pronouns and not any(r.known & {"f", "m"} for r in found):  # English pronouns may mean anything
        return Meant()
    if (told := _plain(together(found) | base)) is not None:
        return Meant(speaker, told)
    # Who is told of behind the last pronoun is not meant by any.
    if not pronouns and found and not found[0].role and _OF_SELF.match(text, found[0].end):
        return Meant(speaker, _plain(found[0].known), 1)  # "Ratna mengaku senang bertemu gubernur"
    first = pronouns[0].start() if pronouns else len(text)
    before = [r for r in before if free is not None or r.start < first]
    plain = _plain(together(before) | base)
    other = next((r for r in found if plain is not None and _plain(r.known | {plain}) is None), None)
    if plain is None or other is None or not pronouns or pronouns[-1].end() > other.end:
        return _of_first(text, found, Meant(speaker))
    if not before and not _OBJECT.match(pronouns[0][0]) and (free is None or first < free.start()):
        return Meant(speaker)  # "Dalam pidatonya, gubernur ..."
    return Meant(speaker, plain, len(pronouns))


def _of_first(text: str, found: Sequence[Referent], meant: Meant) -> Meant:
    """Whom the pronouns mean that English has before it names others: "Ratna made her debut with Anwar"."""
    if len(found) < 2 or any(r.role for r in found) or (gender := _plain(found[0].known)) is None:
        return meant
    if _FREE.search(text, 0, found[0].start) or _is_oblique(found[0], text):
        return meant
    own, *others = [frozenset(re.findall(r"[^\W\d_]{3,}", text[r.start : r.end])) for r in found]
    rest = frozenset(word for words in others for word in words)
    return meant if own & rest else replace(meant, first=gender, names=(own, rest))


class _Speech:
    """Who speaks in a sentence: persons that it tells of (``named``), a pronoun, somebody else."""

    def __init__(self, text: str, found: Sequence[Referent]) -> None:
        self.by_pronoun = self.unknown = False
        self.named = _NOBODY
        starts, ends = [r.start for r in found], [r.end for r in found]
        free = [m.start() for m in _FREE.finditer(text)]
        for match in _SAID.finditer(text):
            if match["clitic"] or match["pronoun"]:
                self.by_pronoun = True
            else:
                at = bisect_left(starts, match.end())
                self._by(found[at] if at < len(found) else None, text, match.end())
        for match in _SAYS.finditer(text):
            if _NO_SPEAKER.search(text[max(0, match.start() - _NEAR) : match.start()]):
                continue
            subjects, pronouns = bisect_right(ends, match.start()), bisect_left(free, match.start())
            if pronouns and (not subjects or free[pronouns - 1] > starts[subjects - 1]):
                if _CLAUSE.fullmatch(text, free[pronouns - 1], match.start()):
                    self.by_pronoun = True
                else:
                    self.unknown = self.unknown or not self.by_pronoun
            elif subjects:
                self.named |= together(found[:subjects])
            else:
                self.unknown = True

    def _by(self, who: Referent | None, text: str, at: int) -> None:
        """Takes the person behind a word of speech: "kata pelatih tim itu, Ratna"."""
        between = "" if who is None else text[at : min(who.start, at + _FAR)]
        if who is not None and len(between.split()) <= _BETWEEN and "," not in between.rstrip(" ,"):
            self.named |= certain(who.known)
        else:
            self.unknown = True


def _plain(known: frozenset[Known]) -> Gender | None:
    """Whether all are women ("f") or all men ("m"), one of them certainly."""
    if "f" in known and known <= {"f", "F"}:
        return "f"
    return "m" if "m" in known and known <= {"m", "M"} else None


def _masked(sentences: Sequence[str]) -> Iterator[tuple[str, bool, bool]]:
    """Each sentence with its quotations blanked, whether it begins within one, and whether that is sure."""
    within, carried = False, 0
    for text in sentences:
        seen = outside(text, within)
        yield seen.text, within, seen.sure and carried <= _CARRIED
        carried = carried + 1 if seen.open else 0
        within = seen.open and seen.sure and carried <= _CARRIED


@lru_cache(maxsize=64)
def read(sentences: tuple[str, ...]) -> Reader:
    """The reading of an article; kept for the articles of a shard, because several stages ask for it."""
    return Reader(sentences)
