"""What cheap checks of a text tell is what a closer look would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.quick_checks import has_any, mostly_small


@pytest.mark.parametrize(
    ("text", "small"), [("Harga beras naik", True), ("HARGA BERAS naik", False), ("", False), ("12345 ab", False)]
)
def test_a_text_of_small_letters_is_told_from_one_in_capitals(text: str, small: bool) -> None:
    assert mostly_small(text) is small


@given(st.text())
def test_a_text_that_is_mostly_small_has_fewer_capitals_than_other_letters(text: str) -> None:
    if mostly_small(text):
        assert 2 * sum(map(str.isupper, text)) < sum(map(str.isalpha, text))


def test_one_part_is_enough() -> None:
    assert has_any("jam 7", ("pukul", "jam"))
    assert not has_any("jam 7", ())
