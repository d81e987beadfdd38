"""Briefs end on full sentences and keep to the length that was asked for."""

from __future__ import annotations

import pytest

from pipeline.briefs import shape
from pipeline.errors import UserError


def test_splitting_leaves_amounts_titles_and_quotes_whole() -> None:
    text = 'It cost Rp2.5 billion. Dr. Anisa Maharani said so. "We will not rush," Ratna said. It rose 4.1 percent.'
    assert shape.split(text) == [
        "It cost Rp2.5 billion.",
        "Dr. Anisa Maharani said so.",
        '"We will not rush," Ratna said.',
        "It rose 4.1 percent.",
    ]


@pytest.mark.parametrize("text", ["It ended.", 'He said: "Yes."', "Really?", "(He left.)", "He waited…"])
def test_finished(text: str) -> None:
    assert shape.finished(text)


@pytest.mark.parametrize("text", ["It ended", "It ended,", "the 4.1", "", "He said: “Yes"])
def test_unfinished(text: str) -> None:
    assert not shape.finished(text)


def test_whole_drops_an_unfinished_end_and_repeats_but_never_everything() -> None:
    assert shape.whole("The bridge fell. Nobody died. The governor of the") == ["The bridge fell.", "Nobody died."]
    assert shape.whole("The governor of the") == ["The governor of the"]
    assert shape.whole("The bridge fell on Monday. The bridge fell on Monday. It rained.") == [
        "The bridge fell on Monday.",
        "It rained.",
    ]
    assert shape.whole("  ") == []


def test_two_figures_are_two_statements() -> None:
    assert not shape.same("Police arrested 27 people in Batam.", "Police arrested 31 people in Batam.")
    assert shape.same("Police arrested 27 people in Batam.", "Police arrested 27 people in the city of Batam.")


def test_fit_takes_what_fits_in_order() -> None:
    sentences = ["one two three.", "one two three four five six.", "one two."]
    assert shape.fit(sentences, 3, 0) == [0, 1, 2]
    assert shape.fit(sentences, 2, 0) == [0, 1]
    assert shape.fit(sentences, 3, 5) == [0, 2]
    assert shape.fit(sentences, 3, 1) == [2]  # nothing fits: the shortest
    assert shape.fit([], 3, 5) == []


def test_headlines_end_at_a_clause_and_not_on_an_article() -> None:
    long = "The government passed a bill on domestic workers after more than 20 years of debate in parliament."
    assert shape.headline(long) == "The government passed a bill on domestic workers"
    assert shape.headline("A quake shook Lampung.") == "A quake shook Lampung"
    endless = "The minister met the chairman of the national association of the small traders in the"
    assert shape.headline(endless).split()[-1] not in shape.WEAK_END


def test_unknown_style_names_the_nearest() -> None:
    assert shape.require_style("") == "brief"
    with pytest.raises(UserError, match="unknown style 'bulets'") as caught:
        shape.require_style("bulets")
    assert "'bullets'" in caught.value.hint
