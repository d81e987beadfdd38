"""Checks that a country or institution that the translation names has a term in the source that means it.

A model that does not know a word writes a frequent name in its place: "the White House" for *Gedung Merah Putih*,
"the Stock Exchange" for *klasemen*, "Persia" for *Persija*. The glossary read backwards tells what each English name
can stand for; ``reverse_terms.tsv`` adds names that no entry of the glossary has. Of 53,496 news sentences and their
translations 0.22% name one without a term that means it.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from pipeline.guards.context import EMPTY, Context
from pipeline.language.alternatives import alternatives, exactly
from pipeline.language.glossary import SHIPPED, read_rows

COSTS = {"institution-added": 2.0}
_TABLE = Path(__file__).with_name("reverse_terms.tsv")
_GLOSSARY_NAMES = Path(__file__).with_name("reverse_names.txt")
_STEM = 5  # letters that an Indonesian word and its English name share: Palestina, Palestinians


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("institution-added",) when the translation names one that the source has nothing for."""
    return ("institution-added",) if unsupported(source, translation) else ()


def unsupported(source: str, translation: str) -> list[str]:
    """The English names of a translation that no term of the source can mean, in order."""
    pattern, meant_by = _reverse()
    if not (matches := list(pattern.finditer(translation))):
        return []
    small = source.casefold()
    words = re.findall(r"[^\W\d_]+", small)
    return [m.group() for m in matches if not _supported(m.group(), meant_by[m.group()], small, words)]


def _supported(name: str, terms: frozenset[str], source: str, words: list[str]) -> bool:
    if any(term in source and re.search(rf"(?<!\w){re.escape(term)}", source) for term in terms):
        return True
    # The name itself, or the beginning of a country's name: nothing was invented, whatever the glossary knows.
    letters = None if name in _own_rows() else _STEM
    parts = [part.casefold()[:letters] for part in name.split() if part[0].isupper()] or [name.casefold()]
    return all(any(word.startswith(part) for word in words) for part in parts)


@cache
def _own_rows() -> dict[str, frozenset[str]]:
    """The names of ``reverse_terms.tsv``, each with the beginnings of the Indonesian words that may mean it."""
    rows: dict[str, frozenset[str]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for names, terms in csv.reader((line for line in file if not line.startswith("#")), delimiter="\t"):
            rows |= dict.fromkeys(names.split("|"), frozenset(term.casefold() for term in terms.split("|")))
    return rows


@cache
def _watched() -> frozenset[str]:
    """The names of the glossary that hardly ever stand in a translation without one of its terms in the source."""
    lines = _GLOSSARY_NAMES.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _reverse() -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    """A pattern of all names watched, longest first, and the Indonesian terms of each."""
    watched: dict[str, set[str]] = {name: set(terms) for name, terms in _own_rows().items()}
    for entry in read_rows(SHIPPED):
        for form in entry.english:
            if form in watched or form in _watched():
                meanings = {entry.term.casefold(), entry.opened.casefold()} - {""}
                watched.setdefault(form, set()).update(meanings)
    names = sorted(watched, key=lambda name: (-len(name), name))
    pattern = re.compile(rf"(?<![\w-])(?:{alternatives(map(exactly, names))})(?!\w)")
    return pattern, {name: frozenset(terms) for name, terms in watched.items()}
