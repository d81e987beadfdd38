"""A name that opens a sentence is kept where the rest of the article shows that it is one."""

from __future__ import annotations

import pytest

from pipeline.core.records import Translation
from pipeline.stages.translate.article_names import LOST, lost_openings, names_of, with_name

ARTICLE = ["Peneliti itu, Laksmita, tiba di Liwa.", "Laksmita memuji warga.", "Kamis pagi warga Jepang pulang."]


def made(source: str, text: str, *flags: str) -> Translation:
    return Translation(0, source, text, -0.2, flags=flags)


def test_names_are_what_the_article_writes_with_a_capital_inside_a_sentence_and_never_small() -> None:
    assert "Laksmita" in names_of(ARTICLE)
    assert "Laksmita" not in names_of([*ARTICLE, "Ada laksmita di sana."])
    assert "Laksmita" not in names_of(["Laksmita memuji warga."])  # nothing shows that it is one
    assert not {"Jepang", "Kamis"} & names_of([*ARTICLE, "Ia ke Jepang pada Kamis."])  # English has words for them


@pytest.mark.parametrize(
    ("source", "text", "lost"),
    [
        ("Laksmita memuji warga.", "The volunteers praised residents.", True),
        ("Laksmita memuji warga.", "Laksmita praised residents.", False),
        ("Warga memuji Laksmita.", "Residents praised her.", False),  # the guards see names inside sentences
        ("Menteri (Laksmita) tiba.", "The minister arrived.", False),
        ("Mereka memuji warga.", "They praised residents.", False),
    ],
)
def test_a_lost_opening_gets_a_code_in_its_place(source: str, text: str, lost: bool) -> None:
    found = lost_openings({source: made(source, text)}, names_of(ARTICLE))
    assert [masked.text for masked in found.values()] == (["Zx1 memuji warga."] if lost else [])


def test_the_name_takes_the_place_of_its_code() -> None:
    source = "Laksmita memuji warga."
    first = made(source, "The volunteers praised residents.")
    masked = lost_openings({source: first}, names_of(ARTICLE))[source]
    told = with_name(first, masked, made(masked.text, "Zx1 praised the residents.", "unsure"))
    assert (told.source, told.text, told.flags) == (source, "Laksmita praised the residents.", ("unsure",))


def test_where_the_code_is_lost_too_the_first_translation_is_flagged() -> None:
    source = "Laksmita memuji warga."
    first = made(source, "The volunteers praised residents.", "unsure")
    masked = lost_openings({source: first}, names_of(ARTICLE))[source]
    kept = with_name(first, masked, made(masked.text, "He praised the residents."))
    assert (kept.text, kept.flags) == (first.text, (LOST, "unsure"))


def test_what_somebody_translated_stands() -> None:
    source = "Laksmita memuji warga."
    assert lost_openings({source: Translation(0, source, "She praised residents.")}, names_of(ARTICLE)) == {}
