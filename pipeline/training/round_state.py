"""The progress of a round, which is saved with its weights, and its result."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class RoundState:
    """The progress of a round; all of it is saved and restored."""

    step: int = 0
    epoch: int = 0
    place: int = 0  # batches of this epoch already used
    used: float = 0.0  # seconds of training, evaluation not counted
    tokens: int = 0  # target tokens seen
    best: float = -math.inf
    best_step: int = 0
    bad: int = 0  # evaluations since the best one
    done: bool = False
    real: bool = False  # synthetic pairs are left out from here on
    scores: list[list[float]] = field(default_factory=list)  # [step, minutes, value]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a round: the best dev score, at which step, and what it cost."""

    best: float
    best_step: int
    steps: int
    minutes: float
    target_tokens: int
    stopped_early: bool
