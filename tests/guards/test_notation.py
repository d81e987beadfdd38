"""Figures copied from the source are written as English writes them; nothing else changes."""

from __future__ import annotations

import pytest

from pipeline.guards.notation import english_notation
from pipeline.language.facts import compare


@pytest.mark.parametrize(
    ("source", "translation", "wanted"),
    [
        ("Gempa bermagnitudo 5,8 terjadi.", "A 5,8 quake struck.", "A 5.8 quake struck."),
        ("Ada 1.234,5 ton beras.", "There are 1.234,5 tons of rice.", "There are 1,234.5 tons of rice."),
        ("Ada 20.000 orang.", "There are 20.000 people.", "There are 20,000 people."),
        ("Mulai pukul 19.30 WIB.", "It began at 19.30 WIB.", "It began at 19:30 WIB."),
        ("Mulai pukul 09.15.", "It left at 09.15.", "It left at 09:15."),
        ("Pada Senin (17/3) pagi.", "On Monday (17/3) morning.", "On Monday, March 17 morning."),
        ("Tiba Rabu (2/10/2024).", "It arrived (2/10/2024).", "It arrived (October 2, 2024)."),
        ("Pukul 19.05 mulai.", "At 19.05 p.m. it began.", "At 7:05 p.m. it began."),
        ("Pukul 12.00 tiba.", "It came at 12.00 and left.", "It came at 12:00 and left."),
        ("Sejak Sabtu (7/11/2025).", "Since Saturday (Novary 7, 2025).", "Since Saturday (November 7, 2025)."),
        ("Hingga 3 November.", "Until 3 Nobember.", "Until 3 November."),
        ("Pada 5 Agustus 2024.", "On Agustus 5, 2024.", "On August 5, 2024."),
        ("Mulai 9 Februari dan 9 Maret.", "From Febuary 9 and March 9.", "From February 9 and March 9."),
        # Not the source's own, or not misleading: left alone.
        (
            "Pada 5 Maret 2025, sebanyak 5 marinir tewas.",
            "On March 5, 2025, 5 Marines died.",
            "On March 5, 2025, 5 Marines died.",
        ),
        ("Dua wali kota hadir pada 2 Mei.", "2 Mayors came.", "2 Mayors came."),
        (
            "Artemis 2 diluncurkan pada 2 April.",
            "Artemis 2 was launched in spring.",
            "Artemis 2 was launched in spring.",
        ),
        ("Juventus 2 gol pada 2 Juni 2025.", "Juventus 2, 2025.", "Juventus 2, 2025."),
        ("Gol Marlon pada 3 Mei 2025.", "Marlon 3, 2025.", "Marlon 3, 2025."),
        ("Pada 3 Juni, Jane 5 gol.", "On June 3, Jane 5 goals.", "On June 3, Jane 5 goals."),
        ("Ada 5 ekor.", "There are 5,8 of them.", "There are 5,8 of them."),
        ("Sebanyak 5,8 dan 7.", "Some 5.8 and 7.", "Some 5.8 and 7."),
        ("Versi 3.0.1 dan 2,5.", "Version 3.0.1 and 2,5, they said.", "Version 3.0.1 and 2.5, they said."),
        ("Babak (1/8) itu.", "Round (1/8).", "Round (1/8)."),
        ("Skor 2,5,7 itu.", "The score 2,5,7.", "The score 2,5,7."),
        ("Harga 1.234 rupiah.", "It costs 1,234 rupiah.", "It costs 1,234 rupiah."),
        ("Aliran 40 m3/detik.", "A flow of 40 m3/seconds.", "A flow of 40 m3/second."),
        ("Turun 0,3 persen poin.", "It fell 0.3 percent points.", "It fell 0.3 percentage points."),
        ("Pada Sabtu-Minggu.", "On Saturday-Minggu.", "On Saturday-Sunday."),
        ("Koran Minggu terbit.", "The Minggu newspaper came out.", "The Minggu newspaper came out."),
        ("Pria berusia 30-an itu.", "The 30-year-old man.", "The man in his 30s."),
        ("Wanita usia 40-an tahun.", "A 40-year-old woman.", "A woman in her 40s."),
        ("Pria berusia 30 tahun itu.", "The 30-year-old man.", "The 30-year-old man."),
        ("Nenek berusia 80-an.", "An 80-year-old grandmother.", "A grandmother in her 80s."),
        ("Surat nomor 4/5/2024.", "Letter number 4/5/2024.", "Letter number 4/5/2024."),
        ("Pukul 03.12, 04.45, dan 05.30.", "At 03.12, 04.45 and 05.30.", "At 03:12, 04:45 and 05:30."),
        ("Rumah tipe 21 laku.", "type 21 houses sold.", "Type 21 houses sold."),
        ("iPhone laku.", "iPhone sold.", "iPhone sold."),
        # The number of a letter is spelt like a date, and stays a number.
        (
            "Surat nomor 3/9/2023 terbit 3/9/2023.",
            "Letter No. 3/9/2023 came out on 3/9/2023.",
            "Letter No. 3/9/2023 came out on September 3, 2023.",
        ),
        (
            "Akta Nomor 3/9/2023 dibuat pada 3/9/2023.",
            "Deed number 3/9/2023, made on 3/9/2023.",
            "Deed number 3/9/2023, made on September 3, 2023.",
        ),
        # Which of the two is the number? Nobody knows.
        ("Akta no 3/9/2023 per 3/9/2023.", "Deed 3/9/2023 of 3/9/2023.", "Deed 3/9/2023 of 3/9/2023."),
        # An amount behind a clock time is an amount.
        (
            "Pukul 08.00, 21.45 juta suara masuk.",
            "At 08.00, 21.45 million votes were in.",
            "At 08:00, 21.45 million votes were in.",
        ),
        (
            "Pukul 08.00 21.45 kilogram ikan laku.",
            "At 08.00 21.45 kilograms of fish sold.",
            "At 08:00 21.45 kilograms of fish sold.",
        ),
        (
            "Pukul 21.45 baru 21.45 persen kursi terisi.",
            "At 21.45 only 21.45 percent of seats were taken.",
            "At 21:45 only 21.45 percent of seats were taken.",
        ),
        ("Pukul 06.10 dan 18.40.", "At 06.10 and 18.40.", "At 06:10 and 18:40."),
        # Somebody is just that old.
        (
            "Wanita usia 40-an menolong Rina, wanita 40 tahun.",
            "A 40-year-old woman helped Rina, a 40-year-old woman.",
            "A 40-year-old woman helped Rina, a 40-year-old woman.",
        ),
        (
            "Pria umur 60-an itu ayah dua pria.",
            "The 60-year-old man is the father of a 60-year-old man.",
            "The man in his 60s is the father of a 60-year-old man.",
        ),
    ],
)
def test_english_notation(source: str, translation: str, wanted: str) -> None:
    assert english_notation(source, translation) == wanted
    assert english_notation(source, wanted) == wanted


