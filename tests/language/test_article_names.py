"""Names that only the article tells are marked for the translator and given back unmarked."""

from __future__ import annotations

import pytest

from pipeline.language.article_names import ArticleNames, marked, names_of, unmarked

ARTICLE = (
    "Polisi menangkap pria berinisial AS (17) di Medan.",
    "Saat ini AS ditahan di Polda Sumut.",
    "AS mengaku diminta seorang warga AS mengantar mobil.",
)


def test_an_article_tells_initials_from_an_acronym() -> None:
    assert names_of(ARTICLE).initials == {"AS"}
    assert names_of(("AS menaikkan tarif impor.", "Presiden AS berpidato.")).initials == frozenset()
    assert names_of((*ARTICLE, "Ia pernah bekerja di Amerika Serikat.")).initials == frozenset()
    assert names_of(("Saksi RB (16) melihatnya.",)).initials == frozenset()  # no acronym that it could be taken for


def test_only_bare_initials_are_marked() -> None:
    assert marked(ARTICLE, ArticleNames(initials=frozenset({"AS"}))) == [
        "Polisi menangkap pria berinisial AS (17) di Medan.",
        "Saat ini @AS ditahan di Polda Sumut.",
        "@AS mengaku diminta seorang warga AS mengantar mobil.",
    ]
    assert marked(ARTICLE, ArticleNames()) == list(ARTICLE)


def test_a_word_that_opens_a_sentence_is_a_name_if_the_article_writes_it_with_a_capital_inside_one() -> None:
    article = (
        "Perusahaan asal Bandung, Isyarata, meluncurkan aplikasi.",
        "Isyarata memperoleh dana.",
        "Isyarata Nusantara memperoleh dana.",
        "Perusahaan itu senang.",
        "Harapan kini besar, kata pendiri Harapan, dan harapan itu ada.",
    )
    names = names_of(article)
    assert "Isyarata" in names.words
    assert "Harapan" not in names.words  # written small as well
    assert marked(article, names)[1:4] == [
        "@Isyarata memperoleh dana.",
        "Isyarata Nusantara memperoleh dana.",
        "Perusahaan itu senang.",
    ]


@pytest.mark.parametrize(
    ("translation", "source", "expected"),
    [
        ("@AS is held.", "AS ditahan.", "AS is held."),
        ("He wrote to @KPK.", "Ia menulis kepada @KPK.", "He wrote to @KPK."),
        ("@AS wrote to @KPK.", "AS menulis kepada @KPK.", "AS wrote to @KPK."),
        ("@budi is held.", "budi ditahan.", "@budi is held."),
    ],
)
def test_marks_go_and_handles_stay(translation: str, source: str, expected: str) -> None:
    assert unmarked(translation, source) == expected
