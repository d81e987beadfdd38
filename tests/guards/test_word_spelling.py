"""Words that do not exist are found, and take the spelling that is plainly meant; real words and names stay."""

from __future__ import annotations

import pytest

from pipeline.guards.checks import non_words as check
from pipeline.guards.context import Context
from pipeline.guards.word_spelling import non_words, right_spelling
from pipeline.language.english_words import english_words, is_english
from pipeline.language.glossary import Glossary

GLOSSARY = Glossary.load()


@pytest.mark.parametrize(
    "word",
    ["reporters", "Jakarta", "Widodo", "postponed", "microcredits", "non", "Bappenas", "KPK", "MPs", "Ürümqi"],
)
def test_words_names_and_what_cannot_be_told_are_english(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["wereted", "Hother", "cholestero", "chocococo", "holeDon"])
def test_strings_of_letters_are_not(word: str) -> None:
    assert not is_english(word)


def test_the_list_holds_words_in_small_letters() -> None:
    assert len(english_words()) > 150_000
    assert all(word == word.lower() and word.isalpha() for word in english_words())


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("Mereka menyia-nyiakan peluang.", "They wereted the chance.", ["wereted"]),
        ("Mereka menyia-nyiakan peluang.", "They wasted the chance.", []),
        ("Warga Dukuh Kaliwlingi mengungsi.", "Kaliwlingi residents fled.", []),
        ("Lokakarya epigenetika digelar.", "An epigenetics workshop was held.", []),
        ("Ada bhajan di kuil itu.", "There are bhajans in that temple.", []),
        ("Rapat digelar di Disperkim.", "The meeting was held at Disperkim's office.", []),
    ],
)
def test_non_words(source: str, translation: str, found: list[str]) -> None:
    assert non_words(source, translation, GLOSSARY) == found
    assert check.check(source, translation, Context(GLOSSARY)) == (("non-word",) if found else ())


def test_the_english_of_a_users_term_is_a_word(tmp_path: pytest.TempPathFactory) -> None:
    file = tmp_path / "terms.tsv"  # type: ignore[operator]
    file.write_text("id\ten\nKopdes\tVillacoop\n", encoding="utf-8")
    assert non_words("Kopdes dibuka.", "The Villacoop opened.", Glossary.load(str(file))) == []
    assert non_words("Kopdes dibuka.", "The Villacoop opened.", GLOSSARY) == ["Villacoop"]


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("Kadar kolesterol naik.", "The cholestero level rose.", "The cholesterol level rose."),
        ("Kadar kolesterol naik.", "The cholesterool level rose.", "The cholesterol level rose."),
        ("Perangkat kompatibel dijual.", "Comppatible devices are sold.", "Compatible devices are sold."),
        ("Penataan sinematografi dipuji.", "The sinematography was praised.", "The cinematography was praised."),
        ("Basilika itu dibangun.", "The basililica was built.", "The basilica was built."),
        ("Kucing busok dilindungi.", "The Buosok cat is protected.", "The Busok cat is protected."),
        ("Gempa bumi mengguncang Ende.", "An eathquake shook Ende.", "An earthquake shook Ende."),
        # Nothing near, or something near that has nothing to do with the source: the word stays and is flagged.
        ("Mereka menyia-nyiakan peluang.", "They wereted the chance.", None),
        ('Tema "Anak Hebat" dipilih.', 'The theme "Hother Heavy" was chosen.', None),
        ("Novel itu laris.", "The novary sold well.", None),
        # A right word that no list has is no other word.
        ("Ahli nefrologi itu hadir.", "The nephrology expert attended.", None),
        ("Ia memesan moktail.", "She ordered a mocktail.", None),
        ("Obat semaglutida dijual.", "The drug semaglutide is sold.", None),
        ("Warga Kota Ambarawa marah.", "Ambarawans are angry.", None),
        ("Demi kemudahan warga.", "For the convinence of residents.", None),
        # An English form of a word of the source is no misspelling of it.
        ("Proklamator itu dikenang.", "The Proclamator is remembered.", None),
    ],
)
def test_right_spelling(source: str, translation: str, expected: str | None) -> None:
    assert right_spelling(source, translation, GLOSSARY) == (expected or translation)
