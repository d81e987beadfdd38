"""Normalisation: each rule against its examples, and stable on any text."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import rules
from pipeline.language.normalize import Step, normalize, steps

ROWS: list[dict[str, Any]] = rules.table("normalize")["rule"]


def applied(sentence: str) -> set[str]:
    """The names of the rules that change something."""
    names = set()
    for step in steps():
        before, sentence = sentence, step.pattern.sub(step.replace, sentence)
        if sentence != before:
            names.add(step.name)
    return names


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_rule_does_what_its_examples_say(row: dict[str, Any]) -> None:
    for before, after in row["turns"]:
        assert normalize(before) == after
        assert row["name"] in applied(before)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_rule_leaves_its_counter_examples_alone(row: dict[str, Any]) -> None:
    for sentence in row["keeps"]:
        assert row["name"] not in applied(sentence)


def test_a_plain_sentence_is_not_touched() -> None:
    plain = "Harga beras naik 1,5 persen menjadi Rp 15.000 per kg pada pukul 20.08 WIB."
    assert normalize(plain) == plain


def test_letters_are_composed() -> None:
    assert normalize("cafe\u0301 Indonésie") == "café Indonésie"
    assert applied("cafe\u0301 Indonésie") == {"nfc"}


PIECES = st.sampled_from(
    [
        "anak2",
        "dariReuters",
        "\u00a0",
        "\u200b",
        "“",
        "”",
        "..",
        "…",
        " ",
        "pukul20.08WIB",
        "e\u0301",
        "13September2023",
        "(KPK )",
        "\u1100\u1161",
        "\n",
        ",kata",
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_comes_out_composed_and_trimmed(text: str) -> None:
    done = normalize(text)
    assert done == text or applied(text)
    if all(unicodedata.combining(letter) == 0 for letter in text):
        assert done == done.strip(" ")


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.name)
def test_a_rule_that_is_left_out_of_a_sentence_would_find_nothing_in_it(step: Step) -> None:
    others = [text for row in ROWS for pair in row["turns"] for text in pair] + [
        t for row in ROWS for t in row["keeps"]
    ]
    plain = "".join(map(chr, range(32, 127)))
    for text in (*others, *(a + b + c for a in plain for b in plain for c in plain[:1] + plain[64:66])):
        if (step.special and text.isascii() and text.isprintable()) or not step.may_find(text):
            assert step.pattern.search(text) is None


@given(st.text(st.sampled_from(" aA2.,'\"*_-(…½\u00a0\u200bé”WIB") | st.characters(), max_size=60))
@settings(max_examples=300)
def test_leaving_rules_out_changes_nothing(text: str) -> None:
    every = text
    for step in steps():
        every = step.pattern.sub(step.replace, every)
    assert normalize(text) == every
