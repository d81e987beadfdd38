"""Cutting a sentence that is too long: nothing lost, nothing over the limit, clauses first."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.clauses import split_to_fit


def words(text: str) -> int:
    return len(text.split()) + 1


def characters(text: str) -> int:
    return len(text)


def test_a_sentence_that_fits_is_left_alone() -> None:
    assert split_to_fit("Presiden tiba di Jakarta.", words, 10) == ["Presiden tiba di Jakarta."]


def test_clauses_are_cut_before_words() -> None:
    text = "Gempa merusak rumah warga di tiga desa, sementara hujan deras menghambat petugas yang membuka jalan."
    assert split_to_fit(text, words, 10) == [
        "Gempa merusak rumah warga di tiga desa,",
        "sementara hujan deras menghambat petugas yang membuka jalan.",
    ]


def test_a_number_is_never_cut_at_its_comma() -> None:
    text = ("Harga naik 2,5 persen menjadi Rp12.500,00 per kilogram di pasar " * 3).strip()
    parts = split_to_fit(text, words, 9)
    assert [w for p in parts for w in p.split()] == text.split()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abc ,;:.dan yang—()\u200b!", max_size=300), st.integers(4, 30))
def test_nothing_is_lost_and_every_part_fits(text: str, limit: int) -> None:
    parts = split_to_fit(text, characters, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(characters(p) <= limit for p in parts)
    assert all(p == p.strip() and p for p in parts)


def test_three_thousand_words_without_a_stop() -> None:
    parts = split_to_fit(" ".join(["kata"] * 3000), words, 100)
    assert sum(len(p.split()) for p in parts) == 3000
    assert max(map(words, parts)) <= 100
    assert min(map(words, parts)) > 25  # no rest of two words
