"""Agreement and Bradley-Terry against published and independent values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from pipeline.comparison.agreement import kendall_tau, krippendorff_alpha, pairwise_accuracy, raw_agreement
from pipeline.comparison.bradley_terry import PRIOR, strengths, win_probability, with_intervals

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": four observers, twelve units, None is no answer.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = [[value for value in unit if value is not None] for unit in zip(*OBSERVERS, strict=True)]


def test_alpha_is_that_of_the_published_example() -> None:
    assert krippendorff_alpha(UNITS, "nominal") == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(UNITS, "interval") == pytest.approx(0.849, abs=5e-4)


def test_alpha_at_its_ends() -> None:
    assert krippendorff_alpha([["a", "a"], ["b", "b"]]) == 1.0
    assert krippendorff_alpha([["a", "b"], ["b", "a"]]) < 0
    assert math.isnan(krippendorff_alpha([["a"], ["b"]]))  # nobody judged the same item
    assert math.isnan(krippendorff_alpha([["a", "a"], ["a", "a"]]))  # nothing varies


def test_metrics_against_people() -> None:
    assert pairwise_accuracy([1, -1, 1, 0], [0.2, -3, -0.1, 5]) == pytest.approx(2 / 3)
    assert pairwise_accuracy([1, 1], [0, float("nan")]) == 0.5
    assert math.isnan(pairwise_accuracy([0], [1]))
    assert kendall_tau([1, 2, 3], [10, 20, 30]) == 1.0
    assert kendall_tau([1, 2, 3, 4], [4, 3, 2, float("nan")]) == -1.0
    assert math.isnan(kendall_tau([1, 1], [1, 2]))


def test_two_systems_have_the_closed_form() -> None:
    found = strengths(np.array([[0.0, 8.0], [2.0, 0.0]]))
    assert found[0] - found[1] == pytest.approx(math.log((8 + PRIOR) / (2 + PRIOR)))
    assert win_probability(found[0], found[1]) == pytest.approx(8.5 / 11)
    assert found.sum() == pytest.approx(0)


def test_three_systems_are_at_the_maximum_of_the_likelihood() -> None:
    wins = np.array([[0.0, 7, 9], [3, 0, 6.5], [1, 3.5, 0]])

    def loss(free: np.ndarray) -> float:
        s = np.array([0.0, *free])
        counted = wins + PRIOR * (1 - np.eye(3))
        return float(sum(counted[i, j] * np.log1p(np.exp(s[j] - s[i])) for i in range(3) for j in range(3) if i != j))

    best = np.array([0.0, *minimize(loss, np.zeros(2), tol=1e-12).x])
    assert strengths(wins) == pytest.approx(best - best.mean(), abs=1e-4)


def test_a_system_that_always_won_is_finite_and_its_interval_holds_it() -> None:
    items = np.zeros((12, 2, 2))
    items[:, 0, 1] = 1.0
    values, intervals = with_intervals(items, 200, 1)
    assert np.isfinite(values).all()
    assert intervals[0][0] <= values[0] <= intervals[0][1]
    mixed = items.copy()
    mixed[:6] = np.swapaxes(items[:6], 1, 2)
    values, intervals = with_intervals(mixed, 400, 1)
    assert intervals[0][0] < 0 < intervals[0][1]


def test_raw_agreement_takes_nothing_off_for_chance() -> None:
    assert raw_agreement([["a", "a"], ["a", "b"], ["a"]]) == 0.5
    assert raw_agreement([[50.0, 60.0], [70.0, 70.0]], "interval") == 5.0
    assert math.isnan(raw_agreement([["a"]]))
