"""Leads as summaries: nothing is in them that the article does not say, and what hangs on long sentences is gone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.summarize.citations import WORD
from pipeline.training.pseudo_summaries import LEAST, lead, shortened, tidy


@pytest.mark.parametrize(
    ("sentence", "short"),
    [
        ("JAKARTA (Reuters) - Prices rose again on Monday.", "Prices rose again on Monday."),
        ("(CNN)As the river rose, people left.", "As the river rose, people left."),
        ("The keeper (29) stays [sic] until June.", "The keeper stays until June."),
        ("A short sentence stays whole, police said.", "A short sentence stays whole, police said."),
        (
            "The bridge over the Brantas river in the old town will be closed for three weeks from Monday, "
            "the mayor of Kediri said on Friday.",
            "The bridge over the Brantas river in the old town will be closed for three weeks from Monday.",
        ),
        (
            "The minister, who took office in March after a long quarrel, opened the new market hall in the "
            "north of the city.",
            "The minister opened the new market hall in the north of the city.",
        ),
        (
            "Heavy rain flooded four districts in the south of the city during the night, "
            "while strong winds blew the roofs off a dozen houses.",
            "Heavy rain flooded four districts in the south of the city during the night.",
        ),
        (
            'He said, "the ship that was to bring us rice has not left the harbour yet, which is a shame, they say."',
            'He said, "the ship that was to bring us rice has not left the harbour yet, which is a shame, they say."',
        ),
    ],
)
def test_tidy_deletes_and_never_adds(sentence: str, short: str) -> None:
    assert tidy(sentence) == short


def test_the_lead_passes_over_what_is_no_sentence_and_the_name_of_the_task() -> None:
    article = "brief: Market opens . Scroll down for video of it. The market opened on Monday. It has 300 stalls. Ok."
    assert lead(article, 2) == "The market opened on Monday. It has 300 stalls."
    assert lead(article, 1) == "The market opened on Monday."
    assert lead("headline: no end", 3) == ""


SOME = ["rain", "police", "(29)", "which", "said,", "who", "3", "opened,", "market"]
words = st.lists(st.sampled_from(SOME), min_size=1, max_size=40)


@given(words)
def test_whatever_comes_in_only_words_of_it_come_out(parts: list[str]) -> None:
    sentence = " ".join(parts) + "."
    short = tidy(sentence)
    before = [w.lower() for w in WORD.findall(sentence)]
    left = iter(before)
    assert all(w.lower() in left for w in WORD.findall(short))
    if len(sentence.split()) >= LEAST and "(29)" not in parts:
        assert len(short.split()) >= LEAST


def test_an_editors_sentence_is_paired_with_the_one_it_shortens() -> None:
    article = (
        "brief: The old market hall in the north of the city reopened on Monday after two years of repairs. "
        "It has 300 stalls. The mayor thanked the traders for their patience and promised cheaper rents."
    )
    summary = "The market hall reopened on Monday after repairs. Rice is dear in Medan this year. It has 300 stalls."
    pairs = list(shortened(article, summary, 0))
    assert [target for _, target in pairs] == ["The market hall reopened on Monday after repairs."]
    assert pairs[0][0].startswith("The old market hall")
    leads = list(shortened(article, summary, 2))
    assert [source for source, _ in leads] == [pairs[0][0]]  # the second needs no shortening
    assert all(target == tidy(source) for source, target in leads)
