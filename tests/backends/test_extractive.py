"""The extractive rankers: sound baselines, the same every time."""

from __future__ import annotations

import random

import pytest

from pipeline.backends.extractive import Extractive
from pipeline.core.errors import UserError

SENTENCES = [
    "A strong earthquake hit the coast of Java on Wednesday, killing 12 people.",
    "The weather was fine in the capital.",
    "Rescue teams searched the coast of Java for people buried by the earthquake.",
    "A strong earthquake hit the coast of Java on Wednesday and killed 12 people.",
    "Schools were closed.",
]


def test_lead_is_the_order_of_the_article() -> None:
    assert Extractive("lead").rank(SENTENCES) == [0, 1, 2, 3, 4]


def test_centroid_takes_what_the_article_is_about_and_nothing_twice() -> None:
    order = Extractive("centroid").rank(SENTENCES)
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert set(order[:2]) == {0, 2}
    assert order[-1] == 3  # says what the first says


def test_no_sentences_and_sentences_without_words() -> None:
    assert Extractive("centroid").rank([]) == []
    assert sorted(Extractive("centroid").rank(["...", "12", ""])) == [0, 1, 2]


def test_ranking_is_deterministic_for_any_tie() -> None:
    same = ["Rain fell."] * 4 + ["Sun shone."] * 3
    random.seed(0)
    assert Extractive("centroid").rank(same) == Extractive("centroid").rank(same)


def test_as_a_summarizer_it_keeps_the_texts_order_and_the_limit() -> None:
    text = " ".join(SENTENCES)
    [[whole]] = Extractive("centroid").summarize([text])
    assert whole.text.startswith(SENTENCES[0])
    assert whole.score is None
    [[short]] = Extractive("lead").summarize([text], max_tokens=14)
    assert short.text == SENTENCES[0]


def test_an_unknown_ranker_is_named() -> None:
    with pytest.raises(UserError, match="unknown ranker 'leed'"):
        Extractive("leed")


NEWS = [
    "Meanwhile, that was all.",
    "Governor Rina Wijaya opened 12 new clinics in Kupang and 3 in Ende on Monday, budgeted at Rp2.5 billion.",
    "Is it true?",
    "The clinics in Kupang and Ende will serve 40,000 residents, the governor said.",
    "Governor Rina Wijaya opened 12 new clinics in Kupang and 3 in Ende on Monday.",
]


def test_salient_sentences_hold_figures_and_names_and_do_not_repeat() -> None:
    order = Extractive("salient").rank(NEWS)
    assert sorted(order) == list(range(len(NEWS)))
    assert order[0] in (1, 4)
    assert order[1] == 3  # the other of the two openings repeats the first
    assert set(order[-1:]) == {4 if order[0] == 1 else 1}


def test_salience_of_nothing_and_of_one() -> None:
    assert Extractive("salient").rank([]) == []
    assert Extractive("salient").rank(["One sentence."]) == [0]


def test_questions_and_lines_that_lead_on_to_something_are_the_least_salient() -> None:
    sentences = [
        'Did the quake of magnitude 5.8 in Krui, Lampung, destroy 1,100 houses on Wednesday?"',
        "A quake shook Krui on Wednesday.",
        "The 3 towns of Krui, Liwa and Biha are:",
        "It was strong.",
    ]
    assert set(Extractive("salient").rank(sentences)[2:]) == {0, 2}
