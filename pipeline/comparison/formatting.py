"""Writes a number for a table of a comparison."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from pipeline.core import scales
from pipeline.core.records import Score, Scores


def number(value: float | None, digits: int = scales.POINTS, sign: bool = False) -> str:
    """A number, or a dash."""
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:{'+' if sign else ''},.{digits}f}"


def counted(count: int, noun: str) -> str:
    """A count with its noun: ``1 item``, ``2 items``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def digits_of(scores: Iterable[Score]) -> Mapping[str, int]:
    """How many decimals each metric's values are written with."""
    return Scores(scores).digits()


def with_interval(score: Score, digits: int) -> str:
    """A score with its 95% interval."""
    return f"{number(score.value, digits)} ({number(score.low, digits)} to {number(score.high, digits)})"
