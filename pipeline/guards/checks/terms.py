"""Checks that every glossary term of the source arrived in one of its English forms."""

from __future__ import annotations

from pipeline.guards.context import EMPTY, Context

COSTS = {"term-lost": 1.0}


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("term-lost",) when a term is missing."""
    return ("term-lost",) if context.glossary.check(source, translation) else ()
