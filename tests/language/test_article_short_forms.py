"""A short form means what its article says."""

from __future__ import annotations

import pytest

from pipeline.language.article_short_forms import meanings, with_meanings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sampah menumpuk di Tempat Pembuangan Sementara (TPS).", {"TPS": "tempat pembuangan sementara"}),  # no name
        ("Ketua Partai Bulan Bintang (PBB) hadir.", {"PBB": "Partai Bulan Bintang"}),
        ("Layanan over-the-top (OTT) tumbuh.", {}),  # English
        ("Mahkamah Kehormatan Dewan (MKD) bersidang.", {}),  # the list has it in plainer words
        ("Nasib pekerja migran Indonesia (PMI) dibahas.", {"PMI": "pekerja migran Indonesia"}),
        ("Perserikatan Bangsa-Bangsa (PBB) bersidang.", {}),  # the usual meaning
        ("Kredit Kepemilikan Rumah (KPR) naik.", {}),
        ("Badan Kue Lapis (BKL) berdiri.", {}),  # nobody knows it by other words
        ("Warga Amerika (AS) datang.", {}),
        ("Tempat Pembuangan Sementara (TPS) dan tempat pengolahan sampah (TPS).", {}),  # two meanings
        ("(TPS)", {}),
        ("", {}),
    ],
)
def test_meanings(text: str, expected: dict[str, str]) -> None:
    assert meanings([text]) == expected


def test_the_words_stand_in_the_other_sentences() -> None:
    known = {"TPS": "tempat pembuangan sementara"}
    assert with_meanings("Kasur dibuang di TPS.", known) == "Kasur dibuang di tempat pembuangan sementara."
    for text in ("Sampah di tempat pembuangan sementara (TPS).", "Akun @TPS dan #TPS.", "TPS3R dibuka.", "Beras naik."):
        assert with_meanings(text, known) == text
