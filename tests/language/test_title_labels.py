"""Portals' labels before headlines."""

from __future__ import annotations

import pytest

from pipeline.language.title_labels import plain_title


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("[HOAKS] Gubernur Bagikan Motor Gratis", "Hoaks: Gubernur Bagikan Motor Gratis"),
        ("[SALAH]: Gempa Besar Besok", "Hoaks: Gempa Besar Besok"),
        ("(KLARIFIKASI) Foto Itu dari Turki", "Klarifikasi: Foto Itu dari Turki"),
        ("[POPULER TREN] Atap Kayu atau Baja | Cara Usir Tikus", "Atap Kayu atau Baja; Cara Usir Tikus"),
        ("[VIDEO VIRAL] Warga Panik", "Warga Panik"),
        ("[FOTO]", "[FOTO]"),  # nothing would be left
        ("[Bukan] Pasar Malam", "[Bukan] Pasar Malam"),  # no label that is known
        ("(Salah) Kaprah soal Diet", "(Salah) Kaprah soal Diet"),
        ("[Video Game] Terlaris", "[Video Game] Terlaris"),
        ("(KPK) Tahan Bupati", "(KPK) Tahan Bupati"),
        ("Harga Beras Naik", "Harga Beras Naik"),
        ("", ""),
    ],
)
def test_plain_title(title: str, plain: str) -> None:
    assert plain_title(title) == plain
