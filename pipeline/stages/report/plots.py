"""Places scores and their intervals on a scale, so that a page can draw them.

The scale goes from 0 to 100, or to the largest value where a metric has values above that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

WIDTH = 260  # of a plot, in its own units
MARGIN = 6
USUAL = 100.0


def scores_by_metric(scores: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The metrics in order, each with its scores, to which ``x``, ``left`` and ``right`` are added: where value and
    interval lie."""
    metrics: dict[str, list[Mapping[str, Any]]] = {}
    for row in scores:
        metrics.setdefault(row["metric"], []).append(row)
    return [{"metric": name, "rows": _placed(rows)} for name, rows in metrics.items()]


def _placed(rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    ends: list[float] = [end for row in rows for end in (row["value"], row["low"], row["high"]) if end is not None]
    low, high = min(0.0, *ends), max(USUAL, *ends)
    unit: float = (WIDTH - 2 * MARGIN) / (high - low)

    def place(value: float) -> float:
        return round(MARGIN + (value - low) * unit, 1)

    placed = []
    for row in rows:
        left, right = (row["value"] if row[end] is None else row[end] for end in ("low", "high"))
        placed.append({**row, "x": place(row["value"]), "left": place(left), "right": place(right)})
    return placed
