"""Facts as scores: what is kept, what is added, and whose fault a brief's wrong fact is."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline import metrics
from pipeline.metrics.attribution import attribute

SOURCE = "Sebanyak 1.100 orang mengungsi, kata BMKG pada Rabu (13/9)."


def test_numbers_kept_and_invented() -> None:
    good = "A total of 1,100 people fled, BMKG said on Wednesday (September 13)."
    bad = "A total of 1,500 people fled, BMKG said on Wednesday (September 13)."
    assert metrics.score("numbers-recall", [good], sources=[SOURCE], samples=5).value == 100
    recall = metrics.score("numbers-recall", [good, bad], sources=[SOURCE, SOURCE], samples=5)
    precision = metrics.score("numbers-precision", [good, bad], sources=[SOURCE, SOURCE], samples=5)
    assert recall.items[0] == precision.items[0] == 100
    assert recall.items[1] < 100
    assert precision.items[1] < 100


def test_an_item_without_facts_is_undefined() -> None:
    score = metrics.score("numbers-recall", ["He went home."], sources=["Dia pulang."], samples=5)
    assert np.isnan(score.value)
    assert np.isnan(score.items[0])


def test_a_wrong_fact_is_blamed_on_the_step_that_made_it() -> None:
    translation = "A total of 1,500 people fled on Wednesday (September 13)."
    brief = "1,500 people fled, and 77 houses were lost on September 13."
    found = attribute(SOURCE, translation, brief)
    assert [f.text for f in found.by_translation] == ["1,500"]
    assert [f.text for f in found.by_summary] == ["77"]
    assert any("13" in f.text for f in found.supported)
    parts = [
        metrics.score(name, [brief], sources=[SOURCE], middles=[translation], samples=5).value
        for name in ("facts-supported", "facts-wrong-translation", "facts-wrong-summary")
    ]
    assert sum(parts) == pytest.approx(100)


def test_recall_counts_the_references_facts_that_the_brief_has() -> None:
    items = metrics.make_items(
        ["Police said on Tuesday that 12 people died in Medan."],
        [["Budi Santoso said 12 people died in Medan on Tuesday (March 3)."]],
    )
    score = metrics.score_items(metrics.load_metric("facts-recall"), items)
    assert score.value == 50.0  # 12 and Medan; neither the name nor the day of the month
