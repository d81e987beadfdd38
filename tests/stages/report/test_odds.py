"""A risk in words, and what the risks of a run let expect of its surest sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.report.odds import SHARES, WORDS, in_words, odds, surest


@pytest.mark.parametrize(
    ("risk", "words"),
    [
        (None, ""),
        (0.0, "fewer than 1 in 20 such sentences are wrong"),
        (0.049, "fewer than 1 in 20 such sentences are wrong"),
        (0.05, "about 1 in 10 such sentences is wrong"),
        (0.31, "about 3 in 10 such sentences are wrong"),
        (0.5, "about half of such sentences are wrong"),
        (0.94, "about 9 in 10 such sentences are wrong"),
        (0.96, "nearly all such sentences are wrong"),
        (1.0, "nearly all such sentences are wrong"),
    ],
)
def test_a_risk_in_words(risk: float | None, words: str) -> None:
    assert in_words(risk) == words


@given(st.floats(0, 1))
def test_the_words_are_no_further_from_the_risk_than_a_twentieth(risk: float) -> None:
    number = odds(risk)
    assert number is not None
    assert WORDS[number] == in_words(risk)
    assert abs(number / 10 - risk) <= 0.05 + 1e-9


def test_the_surest_are_expected_to_hold_fewer_wrong_ones() -> None:
    rows = surest([0.9, 0.1, 0.3, 0.5])
    assert [row["share"] for row in rows] == list(SHARES)
    assert {row["share"]: (row["sentences"], row["risk"], row["expected"]) for row in rows} == {
        0.1: (1, 0.1, 0.1),
        0.25: (1, 0.1, 0.1),
        0.5: (2, 0.3, 0.2),
        0.75: (3, 0.5, 0.3),
        0.9: (4, 0.9, 0.45),
        1.0: (4, 0.9, 0.45),
    }
    assert surest([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_the_expected_share_never_falls_with_coverage(risks: list[float]) -> None:
    expected = [row["expected"] for row in surest(risks)]
    assert expected == sorted(expected)
    assert expected[-1] == pytest.approx(sum(risks) / len(risks), abs=1e-4)
