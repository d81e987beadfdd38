"""Checks that a translation is one, and not the model's refusal to write one.

Language models decline what they take for harmful ("I'm sorry, but I can't assist with that"), crime reports most of
all. A source that says so itself is translated, not refused.
"""

from __future__ import annotations

from pipeline.guards.context import EMPTY, Context
from pipeline.language.refusals import refuses

COSTS = {"refused": 8.0}


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("refused",) when the translation is a refusal and the source is none."""
    return ("refused",) if refuses(translation, source) else ()
