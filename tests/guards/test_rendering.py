"""Facts of Indonesian sentences as English news writes them."""

from __future__ import annotations

import pytest

from pipeline.guards.rendering import clock, figure, ordinal, render
from pipeline.language.facts import extract
from pipeline.language.numbers import read_numbers


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Rp2,5 miliar", "Rp2.5 billion"),
        ("Rp 1.250.000", "Rp 1,250,000"),
        ("US$ 3,5 juta", "US$3.5 million"),
        ("150 dolar AS", "US$150"),
        ("20 euro", "€20"),
        ("5,8 persen", "5.8 percent"),
        ("0,5 persen", "0.5 percent"),
        ("47 kilometer", "47 kilometers"),
        ("12,5 ton", "12.5 tons"),
        ("240 hektare", "240 hectares"),
        ("100 gram", "100 grams"),
        ("1.100 orang", "1,100"),
        ("350 ribu", "350,000"),
        ("15 ribu", "15,000"),
        ("1,5 juta", "1.5 million"),
        ("2,75 triliun", "2.75 trillion"),
        ("tahun 1998", "1998"),
        ("tahun 1990-an", "1990s"),
        ("ke-3", "3rd"),
        ("ke-21", "21st"),
        ("ke-112", "112th"),
        ("pukul 07.05", "07:05"),
        ("pukul 20.08", "20:08"),
        ("Rabu (19/2)", "Wednesday, February 19"),
        ("Kamis, 17 Agustus 2023", "Thursday, August 17, 2023"),
        ("17 Agustus", "August 17"),
        ("Agustus 2023", "August 2023"),
        ("B737", ""),
    ],
)
def test_a_fact_in_english(written: str, expected: str) -> None:
    (fact,) = extract(f"Ada {written} di sana.", "id")
    assert render(fact) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (22, "22nd"),
     (101, "101st"), (111, "111th"), (1000, "1,000th")],
)  # fmt: skip
def test_ordinals(value: int, expected: str) -> None:
    assert ordinal(value) == expected


@pytest.mark.parametrize(
    ("hour", "minute", "whole", "half"),
    [(0, 5, "00:05", "12:05"), (7, 30, "07:30", "7:30"), (12, 0, "12:00", "12:00"), (13, 1, "13:01", "1:01"),
     (23, 59, "23:59", "11:59")],
)  # fmt: skip
def test_clocks(hour: int, minute: int, whole: str, half: str) -> None:
    assert clock(hour, minute) == whole
    assert clock(hour, minute, halves=True) == half


def test_thousands_of_trillions_have_their_comma() -> None:
    (number,) = read_numbers("Rp 6.540 triliun", "id")
    assert figure(number) == "6,540 trillion"
