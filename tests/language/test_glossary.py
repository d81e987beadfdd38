"""The glossary: finding terms, whether they arrived, the user's file, and what it refuses."""

from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.language.glossary import SHIPPED, Entry, Glossary, arrived, read_rows, respelt
from pipeline.language.idioms import plain_words


@pytest.fixture(scope="module")
def shipped() -> Glossary:
    return Glossary.load()


def write(folder: Path, text: str) -> Path:
    path = folder / "own.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_glossary_is_large_and_sound(shipped: Glossary) -> None:
    rows = read_rows(SHIPPED)
    assert len(rows) == len(shipped.entries) >= 300
    wanted = "Korut Korsel AS PBB Menlu Wapres DPR KPK BMKG Polri TNI WIB pemilu"
    assert set(wanted.split()) <= shipped.entries.keys()


def test_terms_are_found_longest_first_and_by_case(shipped: Glossary) -> None:
    found = [t.entry.term for t in shipped.terms_in("Kapolda Metro Jaya dan Polda Metro Jaya di Korea Selatan")]
    assert found == ["Kapolda", "Polda Metro Jaya", "Korea Selatan"]
    assert shipped.terms_in("as roda patah") == []
    assert [t.entry.term for t in shipped.terms_in("Pemilu 2024")] == ["pemilu"]


def test_what_did_not_arrive_is_named(shipped: Glossary) -> None:
    source = "Menlu AS tiba di Korsel."
    assert shipped.check(source, "The U.S. Secretary of State arrived in South Korea.") == ()
    assert [t.entry.term for t in shipped.check(source, "The minister arrived in Seoul.")] == ["Menlu", "AS", "Korsel"]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("US", "the US said", True),
        ("US", "the U.S. said", True),
        ("US", "tell us", False),
        ("UN", "UNICEF", False),
        ("election", "two elections", True),
        ("Foreign Minister", "the foreign minister's car", True),
        ("House", "Household", False),
    ],
)
def test_arrival_is_by_whole_words(form: str, text: str, expected: bool) -> None:
    assert arrived((form,), text) is expected


def test_the_users_file_lies_on_top(tmp_path: Path) -> None:
    own = Glossary.load(write(tmp_path, "# mine\nKPK\tAnti-Graft Body\n\nsawit\toil palm|palm oil\tcrop\n"))
    assert own.check("KPK", "the KPK") != ()
    assert own.check("KPK dan sawit", "the anti-graft body and palm oil") == ()
    assert "Korsel" in own.entries


def test_a_users_short_form_is_found_by_the_words_that_the_translator_is_given(tmp_path: Path) -> None:
    own = Glossary.load(write(tmp_path, "KTT\tleaders' meeting\njawara\twinner\n"))
    assert own.check(plain_words("Para menteri tiba di KTT ASEAN."), "The ministers arrived at the ASEAN summit.") != ()
    assert own.check("Ia juara dunia.", "He is world champion.") == ()  # not every champion is a "jawara"


def test_a_changed_entry_touches_its_sentences_and_no_others(tmp_path: Path) -> None:
    before = Glossary.load()
    after = Glossary.load(write(tmp_path, "Korsel\tRepublic of Korea\n"))
    assert before.fingerprint != after.fingerprint
    assert before.fingerprint_for("Korsel menang") != after.fingerprint_for("Korsel menang")
    assert before.fingerprint_for("Korut kalah") == after.fingerprint_for("Korut kalah") != ""
    assert before.fingerprint_for("hujan turun") == ""


def test_a_changed_note_alone_changes_nothing() -> None:
    one, other = Glossary([Entry("KPK", ("KPK",), "a")]), Glossary([Entry("KPK", ("KPK",), "b")])
    assert one.fingerprint_for("KPK") == other.fingerprint_for("KPK")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("KPK\n", "line 1: 1 column"),
        ("KPK\ta\tb\tc\n", "line 1: 4 columns"),
        ("KPK\t\n", "the English form is empty"),
        ("\tKPK\n", "the Indonesian term is empty"),
        ("KPK\ta||b\n", "the English form is empty"),
        ("!!\tx\n", "holds no letter"),
        ("KPK\ta\nkpk\tb\n", "line 2: 'kpk' is already on line 1"),
        ("aa\tbb\nbb\taa\n", "circular entry: aa -> bb -> aa"),
        ("aa\tx\topen: bb\nbb\ty\topen: aa\n", "circular entry"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UserError, match=r"own\.tsv") as caught:
        Glossary.load(write(tmp_path, text))
    assert message in str(caught.value)
    assert caught.value.hint


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No such file") as caught:
        Glossary.load(tmp_path / "none.tsv")
    assert caught.value.hint == "give a TSV file (--set translate.glossary=FILE.tsv, of check: --glossary FILE.tsv)"
    path = tmp_path / "latin.tsv"
    path.write_bytes(b"KPK\t\xe9\n")
    with pytest.raises(UserError, match="not UTF-8"):
        Glossary.load(path)
    with pytest.raises(UserError, match="directory"):
        Glossary.load(tmp_path)


@pytest.mark.parametrize(
    ("source", "wrong", "right"),
    [
        ("AS Monaco menang.", "US Monaco won.", "AS Monaco won."),
        ("Bek AS Saint-Étienne cedera.", "The US Saint-Étienne back is hurt.", "AS Saint-Étienne's back is hurt."),
        ("AS Trenčín kalah.", "US Trenčín lost.", "AS Trenčín lost."),
        ("SD Eibar terdegradasi.", "Eibar elementary school was relegated.", "SD Eibar were relegated."),
        ("RS Berkane menang.", "Berkane Hospital won.", "RS Berkane won."),
        ("Direktur PT AS Jaya hadir.", "PT US Jaya's director came.", "PT AS Jaya's director came."),
        ("Partai Bulan Bintang (PBB) hadir.", "The Month Bintang Party (UN) came.", "Crescent Star Party (PBB) came."),
    ],
)
def test_a_short_form_in_a_name_means_nothing_else(shipped: Glossary, source: str, wrong: str, right: str) -> None:
    assert len(shipped.check(source, wrong)) == 1
    assert shipped.check(source, right) == ()


def test_the_country_stays_one_before_other_names(shipped: Glossary) -> None:
    for source in ("Menlu AS Antony Blinken tiba.", "Timnas AS menang atas AS Roma."):
        assert "AS" in [t.entry.term for t in shipped.terms_in(source)]


@pytest.mark.parametrize(
    ("row", "source", "usual", "wanted"),
    [
        (
            "Kementerian Kesehatan\tIndonesian Ministry of Health",
            "Kementerian Kesehatan mengirim relawan",
            "The Indonesian Health Ministry sends volunteers",
            "The Indonesian Ministry of Health sends volunteers",
        ),
        (
            "Kementerian Kesehatan\tMinistry of Health of Indonesia",
            "Kementerian Kesehatan mengirim relawan",
            "Health Ministry of Indonesia sends volunteers",
            "Ministry of Health of Indonesia sends volunteers",
        ),
        (
            "KPK\tthe KPK",
            "KPK menangkap bupati",
            "The Corruption Eradication Commission (KPK) arrests regent",
            "The KPK arrests regent",
        ),
    ],
)
def test_a_users_english_repeats_nothing_of_what_stands_around_it(
    tmp_path: Path, row: str, source: str, usual: str, wanted: str
) -> None:
    assert respelt(source, usual, Glossary.own(write(tmp_path, f"{row}\n"))) == wanted
