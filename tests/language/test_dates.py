"""Dates and clock times of both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.dates import read_dates, read_times
from pipeline.language.numbers import Language


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Rabu (13/9)", "id", "?-09-13/w3"),
        ("Rabu, 13 September", "id", "?-09-13/w3"),
        ("Senin, 13/9/23", "id", "2023-09-13/w1"),
        ("16 November 2016", "id", "2016-11-16"),
        ("10 Nopember", "id", "?-11-10"),
        ("pada Maret 2020", "id", "2020-03-?"),
        ("hari jumat", "id", "/w5"),
        ("2023-09-13", "id", "2023-09-13"),
        ("Wednesday, September 13", "en", "?-09-13/w3"),
        ("Wednesday (9/13)", "en", "?-09-13/w3"),
        ("November 16, 2016", "en", "2016-11-16"),
        ("4th July 1776", "en", "1776-07-04"),
        ("the 13th of September", "en", "?-09-13"),
        ("Sept. 13", "en", "?-09-13"),
        ("in May", "en", "?-05-?"),
        ("last June", "en", "?-06-?"),
    ],
)
def test_dates(text: str, language: Language, expected: str) -> None:
    assert [d.value for d in read_dates(text, language)] == [expected]


@pytest.mark.parametrize(
    ("text", "language"),
    [("It may rain", "en"), ("1/2 gelas", "id"), ("24/7", "en"), ("seminggu", "id"), ("they march on", "en")],
)
def test_what_is_no_date(text: str, language: Language) -> None:
    assert read_dates(text, language) == []


def test_a_week_that_opens_a_sentence_is_not_firmly_a_sunday() -> None:
    assert not read_dates("Minggu lalu hujan.", "id")[0].firm
    assert read_dates("pada Minggu (1/9)", "id")[0].firm


def test_day_and_month_that_could_be_swapped_are_kept_both_ways() -> None:
    assert read_dates("Friday (11/9)", "en")[0].swapped == (11, 9)
    assert read_dates("Friday (9/13)", "en")[0].swapped == (0, 0)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("pukul 20.08", "id", (20 * 60 + 8,)),
        ("pukul 07.19", "id", (7 * 60 + 19,)),
        ("jam 7 malam", "id", (19 * 60,)),
        ("jam tujuh pagi", "id", (7 * 60,)),
        ("pukul 12 siang", "id", (12 * 60,)),
        ("tengah malam", "id", (0,)),
        ("jam 9", "id", (9 * 60, 21 * 60)),
        ("jam setengah delapan pagi", "id", (7 * 60 + 30,)),
        ("Pukul setengah 1 malam", "id", (30,)),
        ("pukul setengah delapan", "id", (7 * 60 + 30, 19 * 60 + 30)),
        ("jam 7 kurang 10 menit malam", "id", (18 * 60 + 50,)),
        ("jam dua belas lewat seperempat siang", "id", (12 * 60 + 15,)),
        ("8:08 p.m.", "en", (20 * 60 + 8,)),
        ("12 a.m.", "en", (0,)),
        ("noon", "en", (12 * 60,)),
        ("seven o'clock", "en", (7 * 60, 19 * 60)),
        ("0230 UTC", "en", (2 * 60 + 30, 14 * 60 + 30)),
        ("20:08", "en", (20 * 60 + 8,)),
    ],
)
def test_times(text: str, language: Language, expected: tuple[int, ...]) -> None:
    assert [t.minutes for t in read_times(text, language)] == [expected]


def test_the_second_clock_of_a_range_is_read() -> None:
    assert [t.value for t in read_times("pukul 07.00-09.00 WIB", "id")] == ["07:00", "09:00"]


@pytest.mark.parametrize("text", ["24 jam", "pukul 25.00", "skor 4:1", "802.11n", "4:41.30"])
def test_what_is_no_time(text: str) -> None:
    assert read_times(text, "id") == []


@given(st.text(max_size=80), st.sampled_from(["id", "en"]))
def test_any_text_is_read_and_spans_do_not_overlap(text: str, language: Language) -> None:
    for found in (read_dates(text, language), read_times(text, language)):
        ends = [0]
        for item in found:
            assert item.start >= ends[-1]
            assert text[item.start : item.end] == item.text
            ends.append(item.end)
