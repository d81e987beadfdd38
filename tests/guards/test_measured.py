"""What the checker must hold on real translations; the data is read beside the checkout, never committed."""

from argparse import Namespace
from pathlib import Path

import pytest

from eval.benchmarks import guards

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "mt" / "flores-devtest.id"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="FLORES devtest is not beside the checkout")

# Recall and precision of digits on the stored outputs, as published with them.
PUBLISHED = {
    "reference": (93.4, 95.8),
    "bergamot-tiny": (97.8, 95.1),
    "microsoft": (96.8, 95.0),
    "google": (95.0, 95.9),
    "nllb": (92.7, 94.2),
    "opusmt": (92.1, 92.1),
    "argos": (91.5, 88.7),
}


@pytest.mark.heavy
@needs_data
def test_digits_are_counted_as_published_and_the_facts_rank_the_systems_alike() -> None:
    table = guards.checker(Namespace())
    for system, published in PUBLISHED.items():
        assert table[system]["digits"] == pytest.approx(published, abs=0.5)
    recall = {system: table[system]["facts"][0] for system in PUBLISHED}
    assert recall["reference"] >= 97  # words for numerals are understood, so a sound text loses almost nothing
    assert recall["microsoft"] > recall["nllb"] > recall["opusmt"] > recall["argos"]


@pytest.mark.heavy
@needs_data
def test_planted_errors_are_caught_and_sound_references_let_pass() -> None:
    result = guards.planted(Namespace(set="devtest", n=200, seed=7))
    numeric = [k for k in result if k.startswith(("number", "date"))]
    caught = sum(result[k]["caught"] * result[k]["n"] for k in numeric) / sum(result[k]["n"] for k in numeric)
    assert sum(result[k]["n"] for k in (*numeric, "name swapped")) == 200
    assert caught >= 95
    assert result["name swapped"]["caught"] >= 90
    assert result["false alarms on all"]["share"] <= 3
    misspelt = result["of these for a non-word alone"]["share"]
    assert misspelt <= 1
    assert result["shown to a reader on all"]["share"] - misspelt <= 3
