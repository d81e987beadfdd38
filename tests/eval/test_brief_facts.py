"""The planted-error test: wrong facts in briefs are seen, right ones are left alone."""

from __future__ import annotations

from collections import Counter

import pytest

from eval.benchmarks import brief_facts

ROWS = [brief_facts.Planted(**row) for row in brief_facts.read("planted.jsonl")]
KINDS = {"number": 80, "date": 30, "name": 50, "place": 40}


def test_the_data_is_200_altered_briefs_beside_the_swaps_and_the_clean_ones() -> None:
    kinds = Counter(row.kind for row in ROWS)
    assert {k: kinds[k] for k in KINDS} == KINDS
    assert kinds["none"] == 48
    assert len({row.id for row in ROWS}) == len(ROWS)
    clean = {tuple(row.sentences) for row in ROWS if row.at < 0}
    for row in ROWS:
        if row.at >= 0:
            assert row.altered in row.sentences[row.at]
            assert row.altered != row.original
            assert tuple(row.sentences) not in clean


def test_the_committed_file_is_what_the_seed_makes() -> None:
    assert brief_facts.plant() == ROWS


@pytest.mark.heavy
def test_altered_facts_are_caught_and_right_ones_left_alone() -> None:
    """The project's bars: 95% of numbers and dates, 90% of names and places, at most 3% false alarms."""
    rate = {kind: hits / total for kind, (hits, total) in brief_facts.measure(ROWS).items()}
    assert rate["number"] >= 0.95
    assert rate["date"] >= 0.95
    assert rate["name"] >= 0.9
    assert rate["place"] >= 0.9
    assert rate["none"] <= 0.03
    assert rate["none-sentence"] <= 0.03


def test_the_interval_is_wilsons() -> None:
    low, high = brief_facts.interval(45, 50)  # the score interval of Newcombe (1998), method 3
    assert (round(low, 3), round(high, 3)) == (0.786, 0.957)
