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


@pytest.mark.parametrize(
    ("source", "translation", "expected", "flags"),
    [
        ("Ada 20.000 ekor.", "There are 20.000 head.", "There are 20,000 head.", ()),
        ("Ada 36 orang.", "There are 35 people.", "There are 36 people.", ("number-repaired",)),
        ("Perang (1894-1895).", "The war (189 - 1895).", "The war (1894 - 1895).", ("number-repaired",)),
        ("Juara ke-12 itu.", "The 13th champion.", "The 12th champion.", ("number-repaired",)),
        ("Ada 330.000 orang.", "There are 33,000 people.", "There are 330,000 people.", ("number-repaired",)),
        ("Pada 17 Agustus 2023.", "On August 18, 2023.", "On August 17, 2023.", ("date-repaired",)),
        ("Di Parepare ada 5.", "In Parindang there are 5.", "In Parepare there are 5.", ("name-repaired",)),
        ("Pemain Korsel menang.", "The Korsel player won.", "The South Korea player won.", ()),
    ],
)
def test_what_is_put_right(source: str, translation: str, expected: str, flags: tuple[str, ...]) -> None:
    assert mended(source, translation) == (expected, flags)


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Ada 36 orang.", "There are 36 people."),
        ("Ada 36 orang.", "There are people."),
        ("Ada 1, 2, 3 dan 4 orang.", "There are 5, 6, 7 and 8 people."),
        ("Kata Budi.", "Said Siti Rahma."),
    ],
)
def test_what_is_left_alone(source: str, translation: str) -> None:
    assert mended(source, translation) is None
