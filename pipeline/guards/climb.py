"""Holds one sentence on the ladder: its best translation so far, and what was tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.core.records import Attempt

if TYPE_CHECKING:
    from pipeline.backends.base import Hypothesis

Arrival = tuple[int, float, bool, float, Attempt]  # words still lost, cost, given in English, less the score


@dataclass(slots=True)
class Climb:
    """One sentence on the ladder: ``best`` so far, what was tried, and the ``rest`` of the first search."""

    source: str
    best: Attempt
    flags: tuple[str, ...] = ()
    tried: list[Attempt] = field(default_factory=list)
    rest: list[Hypothesis] = field(default_factory=list)

    def risen(self, attempt: Attempt) -> float:
        """How much the engine's score of an attempt is above that of its best; 0 where either has none."""
        first = (self.tried[0] if self.tried else self.best).score
        return attempt.score - first if first is not None and attempt.score is not None else 0.0


def settled(arrivals: Sequence[Arrival]) -> bool:
    """Whether in one of the attempts nothing is left to mend, and nothing was given in English."""
    return any(one[:3] == (0, 0.0, False) for one in arrivals)
