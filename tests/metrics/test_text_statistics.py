"""Length, compression, coverage, density, novelty, repetition: by hand, after Grusky et al. (2018)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import metrics
from pipeline.metrics.escapes import escaped, examples, unescape
from pipeline.metrics.text_statistics import fragments

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12)


def value(name: str, brief: str, source: str) -> float:
    return metrics.score(name, [brief], sources=[source], samples=5, source_language="en").value


def test_fragments_are_the_longest_runs() -> None:
    assert fragments(["a", "b", "c", "d", "e"], ["a", "b", "x", "d", "e"]) == [2, 2]
    assert fragments(["a", "b", "a", "b", "c"], ["a", "b", "c"]) == [3]
    assert fragments([], ["a"]) == []


@given(WORDS, WORDS)
def test_fragments_never_exceed_the_summary(source: list[str], summary: list[str]) -> None:
    found = fragments(source, summary)
    assert sum(found) == sum(word in set(source) for word in summary)


def test_shape_by_hand() -> None:
    source, brief = "a b c d e f g h i j", "a b x d e"
    assert value("coverage", brief, source) == pytest.approx(80.0)
    assert value("density", brief, source) == pytest.approx(8 / 5)
    assert value("compression", brief, source) == pytest.approx(2.0)
    assert value("novelty", brief, source) == pytest.approx(50.0)  # bx, xd of ab bx xd de
    assert value("copied-4grams", "a b c d x", source) == pytest.approx(50.0)  # abcd of abcd bcdx
    assert value("length", brief, source) == 5
    assert value("repetition", "a b c a b c a b c", source) == pytest.approx(100 * 4 / 7)


def test_a_brief_is_held_against_the_translation_where_there_is_one() -> None:
    score = metrics.score("coverage", ["the dog"], sources=["anjing itu"], middles=["the dog barked"], samples=5)
    assert score.value == 100
    assert "behind:translation" in score.signature


def test_an_empty_brief_is_undefined_and_not_zero() -> None:
    score = metrics.score("coverage", ["a b", ""], sources=["a b", "c"], samples=5, allow_empty=True)
    assert score.value == 100
    assert np.isnan(score.items[1])


def test_html_escapes_are_found_and_undone() -> None:
    texts = ["it&#39;s", "AT&T rose", "say &quot;no&quot;", "a &amp;quot; b", "x?a=1&copy=2", "caf\u00e9"]
    assert escaped(texts) == (0, 2, 3)
    assert examples(texts)[0] == "&quot;"
    assert [unescape(t) for t in texts] == ["it's", "AT&T rose", 'say "no"', 'a " b', "x?a=1&copy=2", "caf\u00e9"]
