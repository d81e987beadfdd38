"""Computes how far a sentence of a brief can be trusted, from its problems and its translation's flags and risk.

Every doubt takes its share away: what the guards call critical in a translation that the sentence repeats weighs most,
then facts that its sources do not have. Where the translation's risk is known (:mod:`pipeline.guards.risk`), no more
trust is left than the probability that the translation is sound.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.guards.severity import Severity

DOUBT: dict[Severity, float] = {"critical": 0.7, "major": 0.4, "minor": 0.1}  # by the worst flag of a translation
INVENTED, MISPLACED = 0.6, 0.3
BROKEN_OFF = 0.5  # a sentence without an end


def trust_left(
    problems: Iterable[str], *, broken_off: bool, translation: Iterable[Severity], risk: float | None = None
) -> float:
    """The trust that is left in a sentence, from 0 to 1.

    Args:
        problems: what is wrong with each of its facts: ``invented``, ``misplaced`` or ``lost`` (which costs nothing).
        broken_off: whether it has no end.
        translation: the severities of what is wrong with the translation it repeats; the worst one counts.
        risk: the probability that this translation misleads; it counts where it is a graver doubt than the worst flag.
    """
    value = 1.0
    for what in problems:
        if what != "lost":
            value *= 1 - (INVENTED if what == "invented" else MISPLACED)
    if broken_off:
        value *= 1 - BROKEN_OFF
    value *= 1 - max([risk or 0.0, *(DOUBT[severity] for severity in translation)])
    return round(value, 3)
