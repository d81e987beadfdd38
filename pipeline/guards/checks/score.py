"""Checks that the engine's score of a translation is not far below its usual one.

The length-normalised log-probability of a translation is the best detector of detached output that costs nothing
(Guerreiro et al., arXiv 2208.05309). How low is too low depends on the engine; what it usually gives is a constant of
the calibration (``quality_estimation.toml``).
"""

from __future__ import annotations

from pipeline.guards.context import EMPTY, Context

COSTS = {"score-low": 0.5}
_FAR_BELOW = 1.5  # nats a token: the translation is 4.5 times less likely, word for word, than the usual one


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("score-low",) when the engine's score is far below its usual one."""
    if context.score is None or context.usual_score is None:
        return ()
    return ("score-low",) if context.score < context.usual_score - _FAR_BELOW else ()
