"""Inputs of any size are read in parts: compressed files, archives of pages, Arrow batches, lines that never end."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tracemalloc
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.core.config import IngestTable
from pipeline.stages.ingest import streams
from pipeline.stages.ingest.readers import Unit, read
from pipeline.stages.ingest.sources import find, kind_of

ROWS = [{"id": f"a{n}", "text": f"Banjir merendam {n} rumah di kota itu."} for n in range(400)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()


def zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd
}  # fmt: skip


def units(path: Path) -> list[Unit]:
    return list(read(find([str(path)])[0], IngestTable()))


@pytest.mark.parametrize("suffix", PACK)
def test_compressed_json_lines_are_the_rows_of_the_plain_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"news.jsonl{suffix}"
    half = LINES.index(b"\n", len(LINES) // 2) + 1
    path.write_bytes(PACK[suffix](LINES[:half]) + PACK[suffix](LINES[half:]))  # two parts, as appending makes them
    assert [dict(unit.row) for unit in units(path)] == ROWS
    assert units(path)[-1].input == f"news.jsonl{suffix}:400"


@pytest.mark.parametrize("suffix", PACK)
def test_a_compressed_file_that_ends_too_early_gives_its_rows_and_a_reason(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"news.jsonl{suffix}"
    path.write_bytes(PACK[suffix](LINES)[:-40])
    *_, last = units(path)
    assert last.problem
    assert last.whole


@pytest.mark.parametrize("suffix", PACK)
def test_bytes_that_are_not_compressed_are_a_reason(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"news.jsonl{suffix}"
    path.write_bytes(b"no such format " * 40)
    (unit,) = units(path)
    assert "cannot be read" in unit.problem or "damaged" in unit.problem


def test_a_compressed_text_page_and_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Banjir."))
    (tmp_path / "b.tsv.xz").write_bytes(lzma.compress(b"id\ttext\n1\tBanjir, lagi.\n"))
    assert [dict(u.row) for u in units(tmp_path / "a.txt.gz")] == [{"text": "Banjir."}]
    assert [dict(u.row) for u in units(tmp_path / "b.tsv.xz")] == [{"id": "1", "text": "Banjir, lagi."}]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("A.JSONL.ZST", "jsonl"), ("a.parquet.gz", "unsupported"), ("dump.gz", "unsupported"), ("a.warc.gz", "warc")],
)
def test_kinds_follow_the_suffix_before_the_compression(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_small_file_that_holds_a_huge_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_BYTES", 1 << 20)
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"a " * (1 << 20)))
    (unit,) = units(tmp_path / "a.txt.gz")
    assert "more than 1 MiB" in unit.problem


def test_a_line_without_end_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LONGEST_LINE", 10)
    given = io.BytesIO(b"one\n" + b"x" * 95 + b"\n0123456789\ntwo\nthree")
    assert list(streams.lines(given)) == [b"one\n", None, None, b"two\n", b"three"]


def test_rows_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl.gz"
    row = json.dumps({"text": "Banjir merendam kota itu sejak hari Rabu. " * 200}) + "\n"
    path.write_bytes(gzip.compress(row.encode() * 4000, 1))  # 33 MB
    tracemalloc.start()
    taken = list(islice(read(find([str(path)])[0], IngestTable()), 50))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(taken) == 50
    assert peak < 4 << 20


@pytest.mark.parametrize("stream", [True, False])
def test_arrow_files_of_both_kinds(tmp_path: Path, stream: bool) -> None:
    table = pa.Table.from_pylist([{**row, "other": n} for n, row in enumerate(ROWS)])
    path = tmp_path / "news.arrow"
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(str(path), table.schema) as writer:
        writer.write_table(table, max_chunksize=150)
    assert [dict(unit.row) for unit in units(path)] == ROWS
    path.write_bytes(path.read_bytes()[:100])
    assert "not readable as Arrow" in units(path)[0].problem


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_a_row_of_arrow_that_is_no_utf8_does_not_cost_the_others(tmp_path: Path, kind: pa.DataType) -> None:
    texts = pa.array([b"Banjir di kota.", b"\xff\xfe", b"Hujan di desa."], pa.binary()).cast(
        pa.large_binary() if kind == pa.large_string() else pa.binary()
    )
    table = pa.table({"text": texts.view(kind)})
    path = tmp_path / "news.arrow"
    with pa.ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table)
    first, second, third = units(path)
    assert (first.row, third.row) == ({"text": "Banjir di kota."}, {"text": "Hujan di desa."})
    assert second.problem.startswith("a value cannot be read: 'utf-8' codec")
    assert not second.whole


def warc(path: Path) -> None:
    """An archive of three records, of which one is a page that was found."""
    pytest.importorskip("warcio", reason="warcio is not installed (the extra warc)")
    page = "<html><body><article><p>Kafé di kota itu ramai.</p></article></body></html>"
    records = []
    for number, (status, kind, body) in enumerate(
        (
            ("200 OK", "text/html; charset=latin-1", page.encode("latin-1")),
            ("200 OK", "image/png", b"png"),
            ("404 Not Found", "text/html", page.encode()),
        )
    ):
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{number}>\r\n"
            "WARC-Date: 2026-01-02T03:04:05Z\r\n"
            "WARC-Target-URI: https://news.example/1\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        records.append(head.encode() + answer + b"\r\n\r\n")
    path.write_bytes(b"".join(gzip.compress(r) if path.suffix == ".gz" else r for r in records))


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_pages_of_an_archive_come_with_address_and_charset(tmp_path: Path, name: str) -> None:
    warc(tmp_path / name)
    (unit,) = units(tmp_path / name)
    assert (unit.input, unit.form, unit.known.url) == (f"{name}:1", "html", "https://news.example/1")
    assert "Kafé" in unit.row["text"]


def test_a_damaged_archive_is_a_reason(tmp_path: Path) -> None:
    warc(tmp_path / "crawl.warc")
    (tmp_path / "crawl.warc").write_bytes(b"this is no archive\n" * 20)
    (unit,) = units(tmp_path / "crawl.warc")
    assert "not readable as WARC" in unit.problem
