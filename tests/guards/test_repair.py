"""Dates dropped behind their weekday are put back where the weekday stands, and only where that is beyond doubt."""

from __future__ import annotations

import pytest

from pipeline.guards._repair import english_decimals, repair
from pipeline.guards.facts import compare
from pipeline.indonesian.glossary import Glossary

GLOSSARY = Glossary.load()


def mended(source: str, translation: str) -> tuple[str, tuple[str, ...]] | None:
    found = repair(source, translation, compare(source, translation, glossary=GLOSSARY), GLOSSARY)
    return (found.text, found.flags) if found else None


def test_the_day_of_a_date_goes_behind_its_weekday_without_a_flag() -> None:
    source = "Dewan mempertahankan suku bunga dalam rapat yang berakhir Kamis (15/5)."
    translation = "The board maintained the interest rate in the meeting that ended on Thursday."
    expected = "The board maintained the interest rate in the meeting that ended on Thursday, May 15."
    assert mended(source, translation) == (expected, ())


def test_two_dates_each_find_their_own_weekday() -> None:
    source = "Rapat dimulai Senin (12/5) dan berakhir Kamis (15/5)."
    translation = "The meeting began on Monday and ended on Thursday."
    expected = "The meeting began on Monday, May 12 and ended on Thursday, May 15."
    assert mended(source, translation) == (expected, ())


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Laga Sabtu (16/8) menyusul laga Sabtu (9/8).", "The match on Saturday follows another match."),
        ("Rapat berakhir Kamis (15/5).", "The meeting has ended."),
    ],
)
def test_where_there_is_doubt_nothing_is_put_in(source: str, translation: str) -> None:
    assert mended(source, translation) is None


def test_copied_decimals_are_written_as_english_ones() -> None:
    source = "Gempa bermagnitudo 5,8 dan 12,75 persen dari Rp20.000 pada 1,2 juta orang."
    text = "The 5,8 quake and 12,75 percent of Rp20,000 for 1.2 million people, 3,5 of them in 2,024."
    mended = "The 5.8 quake and 12.75 percent of Rp20,000 for 1.2 million people, 3,5 of them in 2,024."
    assert english_decimals(source, text) == mended
    assert english_decimals("Tidak ada.", "None, 5,8.") == "None, 5,8."
