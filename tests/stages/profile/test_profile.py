"""Profiles: the day an article tells of, its terms, and its names with their English forms."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.core.event_records import Mention
from pipeline.stages.profile.days import main_day, published_day
from pipeline.stages.profile.mentions import mentions_of
from pipeline.stages.profile.stage import profile_of
from pipeline.stages.profile.terms import stem, terms
from tests.stages.group.builders import clean, translated

PUBLISHED = dt.date(2024, 1, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-12", dt.date(2026, 3, 12)),
        ("2026-03-12T08:21:00+07:00", dt.date(2026, 3, 12)),
        ("Kamis, 14 September 2023 08:21 WIB", dt.date(2023, 9, 14)),
        ("14 September", None),
        ("kemarin", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_of_publication(text: str | None, day: dt.date | None) -> None:
    assert published_day(text) == day


@pytest.mark.parametrize(
    ("lead", "rest", "published", "day"),
    [
        (["Bupati datang, Senin (1/1)."], [], PUBLISHED, "2024-01-01"),
        (["Rapat digelar pada 30 Desember."], [], PUBLISHED, "2023-12-30"),  # the nearest year
        (["Perjanjian 18 Juni 1961 diperbarui."], [], PUBLISHED, "2024-01-02"),  # history, not news
        (["Bupati datang."], ["Ia datang pada 1 Januari 2024."], None, "2024-01-01"),
        (["Bupati datang, Rabu (13/9)."], ["Tahun lalu, 3 Mei 2022."], None, "?-09-13"),
        (["Rapat pada 31 Februari 2024."], [], None, None),
        (["Skor akhir 2-1."], [], None, None),
    ],
)
def test_the_day_that_an_article_tells_of(
    lead: list[str], rest: list[str], published: dt.date | None, day: str | None
) -> None:
    assert main_day(lead, rest, published, "id") == day


@pytest.mark.parametrize(
    ("one", "other"),
    [("menewaskan", "tewas"), ("kebakaran", "terbakar"), ("rumahnya", "rumah"), ("pertemuan", "bertemu")],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_terms_tell_names_and_keep_figures() -> None:
    found = dict(terms("Sebanyak 1.250 warga Demak dan 5 polisi mengungsi."))
    assert found["demak"] is True
    assert found["1.250"] is False
    assert "5" not in found
    assert "dan" not in found


def test_a_headline_in_capitals_names_nothing() -> None:
    assert not any(named for _, named in terms("BANJIR RENDAM DEMAK SELASA PAGI"))


def test_names_with_their_english_forms_and_kinds() -> None:
    pairs = [
        ("Presiden Vladimir Putin tiba di Rusia.", "President Vladimir Putin arrived in Russia."),
        ("Menurut Putin, Amerika Serikat setuju.", "According to Putin, the United States agrees."),
        ("Rapat PT Nusa Karya dimulai Rabu pukul 09.00 WIB.", "The meeting began on Wednesday at 09:00 WIB."),
    ]
    found = {m.text: m for m in mentions_of(pairs, "id")}
    assert found["Vladimir Putin"] == Mention("Vladimir Putin", "Vladimir Putin", "person", 1)
    assert found["Rusia"] == Mention("Rusia", "Russia", "place", 1)
    assert (found["Amerika Serikat"].english, found["Amerika Serikat"].kind) == ("United States", "place")
    assert found.keys().isdisjoint({"Rabu", "WIB"})
    assert all(m.english == "" for m in found.values() if "Karya" in m.text)


def test_a_profile_counts_title_and_lead_for_more() -> None:
    pairs = [(f"Kalimat biasa nomor kata{n}.", "x") for n in ("satu", "dua", "tiga", "empat")]
    profile = profile_of(clean("a", pairs, title="Gempa Demak", published="2026-03-12"), translated("a", pairs))
    weights = dict(zip(profile.terms, profile.weights, strict=True))
    assert weights["gempa"] == 3
    assert (weights["katasatu"], weights["kataempat"]) == (2, 1)
    assert (profile.published, profile.day) == ("2026-03-12", "2026-03-12")
    assert list(profile.terms) == sorted(profile.terms)
