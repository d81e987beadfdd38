"""Finds the names of an article, the English form that each has in the translation, and what each seems to name."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from pipeline.core.event_records import Mention
from pipeline.language.dates import calendar_words
from pipeline.language.glossary import SHIPPED, Glossary, Term, arrived
from pipeline.language.name_matching import akin
from pipeline.language.names import Name, read_names
from pipeline.language.numbers import Language

PERSON, PLACE, INSTITUTION, OTHER = "person", "place", "institution", "other"
ZONES = frozenset(("WIB", "WITA", "WIT"))
_CUES = Path(__file__).with_name("cues.toml")
_BEFORE, _AFTER = re.compile(r"([\w-]+)[\s.,:\"“]*$"), re.compile(r"[\s,]*([\w-]+)")
_SECTION = re.compile(r"^# --- (.+)$")
_SECTIONS = (("places", PLACE), ("provinces", PLACE), ("state institutions", INSTITUTION), ("people", PERSON))
_LOOK = 24  # letters beside a name


def mentions_of(pairs: Iterable[tuple[str, str]], language: Language) -> tuple[Mention, ...]:
    """The names of an article, the most frequent first.

    Args:
        pairs: each sentence and its translation.
        language: of the sentences.
    """
    counts: Counter[tuple[str, str]] = Counter()
    kinds: dict[str, Counter[str]] = {}
    for source, translation in pairs:
        terms = Glossary.load().terms_in(source) if language == "id" else []
        for term in (t for t in terms if t.entry.term in _sections()):  # names, not the glossary's ordinary words
            text = source[term.start : term.end]
            english = next((form for form in term.entry.english if arrived((form,), translation)), "")
            counts[text, english] += 1
            kinds.setdefault(text, Counter())[_sections()[term.entry.term]] += 1
        names = [n for n in read_names(source, language) if _is_mention(n, terms, language)]
        theirs: dict[tuple[str, ...], Name] = {}  # what stands in a sentence often is compared once
        for other in read_names(translation, "en") if names and language == "id" else []:
            theirs.setdefault(other.words, other)
        english_of: dict[tuple[str, ...], str] = {}
        for name in names:
            if language == "id" and name.words not in english_of:
                english_of[name.words] = _english(name, tuple(theirs.values()))
            counts[name.text, name.text if language == "en" else english_of[name.words]] += 1
            kinds.setdefault(name.text, Counter())[_kind(name, source)] += 1
    rows = (Mention(text, english, _voted(kinds[text]), count) for (text, english), count in counts.items())
    return tuple(sorted(rows, key=lambda m: (-m.count, m.text, m.english)))


def _english(name: Name, theirs: Sequence[Name]) -> str:
    """The name of the translation that has most of a name's words, "" where none has the half of them."""

    def shared(other: Name) -> int:
        return sum(any(akin(w, o) for o in other.words) for w in name.words)

    best = max(theirs, key=lambda other: (shared(other), -abs(len(other.words) - len(name.words))), default=None)
    return best.text if best is not None and shared(best) * 2 >= len(name.words) and shared(best) else ""


def _is_mention(name: Name, terms: Sequence[Term], language: Language) -> bool:
    """Whether a name is one, no month, weekday or time zone, and not part of a term of the glossary."""
    if not name.firm or name.text in ZONES or calendar_words(language).issuperset(w.lower() for w in name.words):
        return False
    return not any(t.start < name.end and name.start < t.end for t in terms)


def _kind(name: Name, text: str) -> str:
    """What a name seems to name, by the words beside it and in it."""
    before = _BEFORE.search(text[max(0, name.start - _LOOK) : name.start])
    after = _AFTER.match(text[name.end : name.end + _LOOK])
    inside = {w.lower() for w in name.words}
    if before and len(name.words) == 1 and before.group(1).lower() in _cues()[PLACE]["before_single"]:
        return PLACE
    for kind, cues in _cues().items():
        if inside & cues["inside"] or (after and after.group(1).lower() in cues["after"]):
            return kind
        if before and before.group(1).lower() in cues["before"]:
            return kind
    return INSTITUTION if name.kind == "acronym" else OTHER


def _voted(votes: Counter[str]) -> str:
    """The kind with most votes; ``other`` only where there is no vote for anything else."""
    firm = {kind: count for kind, count in votes.items() if kind != OTHER}
    return min(firm, key=lambda kind: (-firm[kind], kind), default=OTHER)


@cache
def _cues() -> dict[str, dict[str, frozenset[str]]]:
    """The cues, the most telling kind first: "di Universitas X" is no place."""
    with _CUES.open("rb") as file:
        table = tomllib.load(file)
    return {kind: {k: frozenset(v) for k, v in table[kind].items()} for kind in (INSTITUTION, PERSON, PLACE)}


@cache
def _sections() -> dict[str, str]:
    """The glossary's terms under a heading of names, and the kind that the heading says."""
    kinds: dict[str, str] = {}
    kind = ""
    for line in SHIPPED.read_text("utf-8").splitlines():
        heading = _SECTION.match(line)
        if heading:
            kind = next((k for start, k in _SECTIONS if heading.group(1).startswith(start)), "")
        elif kind and not line.startswith("#") and line[:1].isupper():
            kinds[line.split("\t")[0]] = kind
    return kinds
