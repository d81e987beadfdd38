"""A person's initials stay initials in every sentence of the article that introduces them."""

import pytest

from pipeline.core.records import Translation
from pipeline.stages.translate.article_initials import initials_of, with_initials
from pipeline.stages.translate.stage import assembled, shipped_glossary
from tests.stages.translate.test_stage import article

INTRODUCED = "Korban berinisial AS (21) dirawat."


def made(source: str, text: str) -> Translation:
    return with_initials(Translation(0, source, text), source, initials_of([INTRODUCED]), shipped_glossary())


@pytest.mark.parametrize(
    ("source", "text", "wanted"),
    [
        (
            "Menurut AS, lampu padam.",
            "According to the US, the lights went out.",
            "According to AS, the lights went out.",
        ),
        ("Ibu AS datang.", "The American mother came.", "The AS mother came."),
        ("AS pulang.", "The AS went home.", "AS went home."),
        ("Presiden AS tiba.", "The US president arrived.", "The US president arrived."),
        ("Ia terbang ke AS.", "He flew to the US.", "He flew to the US."),
        ("Kata AS, ia lelah.", "AS said he was tired.", "AS said he was tired."),
    ],
)
def test_initials_that_were_taken_for_a_country(source: str, text: str, wanted: str) -> None:
    assert made(source, text).text == wanted
    assert made(source, text).flags == ()


def test_initials_that_are_gone_are_flagged() -> None:
    assert made("Menurut AS, lampu padam.", "He said the lights went out.").flags == ("initials-lost",)


def test_without_an_introduction_an_acronym_is_an_acronym() -> None:
    assert initials_of(["Presiden AS tiba.", "MK menolak gugatan."]) == frozenset()


def test_an_article_keeps_its_initials_unless_the_guards_are_off() -> None:
    texts = [INTRODUCED, "Menurut AS, lampu padam."]
    known = {t: Translation(0, t, "According to the US, the lights went out.") for t in texts}
    kept = assembled(article("a", texts), None, known)
    assert kept.sentences[1].text == "According to AS, the lights went out."
    assert assembled(article("a", texts), None, known, guards=False).sentences[1].text == known[texts[1]].text
