"""Sentences of an article that are no sentences of a brief, or lean on another one, are known as such."""

from __future__ import annotations

import pytest

from pipeline.stages.summarize.leaning import DEBRIS, LEANS, TORN, VOICELESS, Leanings
from pipeline.stages.summarize.speakers import Speakers

from .test_standalone import article

LEAD = "Pemerintah Garut membuka posko bagi korban banjir di tiga desa."
END = "Warga diminta tetap tinggal di posko sampai hari Senin."


def leanings(*indonesian: str, english: tuple[str, ...] | None = None) -> Leanings:
    case = article(list(zip(indonesian, english or indonesian, strict=True)))
    return Leanings(case, Speakers(case))


def faults(*indonesian: str) -> list[float]:
    found = leanings(*indonesian)
    return [found.fault(at) for at in range(len(indonesian))]


def leans(*indonesian: str) -> list[set[int]]:
    """What the last sentence leans on."""
    return [set(lean.on) for lean in leanings(*indonesian).leans(len(indonesian) - 1)]


@pytest.mark.parametrize(
    "text",
    [
        "Kabar.com -, (3/5/2021) pagi.",
        "1. Minum air hangat setiap pagi sebelum bekerja.",
        "Artikel ini akan membahas cara memilih sepatu lari.",
        "Simak cara memilih sepatu lari dari para ahli.",
        "Dikutip dari beberapa sumber, berikut daftarnya.",
    ],
)
def test_what_is_no_sentence_of_a_brief(text: str) -> None:
    assert faults(LEAD, text, END) == [0, DEBRIS, 0]


@pytest.mark.parametrize(
    "text", ["Warga akan pulang pada hari berikutnya bersama keluarga.", "2 warga desa itu terluka.", END]
)
def test_an_ordinary_sentence_has_no_fault(text: str) -> None:
    assert faults(LEAD, text)[1] == 0


def test_a_quotation_that_was_cut_in_two_is_broken_in_both_parts() -> None:
    broken = ('"Kita bisa menanam padi dan', 'Asia, misalnya Jepang dan Vietnam," kata Ratna Wijayanti di Garut.')
    assert faults(LEAD, *broken) == [0, DEBRIS, DEBRIS]


def test_the_end_of_a_quotation_that_answers_what_was_said_before_leans() -> None:
    found = leanings(LEAD, '"Air sudah mulai surut.', 'Jembatan sudah dibuka," kata Ratna Wijayanti.')
    assert [found.fault(at) for at in range(3)] == [0, 0, 0]
    assert found.leans(2) == ()
    torn = leanings(LEAD, '"Air sudah mulai surut.', 'Apalagi jika hujan berhenti," kata Ratna Wijayanti.')
    assert [lean.weight for lean in torn.leans(2)] == [TORN]


def test_speech_without_a_speaker_leans_on_the_sentence_that_tells_who_speaks() -> None:
    found = leanings(LEAD, '"Air sudah mulai surut.', 'Jembatan sudah dibuka," kata Ratna Wijayanti.')
    assert [(set(lean.on), lean.weight) for lean in found.leans(1)] == [({2}, VOICELESS)]


def test_the_first_person_within_a_quotation_needs_its_speaker() -> None:
    found = leanings(LEAD, '"Air sudah mulai surut.', 'Bagi saya, ini kabar yang baik. "', END)
    assert [found.fault(at) for at in range(4)] == [0, 0, DEBRIS / 2, 0]


def test_a_quotation_that_never_closed_ends_where_another_begins() -> None:
    found = leanings(
        LEAD, 'Lomba "Lari Pagi dibuka di Garut.', "Sebanyak 40 pelari ikut.", '"Semua senang," kata Ratna.'
    )
    assert found.fault(2) == 0


@pytest.mark.parametrize(
    ("sentences", "on"),
    [
        ((LEAD, "Ratna Wijayanti menandatangani kerja sama.", "Kerja sama itu berlaku dua tahun."), [{1}]),
        ((LEAD, END, "Posko tersebut dibuka selama dua pekan."), [{0, 1}]),
        ((LEAD, END, "Bantuan itu berasal dari Jakarta."), [{0, 1}]),  # it may be another word for either
        ((LEAD, END, "Negara itu berada di Asia."), []),
        ((LEAD, END, "Selain itu, warga membutuhkan selimut."), []),
        (("Penyanyi Ratna menyebut beberapa lagu.", END, "Lagu ini sangat populer."), [{1}]),  # one of several
        ((LEAD, END, "Hal itu disampaikan di Garut."), [{1}]),
        ((LEAD, END, "Menurut rencana, keduanya akan bertemu di Garut."), [{1}]),
        ((LEAD, END, "Peraih medali emas di Jakarta 2018 tersebut pulang."), [{1}]),
        ((LEAD, END, "Ia menolak pulang ke desa."), [{1}]),
    ],
)
def test_a_sentence_that_points_back(sentences: tuple[str, ...], on: list[set[int]]) -> None:
    assert leans(*sentences) == on


def test_a_surname_leans_on_the_sentence_that_has_the_name() -> None:
    told = (LEAD, "Atlet lompat jauh Maria Wijayanti mengatakan honor belum dibayar.", END)
    assert leans(*told, "Sebelumnya, Wijayanti digaji Rp 8 juta per bulan.") == [{1}]
    assert leans(*told, "Sebelumnya, Maria Wijayanti digaji Rp 8 juta per bulan.") == []


def test_initials_lean_on_the_sentence_that_tells_whose_they_are() -> None:
    told = (LEAD, "Pelaku berinisial JUM mengaku lapar.", END)
    assert leans(*told, "JUM ditangkap pada Senin pagi.") == [{1}]
    assert leans(LEAD, END, "PBB mengirim bantuan pada Senin pagi.") == []


def test_a_name_that_the_brief_will_explain_leans_on_nothing() -> None:
    case = article()  # "menurut Ratna", who is "Garut BPBD head Ratna Wijayanti"
    found = Leanings(case, Speakers(case))
    assert found.leans(4) == ()
    assert found.leans(2) == ()  # "ujarnya", who is she


def test_a_pronoun_leans_on_no_certain_sentence_where_only_one_person_is_named() -> None:
    told = ("Bupati Garut Ratna Wijayanti mengatakan posko dibuka.", END, END)
    assert leans(*told, "Ia tidak akan pulang ke desa.") == [{0, 2}]
    assert leans(told[0], "Menurut Hendra Gunawan, air surut.", END, "Ia tidak akan pulang ke desa.") == [{2}]
    assert LEANS < VOICELESS < DEBRIS
