"""Checks that the facts of a sentence (numbers, dates, names, acronyms) arrive in its translation and none is added."""

from __future__ import annotations

from pipeline.guards.context import EMPTY, Context
from pipeline.language.facts import compare

COSTS = {
    "number-added": 3.0,
    "number-lost": 2.0,
    "date-added": 2.0,
    "date-lost": 2.0,
    "name-added": 1.2,
    "name-lost": 1.0,
    "acronym-added": 1.0,
    "acronym-lost": 0.8,
}


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """Failure names of the facts that were lost or added, () when all arrived."""
    return compare(source, translation, glossary=context.glossary).failures()
