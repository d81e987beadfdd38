"""Reads who speaks and which persons are named in a sentence of Indonesian news.

News names who speaks before or behind what is said ("kata Kepala Dinas Ratna Sari", "Ratna mengatakan", "Menurut
Ratna") and goes on with a pronoun ("ujarnya", "kata dia", "Ia menambahkan"). Quotations are left out: who is named in
them does not speak.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from pipeline.language._speech_patterns import patterns
from pipeline.language.dates import calendar_words
from pipeline.language.glossary import Glossary
from pipeline.language.names import Name, read_names

Pronoun = Literal["speaker", "subject", ""]
Gender = Literal["he", "she", ""]
Words = tuple[str, ...]

TERM = 3  # words between quotation marks that may be a title or a term, no speech
_CLOSE = 200  # characters in which a verb and its subject are looked for
_BEFORE = 3  # names before a verb that may be its subject
_BEHIND = 400  # characters behind a verb in which its subject is looked for
_APPOSED = 220  # characters between a name and its verb: "Ratna, kepala dinas, mengatakan"
_INITIAL = re.compile(r"\s[A-Z]\.?\s")
_MARK = re.compile(r"[\"“”]")
_ASIDE = re.compile(r"\([^()]*\)")
_AGE = re.compile(r"\s*(?:\(\d{1,2}(?:\s*(?:tahun|thn|th))?\)|,\s*\d{1,2} tahun)")
_WHEN = re.compile(r",?\s+(?:hari )?(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)\b\s*,?")
_NO_SUBJECT = re.compile(  # a verb behind these says nothing of who speaks
    r"\b(?:untuk|dengan|sambil|seraya|sembari|yang|dan|tak|tidak|akan|bisa|dapat|agar|supaya|atau|belum|ingin|mau|lalu"
    r"|kemudian|guna|dalam|dari|juga|saat|ketika|usai|hingga|sampai|harus|perlu|terus|mulai|dirinya|sempat)\s*$|,\s*$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:[^,]{1,60},\s*)?")  # what may stand before a subject


@dataclass(frozen=True, slots=True)
class Person:
    """Words that name a person, and the English pronoun that a word before the name asks for."""

    words: Words
    gender: Gender = ""


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks in a sentence and who is named, quotations aside. What few sentences are asked is looked for then.

    Attributes:
        told: the sentence, with spaces in the place of what is quoted.
        speaker: the name of the one who speaks; perhaps an organisation's, unless it is among the persons.
        name: where that name stands.
        speaks: whether the verb of speech is one that only persons do.
        pronoun: what a pronoun stands for whose person was named before: who speaks, or the subject it opens with.
        pronoun_at: where that pronoun stands, or the verb that holds it ("ujarnya").
        opens_speech: whether the pronoun that it opens with is the one who speaks.
        opens: whether it opens with a pronoun: "Ia ...", "Selain itu, dia ...".
        unnamed: whether somebody speaks who is not named: "kata warga", "Polisi menyebut".
        persons: all that are plainly named as persons.
        names: all names.
    """

    told: str = ""
    speaker: Words = ()
    name: Name | None = None
    speaks: bool = False
    pronoun: Pronoun = ""
    pronoun_at: int = 0
    opens: bool = False
    opens_speech: bool = False
    unnamed: bool = False
    persons: tuple[Person, ...] = ()
    names: tuple[Name, ...] = ()

    @property
    def verbs(self) -> int:
        """How many verbs of speech it has."""
        return sum(1 for find in (patterns().said, patterns().says) for _ in find.finditer(self.told))

    @property
    def admits(self) -> bool:
        """Whether somebody admits, denies or regrets something, which is mostly a suspect."""
        return bool(patterns().admits.search(self.told))

    @property
    def suffers(self) -> bool:
        """Whether it has a word of accusation or misfortune: "ditangkap", "tewas"."""
        return bool(patterns().suffers.search(self.told))

    @property
    def newcomer(self) -> bool:
        """Whether a person comes in without a name: "Seorang ...", "Korban ..."."""
        return bool(patterns().newcomer.search(self.told))

    @property
    def somebody(self) -> bool:
        """Whether a person without a name is spoken of."""
        return bool(patterns().somebody.search(self.told))


