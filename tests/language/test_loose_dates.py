"""Dates in figures that typing has pulled apart are written as one; scores and numbers stay."""

from __future__ import annotations

import pytest

from pipeline.language.loose_dates import joined_dates


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("Ia tiba Selasa (9 / 5 / 2017).", "Ia tiba Selasa (9/5/2017)."),
        ("Selasa (9/5 /2017), ia tiba.", "Selasa (9/5/2017), ia tiba."),
        ("SELASA ( 9/5/2017 ) IA TIBA", "SELASA (9/5/2017) IA TIBA"),
        ("Ia tiba Selasa (9-5-2017) malam.", "Ia tiba Selasa (9/5/2017) malam."),
        ("Ia tiba (9 - 5 - 2017).", "Ia tiba (9/5/2017)."),
        ("Ia tiba Jum'at (30 /6).", "Ia tiba Jum'at (30/6)."),
        ("Ia tiba Rabu(10/5) dan pergi Kamis,(11/5).", "Ia tiba Rabu (10/5) dan pergi Kamis (11/5)."),
        ("Ia tiba Selasa (09/05/17).", "Ia tiba Selasa (09/05/2017)."),
        ("Ia tiba Selasa (9|5|2017).", "Ia tiba Selasa (9/5/2017)."),
        ("Selasa (9/5/2017, ia tiba.", "Selasa (9/5/2017), ia tiba."),
        ("Ia tiba Selasa, 9/5/2017.", "Ia tiba Selasa, 9 Mei 2017."),
        ("Ia tiba Selasa 9 /5/ 2017).", "Ia tiba Selasa 9 Mei 2017."),
        ("Ia tiba (Selasa, 9/5/2017).", "Ia tiba (Selasa, 9 Mei 2017)."),
    ],
)
def test_a_date_that_was_pulled_apart(sentence: str, written: str) -> None:
    assert joined_dates(sentence) == written
    assert joined_dates(written) == written


@pytest.mark.parametrize(
    "sentence",
    [
        "Persib menang pada Minggu (2-1).",
        "Skornya (3 - 1) dan (2.1).",
        "Ia tiba Jumat (31 / 4 / 2017).",
        "Ia tiba Selasa (9/5/2017, pukul 9.30).",
        "Pasal (9-5-17) dicabut.",
        "Ia tiba Selasa 9/5.",
        "Rasio (1 / 2) dan (3/4).",
    ],
)
def test_what_may_be_none_stays(sentence: str) -> None:
    assert joined_dates(sentence) == sentence
