"""Two systems' errors are compared at the same rate for each, however many sentences either wrote."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.comparison.error_classes import exposed_p
from pipeline.comparison.results import ALPHA
from pipeline.metrics.base import Rows


def rows(errors: list[int], sentences: int) -> Rows:
    return np.array([[e, sentences] for e in errors], dtype=np.float64)


@pytest.mark.parametrize(("first", "second"), [((1, 3), (0, 1)), ((0, 3), (1, 1)), ((1, 2), (0, 2)), ((0, 0), (1, 1))])
def test_one_error_against_none_is_chance(first: tuple[int, int], second: tuple[int, int]) -> None:
    """36 sentences against 12, and one error among them, was p < 0.001."""
    left, right = (rows([errors] + 11 * [0], sentences) for errors, sentences in (first, second))
    assert exposed_p(left, right) == exposed_p(right, left) == 1.0


@pytest.mark.parametrize("sentences", [(5, 5), (30, 10)])
def test_fewer_than_six_items_are_no_evidence(sentences: tuple[int, int]) -> None:
    left, right = rows(12 * [0], sentences[0]), rows(5 * [4] + 7 * [0], sentences[1])
    assert exposed_p(left, right) >= ALPHA
    assert exposed_p(rows(12 * [0], sentences[0]), rows(10 * [4] + 2 * [0], sentences[1])) < ALPHA


def test_errors_in_proportion_to_the_sentences_are_no_difference() -> None:
    assert exposed_p(rows(12 * [3], 30), rows(12 * [1], 10)) == 1.0


def test_the_same_p_whichever_is_first() -> None:
    left, right = rows([0, 1, 0, 2, 0, 0, 1, 0] * 4, 3), rows([1, 0, 1, 1, 0, 1, 0, 0] * 4, 2)
    assert exposed_p(left, right) == pytest.approx(exposed_p(right, left), abs=0.05)


@pytest.mark.parametrize("sentences", [(3, 1), (4, 3), (10, 10)])
@pytest.mark.parametrize("together", [1, 3], ids=["single", "in groups"])
def test_equal_systems_are_seldom_called_different(sentences: tuple[int, int], together: int) -> None:
    """One in twenty at most, whatever their lengths, and where the errors of an item come together."""
    rng, called = np.random.default_rng(7), 0
    for trial in range(200):
        hard = rng.gamma(1.0, 1.0, 40)  # some items are hard for both
        made = [rng.poisson(0.1 * n * hard / together) * together for n in sentences]
        left, right = (rows(own.tolist(), n) for own, n in zip(made, sentences, strict=True))
        called += exposed_p(left, right, 200, trial) < ALPHA
    assert called <= 0.05 * 200 + 2 * (200 * 0.05 * 0.95) ** 0.5


def test_a_system_that_errs_more_is_found() -> None:
    rng = np.random.default_rng(3)
    left, right = rows(rng.poisson(0.2, 80).tolist(), 4), rows(rng.poisson(0.5, 80).tolist(), 2)
    assert exposed_p(left, right) < ALPHA
