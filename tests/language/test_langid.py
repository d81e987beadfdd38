"""Languages: Indonesian and its neighbours, in sentences written for this test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.langid import UNKNOWN, identify, looks_indonesian

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


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    guess = identify(text)
    assert 0 <= guess.margin <= guess.probability <= 1 + 1e-6
