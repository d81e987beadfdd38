"""Numbers of both languages, and the grammar's round trips."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.numbers import Language, parse_literal, plain, read_numbers


def values(text: str, language: Language) -> list[str]:
    return [n.code or plain(n.value) for n in read_numbers(text, language) if not n.loose]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2,5 juta orang", ["2500000"]),
        ("dua setengah juta orang", ["2500000"]),
        ("setengah juta", ["500000"]),
        ("Rp 1.100", ["1100"]),
        ("Rp7,5 M", ["7500000000"]),
        ("Rp 5 ribu", ["5000"]),
        ("HUT ke-17", ["17"]),
        ("yang ketujuh belas", ["17"]),
        ("ke-1000-nya", ["1000"]),
        ("abad ke-XVII", ["17"]),
        ("seribu sembilan ratus empat puluh lima", ["1945"]),
        ("dua puluh lima ribu", ["25000"]),
        ("seratus dua puluh", ["120"]),
        ("dua belas", ["12"]),
        ("sejuta", ["1000000"]),
        ("12 ratus", ["1200"]),
        ("tahun 1960-an", ["1960"]),
        ("10 ribuan", ["10000"]),
        ("ratusan ribu warga", []),
        ("dua pertiga", ["0.6667"]),
        ("flu H5N1 dan G-20", ["H5N1", "G20"]),
        ("4:41.30", ["4.41.30"]),
        ("29¾ inci", ["29.75"]),
        ("dua tiga", ["2", "3"]),
        ("versi 1.2.3", ["1.2.3"]),
    ],
)
def test_indonesian(text: str, expected: list[str]) -> None:
    assert values(text, "id") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.5 million people", ["2500000"]),
        ("two and a half million", ["2500000"]),
        ("half a million", ["500000"]),
        ("$7.5bn", ["7500000000"]),
        ("the 17th", ["17"]),
        ("the seventeenth", ["17"]),
        ("twenty-first", ["21"]),
        ("nineteen hundred and forty-five", ["1945"]),
        ("a hundred and twenty", ["120"]),
        ("one-hundred percent", ["100"]),
        ("the 1960s", ["1960"]),
        ("hundreds of thousands", []),
        ("two-thirds", ["0.6667"]),
        ("3,7%", ["3.7"]),
        ("20.000 sheep", ["20"]),  # misleads an English reader: it must not pass for 20,000
        ("page p109", ["109"]),
        ("25-year-old", ["25"]),
    ],
)
def test_english(text: str, expected: list[str]) -> None:
    assert values(text, "en") == expected


def test_a_range_shares_its_scale() -> None:
    five = read_numbers("5-10 juta", "id")[0]
    assert five.value == 5
    assert Decimal(5_000_000) in five.others


def test_small_words_are_not_firm_and_loose_words_are_marked() -> None:
    two, three = read_numbers("dua dari tiga", "id")
    assert (two.firm, three.firm) == (False, True)
    both = read_numbers("both of them", "en")[0]
    assert both.loose
    assert both.value == 2


def test_careless_thousands_are_read_both_ways_in_indonesian_only() -> None:
    assert parse_literal("330,000", "id") == (Decimal("330.000"), (Decimal(330000),))
    assert parse_literal("330.000", "en") == (Decimal("330.000"), ())


def test_separators_that_make_no_number_are_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.2\.3"):
        parse_literal("1.2.3", "id")


@given(st.integers(min_value=0, max_value=10**12))
def test_grouped_numerals_read_back_in_both_languages(value: int) -> None:
    english = f"{value:,}"
    assert parse_literal(english, "en")[0] == value
    assert parse_literal(english.replace(",", "."), "id")[0] == value


_UNITS = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def spell(value: int) -> str:
    """An independent speller of Indonesian numbers below a billion."""
    for size, word, one in ((10**6, "juta", "satu juta"), (1000, "ribu", "seribu"), (100, "ratus", "seratus")):
        if value >= size:
            head, rest = divmod(value, size)
            return f"{one if head == 1 else f'{spell(head)} {word}'} {spell(rest)}".strip()
    if value >= 20:
        return f"{_UNITS[value // 10]} puluh {_UNITS[value % 10]}".strip()
    return {10: "sepuluh", 11: "sebelas"}.get(value) or (f"{_UNITS[value - 10]} belas" if value > 11 else _UNITS[value])


@given(st.integers(min_value=1, max_value=10**9 - 1))
def test_spelled_numbers_read_back(value: int) -> None:
    assert values(spell(value), "id") == [str(value)]


@given(st.text(max_size=80), st.sampled_from(["id", "en"]))
def test_any_text_is_read_and_spans_are_true(text: str, language: Language) -> None:
    for number in read_numbers(text, language):
        assert text[number.start : number.end] == number.text
        assert number.text
