"""Ranges of days stand behind their month, as the source has them; other figures stay."""

from __future__ import annotations

import pytest

from pipeline.guards.day_ranges import english_day_ranges


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("tepatnya 5 hingga 9 Juni 2025", "precisely 5 to June 9, 2025", "precisely June 5 to 9, 2025"),
        ("tanggal 5 sampai 9 Juni", "on 5 to 9 June", "on June 5 to 9"),
        ("pada 3-7 Agustus 2024", "on 3-7 August 2024", "on August 3-7, 2024"),
        ("pada 18 dan 19 Maret", "on 18 and March 19", "on March 18 and 19"),
        ("pada 18 dan 19 Maret", "on March 18 and 19", "on March 18 and 19"),
        ("5 hingga 9 Juni", "from June 5 to June 9", "from June 5 to June 9"),
        ("antara 5 hingga 9 Juni", "between 5 and June 9", "between June 5 and 9"),
        ("Libur 1, 2 dan 3 Mei", "Holidays on 1, 2 and May 3.", "Holidays on 1, 2 and May 3."),
        ("5 dan 9 Juni serta 5 hingga 9 Juni 2025", "5 and June 9", "5 and June 9"),
        ("Pada 5 hingga 9 Juni 2000 orang", "From 5 to June 9, 2000 people", "From June 5 to 9, 2000 people"),
        ("antara 5 dan 9 orang", "between 5 and March 9 people", "between 5 and March 9 people"),
        ("pukul 10.30 hingga 12 Mei", "at 10.30 to May 12", "at 10.30 to May 12"),
    ],
)
def test_day_ranges(source: str, translation: str, expected: str) -> None:
    assert english_day_ranges(source, translation) == expected
