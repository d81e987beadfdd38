"""The fact guard: what agrees across the languages, what is lost, what is added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.facts import compare, extract
from pipeline.language.glossary import Glossary


def failures(source: str, target: str) -> tuple[str, ...]:
    return compare(source, target).failures()


AGREE = [
    ("Harganya naik menjadi Rp 1.100.", "The price rose to Rp 1,100."),
    ("Ada 2,5 juta orang.", "There are 2.5 million people."),
    ("Dua setengah juta orang.", "2,500,000 people."),
    ("Pada pukul 20.08 WIB.", "At 8:08 p.m. Western Indonesia Time."),
    ("Pada jam 7 malam.", "At 7 in the evening."),
    ("Pada jam 7 malam.", "At 7 p.m."),
    ("Rabu (13/9) hujan.", "It rained on Wednesday, 13 September."),
    ("Rabu (13/9) hujan.", "It rained on Wednesday (9/13)."),
    ("13-15 September", "September 13 to 15"),
    ("HUT ke-17", "the 17th anniversary"),
    ("abad ke-15", "the fifteenth century"),
    ("naik 8 persen", "rose 8 per cent"),
    ("naik lima sampai 10 persen", "rose 5-10%"),
    ("senilai US$1,7 miliar", "worth $1.7 billion"),
    ("45 juta dolar Australia", "AUD$45 million"),
    ("5-10 juta ton", "five million to ten million tons"),
    ("tahun 80-an", "the 1980s"),
    ("berjarak 152 meter", "500 feet away"),
    ("50 kilometer jauhnya", "50 kilometers (31 miles) away"),
    ("lebih dari 20 orang", "more than twenty people"),
    ("kedua negara", "both countries"),
    ("G-20 dan Il-76", "the G20 and the Il-76"),
    ("umat Katolik dan Protestan", "Catholics and Protestants"),
    ("pedagang kaki lima ditertibkan", "street vendors were moved"),
    ("Presiden Vladimir Putin", "President Vladimir Putin"),
    ("Menlu Korsel", "South Korea's foreign minister"),
]


@pytest.mark.parametrize(("source", "target"), AGREE)
def test_the_same_in_the_other_language(source: str, target: str) -> None:
    assert failures(source, target) == ()


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("yang ke-1000-nya", "His 10,000th", ("number-added", "number-lost")),
        ("(1894-1895)", "(189 - 1895)", ("number-added", "number-lost")),
        ("pukul 20.08", "at 20.08", ("number-added", "number-lost")),
        ("dari 20.000 ekor", "of 20.000 head", ("number-added", "number-lost")),
        ("tahun 1960-an", "the 1460s", ("number-added", "number-lost")),
        ("2016 lalu", "in 1916", ("number-added", "number-lost")),
        ("2 gol dan 2 umpan dalam 5 laga", "2 goals and 5 passes in 5 games", ("number-added", "number-lost")),
        ("pada Senin", "on Tuesday", ("date-added", "date-lost")),
        ("pada Maret 2020", "in April 2020", ("date-added", "date-lost")),
        ("harga 45 juta dolar Australia", "price US$45 million", ("number-added", "number-lost")),
        ("sejauh 50 km", "for 50 miles", ("number-added", "number-lost")),
        ("ada 36 orang", "there are people", ("number-lost",)),
        ("ada orang", "there are 36 people", ("number-added",)),
        ("kata Silvio Berlusconi", "said Nicolas Sarkozy", ("name-added", "name-lost")),
        ("dari KPK", "from the FBI", ("acronym-added", "acronym-lost")),
    ],
)
def test_what_differs(source: str, target: str, expected: tuple[str, ...]) -> None:
    assert failures(source, target) == expected


def test_a_fact_said_twice_may_be_said_once() -> None:
    assert failures("Pada 2016, ya 2016, hujan.", "It rained in 2016.") == ()
    assert failures("Pada 2016 hujan.", "It rained in 2016, yes 2016.") == ()


def test_extract_is_canonical() -> None:
    found = {f.kind: f.value for f in extract('Rabu (13/9) pukul 20.08 harga Rp 2,5 juta naik 8%, kata "Ya"', "id")}
    assert found == {"date": "?-09-13/w3", "time": "20:08", "amount": "IDR 2500000", "percent": "8%", "quote": "Ya"}


def test_same_language_comparison_serves_briefs() -> None:
    report = compare("Rp 2.5 million for 300 people", "Rp 2.5 million for 500 people", "en", "en")
    assert [f.text for f in report.lost] == ["300"]
    assert [f.text for f in report.added] == ["500"]
    assert [f.value for f in report.kept] == ["IDR 2500000"]


def test_the_users_glossary_is_obeyed() -> None:
    own = Glossary([])
    assert compare("dari Yunani", "from Greece", glossary=own).failures() == ("name-added", "name-lost")


@pytest.mark.parametrize(
    "text", ["", " ", "021-7397777", "12 | 15 | 1.200 | 3,5", "•••", "WASHINGTON: (AP) —", "٣٤", "²"]
)
def test_odd_input_agrees_with_itself(text: str) -> None:
    assert not [f for f in compare(text, text, "id", "id").failures() if f.startswith("number")]


@given(st.text(max_size=100), st.text(max_size=100))
def test_never_crashes_and_spans_are_true(source: str, target: str) -> None:
    report = compare(source, target)
    for fact in (*report.lost, *report.kept):
        assert source[slice(*fact.span)] == fact.text
    for fact in report.added:
        assert target[slice(*fact.span)] == fact.text


@given(st.integers(11, 10**7), st.integers(11, 10**7))
def test_a_changed_number_is_always_caught(one: int, other: int) -> None:
    source, target = f"Ada {one:,} orang.".replace(",", "."), f"There are {other:,} people."
    assert (failures(source, target) == ()) is (one == other)


def test_a_number_that_became_a_percentage_is_another() -> None:
    made = compare("Gempa bermagnitudo 5,8 mengguncang Krui.", "The quake hit 5.8 percent of Krui.")
    assert made.failures() == ("number-added", "number-lost")
    assert compare("Naik 5,8 persen.", "It rose 5.8 percent.").failures() == ()
    assert compare("Naik 5 sampai 8 persen.", "It rose 5 to 8 percent.").failures() == ()


def test_all_of_a_place_has_its_name() -> None:
    report = compare("Turnamen se-Jawa Tengah itu selesai.", "The Central Java tournament is over.")
    assert (report.lost, report.added) == ((), ())
    lost = compare("Turnamen se-Jawa Tengah itu selesai.", "The tournament is over.").lost
    assert [fact.text for fact in lost] == ["Jawa"]
