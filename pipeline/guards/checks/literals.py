"""Checks that addresses, handles, hashtags and number plates stand in the translation letter for letter."""

from __future__ import annotations

from collections import Counter

from pipeline.guards.context import EMPTY, Context
from pipeline.guards.placeholders import literal_spans

COSTS = {"copy-lost": 2.0, "garbage": 3.0}
_REPLACEMENT = "\ufffd"


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("copy-lost",) when one is missing or changed, ("garbage",) when the translation holds what no text holds: a
    replacement character, or another script or emoji that the source does not have."""
    failures: list[str] = []
    ours, theirs = literal_spans(source), literal_spans(translation)
    there = Counter(s.text for s in theirs if not s.optional)
    wanted = Counter(s.text for s in ours if not s.optional)
    if wanted - there or there - wanted:
        failures.append("copy-lost")
    source_characters = set("".join(s.text for s in ours if s.optional))
    added = set("".join(s.text for s in theirs if s.optional)) - source_characters
    if _REPLACEMENT in translation or any(not c.isspace() for c in added):
        failures.append("garbage")
    return tuple(failures)
