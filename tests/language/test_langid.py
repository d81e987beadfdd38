"""Languages: Indonesian and its neighbours, in sentences written for this test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.langid import UNKNOWN, identify, is_foreign, looks_indonesian

TEXTS = {
    "id": (
        "Pemerintah mengatakan bahwa harga beras akan turun karena panen raya sudah dimulai. Petani di "
        "sejumlah kabupaten mengaku senang, tetapi mereka masih menunggu bantuan pupuk dari kementerian. "
        "Gubernur berjanji akan datang pada hari Senin."
    ),
    "ms": (
        "Kerajaan berkata bahawa harga beras akan turun kerana musim menuai telah bermula. Pesawah di "
        "beberapa daerah gembira, tetapi mereka masih menunggu bantuan baja daripada kementerian. Menteri "
        "Besar berjanji akan hadir pada hari Isnin."
    ),
    "jv": (
        "Pamarentah ngendika yen rega beras bakal mudhun amarga panen wis diwiwiti. Para tani ing desa padha "
        "seneng, nanging dheweke isih ngenteni bantuan rabuk saka kementerian. Gubernur janji arep teka ing "
        "dina Senen."
    ),
    "su": (
        "Pamarentah nyarios yén harga béas bakal turun lantaran usum panén geus dimimitian. Patani di "
        "sababaraha désa pada bungah, tapi maranéhna masih kénéh ngadagoan bantuan pupuk ti kementerian. "
        "Gubernur jangji rék datang dina poé Senén."
    ),
    "en": (
        "The government said that the price of rice would fall because the harvest had begun. Farmers in "
        "several districts are pleased, but they are still waiting for fertiliser. The governor promised to "
        "visit on Monday."
    ),
}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_neighbours_are_told_apart(language: str) -> None:
    guess = identify(TEXTS[language])
    assert guess.language == language
    assert 0 < guess.margin <= guess.probability <= 1


@pytest.mark.parametrize("text", ["", " \n", "123 456", "!!!"])
def test_without_words_there_is_no_language(text: str) -> None:
    assert identify(text).language == UNKNOWN


def test_a_sentence_with_the_commonest_words_needs_no_closer_look() -> None:
    assert looks_indonesian("Ia mengatakan bahwa harga itu akan turun")
    assert not looks_indonesian("The price of rice will fall on Monday")


@pytest.mark.parametrize(
    "text",
    [
        "Hakim menolak banding jaksa. Rupiah menguat.",
        "Gaji UMP Jawa Barat naik 5,2% menjadi Rp2.057.495 per bulan.",
        "Pasukan Malaysia lancarkan serangan di Sabah",
        "Tersangka diperiksa polisi. Saksi diminta hadir.",
        "Vaksin itu aman.",
        "Presiden Xi Jinping (习近平) bertemu Presiden Prabowo di Beijing pada Senin.",
        "Grup BTS (방탄소년단) tampil di Jakarta. Tiket habis terjual.",
        "Emir Qatar kunjungi Gaza",
        "MRT diresmikan Gubernur DKI",
        "Harga emas Antam naik. Pembeli antre.",
    ],
)
def test_a_short_indonesian_text_is_not_foreign(text: str) -> None:
    assert not is_foreign(text, identify(text))


@pytest.mark.parametrize(
    "text",
    [
        *(text for language, text in TEXTS.items() if language != "id"),
        "Polis menahan dua lelaki di Johor semalam kerana disyaki mencuri motosikal.",
        "Seramai 300 mangsa banjir dipindahkan di Kelantan berikutan hujan lebat sejak Isnin.",
        "Menteri Kesihatan memaklumkan bahawa kes denggi meningkat 20 peratus.",
        "Police arrested two men who were selling fake tickets.",
        "Die Regierung teilte mit, dass der Preis für Reis sinken werde.",
        "Правительство заявило, что цена на рис снизится.",
        "政府表示，由于收成已经开始，大米价格将下降。",
    ],
)
def test_other_languages_are_foreign(text: str) -> None:
    assert is_foreign(text, identify(text))


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    guess = identify(text)
    assert 0 <= guess.margin <= guess.probability <= 1 + 1e-6
    assert is_foreign(text, guess) in (True, False)
