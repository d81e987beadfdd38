"""Tells what is wrong with a text: its flags, how bad they are, what they mean in words, and its risk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.core.records import Translation
from pipeline.stages.report.odds import in_words
from pipeline.stages.report.words import all_words, finding, weighed


def told(flags: Sequence[str], risk: float | None = None, added: Iterable[str] = ()) -> dict[str, Any]:
    """Flags by name and in words, the worst first, with the severity of the worst (``critical``, ``major``, ``minor``
    or nothing), and what the risk says.

    Args:
        flags: of a sentence, a headline or a brief.
        risk: of a sentence, where it is known.
        added: the institutions in it that the source does not name.
    """
    ordered, names = weighed(flags), tuple(added)
    known = {"severity": finding(flags).severity, "words": all_words(ordered, names)}
    return {"flags": ordered, **known, "risk": risk, "odds": in_words(risk)}


def refused(made: Translation) -> list[dict[str, Any]]:
    """The translations of a sentence that were refused, with why: by name, and in words, the worst first."""
    rows = [(a, weighed(a.failures)) for a in made.attempts if a.failures]
    return [{"how": a.how, "text": a.text, "failures": why, "words": all_words(why)} for a, why in rows]
