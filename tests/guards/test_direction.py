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
        # another direction is what the check for opposites is for; a bus, a rank and no figure are no change
        ("Indeks menguat 52 poin.", "The index fell 52 points.", ()),
        ("Warga naik 2 bus ke kota.", "Residents took 2 buses to town.", ()),
        ("Permintaan meningkat menjelang hari raya.", "Demand before the holiday.", ()),
    ],
)
def test_a_figure_that_rises_or_falls(source: str, translation: str, flags: tuple[str, ...]) -> None:
    assert check(source, translation) == flags
