"""Checks that a translation is not empty and not far shorter or longer than its source lets expect.

English takes 0.9 to 1.3 times the letters of Indonesian; short sentences vary more, so the bounds open up for them.
Measured on human translations: see ``eval/benchmarks/guards.py``.
"""

from __future__ import annotations

from pipeline.guards.context import EMPTY, Context

COSTS = {"empty": 12.0, "too-short": 3.0, "too-long": 3.0}
_SHORTEST, _LONGEST = 0.5, 2.0
_SLACK = 15  # letters that any sentence may have more or less


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("empty",), ("too-short",) or ("too-long",) when the number of letters is out of proportion."""
    given, made = _letters(source), _letters(translation)
    if not given:
        return ()
    if not made:
        return ("empty",)
    if made + _SLACK < given * _SHORTEST + _SLACK / 2:
        return ("too-short",)
    if made > given * _LONGEST + _SLACK:
        return ("too-long",)
    return ()


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text)) + text.count("_")
