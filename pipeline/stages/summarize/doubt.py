"""Computes how far a sentence of a brief can be trusted, from its problems and its translation's flags.

Every doubt takes its share away: what the guards call critical in a translation that the sentence repeats weighs most,
then facts that its sources do not have.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.guards.severity import Severity

DOUBT: dict[Severity, float] = {"critical": 0.7, "major": 0.4, "minor": 0.1}  # by the worst flag of a translation
INVENTED, MISPLACED = 0.6, 0.3
BROKEN_OFF = 0.5  # a sentence without an end


def trust_left(problems: Iterable[str], *, broken_off: bool, translation: Iterable[Severity]) -> float:
    """The trust that is left in a sentence, from 0 to 1.

    Args:
        problems: what is wrong with each of its facts: ``invented``, ``misplaced`` or ``lost`` (which costs nothing).
        broken_off: whether it has no end.
        translation: the severities of what is wrong with the translation it repeats; the worst one counts.
    """
    value = 1.0
    for what in problems:
        if what != "lost":
            value *= 1 - (INVENTED if what == "invented" else MISPLACED)
    if broken_off:
        value *= 1 - BROKEN_OFF
    value *= 1 - max((DOUBT[severity] for severity in translation), default=0.0)
    return round(value, 3)
