"""Normalisation: each rule against its examples, and back again from any text."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import rules
from pipeline.language.normalize import acronyms, normalize

ROWS: list[dict[str, Any]] = rules.table("normalize")["rule"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_rule_does_what_its_examples_say(row: dict[str, Any]) -> None:
    for before, after in row["turns"]:
        done = normalize(before)
        assert done.text == after
        assert row["name"] in {change.rule for change in done.changes}
        assert done.original() == before


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_rule_leaves_its_counter_examples_alone(row: dict[str, Any]) -> None:
    for sentence in row["keeps"]:
        assert row["name"] not in {change.rule for change in normalize(sentence).changes}


def test_a_plain_sentence_is_not_touched() -> None:
    done = normalize("Harga beras naik 1,5 persen menjadi Rp 15.000 per kg pada pukul 20.08 WIB.")
    assert done.changes == ()


def test_letters_are_composed() -> None:
    done = normalize("cafe\u0301 Indonésie")
    assert done.text == "café Indonésie"
    assert [change.rule for change in done.changes] == ["nfc"]
    assert done.original() == "cafe\u0301 Indonésie"


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
def test_every_change_can_be_undone(text: str) -> None:
    done = normalize(text)
    assert done.original() == text
    assert done.changes or done.text == text
    if all(unicodedata.combining(letter) == 0 for letter in text):
        assert not done.text.strip(" ") or done.text == done.text.strip(" ")


def test_acronyms_are_read_from_the_text() -> None:
    text = (
        "Ketua Komisi Pemberantasan Korupsi (KPK) dan gubernur Nusa Tenggara Timur (NTT) bertemu "
        "Menteri Dalam Negeri (Mendagri)."
    )
    assert acronyms(text) == {
        "KPK": "Komisi Pemberantasan Korupsi",
        "NTT": "Nusa Tenggara Timur",
        "Mendagri": "Menteri Dalam Negeri",
    }
    assert acronyms("Ia lahir di Bandung (XYZ).") == {}
