"""Which language a side is in, and whether a pair is the right way round."""

from __future__ import annotations

import pytest

from pipeline.training.pair_language import guess, judge

INDONESIAN = "Menteri itu mengatakan bahwa harga beras tidak akan naik."
ENGLISH = "The minister said that the price of rice will not rise."


@pytest.mark.parametrize(
    ("text", "language"),
    [(INDONESIAN, "id"), (ENGLISH, "en"), ("Jakarta 2024", ""), ("Pikirkan sebuah not musik.", ""), ("", "")],
)
def test_guess(text: str, language: str) -> None:
    assert guess(text) == language


@pytest.mark.parametrize(
    ("source", "target", "verdict"),
    [
        (INDONESIAN, ENGLISH, "right"),
        (ENGLISH, INDONESIAN, "swapped"),
        (ENGLISH, ENGLISH, "wrong"),
        ("Joko Widodo", ENGLISH, "right"),
        ("Joko Widodo", "Joko Widodo", "unknown"),
    ],
)
def test_judge(source: str, target: str, verdict: str) -> None:
    assert judge(source, target, ("id", "en")) == verdict


def test_the_same_language_on_both_sides_for_summaries() -> None:
    assert judge(ENGLISH, ENGLISH, ("en", "en")) == "right"
    assert judge(INDONESIAN, ENGLISH, ("en", "en")) == "wrong"


def test_other_languages_are_not_judged() -> None:
    assert judge("Guten Tag, wie geht es der Frau?", ENGLISH, ("de", "en")) == "unknown"
