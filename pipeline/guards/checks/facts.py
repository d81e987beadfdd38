"""Checks that the facts of a sentence (numbers, dates, names, acronyms) arrive in its translation and none is added."""

from __future__ import annotations

from pipeline.guards.context import EMPTY, Context
from pipeline.language.facts import compare
from pipeline.language.person_initials import is_initials

COSTS = {
    "number-added": 3.0,
    "number-lost": 2.0,
    "date-added": 2.0,
    "date-lost": 2.0,
    "name-added": 1.2,
    "name-lost": 1.0,
    "initials-lost": 1.5,
    "acronym-added": 1.0,
    "acronym-lost": 0.8,
}


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """Failure names of the facts that were lost or added, () when all arrived; "initials-lost" too where a person's
    initials are among them: "korban AS (17)" is not a victim of the US."""
    report = compare(source, translation, glossary=context.glossary)
    failures = report.failures()
    if any(f.kind == "acronym" and is_initials(source, *f.span) for f in report.lost):
        return (*failures, "initials-lost")
    return failures
