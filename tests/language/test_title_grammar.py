"""What only headlines say: "hingga" in a list, and the label of a story that is told."""

from __future__ import annotations

import pytest

from pipeline.language.title_grammar import plain_grammar


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Dosen hingga mahasiswa ikut lomba", "Dosen dan mahasiswa ikut lomba"),
        ("Genting bocor hingga dinding berlumut", "Genting bocor dan dinding berlumut"),
        ("Cabai, telur hingga bawang naik", "Cabai, telur dan bawang naik"),
        ("Barang palsu tersebar di Medan hingga Binjai", "Barang palsu tersebar di Medan dan Binjai"),
        ("Kisah balita di Medan tak sengaja telan koin", "Balita di Medan tak sengaja telan koin"),
        ("Cerita Rina, alami kram di kolam", "Rina alami kram di kolam"),
    ],
)
def test_it_is_written_as_sentences_are(title: str, plain: str) -> None:
    assert plain_grammar(title) == plain


@pytest.mark.parametrize(
    "title",
    [
        "Tol ditutup hingga Minggu",
        "Sidang ditunda hingga waktu yang tepat",
        "Dipukul hingga pingsan",
        "Pinjaman hingga Rp 500 juta",
        "Macet dari Medan hingga Binjai",
        "Bertahan di Medan hingga Piala Dunia",
        "Buron hingga Malaysia",
        "Banjir hingga atap rumah",
        "Kisah sukses petani kopi raih untung",
        "Kisah cinta Rina dan Budi",
        "Cerita di balik lagu baru",
    ],
)
def test_how_far_and_how_long_and_stories_stay(title: str) -> None:
    assert plain_grammar(title) == title
