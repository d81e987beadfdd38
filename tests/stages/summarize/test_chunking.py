"""Parts hold every word, keep to the budget, and are about equally long."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import ModelError
from pipeline.stages.summarize.chunking import cut, split_long


def words(texts: Sequence[str]) -> list[int]:
    """A token a word and one at the end, as a model would count."""
    return [len(t.split()) + 1 for t in texts]


@settings(deadline=None)
@given(st.lists(st.integers(0, 40), max_size=30), st.integers(5, 60))
def test_nothing_is_lost_and_no_part_is_above_the_budget(lengths: list[int], budget: int) -> None:
    sentences = [" ".join(f"w{i}.{k}" for k in range(n)) for i, n in enumerate(lengths)]
    parts = cut(sentences, budget, words)
    assert " ".join(p.text for p in parts).split() == " ".join(sentences).split()
    assert all(p.tokens <= budget and words([p.text])[0] <= budget for p in parts)
    assert [u.sentence for p in parts for u in p.units] == sorted(u.sentence for p in parts for u in p.units)


def test_parts_are_few_and_even() -> None:
    parts = cut(["a b c d e"] * 13, 60, words)  # 78 tokens: two parts, not one of 60 and one of 18
    assert [p.span for p in parts] == [(0, 6), (7, 12)]


def test_one_sentence_and_none() -> None:
    assert cut([], 10, words) == []
    assert cut(["", "  "], 10, words) == []
    assert [p.span for p in cut(["a b c"], 10, words)] == [(0, 0)]


def test_a_long_sentence_is_split_at_its_clauses() -> None:
    text = "one two three four five six, seven eight nine ten; eleven twelve thirteen fourteen"
    pieces = [piece for piece, _ in split_long(text, 8, words)]
    assert pieces[0] == "one two three four five six,"
    assert " ".join(pieces) == text


def test_a_word_that_never_fits_is_an_error_that_names_it() -> None:
    with pytest.raises(ModelError, match="a word of 20 tokens does not fit into 8"):
        list(split_long("x" * 20, 8, lambda texts: [len(t) for t in texts]))
