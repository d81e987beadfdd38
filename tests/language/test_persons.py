"""Who an article names, and what tells the women from the men: names, titles, what stands beside a name."""

from __future__ import annotations

import re

import pytest

from pipeline.language.persons.cast import Cast
from pipeline.language.persons.given_names import NAMES, bearer, is_given
from pipeline.language.persons.mentions import mentions


def named(text: str) -> list[str]:
    return [text[m.start : m.end] for m in mentions(text)]


def genders(*texts: str) -> dict[str, str | None]:
    return {" ".join(person.name): person.gender for person in Cast(texts).persons}


def test_the_list_is_sorted_and_says_one_thing_of_a_name() -> None:
    rows = [line.split("\t") for line in NAMES.read_text("utf-8").splitlines() if not line.startswith("#")]
    names = [name for name, _ in rows]
    assert len(rows) > 3000
    assert len(set(names)) == len(names)
    assert names == sorted(names, key=lambda n: (n.lower(), n))
    assert {told for _, told in rows} == {"f", "m", "b"}
    assert all(re.fullmatch(r"[^\W\d_]+(?:'[^\W\d_]+)*", name) for name in names)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ratna Wibowo", "f"),
        ("Bambang Hartono", "m"),
        ("M. Bambang", "m"),
        ("Dwi Prasetyo", None),
        ("Dwi Wulandari", "f"),
        ("Rukmawati", "f"),
        ("Agus Lestari", None),
        ("I Wayan Sudarma", "m"),
        ("Ni Wayan Sudarma", "f"),
        ("Ida Bagus Sudarma", "m"),
        ("Ida Ayu Sudarma", "f"),
        ("Ida Kusumo", "f"),
        ("Anak Agung Gde Raka", "m"),
        ("José Silva", "m"),
        ("Xyzo Hartono", None),
    ],
)
def test_a_given_name_tells(name: str, told: str | None) -> None:
    assert bearer(re.findall(r"[^\W\d_]+", name)) == told


def test_a_name_that_ends_like_a_particle_is_not_cut() -> None:
    assert is_given("Fadli")
    assert bearer(["Fadli"]) == "m"
    assert bearer(["Fadlilah"]) == "f"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Menteri Kelautan Ratna Putri Wibowo bertemu Bambang.", ["Ratna Putri Wibowo", "Bambang"]),
        ("Kepala Dinas Sosial Kota Bandung, Dr. Hj. Ratna Wibowo, hadir.", ["Ratna Wibowo"]),
        ("Ketua KPU Surabaya Bambang Hartono", ["Bambang Hartono"]),
        ("Kecelakaan di Jalan Ratna Wibowo dan Stadion Bambang Hartono.", []),
        ("Rektor Universitas Bambang Hartono, Ratna Wibowo", ["Bambang Hartono", "Ratna Wibowo"]),
        ("Film Ratna tayang, lagu Bambang juga.", []),
        ("Menurut Pak Xyzo, jalan itu rusak.", ["Xyzo"]),
        ("Warga bernama Xyzo (46) datang.", ["Xyzo"]),
        ("Xyzo mengaku lelah.", ["Xyzo"]),
        ("Ia tinggal di Xyzo sejak lama.", []),
        ("Desainer Xyzo Hartono pulang.", ["Xyzo Hartono"]),
        ("Ratna Wibowo Senin ini hadir.", ["Ratna Wibowo"]),
        ("Jaksa Agung memanggil mereka.", []),
        ("Menurut Lip-Bu Xyzo, pasar lesu.", []),
        ("Keluarga bertemu ADP (39) kemarin.", ["ADP"]),
        ("Korban berinisial AS (21) dirawat.", ["AS"]),
    ],
)
def test_who_is_named(text: str, wanted: list[str]) -> None:
    assert named(text) == wanted


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (("Ratna Wibowo datang.", "Ratna pulang."), {"ratna wibowo": "f"}),
        (("Xyzo Wibowo datang.", "Kata Bu Xyzo, ia lelah."), {"xyzo wibowo": "f"}),
        (("Istrinya, Xyzo (30), pulang.",), {"xyzo": "f"}),
        (("Xyzo (30), ibu dua anak, pulang.",), {"xyzo": "f"}),
        (("Seorang perempuan bernama Xyzo pulang.",), {"xyzo": "f"}),
        (("Seorang pria bernama Xyzo pulang.",), {"xyzo": "m"}),
        (("Drs. Xyzo pulang.",), {"xyzo": "m"}),
        (("Ibu Bambang, Ratna, pulang.",), {"bambang": "m", "ratna": "f"}),
        (("Seorang pria bernama Ratna pulang.",), {"ratna": None}),
        (("Film Ratna tayang.", "Kata orang, Ratna laris."), {"ratna": None}),
        (("Xyzo (30) pulang.",), {"xyzo": None}),
    ],
)
def test_women_and_men_of_an_article(texts: tuple[str, ...], wanted: dict[str, str | None]) -> None:
    assert genders(*texts) == wanted


def test_a_name_that_two_share_means_either() -> None:
    cast = Cast(["Ratna Wibowo dan Bambang Wibowo datang.", "Wibowo pulang."])
    assert {person.gender for person in cast.named(cast.mentions("Wibowo pulang.")[0])} == {"f", "m"}
