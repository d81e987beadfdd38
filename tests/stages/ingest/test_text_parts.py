"""Texts and tables of any size are read in pieces, and come out as if they had been read whole."""

from __future__ import annotations

import io
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.config import IngestTable
from pipeline.stages.ingest import delimited, sources, text_parts
from pipeline.stages.ingest.delimited import read_table
from pipeline.stages.ingest.readers import Unit, read
from pipeline.stages.ingest.sources import Source, find
from pipeline.stages.ingest.text_parts import DecodedText, LineWindow, cut

SENTENCE = "Banjir merendam kota itu sejak hari Rabu. "
PEAK = 4 << 20  # bytes that reading a large table may hold; the tables here have at least twice as many


def peak_of_reading(source: Source) -> tuple[int, int]:
    """How many articles come out, and the most bytes of memory it took."""
    tracemalloc.start()
    try:
        count = sum(not unit.problem for unit in read(source, IngestTable()))
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "row"),
    [("news.csv", '{0},"{1}"\n'), ("news.tsv", "{0}\t{1}\n"), ("quoted.tsv", '{0}\tKata "siap": {1}\n')],
)
def test_a_large_table_is_never_held_whole(tmp_path: Path, name: str, row: str) -> None:
    path = tmp_path / name
    head = "id\ttext\n" if name.endswith("tsv") else "id,text\n"
    path.write_text(head + "".join(row.format(n, SENTENCE * 500) for n in range(400)))
    assert path.stat().st_size > 2 * PEAK
    count, peak = peak_of_reading(find([str(path)])[0])
    assert count == 400
    assert peak < PEAK


def test_the_first_rows_of_a_table_come_before_its_last_are_read() -> None:
    given_out: list[int] = []

    def pieces() -> Iterator[str]:
        yield "id,text\n"
        for number in range(100_000):
            given_out.append(number)
            yield f"{number},Banjir {number}.\n"

    table = read_table(pieces, "text")
    given_out.clear()
    assert next(table.rows).values == {"id": "0", "text": "Banjir 0."}
    assert len(given_out) < 100


CHARACTERS = st.text(st.sampled_from('ab",;\t\r\n |é=spe'), max_size=60)


@given(CHARACTERS, st.integers(1, 7), st.booleans())
def test_a_table_in_pieces_is_the_table(text: str, size: int, tabs: bool) -> None:
    def pieces() -> Iterator[str]:
        return (text[at : at + size] for at in range(0, len(text), size))

    whole, parts = read_table(text, "text", tabs=tabs), read_table(pieces, "text", tabs=tabs)
    assert whole.columns == parts.columns
    assert list(whole.rows) == list(parts.rows)


@given(st.text(st.sampled_from("a\nb\r"), max_size=30), st.integers(1, 5))
def test_lines_are_those_of_the_whole_text(text: str, size: int) -> None:
    pieces = (text[at : at + size] for at in range(0, len(text), size))
    assert list(cut(pieces)) == io.StringIO(text, newline="\n").readlines()


def test_a_row_of_a_line_without_end_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_parts, "LONGEST_LINE", 20)
    for text in (f"id,text\n1,Satu.\n2,{'x' * 50}\n3,Tiga.\n", f'id\ttext\n1\tSatu.\n2\t"{"x" * 50}\n3\tTiga.\n'):
        rows = list(read_table(text, "text").rows)
        assert [row.values.get("text") for row in rows] == ["Satu.", None, "Tiga."]
        assert rows[1].problem == delimited.TOO_LONG


def test_a_window_holds_the_lines_that_are_still_needed() -> None:
    window = LineWindow(iter([f"{n}\n" for n in range(1000)]))
    assert list(window.run(0, 5)) == [f"{n}\n" for n in range(5)]
    window.forget(3)
    assert list(window.run(3, 3)) == ["3\n", "4\n", "5\n"]
    assert not window.there(1000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_pieces_are_decoded_as_the_whole_is(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_parts, "PIECE", 3)
    data = "Kafé itu ramai; harganya € 5.".encode(encoding)
    text = DecodedText(lambda: io.BytesIO(data), "cp1252" if encoding == "cp1252" else "utf-8")
    assert (text.problem(), "".join(text.pieces()), text.blank()) == ("", "Kafé itu ramai; harganya € 5.", False)


@pytest.mark.parametrize("piece", [1, 3, 1 << 18])
@pytest.mark.parametrize(("data", "where"), [(b"abc\xe9def", "0xe9 at 3"), ("é".encode() * 9 + b"\xc3", "0xc3 at 18")])
def test_the_byte_that_is_in_the_way_is_named_with_its_place(
    data: bytes, where: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_parts, "PIECE", piece)
    problem = DecodedText(lambda: io.BytesIO(data), "utf-8").problem()
    assert problem.startswith("not UTF-8 (byte ")
    assert where in problem


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_json_lines_of_any_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Kafé."}\n{"text": \n{"text": "Dua."}', encoding=encoding)
    found = list(read(find([str(tmp_path / "a.jsonl")])[0], IngestTable()))
    assert [unit.row.get("text") for unit in found] == ["Kafé.", None, "Dua."]
    assert found[1] == Unit("a.jsonl:2", problem="not JSON: Expecting value at column 10")


def test_a_long_stdin_is_put_into_a_file_and_read_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    data = "".join(f'{{"id": "a{n}", "text": "{SENTENCE * 500}"}}\n' for n in range(400)).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    source = find(["-"])[0]
    assert source.data == b""
    try:
        assert source.path.stat().st_size == len(data) > 2 * PEAK
        assert source.fingerprint() == Source("stdin", "stdin", data=data).fingerprint()
        count, peak = peak_of_reading(source)
    finally:
        source.path.unlink()
    assert count == 400
    assert peak < PEAK


def test_a_short_stdin_needs_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"Halo.")))
    assert find(["-"]) == [Source("stdin", "stdin", data=b"Halo.")]
    assert len(b"Halo.") < sources.KEPT
