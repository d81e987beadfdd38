"""Initials that are spelt as an acronym are told by the article, marked for the translator, and given back unmarked."""

from __future__ import annotations

import pytest

from pipeline.language.initials import initials_of, marked, unmarked

ARTICLE = (
    "Polisi menangkap pria berinisial AS (17) di Medan.",
    "Saat ini AS ditahan di Polda Sumut.",
    "AS mengaku diminta seorang warga AS mengantar mobil.",
)


def test_an_article_tells_initials_from_an_acronym() -> None:
    assert initials_of(ARTICLE) == {"AS"}
    assert initials_of(("AS menaikkan tarif impor.", "Presiden AS berpidato.")) == frozenset()
    assert initials_of((*ARTICLE, "Ia pernah bekerja di Amerika Serikat.")) == frozenset()
    assert initials_of(("Saksi RB (16) melihatnya.",)) == frozenset()  # no acronym that it could be taken for


def test_only_bare_initials_are_marked() -> None:
    assert marked(ARTICLE, frozenset({"AS"})) == [
        "Polisi menangkap pria berinisial AS (17) di Medan.",
        "Saat ini @AS ditahan di Polda Sumut.",
        "@AS mengaku diminta seorang warga AS mengantar mobil.",
    ]
    assert marked(ARTICLE, frozenset()) == list(ARTICLE)


@pytest.mark.parametrize(
    ("translation", "source", "expected"),
    [
        ("@AS is held.", "AS ditahan.", "AS is held."),
        ("He wrote to @KPK.", "Ia menulis kepada @KPK.", "He wrote to @KPK."),
        ("@budi is held.", "budi ditahan.", "@budi is held."),
    ],
)
def test_marks_go_and_handles_stay(translation: str, source: str, expected: str) -> None:
    assert unmarked(translation, source) == expected
