"""Offices in brackets have their English names."""

from __future__ import annotations

import pytest

from pipeline.guards.bracketed_offices import bracketed_offices
from pipeline.guards.notation import english_notation


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Ia ditahan penyidik (Polda Metro Jaya).", ["Jakarta Police"]),
        ("Jaksa (Kejari Jakarta Selatan) hadir.", ["South Jakarta District Prosecutor's Office"]),
        ("(Kejati Jawa Timur) dan (Polda NTT)", ["East Java High Prosecutor's Office", "NTT Regional Police"]),
        ("Polisi (Polres Metro Jakarta Barat) hadir.", ["West Jakarta Metro Police"]),
        ("Hakim (PN Surabaya) menolak.", ["Surabaya District Court"]),
        ("Pejabat (Dinkes Kota Bandung) hadir.", ["Bandung City Health Office"]),
        # no brackets, no place, or a place that is a common word
        ("Polda Jawa Timur dan (Polda) hadir.", []),
        ("Kepolisian (Polda yang baru) hadir.", []),
        ("Pejabat (Polres Tanjung Perak) hadir.", []),
    ],
)
def test_offices_in_brackets(source: str, names: list[str]) -> None:
    assert [span.text for span in bracketed_offices(source)] == names


def test_no_space_behind_a_bracket() -> None:
    assert english_notation("Bupati (Kota Bogor) hadir.", "The regent ( Bogor City) came.") == (
        "The regent (Bogor City) came."
    )
