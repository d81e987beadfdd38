"""Reads numbers, dates, times, money, names and acronyms on both sides of a translation and compares them.

:func:`extract` lists the facts of a text, :func:`compare` says which facts of a source arrived in a target, which
were lost and which were added. Comparison is by parts: a date is a day, a month, a year and a weekday, so that
"13-15 September" agrees with "September 13 to 15" and "Rabu (13/9)" with "Wednesday, September 13".
An added number is a stronger signal than a missing one: a writer may leave a figure out or use words for it, but has
no way to a figure that is not in the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.language.fact import LOOSE, NAMES, NUMERIC, Fact, FactReport, Kind
from pipeline.language.fact_matching import compare_parts
from pipeline.language.fact_reading import read_facts, read_figures
from pipeline.language.glossary import Glossary, Term
from pipeline.language.name_matching import compare_names, unlike_words
from pipeline.language.names import Name
from pipeline.language.numbers import Language

__all__ = ["NUMERIC", "Fact", "FactReport", "Kind", "added_names", "compare", "compare_figures", "extract"]


# "Se-Jawa Tengah", all of Central Java, has the name as if it stood alone, at the same place.
_ALL_OF = re.compile(r"\b[Ss]e-(?=[A-Z])")


def extract(text: str, language: Language) -> tuple[Fact, ...]:
    """The facts of a text, in the order they stand in it.

    Args:
        text: a sentence or several.
        language: "id" or "en"; decides how separators and words are read.
    """
    return tuple(f for f in read_facts(text, language) if f.measure != LOOSE)


def compare(
    source: str,
    target: str,
    source_language: Language = "id",
    target_language: Language = "en",
    glossary: Glossary | None = None,
) -> FactReport:
    """Which facts of ``source`` are in ``target``, which are not, and which only ``target`` has.

    Numbers are matched one to one, but a fact said twice may be said once (and the other way round). Names are looked
    for in the target's words: equal, nearly equal, or in the form the glossary gives. A report is kept for a while: a
    sentence is held against its sources by several checks, and by each remedy again.
    """
    names = glossary if glossary is not None else Glossary.load()
    return _compared(source, target, source_language, target_language, names)


def compare_figures(
    source: str, target: str, source_language: Language = "id", target_language: Language = "en"
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The numbers, dates and times that ``source`` alone has, and those that ``target`` alone has: of what
    :func:`compare` finds the part that needs no names, whose reading in a whole article takes long."""
    return _compared_figures(source, target, source_language, target_language, Glossary.load())


def added_names(source: str, target: str, source_language: Language = "id") -> tuple[Fact, ...]:
    """The names and acronyms that an English ``target`` has and ``source`` has not: of what :func:`compare` finds the
    part that needs no figures, found without reading the source where its words have all of them."""
    theirs = [name for name in _names(read_facts(target, "en")) if name.firm]
    words = dict.fromkeys(word for name in theirs for word in name.words)
    unlike = set(unlike_words(tuple(words), _read(source, source_language)))
    if not any(unlike.issuperset(name.words) for name in theirs):
        return ()
    return tuple(f for f in compare(source, target, source_language).added if f.kind in NAMES)


@lru_cache(maxsize=1024)
def _compared(
    source: str, target: str, source_language: Language, target_language: Language, glossary: Glossary
) -> FactReport:
    lost, added = map(list, _compared_figures(source, target, source_language, target_language, glossary))
    source = _read(source, source_language)
    terms = _terms(source, source_language, glossary)
    source_facts = tuple(f for f in read_facts(source, source_language) if not _inside_term(f, terms))
    ours, theirs = _names(source_facts), _names(read_facts(target, target_language))
    gone, come = compare_names(source, list(ours), target, list(theirs), terms)
    lost += [ours[n] for n in gone]
    added += [theirs[n] for n in come]
    missing = {f.span for f in lost}
    kept = tuple(f for f in source_facts if f.span not in missing and f.kind != "quote" and f.measure != LOOSE)
    return FactReport(tuple(lost), tuple(added), kept)


@lru_cache(maxsize=1024)
def _compared_figures(
    source: str, target: str, source_language: Language, target_language: Language, glossary: Glossary
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    source = _read(source, source_language)
    figures = read_figures(source, source_language)
    terms = _terms(source, source_language, glossary) if figures else []
    ours = tuple(f for f in figures if not _inside_term(f, terms))
    lost, added = compare_parts(ours, read_figures(target, target_language), source, target)
    return tuple(lost), tuple(added)


def _read(source: str, language: Language) -> str:
    """A source as it is read."""
    return _ALL_OF.sub("se ", source) if language == "id" and "e-" in source else source


def _terms(source: str, language: Language, glossary: Glossary) -> list[Term]:
    return glossary.terms_in(source) if language == "id" else []


def _names(facts: Sequence[Fact]) -> dict[Name, Fact]:
    found = {}
    for fact in facts:
        if fact.kind in ("name", "acronym"):
            words = dict(fact.parts).get("words", (fact.text,))
            found[Name(*fact.span, fact.text, words, fact.kind, fact.firm)] = fact
    return found


def _inside_term(fact: Fact, terms: Sequence[Term]) -> bool:
    """A number word that is part of a term: "pedagang kaki lima", street vendors, holds no five."""
    return fact.kind not in NAMES and any(
        t.start <= fact.span[0] and fact.span[1] <= t.end and t.end - t.start > fact.span[1] - fact.span[0]
        for t in terms
    )
