"""Who the persons of an article are, and whom a pronoun stands for: plain cases are told, doubtful ones are not."""

from __future__ import annotations

import pytest

from pipeline.stages.summarize.article_persons import ArticlePersons
from pipeline.stages.summarize.who_is_meant import Meanings

LEAD = ("Banjir merendam tiga desa di Garut.", "Floods submerged three villages in Garut.")
HEAD = (
    "Kepala BPBD Garut Ratna Wijayanti mengatakan air mulai surut.",
    "Garut BPBD head Ratna Wijayanti said the water began to ebb.",
)
SHORT = ('"Warga sudah pulang," kata Ratna.', '"Residents have gone home," said Ratna.')
SAID = ('"Jalan sudah dibuka," ujarnya.', '"The road is open," he said.')
ADDED = ("Ia menambahkan bantuan sudah tiba.", "He added that aid had arrived.")
BORN = ("Ia lahir di Medan.", "He was born in Medan.")
RAIN = ("Hujan turun dua jam.", "Rain fell for two hours.")


def persons(*pairs: tuple[str, str], skipped: frozenset[int] = frozenset()) -> ArticlePersons:
    return ArticlePersons([p[0] for p in pairs], [p[1] for p in pairs], skipped)


@pytest.mark.parametrize(
    ("before", "name", "at"),
    [
        ([HEAD], "Ratna Wijayanti", 1),
        ([HEAD, ADDED, ADDED], "Ratna Wijayanti", 1),  # the same voice goes on
        ([HEAD, ('"Air surut."', '"It ebbs."'), ADDED], "Ratna Wijayanti", 1),
        ([HEAD, SHORT], "Ratna Wijayanti", 2),  # named in full before
    ],
)
def test_who_speaks(before: list[tuple[str, str]], name: str, at: int) -> None:
    found = Meanings(persons(LEAD, *before, SAID)).speaker_before(len(before) + 1)
    assert found is not None
    assert (found[0].english, found[1]) == (name, at)


@pytest.mark.parametrize(
    "before",
    [
        [RAIN],  # nobody is named
        [HEAD, RAIN],  # somebody may have come in
        [HEAD, *[ADDED] * 8],  # too far
        [("Ratna Wijayanti (40) tiba di lokasi.", "Ratna Wijayanti (40) came.")],  # she has not spoken
        [HEAD, ('"Air surut," kata seorang warga.', '"It ebbs," said a resident.')],
        [HEAD, ("Polisi menyebut jalan dibuka.", "Police said the road was open.")],
        [HEAD, ("Seorang petani datang.", "A farmer came.")],
        [HEAD, ("Hal senada disampaikan Budi Hartawan.", "The same was said by Bodi Hartwan."), RAIN],
        [HEAD, ("Bantuan diterima keluarga Darma Wirya.", "The family of Darma Wirya got aid.")],
        [("Hari itu keluarga Ratna (40) mengungsi.", "The family of Ratna (40) fled that day.")],  # not the subject
        [("Ketua Golkar mengatakan air surut.", "The chairman of Golkar said it ebbs.")],
    ],
)
def test_it_is_not_plain_who_speaks(before: list[tuple[str, str]]) -> None:
    found = Meanings(persons(LEAD, *before, SAID)).speaker_before(len(before) + 1)
    assert found is None or not found[0].english


def test_headings_are_not_read() -> None:
    heading = ("Polisi menyebut jalan dibuka", "Police say the road is open")
    found = Meanings(persons(LEAD, HEAD, heading, SAID, skipped=frozenset({2}))).speaker_before(3)
    assert found is not None
    assert found[0].english == "Ratna Wijayanti"


@pytest.mark.parametrize(
    ("before", "plain"),
    [
        ([HEAD], False),  # perhaps whom she tells of
        ([SHORT], False),
        ([("Ratna (40) membuka toko.", "Ratna (40) opened a shop."), RAIN], False),
        ([("Ratna (40) membuka toko.", "Ratna (40) opened a shop.")], True),
        ([("Menurut Ratna, jalan sudah dibuka.", "According to Ratna, the road is open.")], False),  # somebody else?
        ([HEAD, ("Korban dibawa ke rumah sakit.", "The victim was taken to hospital.")], False),
        ([HEAD, ("Darma Wirya datang.", "Darma Wirya came.")], False),
    ],
)
def test_who_is_the_subject(before: list[tuple[str, str]], plain: bool) -> None:
    assert (Meanings(persons(LEAD, *before, BORN)).subject_before(len(before) + 1) is not None) is plain


def test_two_of_one_family_are_told_apart() -> None:
    family = (
        ("Darma Wirya (49) menemani Ratna Wirya (25).", "Darma Wirya (49) was with Ratna Wirya (25)."),
        ('"Kami senang," kata Ratna.', '"We are glad," said Ratna.'),
        ('"Kami senang," kata Wirya.', '"We are glad," said Wirya.'),
    )
    made = persons(*family, SAID)
    ratna = made.who(("Ratna",))
    assert ratna is not None
    assert ratna.english == "Ratna Wirya"
    assert made.who(("Wirya",)) is None
    assert Meanings(made).speaker_before(3) is None


def test_the_article_calls_a_person_by_one_word() -> None:
    made = persons(HEAD, SHORT, SAID)
    assert [made.short_name(m) for m in made.members] == ["Ratna"]
    assert [made.short_name(m) for m in persons(HEAD, SAID).members] == ["Ratna Wijayanti"]


def test_a_short_form_that_nobody_explained_is_no_name() -> None:
    made = persons(
        ("Pemiliknya adalah Wiratama Hartono.", "The owner is Wiratama Hartono."),
        ('"Kami buka," kata Wira.', '"We are open," said Wira.'),
    )
    assert [m.english for m in made.members] == [""]


def test_a_place_with_an_office_is_no_person() -> None:
    made = persons(("Bupati Ogan Ilir mengatakan air surut.", "The Ogan Ilir Regent said the water ebbs."), SAID)
    assert not any(m.english for m in made.members)
