"""Breaks the difference between two systems down by domain and by length, each part with its own interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import metrics
from pipeline.comparison.results import Side
from pipeline.metrics import resampling
from pipeline.metrics.base import Metric, Rows

LEAST = 5  # items of a part; a smaller one says nothing


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a suite: each system's score on it, and the difference with its 95% interval."""

    by: str
    name: str
    n: int
    values: Mapping[str, float]
    delta: float
    low: float
    high: float


def break_down(
    side: Side, metric: Metric, labels: Mapping[str, str], *, samples: int, seed: int, by: str = "domain"
) -> list[Part]:
    """The parts of a suite by label, then by thirds of the source's length; the first two systems of the side.

    Args:
        side: what the systems wrote.
        metric: the one to score by.
        labels: each item's domain by its id; items without one are in no part.
        samples: resamples of each interval.
        seed: of the resampling.
        by: what the labels are called.
    """
    rows = {system: _rows(side, metric, system) for system in tuple(side.items)[:2]}
    parts = [
        _part(by, name, [n for n, item in enumerate(side.ids) if labels.get(item) == name], rows, metric, samples, seed)
        for name in sorted({labels[item] for item in side.ids if item in labels})
    ]
    parts += [_part("length", name, where, rows, metric, samples, seed) for name, where in thirds(side)]
    return [part for part in parts if part.n >= LEAST]


def _rows(side: Side, metric: Metric, system: str) -> Rows:
    groups = side.groups[system]
    return metrics.statistics(metric, side.items[system], groups if len(groups) != len(side.ids) else None)


def _part(
    by: str, name: str, where: Sequence[int], rows: Mapping[str, Rows], metric: Metric, samples: int, seed: int
) -> Part:
    first, second = (own[list(where)] for own in rows.values())
    values = {system: float(metric.value(own[list(where)].sum(axis=0))) for system, own in rows.items()}
    low = high = float("nan")
    if len(where) >= LEAST:
        weights = resampling.bootstrap_weights(len(where), samples, seed)
        low, high = resampling.interval(metric.value(weights @ second) - metric.value(weights @ first))
    left, right = values.values()
    return Part(by, name, len(where), values, right - left, low, high)


def thirds(side: Side) -> list[tuple[str, list[int]]]:
    """The shorter, middle and longer third of the items by words of the source, named by their bounds."""
    words = [len(shown.source.split()) for shown in side.shown]
    if len(set(words)) < 3:
        return []
    low, high = (int(np.ceil(q)) for q in np.quantile(words, [1 / 3, 2 / 3]))
    bounds = [(min(words), low), (low + 1, high), (high + 1, max(words))]
    return [(f"{a} to {b} words", [n for n, count in enumerate(words) if a <= count <= b]) for a, b in bounds if a <= b]
