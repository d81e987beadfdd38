"""Whom the pronouns of an article mean, and the English ones that follow."""

from __future__ import annotations

import pytest

from pipeline.language.persons.agreement import agreed, agreeing
from pipeline.language.persons.antecedents import REACH, Meant, Reader
from pipeline.language.persons.english_pronouns import outside, rewritten

RATNA = "Penyanyi Ratna Wibowo datang ke Bandung."
BAMBANG = "Pelatih Bambang Hartono datang ke Bandung."


def last(*sentences: str) -> Meant:
    return Reader(sentences).meant[-1]


@pytest.mark.parametrize(
    ("sentences", "wanted"),
    [
        ((RATNA, "Ia membawa anjingnya."), "f"),
        ((BAMBANG, "Ia membawa anjingnya."), "m"),
        (("Ratna Wibowo membawa anjingnya.",), "f"),
        ((RATNA, "Bambang Hartono menunggunya di sana.", "Ia membawa anjingnya."), None),
        ((RATNA, "Korban terjatuh.", "Ia membawa anjingnya."), None),
        ((RATNA, "Penyanyi itu membawa anjingnya."), "f"),
        ((RATNA, "Seorang instruktur membawa anjingnya."), None),
        ((RATNA, "Suaminya membawa anjingnya."), None),
        ((RATNA, "Suaminya, Bambang Hartono, membawa anjingnya."), None),
        ((BAMBANG, "Ratna Wibowo ditikamnya."), None),
        ((BAMBANG, "Ratna Wibowo memaksanya pulang."), None),
        ((BAMBANG, '"Ia sudah pulang dan tidur," kata Ratna Wibowo.', "Ia lelah."), None),
        ((RATNA, "Menurut Xyzo, jalan rusak.", "Ia pulang."), None),
        ((RATNA, "Belum pasti apakah Xyzo ingin pulang.", "Ia lelah."), None),
        ((RATNA, "Ia menjadi pelatih sejak muda."), "f"),
        ((RATNA, "Ia bertemu para pemain di rumahnya."), "f"),
        ((RATNA, "Kepada Bambang Hartono, ia membawa anjingnya."), None),
        (("Hak perempuan dibahas.", "Ia membawa anjingnya."), None),
        (("Seorang perempuan tiba.", "Ia membawa anjingnya."), "f"),
        (("Ibu kota ramai.", "Ia membawa anjingnya."), None),
        ((RATNA, *["Hujan turun."] * (REACH + 1), "Ia membawa anjingnya."), None),
        ((RATNA, "Ratusan orang menonton."), None),
        (("Dalam pidatonya, gubernur membahas Ratna Wibowo.",), None),
    ],
)
def test_whom_a_pronoun_means(sentences: tuple[str, ...], wanted: str | None) -> None:
    meant = last(*sentences)
    assert agreed("She took his dog along.", meant) == wanted


@pytest.mark.parametrize(
    ("sentences", "wanted"),
    [
        (('"Saya lelah," kata Ratna Wibowo.', '"Sekali," ujarnya.'), "f"),
        (('"Saya lelah," kata Ratna Wibowo.', '"Bambang Hartono pun," ujarnya.'), "f"),
        (('"Saya lelah," kata Ratna Wibowo.', '"Sekali," kata polisi.', '"Ya," ujarnya.'), None),
        (('"Saya lelah," kata Ratna Wibowo.', "Bambang Hartono pulang.", '"Ya," ujarnya.'), None),
        (("Ratna Wibowo mengatakan jalan rusak.", "Menurutnya, korban bertambah."), "f"),
        (("Menurut Ratna Wibowo, jalan rusak.", '"Parah.', 'Tidak ada lampu," kata dia.'), "f"),
        (("Ratna Wibowo mengatakan jalan rusak.", "Ia ditangkap, dan kantor itu menyatakan sikap."), None),
        (('"Saya lelah," kata Xyzo.', *["Hujan turun."] * 4, "Ratna Wibowo pulang.", '"Ya," ujarnya.'), None),
        (('"Saya lelah," kata perempuan asal Garut itu.', '"Sekali," ujarnya.'), "f"),
    ],
)
def test_a_speaker_is_followed_from_quotation_to_quotation(sentences: tuple[str, ...], wanted: str | None) -> None:
    assert last(*sentences).speaker == wanted


@pytest.mark.parametrize(
    ("text", "meant", "wanted"),
    [
        ("He took his dog.", Meant(all="f"), "She took her dog."),
        ("The dog is his.", Meant(all="f"), "The dog is hers."),
        ("They saw him, himself.", Meant(all="f"), "They saw her, herself."),
        ("She took her dog and hers.", Meant(all="m"), "He took his dog and his."),
        ("They told her that it rained.", Meant(all="m"), "They told him that it rained."),
        ("They took her back.", Meant(all="m"), "They took her back."),
        ('"He is tired," he said.', Meant(speaker="f"), '"He is tired," she said.'),
        ("He said his dog ran.", Meant(speaker="f"), "He said his dog ran."),
        ("He said his dog ran.", Meant(speaker="f", all="f"), "She said her dog ran."),
        ("He said it rained.", Meant(all="f"), "He said it rained."),
        ("According to him, it rained.", Meant(speaker="f"), "According to her, it rained."),
        ("He or she may come.", Meant(all="f"), "He or she may come."),
        ("He took his dog.", Meant(all="f", most=1), "He took his dog."),
        ("'He is here' he said.", Meant(speaker="f", all="f"), "'He is here' he said."),
        ("It rained.", Meant(all="f"), "It rained."),
        ("Her husband took his dog.", Meant(all="m"), "Her husband took his dog."),
    ],
)
def test_english_pronouns_agree(text: str, meant: Meant, wanted: str) -> None:
    assert agreeing(text, meant) == wanted


def test_a_quotation_over_several_sentences_is_left_alone() -> None:
    reader = Reader(['"Dia lelah.', 'Dia pulang," kata Ratna Wibowo.', "Ia pulang."])
    assert reader.within == [False, True, False]
    assert agreeing('He went home," said Ratna.', reader.meant[1], within=True) == 'He went home," said Ratna.'
    assert agreeing("He went home.", reader.meant[2]) == "She went home."


def test_pronouns_before_the_names_of_others_are_the_first_persons() -> None:
    meant = Reader([]).headline("Ratna Wibowo debut, adu akting dengan Bambang Hartono")
    assert (meant.all, meant.first) == (None, "f")
    assert agreeing("Ratna makes his debut with Bambang", meant) == "Ratna makes her debut with Bambang"
    assert agreeing("Ratna and Bambang make his debut", meant) == "Ratna and Bambang make his debut"


def test_a_headline_is_about_who_is_named_in_it_or_in_the_first_sentence() -> None:
    reader = Reader([RATNA])
    assert reader.headline("Ia pulang").all == "f"
    assert reader.headline("Bambang Hartono pulang").all == "m"


@pytest.mark.parametrize(
    ("text", "within", "seen", "opened"),
    [
        ('"a b," c.', False, "       c.", False),
        ('a," c.', True, "    c.", False),
        ('a," c.', False, "    c.", False),
        ('"a b.', False, "     ", True),
        ("a b.", True, "    ", True),
        ("“a b,” c.", False, "       c.", False),
    ],
)
def test_what_is_outside_of_quotations(text: str, within: bool, seen: str, opened: bool) -> None:
    found = outside(text, within)
    assert (found.text, found.open, found.sure) == (seen, opened, True)


def test_the_quotation_stays_as_it_is() -> None:
    text = '"He knows him," he said.'
    assert rewritten(text, outside(text).text, "f") == '"He knows him," she said.'
