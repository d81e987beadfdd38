"""Short forms in brackets are English ones, or go."""

from __future__ import annotations

import pytest

from pipeline.guards.short_forms import english_short_forms
from pipeline.language.glossary import Glossary

GLOSSARY = Glossary.load()


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        (
            "Dewan Keamanan Perserikatan Bangsa-Bangsa (PBB) bersidang.",
            "The United Nations Security Council (PBB) met.",
            "The United Nations Security Council met.",
        ),
        (
            "Dewan Keamanan Perserikatan Bangsa-Bangsa (PBB) bersidang.",
            "The United Nations Security Council (UN) met.",
            "The United Nations Security Council met.",
        ),
        (
            "Perserikatan Bangsa-Bangsa (PBB) bersidang.",
            "The United Nations (PBB) met.",
            "The United Nations (UN) met.",
        ),
        (
            "Korea Utara (Korut) menembakkan rudal.",
            "North Korea (Korut) fired missiles.",
            "North Korea fired missiles.",
        ),
        (
            '"Perserikatan Bangsa-Bangsa" (PBB) rapat.',
            'The "United Nations" (PBB) met.',
            'The "United Nations" (UN) met.',
        ),
        ("Pinjaman online (pinjol) marak.", "Online loans (pinjol) are rife.", "Online loans are rife."),
        ("Komisi Pemberantasan Korupsi (KPK) datang.", "The Corruption Eradication Commission (KPK) came.", None),
        ("PBB bersidang di New York.", "The UN (PBB) met in New York.", None),  # not the source's brackets
        ("Persib (Bandung) menang.", "Persib (Bandung) won.", None),
        ("Harga naik.", "Prices rose.", None),
    ],
)
def test_short_forms(source: str, translation: str, expected: str | None) -> None:
    assert english_short_forms(source, translation, GLOSSARY) == (expected or translation)
