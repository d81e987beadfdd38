"""Who speaks and who is named in a sentence of Indonesian news."""

from __future__ import annotations

import time

import pytest

from pipeline.language.voices import Person, names_in, narrative, voices


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"Air mulai surut," kata Ratna.', "Ratna"),
        ('"Air mulai surut," kata Ratna saat ditemui di Garut, Senin (2/6/2025).', "Ratna"),
        ('"Air mulai surut," ujar Kepala BPBD Garut, Ratna Wijayanti, Senin.', "Ratna Wijayanti"),
        (
            '"Air mulai surut," ujar Kepala Dinas Perhubungan (Dishub) Garut Ratna Wijayanti dalam rapat.',
            "Garut Ratna Wijayanti",
        ),
        ("Ratna Wijayanti mengatakan air mulai surut.", "Ratna Wijayanti"),
        (
            "Ratna Wijayanti, relawan asal Desa Sukamaju, Kecamatan Cikole, juga mengatakan air surut.",
            "Ratna Wijayanti",
        ),
        ("Camat Cikole, Wiratno, menyatakan air mulai surut.", "Wiratno"),
        ("Menurut Ratna Wijayanti, warga sudah mengungsi.", "Ratna Wijayanti"),
        ("Hal senada disampaikan Ratna Wijayanti.", "Ratna Wijayanti"),
        ("Seorang petani, Wiratno (51), Senin, mengungkapkan sawahnya terendam.", "Wiratno"),
        ('Air mulai surut, "tutur Rudianto M Wirya.', "Rudianto M Wirya"),
    ],
)
def test_the_one_who_speaks(text: str, speaker: str) -> None:
    heard = voices(text)
    assert (" ".join(heard.speaker), heard.pronoun, heard.unnamed) == (speaker, "", False)


@pytest.mark.parametrize(
    "text",
    [
        '"Air mulai surut," ujarnya.',
        'Air mulai surut," tambah dia.',
        "Menurutnya, warga sudah mengungsi.",
        "Ia juga menjelaskan bahwa air mulai surut.",
        "Meski begitu, dia mengaku tidak takut.",
        "Warga, lanjutnya, sudah mengungsi.",
    ],
)
def test_a_pronoun_that_speaks(text: str) -> None:
    heard = voices(text)
    assert (heard.pronoun, heard.speaker, heard.unnamed) == ("speaker", (), False)


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Ia lahir di Garut.", True),
        ("Pada tahun yang sama, dia pindah ke Medan.", True),
        ("Hal itu ia sampaikan dalam rapat.", True),
        ("Warga yang ia temui sudah mengungsi.", False),
        ('"Ia sakit," kata Ratna.', False),
    ],
)
def test_a_sentence_that_opens_with_a_pronoun(text: str, opens: bool) -> None:
    assert voices(text).opens is opens


@pytest.mark.parametrize(
    ("text", "unnamed"),
    [
        ('"Air mulai surut," kata seorang warga.', True),
        ("Polisi menyebut air mulai surut.", True),
        ('"Air mulai surut," kata Ketua Golkar.', True),
        ('"Air mulai surut," kata istri Budi Hartono.', True),
        ("Kuasa hukum Budi Hartono mengatakan hal itu.", True),
        ("Menurut data BMKG, hujan turun dua jam.", False),
        ("Warga meminta bantuan dengan mengatakan hal itu.", True),
        ("Air mulai surut pada malam hari.", False),
    ],
)
def test_somebody_without_a_name_speaks(text: str, unnamed: bool) -> None:
    heard = voices(text)
    assert (heard.unnamed, heard.speaker) == (unnamed, ())


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ('"Pak Budi datang," kata Ibu Ratna.', [Person(("Ratna",), "she")]),
        ("Pak Wiratno menunggu di rumah.", [Person(("Wiratno",), "he")]),
        ("Romo Petrus Sastro memimpin misa.", [Person(("Petrus", "Sastro"), "")]),
        ("Rumah itu milik Wiratno (51).", [Person(("Wiratno",))]),
        ("Direktur CV Maju, Ratna Wijayanti hadir.", [Person(("Ratna", "Wijayanti"))]),
        ("Ketua Golkar mengatakan hal itu.", []),  # perhaps a party
        ("Real Madrid menyatakan hal itu.", []),  # a company or a club does so, too
    ],
)
def test_who_is_plainly_a_person(text: str, persons: list[Person]) -> None:
    assert [Person(p.words, p.gender if persons and persons[0].gender else "") for p in voices(text).persons] == persons


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"Kami siap," kata Ratna.', '"          " kata Ratna.'),
        ('kami siap," kata Ratna.', '          " kata Ratna.'),
        ('Kata Ratna: "kami siap membantu warga', 'Kata Ratna: "'),
        ('Film "Rumah Kita" tayang.', 'Film "Rumah Kita" tayang.'),
    ],
)
def test_what_is_quoted_is_left_out(text: str, told: str) -> None:
    made = narrative(text)
    assert len(made) == len(text)
    assert made.split() == told.split()


def test_an_initial_joins_a_name_and_days_are_none() -> None:
    assert [n.text for n in names_in("Rudianto M. Wirya tiba di Garut pada Kamis.")] == ["Rudianto M. Wirya", "Garut"]


@pytest.mark.parametrize("part", ["Ratna (", "kata Ratna, ", "Ratna juga ", "menurut ", "Bupati Ratna, "])
def test_a_long_text_takes_no_long_time(part: str) -> None:
    start = time.process_time()  # waiting for a processor is not counted
    voices(part * (20_000 // len(part)))
    assert time.process_time() - start < 2
