"""Numbers are exchanged on both sides at once, each in its language's format, and nothing else changes."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.training.augment import (
    canonical,
    capitals,
    exchange_names,
    exchange_words,
    find_numbers,
    names_of,
    same_numbers,
    substitute,
    words_of,
)

WAY = ("id", "en")
PRICE = (
    "Harga naik 2,5 persen menjadi Rp1.250.000 pada 17 Agustus 2024.",
    "The price rose 2.5 percent to Rp1,250,000 on August 17, 2024.",
)


def values(text: str, language: str) -> list[str]:
    return [n.value for n in find_numbers(text, language)]


@pytest.mark.parametrize(
    ("written", "style", "value"),
    [
        ("1.234,5", "id", "1234.5"),
        ("1,234.5", "en", "1234.5"),
        ("2,5", "id", "2.5"),
        ("2.500", "id", "2500"),
        ("2.5", "id", ""),
        ("0812345", "id", ""),
        ("12.34.56", "en", ""),
    ],
)
def test_canonical(written: str, style: str, value: str) -> None:
    assert canonical(written, style) == value


def test_both_sides_get_the_same_new_values_in_their_own_format() -> None:
    for seed in range(30):
        source, target = substitute(*PRICE, WAY, random.Random(seed))
        assert (source, target) != PRICE
        assert Counter(values(source, "id")) == Counter(values(target, "en"))
        assert re.sub(r"\d[\d.,]*\d|\d", "#", source) == re.sub(r"\d[\d.,]*\d|\d", "#", PRICE[0])
        assert re.sub(r"\d[\d.,]*\d|\d", "#", target) == re.sub(r"\d[\d.,]*\d|\d", "#", PRICE[1])


def test_days_and_years_stay_possible() -> None:
    for seed in range(30):
        source, _ = substitute(*PRICE, WAY, random.Random(seed))
        found = re.search(r"pada (\d+) Agustus (\d+)\.", source)
        assert found is not None
        assert 2 <= int(found[1]) <= 28
        assert 1900 <= int(found[2]) <= 2035


def test_ordinals_get_their_ending_and_clocks_their_half_of_the_day() -> None:
    pair = ("Ulang tahun ke-79 dimulai pukul 09.30 WIB.", "The 79th anniversary starts at 9:30 a.m.")
    for seed in range(20):
        source, target = substitute(*pair, WAY, random.Random(seed))
        ordinal = re.search(r"The (\d+)(st|nd|rd|th) ", target)
        assert ordinal is not None
        assert f"ke-{ordinal[1]} " in source
        assert ordinal[2] == {"1": "st", "2": "nd", "3": "rd"}.get(ordinal[1][-1], "th") or 10 < int(ordinal[1]) < 20
        clock = re.search(r"at (\d+):(\d\d) a.m.", target)
        assert clock is not None
        assert 1 <= int(clock[1]) <= 11
        assert f"pukul {int(clock[1]):02}.{clock[2]} " in source


def test_what_is_not_a_number_of_both_sides_stays() -> None:
    pair = (
        "Pada Rabu (17/8), pesawat B737 dan 1 helikopter, skor 3-1, 2019-2020, tiga orang.",
        "On Wednesday (17/8) a B737 and 1 helicopter, score 3-1, 2019-2020, 3 people.",
    )
    assert substitute(*pair, WAY, random.Random(1)) == pair


def test_the_same_value_twice_is_left_alone() -> None:
    pair = ("Ada 25 di sini dan 25 di sana.", "There are 25 here and 25 there.")
    assert substitute(*pair, WAY, random.Random(1)) == pair


def test_reverse_direction_uses_the_other_formats() -> None:
    source, target = substitute(PRICE[1], PRICE[0], ("en", "id"), random.Random(5))
    assert values(source, "en") != values(PRICE[1], "en")
    assert Counter(values(source, "en")) == Counter(values(target, "id"))


def test_same_numbers() -> None:
    assert same_numbers(*PRICE, WAY)
    assert same_numbers("Ada 3 orang.", "There are three people.", WAY)
    assert not same_numbers("Ada 300 orang.", "There are people.", WAY)
    assert not same_numbers("Ada orang.", "There are 30 people.", WAY)


@given(st.integers(2, 10**9), st.integers(0, 99), st.integers(0, 10**6))
def test_any_amount_is_carried(whole: int, cents: int, seed: int) -> None:
    written = f"{whole:,}".replace(",", ".")
    pair = (f"Jumlahnya {written},{cents:02} juta.", f"It is {whole:,}.{cents:02} million.")
    source, target = substitute(*pair, WAY, random.Random(seed))
    assert values(source, "id") == values(target, "en")


def test_within_one_language_every_occurrence_gets_the_same_new_value() -> None:
    article = "The quake killed 241 people. All 241 lived in 17 villages, 3 of them on the coast."
    brief = "The quake killed 241 people in 17 villages."
    for seed in range(30):
        source, target = substitute(article, brief, ("en", "en"), random.Random(seed))
        dead, again, villages, coast = values(source, "en")
        assert dead == again
        assert values(target, "en") == [dead, villages]
        assert (dead, villages) != ("241", "17")
        assert coast == "3"  # the brief does not say it
        # Across languages it is not sure which of the two 241 the target's is.
        other, _ = substitute(article, brief, ("id", "en"), random.Random(seed))
        assert values(other, "id")[:2] == ["241", "241"]


def test_words_are_exchanged_on_both_sides_alike() -> None:
    source = "brief: Minister Hendra opened the market, which Hendra had promised since March."
    target = "Minister Hendra opened the market."
    others = ["Glenewinkel", "Schwemmer", "ponytail", "harbour"]
    assert exchange_words(source, target, others, 0.0, random.Random(1)) == (source, target)
    new_source, new_target = exchange_words(source, target, others, 1.0, random.Random(1))
    taken = new_target.rstrip(".").split()
    assert taken[2:4] == ["opened", "the"] or {taken[2]} <= {"ponytail", "harbour"}
    assert new_source.startswith("brief: ")
    assert "which" in new_source
    assert "since March." in new_source  # stands on one side alone
    assert "Hendra" not in new_source
    assert new_source.count(taken[1]) >= 2  # the same word in all its places
    assert new_source.removeprefix("brief: ").split(",")[0] == new_target.rstrip(".")
    assert [w[0].isupper() for w in taken] == [w[0].isupper() for w in target.rstrip(".").split()]


def test_words_that_hold_a_sentence_together_are_left() -> None:
    assert words_of("Which harbour, after all, would Mueller's old friend-ship reach: Kediri?") == [
        "harbour",
        "Kediri",
    ]


NAMES = ("Menteri Sri Lestari bertemu Joko Purnomo di Medan.", "Minister Sri Lestari met Joko Purnomo in Medan.")


def test_names_are_the_longest_runs_that_both_sides_write_alike() -> None:
    assert names_of(*NAMES) == ["Sri Lestari", "Joko Purnomo", "Medan"]
    assert names_of("Pada April ia tiba.", "In April he arrived.") == []


def test_exchanged_names_are_the_same_on_both_sides_and_the_rest_stays() -> None:
    others = ["Budi Santoso", "Dewi Anggraini", "Rina Wijaya", "Agus Hartono", "Ende", "Kupang"]
    for seed in range(20):
        source, target = exchange_names(*NAMES, others, random.Random(seed))
        new = names_of(source, target)
        assert len(new) == 3
        assert new != names_of(*NAMES)
        assert target == f"Minister {new[0]} met {new[1]} in {new[2]}."


def test_headline_capitals_change_the_source_alone() -> None:
    source, target = NAMES[0], NAMES[1]
    written = {capitals(source, target, random.Random(seed)) for seed in range(20)}
    assert written == {
        ("Menteri Sri Lestari Bertemu Joko Purnomo di Medan", target[:-1]),
        ("MENTERI SRI LESTARI BERTEMU JOKO PURNOMO DI MEDAN", target[:-1]),
    }
