"""A pattern of dates and times is left out only of texts in which it finds nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.calendar_patterns import date_searches, time_searches, worth_trying
from pipeline.language.numbers import Language

PIECES = (
    "Senin, hari Rabu |Kamis (|13/9)|17 |5th of |Mei |mei 2024|March |May 5|tanggal 3 |3-4-2024|2024-03-04|pukul 7|"
    "jam setengah delapan |09.30 WIB|9:30|0930 GMT|12 noon|9 o'clock|7 p.m.|tengah malam|10 in the morning|ſept 3|"
    "-Jan-Feb| on Friday|. |\n|(|x"
)


@pytest.mark.parametrize("language", ["id", "en"])
@given(parts=st.lists(st.sampled_from(PIECES.split("|")), max_size=6))
@settings(max_examples=300)
def test_what_is_left_out_finds_nothing(language: Language, parts: list[str]) -> None:
    text = " ".join(parts)
    for searches in (date_searches(language), time_searches(language)):
        tried = set(worth_trying(searches, text))
        for search in searches[1]:
            assert search.pattern in tried or search.pattern.search(text) is None