@lru_cache(maxsize=4096)
def voices(text: str) -> Voices:
    """Who speaks and who is named in an Indonesian sentence."""
    told = narrative(text)
    names = names_in(told)
    voice = _voice(told, names)
    persons = {n.start: Person(n.words, _gender(told, n)) for n in names if _is_person(told, n)}
    if voice.name is not None and voice.sure:
        persons.setdefault(voice.name.start, Person(voice.name.words, _gender(told, voice.name)))
    find = patterns()
    opens = find.opens.match(told.strip())
    opening = opens.end() + len(told) - len(told.lstrip()) if opens else 0
    return Voices(
        told=told,
        speaker=voice.name.words if voice.name else (),
        name=voice.name,
        speaks=voice.speaks,
        pronoun="speaker" if voice.pronoun else "subject" if opens else "",
        pronoun_at=voice.at if voice.pronoun else opening,
        opens=bool(opens),
        opens_speech=voice.pronoun and voice.at < opening,
        unnamed=voice.unnamed,
        persons=tuple(persons[start] for start in sorted(persons)),
        names=tuple(names),
    )


def narrative(text: str) -> str:
    """A sentence with spaces in the place of what is quoted, so that places stay; the marks stay, too."""
    marks = [match.start() for match in _MARK.finditer(text)]
    spans = []
    if len(marks) % 2:  # a quotation that began in a sentence before, or goes on in the next
        at = marks[0]
        closes = text[at] == "”" or patterns().marked.match(text, at) or (at and not text[at - 1].isspace())
        spans.append((0, at) if closes else (marks[-1] + 1, len(text)))
        marks = marks[1:] if closes else marks[:-1]
    spans += [(a + 1, b) for a, b in zip(marks[::2], marks[1::2], strict=True)]
    for start, end in spans:
        if len(text[start:end].split()) > TERM or start == 0 or text[end - 1 : end] in (",", ".", "!", "?"):
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def names_in(text: str) -> list[Name]:
    """The names that may be persons', without ranks, days and months; an initial inside a name joins its parts."""
    merged: list[Name] = []
    days = calendar_words("id")
    for name in read_names(text, "id"):
        if name.kind != "name" or any(w.lower() in days for w in name.words):
            continue
        if len(name.words) > 1 and patterns().honour.fullmatch(name.words[0]):  # "Romo Petrus Sastro"
            start = name.start + name.text.index(name.words[1], len(name.words[0]))
            name = replace(name, start=start, text=text[start : name.end], words=name.words[1:])
        last = merged[-1] if merged else None
        if last is not None and _INITIAL.fullmatch(text, last.end, name.start):
            joined = text[last.start : name.end]
            merged[-1] = Name(last.start, name.end, joined, tuple(joined.replace(".", "").split()), "name", last.firm)
        else:
            merged.append(name)
    return merged


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who speaks in a sentence: a name, ``sure`` to be a person's or not, a pronoun, or somebody without a name."""

    name: Name | None = None
    sure: bool = False
    pronoun: bool = False
    unnamed: bool = False
    speaks: bool = False
    at: int = 0


def _voice(told: str, names: list[Name]) -> _Voice:
    find = patterns()
    for match in _verbs_before(told):
        if match["own"] or find.pronoun.match(told, match.end()):
            return _Voice(pronoun=True, at=match.start())
        name = _named_behind(told, match.end(), names)
        return _Voice(name, sure=True, speaks=True) if name else _Voice(unnamed=True)
    for match in find.says.finditer(told):
        before = told[: match.start()]
        subject = find.subject.search(before, max(0, len(before) - _CLOSE))
        if subject:
            return _Voice(pronoun=True, at=subject.start())
        name = _named_before(before, names)
        if name is not None:
            lead, speaks, full = told[: name.start], bool(match["person"]), len(name.words) > 1
            office = find.office.search(lead) and (full or lead.rstrip().endswith(","))  # not "Ketua Golkar mengatakan"
            return _Voice(name, sure=bool(office) or (speaks and full), speaks=speaks)
        if before.strip() and not _NO_SUBJECT.search(before, max(0, len(before) - _CLOSE)):
            return _Voice(unnamed=True)
    return _Voice()


def _verbs_before(told: str) -> Iterator[re.Match[str]]:
    """The verbs and the "menurut" that who speaks stands behind."""
    find = patterns()
    for match in find.said.finditer(told):
        rest = told[match.end() :].strip()
        if match["own"] or (rest and not (match["told"] and find.ends.match(f" {rest}"))):
            yield match
    for match in find.according.finditer(told):
        if match["own"] or not find.sources.match(told, match.end()):
            yield match


