"""The quality estimate: its table, its range, and that it falls when things go wrong."""

import pytest

from pipeline.guards.quality_estimation import FEATURES, Calibration, estimate, features

SOURCE, GOOD = "Pemerintah akan membangun jalan baru.", "The government will build a new road."


def test_the_committed_table_has_every_coefficient_and_says_what_it_was_made_from() -> None:
    table = Calibration.load()
    assert set(table.weights) == set(FEATURES)
    assert table.made_from
    assert table.usual_score is None or -5 < table.usual_score < 0


def test_features_are_named_in_order() -> None:
    assert tuple(features(SOURCE, GOOD, -0.5, ())) == FEATURES


@pytest.mark.parametrize("score", [None, 0.0, -0.5, -40.0])
@pytest.mark.parametrize("text", ["", GOOD, GOOD * 30])
def test_the_estimate_is_a_share(score: float | None, text: str) -> None:
    assert 0 <= estimate(SOURCE, text, score, ("loop", "empty")) <= 1


def test_doubt_lowers_the_estimate() -> None:
    assert estimate(SOURCE, GOOD, -0.3, ()) > estimate(SOURCE, GOOD, -1.5, ())
