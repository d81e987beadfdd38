"""Takes the hypothesis that is least likely to mislead, where the engine's best lacks a word of its source.

The engine's score cannot tell "then edited a finalist" from "then married a finalist"; the estimated risk
(:mod:`pipeline.guards.risk`) can, because it counts the words of the source that did not arrive. The other hypotheses
of the first search cost nothing; a wider search is made for the sentences that are likely to mislead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.core.records import Attempt
from pipeline.guards import cost, risk
from pipeline.guards.climb import Climb
from pipeline.language.lexicon import lost_words

if TYPE_CHECKING:
    from pipeline.backends.base import Hypothesis

GAIN = 0.02  # of risk; for less a hypothesis does not take the place of the engine's best
RISKY = 0.2  # of sentences whose translation has this risk more hypotheses are asked for


def take(
    climbs: Sequence[Climb],
    attempt: Callable[[str, str, Hypothesis], Attempt],
    wider: Callable[[list[str]], list[list[Hypothesis]]],
) -> None:
    """Take less risky hypotheses where there are any that fail no more than what there is.

    Args:
        climbs: the sentences.
        attempt: makes an attempt of a remedy, a source and one of its hypotheses.
        wider: the hypotheses of a wider search for each source.
    """
    lacking = [c for c in climbs if c.best.score is not None and lost_words(c.source, c.best.text)]
    for climb in lacking:
        _take(climb, [attempt("n-best", climb.source, hypothesis) for hypothesis in climb.rest])
    risky = [c for c in lacking if (_risk(c, c.best) or 0.0) >= RISKY and lost_words(c.source, c.best.text)]
    for climb, hypotheses in zip(risky, wider([c.source for c in risky]), strict=True):
        _take(climb, [attempt("wide", climb.source, hypothesis) for hypothesis in hypotheses])


def _take(climb: Climb, candidates: Iterable[Attempt]) -> None:
    """Put the least risky candidate in the place of a sentence's best, where it is less risky by ``GAIN``."""
    now = _risk(climb, climb.best)
    sound = [(_risk(climb, c), c) for c in candidates if cost(c.failures) <= cost(climb.best.failures)]
    less = [(known, c) for known, c in sound if known is not None and now is not None and known <= now - GAIN]
    if less:
        chosen = min(less, key=lambda one: one[0])[1]
        climb.tried = [*(climb.tried or [climb.best]), chosen]
        climb.best, climb.flags = chosen, ()


def _risk(climb: Climb, attempt: Attempt) -> float | None:
    return risk.risk(climb.source, attempt.text, attempt.score)
