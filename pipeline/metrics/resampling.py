"""Computes intervals and p-values from rows of statistics: the bootstrap, two paired tests, and Holm's correction.

Items are resampled by weights: a matrix of how often each item was drawn, times the rows, gives all sums at once. One
matrix serves every metric and every system, which is what makes the test paired and quick.

Sources: Koehn (2004), "Statistical Significance Tests for Machine Translation Evaluation"; Riezler and Maxwell (2005),
"On Some Pitfalls in Automatic Evaluation and Significance Testing for MT" (approximate randomization); Holm (1979).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.core.errors import UserError
from pipeline.metrics.base import Rows, Values

Matrix = npt.NDArray[np.float64]
SEED = 1234
SAMPLES = 1000
LEVEL = 0.95
# Sums of the same rows in another order differ by rounding; a tie must not count as "larger" for that.
TIE = 1e-9


@lru_cache(maxsize=4)
def bootstrap_weights(items: int, samples: int = SAMPLES, seed: int = SEED) -> Matrix:
    """How often each item is drawn: (samples, items), each row summing to ``items``.

    Raises:
        UserError: no items, or no samples.
    """
    _check(items, samples)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(items, np.full(items, 1.0 / items), size=samples).astype(np.float64)
    weights.flags.writeable = False
    return weights


@lru_cache(maxsize=4)
def swap_masks(items: int, samples: int = SAMPLES, seed: int = SEED) -> Matrix:
    """Which items keep their system: (samples, items) of 0 and 1, fair coins.

    Raises:
        UserError: no items, or no samples.
    """
    _check(items, samples)
    rng = np.random.default_rng([seed, 1])  # a stream independent of the bootstrap's
    masks = rng.integers(0, 2, size=(samples, items)).astype(np.float64)
    masks.flags.writeable = False
    return masks


def _check(items: int, samples: int) -> None:
    if items < 1 or samples < 1:
        raise UserError(f"resampling needs items and samples, given {items} and {samples}", "check the input")


def interval(values: Values, level: float = LEVEL) -> tuple[float, float]:
    """The percentile interval of resampled values; undefined resamples are left out.

    Returns:
        (low, high), both NaN when every resample is undefined.
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return (float("nan"), float("nan"))
    tail = 100.0 * (1.0 - level) / 2.0
    low, high = np.percentile(known, [tail, 100.0 - tail])
    return (float(low), float(high))


def resampled(rows: Rows, value: Callable[[Rows], Values], weights: Matrix) -> Values:
    """The metric's value in every resample: (samples,)."""
    return value(weights @ rows)


def bootstrap_p(delta: float, deltas: Values) -> float:
    """Two-sided p of the paired bootstrap: how often a resampled difference is as far from the mean of all resamples
    as the observed one is from zero.

    sacrebleu (``significance.py``) takes absolute values before it centres, which halves p near zero and rejects a true
    null twice as often as it says; the calibration table in ``eval/results`` has both.
    """
    known = deltas[~np.isnan(deltas)]
    if not known.size:
        return float("nan")
    extreme = np.abs(known - known.mean()) >= abs(delta) - TIE
    return float((int(extreme.sum()) + 1) / (known.size + 1))


def randomization_p(left: Rows, right: Rows, value: Callable[[Rows], Values], masks: Matrix) -> float:
    """Two-sided p of approximate randomization: how often a difference as large comes of swapping systems item by item.

    Exact for any metric under the null that the two systems' outputs could be exchanged. Equal systems give 1.
    """
    first = masks @ (left - right) + right.sum(axis=0)
    deltas = value(first) - value((left + right).sum(axis=0) - first)
    delta = float(value(left.sum(axis=0)) - value(right.sum(axis=0)))
    known = deltas[~np.isnan(deltas)]
    if not known.size or np.isnan(delta):
        return float("nan")
    extreme = np.abs(known) >= abs(delta) - TIE
    return float((int(extreme.sum()) + 1) / (known.size + 1))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's step-down correction for a family of tests; NaN stays NaN and does not count in the family."""
    adjusted = [float("nan")] * len(p_values)
    order = sorted((n for n, p in enumerate(p_values) if not np.isnan(p)), key=lambda n: p_values[n])
    worst = 0.0
    for rank, n in enumerate(order):
        worst = max(worst, min(1.0, (len(order) - rank) * p_values[n]))
        adjusted[n] = worst
    return tuple(adjusted)
