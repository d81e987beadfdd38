"""The one converter of references: what it refuses, and that sacrebleu gets its layout."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import metrics
from pipeline.core.errors import UserError
from pipeline.metrics.references import check_texts, per_item, sacrebleu_layout

TEXT = st.text(alphabet="abc", min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("references", "items", "said"),
    [
        ([["a one", "b two", "c three"]], 3, "transposed"),
        ([["a one", "b two", "c three"], ["a uno", "b dos", "c tres"]], 3, "transposed"),
        ([["a"], ["b"]], 3, "2 reference lists for 3 items"),
        ([["a"], [], ["c"]], 3, "item 1 has no reference"),
        ([["a"], ["  "], ["c"]], 3, "item 1 has an empty reference"),
        (["a", "b", "c"], 3, "plain string"),
        ("abc", 3, "str"),
        ([["a"], [None], ["c"]], 3, "None"),
        ([["a"], [float("nan")], ["c"]], 3, "nan"),
        ([["a"], None, ["c"]], 3, "None"),
    ],
)
def test_wrong_references_are_refused(references: Any, items: int, said: str) -> None:
    with pytest.raises(UserError, match=said):
        per_item(references, items)


def test_a_square_transposed_layout_is_told_by_what_it_says() -> None:
    first = ["The dog bit the man.", "It rained all night in Bandung."]
    second = ["The dog had bitten the man.", "All night it rained in Bandung."]
    right = [list(pair) for pair in zip(first, second, strict=True)]
    assert per_item(right, 2) == tuple(map(tuple, right))
    with pytest.raises(UserError, match="transposed"):
        per_item([first, second], 2)


def test_the_transposed_layout_scores_100_in_sacrebleu_and_nothing_here() -> None:
    import sacrebleu

    hypotheses = ["a b c d e", "wholly other words here now", "and a third one altogether"]
    references = [["a b c d e"], ["some very different text indeed"], ["nothing shared with that"]]
    assert sacrebleu.corpus_bleu(hypotheses, references).score == pytest.approx(100.0)  # the trap
    assert metrics.score("bleu", hypotheses, references).value < 60
    with pytest.raises(UserError, match="transposed"):
        metrics.score("bleu", hypotheses, [[r[0] for r in references]])


@given(st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=6))
def test_the_layout_keeps_every_reference_in_its_place(references: list[list[str]]) -> None:
    layout = sacrebleu_layout(references)
    assert {len(row) for row in layout} == {len(references)}
    for n, entry in enumerate(references):
        assert [row[n] for row in layout if row[n] is not None] == entry


def test_texts_must_be_texts() -> None:
    assert check_texts(["a", ""], "hypothesis") == ("a", "")
    with pytest.raises(UserError, match="hypothesis 1 is nan"):
        check_texts(["a", float("nan")], "hypothesis")  # type: ignore[list-item]
    with pytest.raises(UserError, match="list of texts"):
        check_texts("abc", "hypothesis")
