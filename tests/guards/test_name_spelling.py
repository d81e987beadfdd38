"""Names with a letter or two wrong take the source's spelling; English forms of names stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.guards.name_spelling import source_spelling
from pipeline.language.glossary import Glossary

GLOSSARY = Glossary.load()


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        (
            "Kapal itu berlayar dari Johor ke Kabupaten Situbondo kemarin.",
            "The ship sailed from Johor to Situbodo regency yesterday.",
            "The ship sailed from Johor to Situbondo regency yesterday.",
        ),
        (
            "Direktur BNI, Dickie Widjaja, dan Tedi Setyawan hadir di Jakarta.",
            "BNI directors Dickie Widjajaja and Tedi Setiawan's staff were in Jakarta.",
            "BNI directors Dickie Widjaja and Tedi Setyawan's staff were in Jakarta.",
        ),
        (
            "Wakil Ketua MKD DPR Adang Darajatun dan Paulus Tannos hadir.",
            "MKD DPR Deputy Chairman Adang Dardeun and Paul Tannos attended.",
            "MKD DPR Deputy Chairman Adang Darajatun and Paulus Tannos attended.",
        ),
        (
            'Kami kehilangan struktur," ujar Gamel.',
            'We lost a bit of structure," said gamel.',
            'We lost a bit of structure," said Gamel.',
        ),
        ("Konser BLACKPINK digelar malam ini.", "The BLACPINK concert is held tonight.", None),
    ],
)
def test_a_misspelt_name_is_written_as_in_the_source(source: str, translation: str, expected: str | None) -> None:
    expected = expected or translation.replace("BLACPINK", "BLACKPINK")
    assert source_spelling(source, translation, GLOSSARY) == expected


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Timnas Belgia menang 8-1 atas Estonia di Brussel.", "Belgium won 8-1 against Estonia in Brussels."),
        ("Pasukan Amerika tiba di Yordania dan Suriah.", "American troops arrived in Jordan and Syria."),
        ("Gunung di Sumatera dan Samudra Pasifik terpantau.", "Mountains in Sumatra and the Pacific were watched."),
        # both are the source's, so neither is a misspelling of the other
        ("Rina Setiawan bertemu Budi Setyawan di Solo.", "Rina Setiawan met Budi Setyawan in Solo."),
        # it could be either of two names
        ("Kota Martapura dan Kota Martapuri banjir.", "Martapurs and the city were flooded."),
        ("Pak Anik membuat papan kayu.", "Mr. Budi makes wooden boards."),
        ("Harga beras naik.", "The price of rice rose."),
        ("Rapat Komite Sabtu Agustus 2025 di Solo.", "A Komite meeting on Saturday in August 2025 in Solo."),
        ("Negara di Asia Pasifik rapat.", "Countries in Asia Pacific met."),
        ("Menteri Sri Mulyani tiba.", "Minister Sri said she had arrived."),
        ("Bank Mandiri dan Metro TV hadir.", "Bank Mandiri and the metro were there."),
    ],
)
def test_other_words_stay(source: str, translation: str) -> None:
    assert source_spelling(source, translation, GLOSSARY) == translation


def test_an_english_form_that_the_user_gave_stays(tmp_path: Path) -> None:
    terms = tmp_path / "terms.tsv"
    terms.write_text("Setyawan\tSetiawan\n", encoding="utf-8")
    source, translation = "Pengacara Tedi Setyawan hadir.", "Lawyer Tedi Setiawan was there."
    assert source_spelling(source, translation, GLOSSARY) == "Lawyer Tedi Setyawan was there."
    assert source_spelling(source, translation, Glossary.load(terms)) == translation
