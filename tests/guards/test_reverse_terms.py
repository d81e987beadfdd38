"""Countries and institutions that the source has nothing for are found; those it has in any form are let pass."""

from __future__ import annotations

import pytest

from pipeline.guards.checks.reverse_terms import check, unsupported


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("Penyidik tiba di Gedung Merah Putih.", "Investigators came to the White House.", ["White House"]),
        ("Persija memimpin klasemen sementara.", "Persia leads the Stock Exchange.", ["Persia", "Stock Exchange"]),
        ("Warga menolak hasil musyawarah.", "Residents rejected the Communist result.", ["Communist"]),
        ("Kapal itu berlayar ke Makassar.", "The ship sailed to Germany.", ["Germany"]),
        ("Menteri menghadiri rapat PBB di New York.", "The minister attended a UN meeting in New York.", []),
        ("Presiden AS tiba di Gedung Putih.", "The US president arrived at the White House.", []),
        ("Saham di Bursa Efek Indonesia menguat.", "Shares on the Indonesia Stock Exchange rose.", []),
        ("Warga Palestina mengungsi.", "Palestinians fled.", []),
        ("Ia belajar di Jepang.", "He studied in Japan.", []),
    ],
)  # fmt: skip
def test_what_is_found(source: str, translation: str, found: list[str]) -> None:
    assert unsupported(source, translation) == found
    assert check(source, translation) == (("institution-added",) if found else ())
