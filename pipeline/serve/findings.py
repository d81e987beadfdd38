"""Tells what is wrong with a text: its flags, how bad they are, and what they mean in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.guards.severity import verdict
from pipeline.stages.report.words import all_words


def told(flags: Sequence[str]) -> dict[str, Any]:
    """Flags by name and in words, with the severity of the worst: ``critical``, ``major``, ``minor`` or nothing."""
    return {"flags": list(flags), "severity": verdict(flags).severity, "words": all_words(flags)}
