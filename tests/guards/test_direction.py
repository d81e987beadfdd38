"""A change by a figure keeps its direction."""

from __future__ import annotations

import pytest

from pipeline.guards.checks.direction import check

LOST = ("direction-lost",)


@pytest.mark.parametrize(
    ("source", "translation", "flags"),
    [
        ("IHSG dibuka melemah 0,7 persen.", "The index opened at 0.7 percent.", LOST),
        ("IHSG dibuka melemah 0,7 persen.", "The index opened 0.7 percent weaker.", ()),
        ("Ekspor kopi naik sekitar 12 persen.", "Coffee exports were around 12 percent.", LOST),
        ("Ekspor kopi naik sekitar 12 persen.", "Coffee exports went up around 12 percent.", ()),
        ("Harga cabai turun Rp5.000 per kilogram.", "The chili price was Rp5,000 per kilogram.", LOST),
        ("Harga cabai turun Rp5.000 per kilogram.", "The chili price was cut by Rp5,000 per kilogram.", ()),
        ("Indeks menguat 52 poin.", "The index shed its losses and gained 52 points.", ()),
        ("Tarif naik menjadi 12 persen.", "The tariff was 12 percent.", LOST),
        ("Populasi menciut sebesar 50%.", "The population was 50%.", LOST),
        # the same figure goes the other way
        ("Indeks menguat 52 poin.", "The index fell 52 points.", LOST),
        ("Indeks ditutup naik 0,73 persen.", "The index closed down 0.73 percent.", LOST),
        ("Laba Rp38 triliun, turun dari Rp41,2 triliun.", "Profit was Rp38 trillion, up from Rp41.2 trillion.", LOST),
        ("Upah naik Rp177.900 dari tahun lalu.", "The wage is down Rp177,900 from last year.", LOST),
        ("Anggaran dipangkas hingga 50 persen.", "The budget will be raised by up to 50 percent.", ()),
        ("Ekspor naik 14 persen dan impor turun 3 persen.", "Exports were up 14 percent and imports down 3.", ()),
        ("Harga turun hingga 22 persen.", "The drop in prices was up to 22 percent.", ()),
        ("Laba tidak naik 5 persen.", "Profit was not up 5 percent but down 5 percent.", ()),
        # a bus, a rank and no figure are no change
        ("Warga naik 2 bus ke kota.", "Residents took 2 buses to town.", ()),
        ("Permintaan meningkat menjelang hari raya.", "Demand before the holiday.", ()),
    ],
)
def test_a_figure_that_rises_or_falls(source: str, translation: str, flags: tuple[str, ...]) -> None:
    assert check(source, translation) == flags
