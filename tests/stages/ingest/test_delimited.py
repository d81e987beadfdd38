"""Delimited text: any delimiter and any quotation marks, and a broken row costs that row only."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.ingest.delimited import Row, read_table


def rows(text: str, *, tabs: bool = False) -> list[Row]:
    return list(read_table(text, "text", tabs=tabs).rows)


def texts(text: str, *, tabs: bool = False) -> list[str]:
    found = rows(text, tabs=tabs)
    assert not [row.problem for row in found if row.problem]
    return [row.values["text"] for row in found]


@pytest.mark.parametrize("hint", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_line_that_spreadsheets_write_names_the_delimiter(hint: str, end: str) -> None:
    assert texts(end.join([hint, "id;text", "1;Harga naik, lalu turun.", ""])) == ["Harga naik, lalu turun."]


@pytest.mark.parametrize(
    "line",
    [
        '"Banjir surut," kata camat.',
        'Ia berkata, "Banjir surut."',
        '"Banjir" surut',
        'Layar 14" pecah',
        '"Banjir surut',
        '"',
    ],
)
def test_between_tabs_quotation_marks_are_text(line: str) -> None:
    assert texts(f"id\ttext\n1\t{line}\n2\tGempa.\n3\tAngin.\n", tabs=True) == [line, "Gempa.", "Angin."]


def test_tabs_with_quoting_as_pandas_writes_it() -> None:
    text = 'id\ttext\n1\t"Baris satu.\nBaris dua."\n2\t"Kata ""siap"" itu\tlagi"\n3\tTiga.\n'
    assert texts(text, tabs=True) == ["Baris satu.\nBaris dua.", 'Kata "siap" itu\tlagi', "Tiga."]


def test_tabs_under_a_quoted_header() -> None:
    assert texts('"id"\t"text"\n"1"\t"Baris satu.\nBaris dua."\n', tabs=True) == ["Baris satu.\nBaris dua."]


def test_marks_inside_a_quoted_field_that_are_not_doubled() -> None:
    text = 'id,text\n1,"Ia "siap" pergi, katanya."\n2,"Baris "satu"\nbaris dua."\n3,Tiga.\n'
    assert texts(text) == ['Ia "siap" pergi, katanya.', 'Baris "satu"\nbaris dua.', "Tiga."]


def test_a_mark_that_is_never_closed_does_not_swallow_the_rows_behind_it() -> None:
    assert texts('id,text\n1,"Satu\n2,Dua.\n3,"Tiga."\n4,Empat.\n') == ['"Satu', "Dua.", "Tiga.", "Empat."]


def test_a_broken_row_is_named_and_the_others_are_read() -> None:
    found = rows('id,text\n1,Satu.\n2,"Kami siap," kata Budi, Senin.\n3,Tiga.\n4,a,b\n')
    assert [row.values.get("text") for row in found] == ["Satu.", None, "Tiga.", None]
    assert "quotation marks" in found[1].problem
    assert found[3].problem.startswith("the row has 3 fields, the header has 2; put a field")


def test_more_rows_than_one_window_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.stages.ingest.delimited.LONGEST_ROW", 5)
    body = "".join(f'{n},"a\nb {n}"\n' for n in range(30))
    assert texts(f"id,text\n{body}") == [f"a\nb {n}" for n in range(30)]


def test_a_header_without_the_column_is_parted_all_the_same() -> None:
    assert read_table("judul;isi\na;b\n", "text").columns == ("judul", "isi")
    assert read_table("id; text \n1;b\n", "text").columns == ("id", "text")


CELLS = st.text(st.sampled_from('ab",;\t|\n é'), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), st.sampled_from(",;|"))
def test_what_a_writer_of_csv_wrote_is_read_back(table: list[tuple[str, str]], delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("id", "text"), *table])
    assert [(row.values["id"], row.values["text"]) for row in rows(file.getvalue())] == table


@given(st.text(max_size=80), st.booleans())
def test_any_text_is_answered(text: str, tabs: bool) -> None:
    for row in rows(text, tabs=tabs):
        assert row.problem or row.values or not row.values
