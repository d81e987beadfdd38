"""A person's initials stay initials in every sentence of the article that introduces them."""

import pytest

from pipeline.core.records import Translation
from pipeline.language.glossary import Glossary
from pipeline.stages.engine_texts import texts_of
from pipeline.stages.translate.article_initials import initials_of, with_initials
from pipeline.stages.translate.stage import assembled
from tests.stages.translate.test_stage import article

INTRODUCED = "Korban berinisial AS (21) dirawat."


def made(source: str, text: str) -> Translation:
    return with_initials(Translation(0, source, text), source, initials_of([INTRODUCED]), Glossary.load())


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
        ("Kapal induk AS berlabuh.", "A US aircraft carrier docked.", "A US aircraft carrier docked."),
        ("Turis asal AS batal datang.", "US tourists did not come.", "US tourists did not come."),
        ("Saham AS naik.", "US shares rose.", "US shares rose."),
        ("AS Barat kebanjiran.", "The US West was flooded.", "The US West was flooded."),
        ("Polisi menangkap AS Senin malam.", "Police arrested the US on Monday.", "Police arrested AS on Monday."),
        ("Kata AS, ia lelah.", "AS said he was tired.", "AS said he was tired."),
    ],
)
def test_initials_that_were_taken_for_a_country(source: str, text: str, wanted: str) -> None:
    assert made(source, text).text == wanted
    assert made(source, text).flags == ()


def test_initials_that_are_gone_are_flagged() -> None:
    assert made("Menurut AS, lampu padam.", "He said the lights went out.").flags == ("initials-lost",)


@pytest.mark.parametrize(
    ("source", "text"),
    [("Surat dari AS tiba.", "A letter from the US arrived."), ("Budi lawan AS.", "Budi faces the US.")],
)
def test_where_both_are_possible_the_translation_stays_and_is_flagged(source: str, text: str) -> None:
    assert made(source, text).text == text
    assert made(source, text).flags == ("initials-lost",)


@pytest.mark.parametrize(
    "table",
    [
        "Medali perak: AS (12), Kenya (9), Kuba (4).",
        "Korban kecelakaan: AS (12), Kenya (9).",
        "Korban terbanyak di Kenya (9), AS (12).",
        "Penonton datang dari DKI (41) dan Banten (12).",
        "Perolehan kursi AS (12) bertambah.",
        "Seorang warga AS (44) hilang.",
    ],
)
def test_figures_in_brackets_introduce_nobody(table: str) -> None:
    assert initials_of([table]) == frozenset()


@pytest.mark.parametrize(
    ("text", "initials"),
    [
        ("Dua pelaku, AS (21) dan MK (30), kabur.", {"AS", "MK"}),
        ("Seorang remaja di Garut, PN (15), hilang.", {"PN"}),
        ("Istrinya AS, 33 tahun, melapor.", {"AS"}),
    ],
)
def test_persons_are_introduced_by_a_word_for_them_and_an_age(text: str, initials: set[str]) -> None:
    assert initials_of([text]) == initials


def test_without_an_introduction_an_acronym_is_an_acronym() -> None:
    assert initials_of(["Presiden AS tiba.", "MK menolak gugatan."]) == frozenset()


def test_an_article_keeps_its_initials_unless_the_guards_are_off() -> None:
    texts = [INTRODUCED, "Menurut AS, lampu padam."]
    given = article("a", texts)
    known = {t: Translation(0, t, "According to the US, the lights went out.", -0.2) for t in texts}
    kept = assembled(given, texts_of(given), known, guards=True)
    assert kept.sentences[1].text == "According to AS, the lights went out."
    assert assembled(given, texts_of(given), known, guards=False).sentences[1].text == known[texts[1]].text


def test_what_somebody_translated_stands() -> None:
    texts = [INTRODUCED, "Menurut AS, lampu padam."]
    given = article("a", texts)
    known = {t: Translation(0, t, "According to the US, the lights went out.") for t in texts}
    assert assembled(given, texts_of(given), known, guards=True).sentences[1].text == known[texts[1]].text
