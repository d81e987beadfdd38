"""How a translation writes a name, and the office before it."""

from __future__ import annotations

import pytest

from pipeline.language.voices import names_in
from pipeline.stages.summarize.written_names import is_ruled, office_before, written


@pytest.mark.parametrize(
    ("source", "english", "name"),
    [
        ("Kepala BPBD Garut Ratna Wijayanti hadir.", "Garut BPBD head Ratna Wijayanti attended.", "Ratna Wijayanti"),
        ("Menurut Rudianto M. Wirya, air surut.", "According to Rudianto M. Wirya, it ebbs.", "Rudianto M. Wirya"),
        ("Rumah Surya Wibisana rusak.", "Surya Wibisana's house was damaged.", "Surya Wibisana"),
        ("Menurut M Taufan Hasan, air surut.", "According to M Taufan Hasan, it ebbs.", "M Taufan Hasan"),
        ("Menurut Ratna Wijayanti, air surut.", "According to Ratna Vijayanty, it ebbs.", ""),
    ],
)
def test_a_name_is_written_as_the_translation_has_it(source: str, english: str, name: str) -> None:
    found = next(n for n in reversed(names_in(source)))
    assert written(found.words, english, source, found)[1] == name


@pytest.mark.parametrize(
    ("english", "source", "office"),
    [
        ("BMKG head Ratna Wijayanti said it ebbs.", "Kepala BMKG Ratna Wijayanti", "BMKG head"),
        ('"It ebbs," said Garut Regent Ratna Wijayanti.', "kata Bupati Garut Ratna Wijayanti", "Garut Regent"),
        ("Garut Police chief Adj. Sr. Comr. Ratna Wijayanti came.", "Garut", "Garut Police chief Adj. Sr. Comr."),
        ("Riau Police chief Inspector General Ratna Wijayanti came.", "Riau", "Riau Police chief Inspector General"),
        ("Head of the Labor Agency, Ratna Wijayanti, said so.", "Kepala Dinas", "Head of the Labor Agency"),
        ("The head of the Flood Agency (BPX), Ratna Wijayanti, said so.", "Kepala", "head of the Flood Agency"),
        ("BMKG's head of law, Ratna Wijayanti, said so.", "Kepala hukum BMKG", "BMKG's head of law"),
        ("Former Israeli Defense Minister Ratna Wijayanti came.", "Mantan", "Former Israeli Defense Minister"),
        ("BMKG deputy general chairman Ratna Wijayanti came.", "Wakil BMKG", "BMKG deputy general chairman"),
        ("BMKG secretary-general Ratna Wijayanti came.", "Sekjen BMKG", "BMKG secretary-general"),
        ("The village was visited by Ratna Wijayanti.", "Desa", ""),
        ("The head of implement (Kalaksa) Ratna Wijayanti said so.", "Kalaksa", ""),
        ("Wadirlantas head Ratna Wijayanti said so.", "Wakil", ""),  # a word of neither language
        ("Singer Ratna Wijayanti came.", "Penyanyi Ratna Wijayanti", ""),
    ],
)
def test_a_short_plain_office_is_kept(english: str, source: str, office: str) -> None:
    assert office_before("Ratna Wijayanti", english, source) == office


@pytest.mark.parametrize(
    ("english", "ruled"),
    [("Ogan Ilir Regent said so.", True), ("The regent of Ogan Ilir said so.", True), ("Ogan Ilir said so.", False)],
)
def test_an_office_beside_a_name_makes_it_a_place(english: str, ruled: bool) -> None:
    assert is_ruled("Ogan Ilir", english) is ruled
