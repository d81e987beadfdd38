"""Dates dropped behind their weekday are put back where the weekday stands, and only where that is beyond doubt."""

from __future__ import annotations

import pytest

from pipeline.guards.repair import repair
from pipeline.language.facts import compare
from pipeline.language.glossary import Glossary

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
