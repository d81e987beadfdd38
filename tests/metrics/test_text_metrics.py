"""BLEU, chrF, TER and ROUGE against values from elsewhere: sacrebleu's and rouge-score's tests, Lin (2004), by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF, TER

from pipeline import metrics
from pipeline.core.errors import UserError
from pipeline.metrics import base, bleu, chrf, ter

MT = Path(__file__).resolve().parents[3] / "shared" / "data" / "mt"
HYPOTHESES = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."]
REFERENCES = [
    ["The dog bit the man.", "The dog had bit the man."],
    ["It was not unexpected.", "No one was surprised."],
    ["The man bit him first.", "The man had bitten the dog."],
]


def value(name: str, hypotheses: list[str], references: list[list[str]]) -> float:
    return metrics.score(name, hypotheses, references, samples=10).value


def test_bleu_with_two_references() -> None:
    # sacrebleu, README and test/test_bleu.py
    assert value("bleu", HYPOTHESES, REFERENCES) == pytest.approx(48.530827, abs=1e-6)


def test_bleu_by_hand() -> None:
    # 5 words against 6: matches 5/5, 4/4, 3/3, 2/2, brevity exp(1 - 6/5)
    assert value("bleu", ["a b c d e"], [["a b c d e f"]]) == pytest.approx(100 * np.exp(-0.2))


@pytest.mark.parametrize(
    ("hypothesis", "reference", "expected"),
    [("aa", "ab", 25.0), ("a b c", "abc", 100.0), ("a", "b", 0.0)],
    # sacrebleu, test/test_chrf.py, effective order; with precision = recall the beta does not matter
)
def test_chrf(hypothesis: str, reference: str, expected: float) -> None:
    assert value("chrf", [hypothesis], [[reference]]) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("hypothesis", "reference", "expected"),
    [
        ("aaaa bbbb cccc dddd", "aaaa bbbb cccc dddd", 0.0),
        ("dddd eeee ffff", "aaaa bbbb cccc", 100.0),
        ("d e f g h a b c", "a b c d e f g h", 12.5),  # one shift
    ],
    # sacrebleu, test/test_ter.py, after tercom
)
def test_ter(hypothesis: str, reference: str, expected: float) -> None:
    assert value("ter", [hypothesis], [[reference]]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("metric", "reference", "summary", "expected"),
    [
        ("rouge1", "testing one two", "testing", 1 / 2),  # rouge-score, rouge_scorer_test.py, checked with ROUGE-1.5.5
        ("rouge2", "testing one two", "testing one", 2 / 3),
        ("rougeL", "testing one two", "testing two", 4 / 5),
        ("rougeL", "police killed the gunman", "the gunman kill police", 1 / 2),  # Lin (2004), section 3.1, S3
        (
            "rougeLsum",
            "w1 w2 w3 w4 w5",
            "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5",
            0.8 * 0.4 * 2 / 1.2,
        ),  # section 3.2: 4/5, 4/10
    ],
)
def test_rouge(metric: str, reference: str, summary: str, expected: float) -> None:
    assert value(metric, [summary], [[reference]]) == pytest.approx(100 * expected)


def test_rouge_takes_the_best_reference() -> None:
    assert value("rouge1", ["a b"], [["x y", "a b"]]) == pytest.approx(100.0)


WORDS = ["the", "a", "cat", "dog", "sat", "on", "mat", ",", ".", "runs"]
LINE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(LINE, LINE), min_size=1, max_size=6), st.data())
def test_values_of_any_resample_are_sacrebleus(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    hypotheses, references = [p[0] for p in pairs], [[p[1]] for p in pairs]
    drawn = data.draw(st.lists(st.integers(0, len(pairs) - 1), min_size=1, max_size=8))
    weights = np.bincount(drawn, minlength=len(pairs)).astype(float)
    again_h, again_r = [hypotheses[n] for n in drawn], [[references[n][0] for n in drawn]]
    items = metrics.make_items(hypotheses, references)
    theirs = {"bleu": BLEU(force=True), "chrf": CHRF(), "chrf++": CHRF(word_order=2), "ter": TER()}
    for name, other in theirs.items():
        metric = metrics.load_metric(name)
        ours = float(metric.value(weights @ metrics.statistics(metric, items)))
        assert ours == pytest.approx(other.corpus_score(again_h, again_r).score, abs=1e-9), name


def test_sentence_values_are_sacrebleus() -> None:
    items = metrics.make_items(HYPOTHESES, REFERENCES)
    ours = metrics.load_metric("bleu").per_item(metrics.statistics(metrics.load_metric("bleu"), items))
    theirs = [
        BLEU(effective_order=True).sentence_score(h, r).score for h, r in zip(HYPOTHESES, REFERENCES, strict=True)
    ]
    assert ours.tolist() == pytest.approx(theirs)


def test_degenerate_sums_have_values() -> None:
    assert bleu.value(np.zeros(10)) == 0
    assert chrf.value(np.zeros(18)) == 0
    assert ter.value(np.zeros(2)) == 0
    assert ter.value(np.array([3.0, 0.0])) == 100
    assert np.isnan(base.ratio(np.zeros(2)))


def test_a_score_says_how_it_was_made() -> None:
    score = metrics.score("chrf", HYPOTHESES, REFERENCES, seed=7, samples=50)
    assert score.n == len(score.items) == 3
    assert score.low is not None
    assert score.high is not None
    assert score.low <= score.value <= score.high
    assert score.signature.startswith("nrefs:2|case:mixed|eff:yes|nc:6|nw:0|space:no|version:")
    assert score.signature.endswith("|bs:50|rs:7")
    assert metrics.score("chrf", HYPOTHESES, REFERENCES, seed=7, samples=50) == score


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(UserError, match="did you mean 'rouge1'"):
        metrics.score("rouge-1", HYPOTHESES, REFERENCES)
    with pytest.raises(UserError, match="no hypotheses"):
        metrics.score("chrf", [], [])
    with pytest.raises(UserError, match="1 of 3 hypotheses are empty"):
        metrics.score("chrf", ["a", " ", "c"], [["a"], ["b"], ["c"]])
    with pytest.raises(UserError, match="needs references"):
        metrics.score("chrf", ["a"])
    with pytest.raises(UserError, match="2 sources for 1 hypotheses"):
        metrics.score("coverage", ["a"], sources=["a", "b"])
    assert metrics.score("chrf", ["a", ""], [["a"], ["b"]], allow_empty=True).items == (100.0, 0.0)


def test_groups_are_resampled_whole() -> None:
    items = metrics.make_items(["a b", "c d", "e f"], [["a b"], ["c x"], ["e f"]])
    score = metrics.score_items(metrics.load_metric("ter"), items, groups=np.array([0, 0, 1]))
    assert score.n == 2
    assert score.items == (25.0, 0.0)


PUBLISHED = {  # BLEU and chrF of the stored outputs, from the collection's own result files and rescored
    "opusmt": (33.4, 61.2),
    "nllb": (38.7, 63.8),
    "bergamot-tiny": (38.6, 65.6),
    "argos": (28.5, 58.1),
    "microsoft": (47.0, 70.1),
    "google": (48.0, 71.4),
}


@pytest.mark.skipif(not MT.is_dir(), reason="FLORES and the systems' outputs are not on this machine")
@pytest.mark.parametrize("system", PUBLISHED)
def test_published_figures_are_reproduced(system: str) -> None:
    references = [[line] for line in (MT / "flores-devtest.en").read_text("utf-8").split("\n")[:1012]]
    hypotheses = (MT / "systems" / f"{system}.en").read_text("utf-8").split("\n")[:1012]
    expected = dict(zip(("bleu", "chrf"), PUBLISHED[system], strict=True))
    for name, figure in expected.items():
        assert abs(value(name, hypotheses, references) - figure) < 0.1, name
