"""Briefs end on full sentences and keep to the length that was asked for."""

from __future__ import annotations

import pytest

from pipeline.core.errors import UserError
from pipeline.stages.summarize import postprocess


def test_splitting_leaves_amounts_titles_and_quotes_whole() -> None:
    text = 'It cost Rp2.5 billion. Dr. Anisa Maharani said so. "We will not rush," Ratna said. It rose 4.1 percent.'
    assert postprocess.split(text) == [
        "It cost Rp2.5 billion.",
        "Dr. Anisa Maharani said so.",
        '"We will not rush," Ratna said.',
        "It rose 4.1 percent.",
    ]


@pytest.mark.parametrize("text", ["It ended.", 'He said: "Yes."', "Really?", "(He left.)", "He waited…"])
def test_finished(text: str) -> None:
    assert postprocess.finished(text)


@pytest.mark.parametrize("text", ["It ended", "It ended,", "the 4.1", "", "He said: “Yes"])
def test_unfinished(text: str) -> None:
    assert not postprocess.finished(text)


def test_whole_drops_an_unfinished_end_and_repeats_but_never_everything() -> None:
    assert postprocess.whole("The bridge fell. Nobody died. The governor of the") == [
        "The bridge fell.",
        "Nobody died.",
    ]
    assert postprocess.whole("The governor of the") == ["The governor of the"]
    assert postprocess.whole("The bridge fell on Monday. The bridge fell on Monday. It rained.") == [
        "The bridge fell on Monday.",
        "It rained.",
    ]
    assert postprocess.whole("  ") == []


def test_two_figures_are_two_statements() -> None:
    assert not postprocess.same("Police arrested 27 people in Batam.", "Police arrested 31 people in Batam.")
    assert postprocess.same("Police arrested 27 people in Batam.", "Police arrested 27 people in the city of Batam.")


def test_fit_takes_what_fits_in_order() -> None:
    sentences = ["one two three.", "one two three four five six.", "one two."]
    assert postprocess.fit(sentences, 3, 0) == [0, 1, 2]
    assert postprocess.fit(sentences, 2, 0) == [0, 1]
    assert postprocess.fit(sentences, 3, 5) == [0, 2]
    assert postprocess.fit(sentences, 3, 1) == [2]  # nothing fits: the shortest
    assert postprocess.fit([], 3, 5) == []


def test_what_is_cut_to_a_number_of_words_does_not_end_on_an_article() -> None:
    long = "The government passed a bill on domestic workers after more than 20 years of debate in parliament."
    assert postprocess.cut(long, 12) == "The government passed a bill on domestic workers"
    assert postprocess.cut("A quake shook Lampung.", 12) == "A quake shook Lampung"
    endless = "The minister met the chairman of the national association of the small traders in the"
    assert postprocess.cut(endless, 12).split()[-1] not in postprocess.WEAK_END


def test_unknown_style_names_the_nearest() -> None:
    assert postprocess.require_style("") == "brief"
    with pytest.raises(UserError, match="unknown style 'bulets'") as caught:
        postprocess.require_style("bulets")
    assert "'bullets'" in caught.value.hint


@pytest.mark.parametrize(
    ("answer", "brief"),
    [
        ("Here is a summary of the article:\n\nThe bridge fell. Nobody died.", "The bridge fell. Nobody died."),
        ("Sure! Here's a brief in two sentences: The bridge fell.", "The bridge fell."),
        ("Certainly.\n\n**Summary:**\nThe bridge fell.\n\nLet me know if you want more!", "The bridge fell."),
        ("- The bridge fell\n- Nobody died", "The bridge fell. Nobody died."),
        ("* The bridge fell.\n* Nobody died.", "The bridge fell. Nobody died."),
        ("Main points:\n1. The bridge fell.\n2. Nobody died.", "The bridge fell. Nobody died."),
        ('"The bridge in Bandung fell."', "The bridge in Bandung fell."),
        ("<think>\nThe user wants a summary.\n</think>\nThe bridge fell.", "The bridge fell."),
        ("<think> It never ends", ""),
        ("## Bridge falls\nThe bridge fell.", "Bridge falls The bridge fell."),
        ("Headline: Bridge falls in Bandung", "Bridge falls in Bandung"),
        # These say something themselves.
        ("The bridge fell: nobody died.", "The bridge fell: nobody died."),
        ('"We wait," she said. "We hope."', '"We wait," she said. "We hope."'),
        ("Here he is. The minister came.", "Here he is. The minister came."),
        ("2024 was dry. It cost Rp2.5 billion.", "2024 was dry. It cost Rp2.5 billion."),
        ("Sure enough, it rained.", "Sure enough, it rained."),
        ("", ""),
    ],
)
def test_what_a_model_says_around_a_brief_is_taken_off(answer: str, brief: str) -> None:
    assert postprocess.clean(answer) == brief


@pytest.mark.parametrize(
    "text",
    [
        "The quake struck at 20:08 WIB. on Monday in Lampung.",
        "It began at 7 p.m. WIB. (12:00 GMT) on Monday.",
        "It was Rp. 5 million, said Mr. Joko of PT. Maju Tbk. on Friday.",
        "He went to Jl. Sudirman No. 5 in Jakarta.",
    ],
)
def test_an_indonesian_abbreviation_ends_no_sentence(text: str) -> None:
    assert postprocess.split(f"{text} It rained.") == [text, "It rained."]


def test_a_time_zone_may_end_a_sentence() -> None:
    assert postprocess.split("It struck at 20:08 WIB. Residents fled.") == [
        "It struck at 20:08 WIB.",
        "Residents fled.",
    ]


@pytest.mark.parametrize(
    "text",
    ["<article>\nA quake hit Krui.\n</article>", "A quake hit Krui. </ article ><arti", "<brief>A quake hit Krui."],
)
def test_the_prompts_tags_are_no_text(text: str) -> None:
    assert postprocess.clean(text) == "A quake hit Krui."


def test_a_comparison_is_no_tag() -> None:
    assert postprocess.clean("Growth was < 5 percent.") == "Growth was < 5 percent."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('It cannot stand," said the minister.', '"It cannot stand," said the minister.'),
        ('She said, "We will go on.', 'She said, "We will go on."'),
        ('"We will go on.', '"We will go on."'),
        ('"We will," he said. "And we can.', '"We will," he said. "And we can."'),
        ('"We will go on," he said.', '"We will go on," he said.'),
        ('Then came the word "reform" again," he said.', 'Then came the word "reform" again," he said.'),
        ("No quotation at all.", "No quotation at all."),
        ('A 5" screen.', 'A 5" screen.'),
    ],
)
def test_a_sentence_out_of_a_quotation_has_both_marks(text: str, expected: str) -> None:
    assert postprocess.quoted(text) == expected