def test_the_reader_of_facts_sees_the_same_figures_as_before() -> None:
    source = "Gempa bermagnitudo 5,8 pada pukul 20.08 merusak 1.100 rumah."
    copied = "A 5,8 quake at 20.08 damaged 1.100 houses."
    report = compare(source, english_notation(source, copied))
    assert not report.lost
    assert not report.added


def test_copied_decimals_are_written_as_english_ones() -> None:
    source = "Gempa bermagnitudo 5,8 dan 12,75 persen dari Rp20.000 pada 1,2 juta orang."
    text = "The 5,8 quake and 12,75 percent of Rp20,000 for 1.2 million people, 3,5 of them in 2,024."
    mended = "The 5.8 quake and 12.75 percent of Rp20,000 for 1.2 million people, 3,5 of them in 2,024."
    assert english_notation(source, text) == mended
    assert english_notation("Tidak ada.", "None, 5,8.") == "None, 5,8."


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("47 kilometres off, at a depth of 22 kilometers", "47 kilometers off, at a depth of 22 kilometers"),
        ("a metre of rain, two litres of oil", "a meter of rain, two liters of oil"),
        ("Theatre Metre sings in metred verse", "Theatre Metre sings in metred verse"),
    ],
)
def test_measures_are_spelt_in_one_way(given: str, written: str) -> None:
    assert english_notation("", given) == written
    assert english_notation("", given, american=False) == given
