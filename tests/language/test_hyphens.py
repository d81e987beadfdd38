"""Hyphens between spaces are closed up where the text tells that they join two words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.hyphens import close_up, joined_pairs


@pytest.mark.parametrize(
    ("paragraphs", "closed"),
    [
        (["Peraturan perundang - undangan itu berlaku."], ["Peraturan perundang-undangan itu berlaku."]),
        (["Anak - anak pulang."], ["Anak-anak pulang."]),
        (
            ["Biro Kilat - Antar buka.", "Kata Kilat - Antar."],
            ["Biro Kilat-Antar buka.", "Kata Kilat-Antar."],
        ),
        (["Pesawat non - tempur tiba.", "Ada non-tempur lain."], ["Pesawat non-tempur tiba.", "Ada non-tempur lain."]),
    ],
)
def test_what_belongs_together_is_closed_up(paragraphs: list[str], closed: list[str]) -> None:
    pairs = joined_pairs(paragraphs)
    assert [close_up(text, pairs) for text in paragraphs] == closed


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["Ia datang - lalu pergi."],
        ["Jakarta - Presiden tiba.", "Ia lelah."],
        ["Jakarta - Presiden tiba.", "Jakarta - Presiden pulang."],  # two datelines
        ["Budi - yang ditahan - bebas.", "Ani - yang ditahan - bebas."],
        ["Dia bilang tidak - tidak ada uang."],
        ["Kelompok kanan - jauh menang.", "Kelompok kanan - jauh kalah."],
        ["Nilainya 2 - 3 ton, suhu 3 - 5 derajat, 2 - 3 ton lagi."],
        [""],
    ],
)
def test_a_dash_between_two_thoughts_stays(paragraphs: list[str]) -> None:
    pairs = joined_pairs(paragraphs)
    assert [close_up(text, pairs) for text in paragraphs] == paragraphs


@given(st.lists(st.text(alphabet="ab -–A1", max_size=40), max_size=4))
def test_only_spaces_and_dashes_change(paragraphs: list[str]) -> None:
    pairs = joined_pairs(paragraphs)
    for text in paragraphs:
        assert [c for c in close_up(text, pairs) if c.isalnum()] == [c for c in text if c.isalnum()]
