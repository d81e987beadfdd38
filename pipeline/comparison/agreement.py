"""Measures agreement: between judges (Krippendorff's alpha), and between judges and a metric.

Sources: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", whose worked example is a test; Kocmi et al.
(2021), "To Ship or Not to Ship" (pairwise accuracy); Kendall's tau-b is scipy's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations
from typing import Any, Literal

Level = Literal["nominal", "interval"]


def krippendorff_alpha(units: Iterable[Sequence[Hashable]], level: Level = "nominal") -> float:
    """How far judges agree beyond chance: 1 is always, 0 what chance would give; NaN where it is undefined.

    Args:
        units: for each item the values that judges gave it; items with one value say nothing and are left out.
        level: ``nominal`` for choices, ``interval`` for scores (numbers).
    """
    distance = _DISTANCES[level]
    pairable = [values for values in units if len(values) > 1]
    totals = Counter(value for values in pairable for value in values)
    n = sum(totals.values())
    expected = sum(totals[a] * totals[b] * distance(a, b) for a in totals for b in totals)
    if n < 2 or expected == 0:
        return math.nan
    observed = sum(_disagreement(values, distance) for values in pairable)
    return float(1.0 - (n - 1) * observed / expected)


def raw_agreement(units: Iterable[Sequence[Hashable]], level: Level = "nominal") -> float:
    """How two judges of one item agree, nothing taken off for chance: the share of equal choices, or the mean distance
    of scores; NaN where no item has two judges."""
    pairs = [pair for values in units for pair in combinations(values, 2)]
    if not pairs:
        return math.nan
    distances = (float(a == b) if level == "nominal" else abs(float(a) - float(b)) for a, b in pairs)  # type: ignore[arg-type]
    return sum(distances) / len(pairs)


def _disagreement(values: Sequence[Hashable], distance: Callable[[Any, Any], float]) -> float:
    counts = Counter(values)
    return sum(counts[a] * counts[b] * distance(a, b) for a in counts for b in counts) / (len(values) - 1)


_DISTANCES: dict[Level, Callable[[Any, Any], float]] = {
    "nominal": lambda a, b: float(a != b),
    "interval": lambda a, b: float((a - b) ** 2),
}


def pairwise_accuracy(people: Sequence[float], metric: Sequence[float]) -> float:
    """The share of items on which the metric prefers what people prefer; a metric's tie counts as half.

    Items on which people see no difference say nothing and are left out; NaN when none is left.
    """
    hits = [
        0.5 if m == 0 or math.isnan(m) else float((m > 0) == (p > 0))
        for p, m in zip(people, metric, strict=True)
        if p != 0
    ]
    return sum(hits) / len(hits) if hits else math.nan


def kendall_tau(people: Sequence[float], metric: Sequence[float]) -> float:
    """Kendall's tau-b between two rankings of the same items; NaN where either has no order."""
    from scipy.stats import kendalltau

    kept = [(p, m) for p, m in zip(people, metric, strict=True) if not math.isnan(m)]
    if len({p for p, _ in kept}) < 2 or len({m for _, m in kept}) < 2:
        return math.nan
    return float(kendalltau([p for p, _ in kept], [m for _, m in kept]).statistic)