def _named_behind(told: str, start: int, names: list[Name]) -> Name | None:
    """The person behind a verb of speech: the name alone, or an office and the name, a comma between them or none."""
    find = patterns()
    rest = _ASIDE.sub(lambda m: " " * len(m[0]), told[start : start + _BEHIND])
    end = find.ends.search(rest)
    head = rest[: end.start()] if end else rest
    first = head.partition(",")[0]
    stop, last = start + len(first), start + len(head)
    inside = [n for n in names if start <= n.start < stop]
    behind = next((n for n in names if stop < n.start < last), None)
    opening = bool(inside) and not told[start : inside[0].start].strip()
    if behind is not None and not (opening and len(inside[0].words) > 1):
        lead = told[stop + 1 : behind.start]
        honoured = bool(find.honoured.search(lead))
        closed = behind.end >= last or told[behind.end] == ","
        if (honoured or not lead.strip()) and (honoured or len(behind.words) > 1 or (closed and not inside)):
            return behind
    if not inside:
        return None
    name = inside[0] if opening else inside[-1]
    if rest[name.end - start : len(first)].strip() or find.kin.search(told, start, name.start):
        return None
    plain = opening or len(name.words) > 1 or find.honoured.search(told, max(0, name.start - _CLOSE), name.start)
    return name if plain else None


def _named_before(before: str, names: list[Name]) -> Name | None:
    """The person before a verb of speech, at most an aside between: "Ratna (40), kepala dinas, mengatakan"."""
    names = [n for n in names if n.end <= len(before)]
    for name in reversed(names[-_BEFORE:]):
        if len(before) - name.end > _APPOSED:
            break
        between = _WHEN.sub("", _ASIDE.sub("", before[name.end :]))
        if patterns().close.fullmatch(between) and not is_place(before, name):
            apart = before[: name.start].rstrip(" (")
            if patterns().kin.search(before, max(0, name.start - _CLOSE), name.start):
                return None
            return name if not between.lstrip().startswith(",") or not apart or apart.endswith(",") else None
    if not names or len(names[0].words) < 2 or not _LEAD.fullmatch(before[: names[0].start].lstrip()):
        return None
    between = _ASIDE.sub("", before[names[0].end : names[0].end + 2 * _APPOSED])
    if len(before) - names[0].end > 2 * _APPOSED:
        return None
    return names[0] if len(between) <= _APPOSED and patterns().apposed.fullmatch(between) else None


def _is_person(told: str, name: Name) -> bool:
    """Whether a rank, an honour, an age or an office with a comma stands beside a name."""
    near = max(0, name.start - _CLOSE)
    if patterns().honoured.search(told, near, name.start) or _AGE.match(told, name.end):
        return True
    if len(name.words) < 2 or is_known_name(name.text):
        return False
    return bool(patterns().apposed_office.search(told, near, name.start))


def _gender(told: str, name: Name) -> Gender:
    match = patterns().honoured.search(told, max(0, name.start - _CLOSE), name.start)
    return "he" if match and match["he"] else "she" if match and match["she"] else ""


@lru_cache(maxsize=4096)
def is_known_name(words: str) -> bool:
    """Whether words are a place or an institution of the glossary."""
    return any(term.end - term.start == len(words) for term in Glossary.load().terms_in(words))


def is_place(told: str, name: Name, offices: bool = True) -> bool:
    """Whether what stands before a name makes it a place or an institution.

    Args:
        told: the text.
        name: of it.
        offices: whether an office does so, too: "Bupati Garut".
    """
    beside = (told, max(0, name.start - _CLOSE), name.start)
    single = offices and len(name.words) == 1
    return bool(patterns().place.search(*beside) or (single and patterns().place_office.search(*beside)))


def has_age(told: str, name: Name) -> bool:
    """Whether an age stands behind a name, as where a person is named first."""
    return bool(_AGE.match(told, name.end))


def tells_of_somebody(told: str) -> bool:
    """Whether a text has a noun of a person or an office, or a word that points to one: "guru itu"."""
    return bool(patterns().others.search(told))


def tells_of_misfortune(told: str) -> bool:
    """Whether a text has a word of accusation or misfortune."""
    return bool(patterns().suffers.search(told))


def is_introduced(told: str, name: Name) -> bool:
    """Whether a name stands as that of somebody not named before: "korban, Ratna", "bernama Ratna", "Ratna (40)"."""
    near = max(0, name.start - _CLOSE)
    return has_age(told, name) or bool(patterns().introduces.search(told, near, name.start))
