"""Times that say their half of the day in words are written as English writes them, past the translator."""

from __future__ import annotations

import pytest

from pipeline.guards.clock_times import clock_spans
from pipeline.guards.notation import english_notation


@pytest.mark.parametrize(
    ("source", "copied"),
    [
        ("Rapat mulai pukul 7 malam.", [("7 malam", "7 p.m.")]),
        ("Pukul 19.30 malam, ia tiba.", [("19.30 malam", "7:30 p.m.")]),
        ("Siswa masuk pukul setengah delapan pagi.", [("setengah delapan pagi", "7:30 a.m.")]),
        ("Ia makan pukul 12 siang dan tidur jam 12 malam.", [("12 siang", "noon"), ("12 malam", "midnight")]),
        ("Gempa terjadi PUKUL 02.15 DINI HARI.", [("02.15 DINI HARI", "2:15 a.m.")]),
        ("Ia tidur jam 1 malam.", [("1 malam", "1 a.m.")]),
        ("Ia tiba pukul delapan malam hari.", [("delapan malam hari", "8 p.m.")]),
        ("Ia tiba jam tujuh lewat seperempat malam.", [("tujuh lewat seperempat malam", "7:15 p.m.")]),
        ("Ia ditangkap pukul setengah delapan.", [("setengah delapan", "7:30")]),
        ("Toko buka jam 8 pagi sampai jam 9 malam.", [("8 pagi", "8 a.m."), ("9 malam", "9 p.m.")]),
        ("Buka pukul 8 pagi hingga 2 siang.", [("8 pagi", "8 a.m."), ("2 siang", "2 p.m.")]),
        # the part of the day belongs to a day: "tonight", "Saturday night"
        ("Laga digelar pukul 7 malam ini.", [("7", "7 p.m.")]),
        ("Laga digelar pukul 8 malam Minggu.", [("8", "8 p.m.")]),
        ("Ia jatuh pukul 11.30 siang tadi.", [("11.30 siang", "11:30 a.m.")]),
        # which half is not said, or only once for two
        ("Rapat mulai pukul 7.", []),
        ("Acara pukul 09.00-12.00 WIB.", []),
        ("Bus berangkat jam 7-9 malam.", []),
        ("Acara pukul 07.00 sampai 09.00 pagi.", []),
        ("Paket 3 hari 2 malam dan 8 jam siang.", []),
    ],
)
def test_times_with_their_half_of_the_day(source: str, copied: list[tuple[str, str]]) -> None:
    assert [(source[s.start : s.end], s.text) for s in clock_spans(source)] == copied


def test_a_sentence_that_ends_in_such_a_time_has_one_full_stop() -> None:
    assert english_notation("Ia tiba pukul 7 malam.", "He came at 7 p.m..") == "He came at 7 p.m."
    assert english_notation("Ia tiba pukul 7 malam...", "He came at 7 p.m....") == "He came at 7 p.m...."
