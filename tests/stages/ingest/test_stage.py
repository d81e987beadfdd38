"""Every kind of input becomes articles; every bad one becomes a reason, and the others still go through."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.config import IngestTable
from pipeline.core.errors import UserError
from pipeline.core.records import Article, Rejected
from pipeline.stages.ingest import columns, row_groups, stage
from pipeline.stages.ingest.readers import Unit
from pipeline.stages.ingest.row_groups import chunk_hash, chunks
from pipeline.stages.ingest.sources import Source, find
from pipeline.stages.ingest.stage import Seen, ingest_chunk, units

Outcome = tuple[list[Article], list[Rejected]]


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Outcome]:
    """Write one file and ingest it."""

    def taker(name: str, data: bytes | str, **options: Any) -> Outcome:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        table = IngestTable(**options)
        return ingest_chunk(units(find([str(path)]), table), table, Seen())

    return taker


def only_reason(outcome: Outcome) -> str:
    articles, rejected = outcome
    assert not articles
    assert len(rejected) == 1
    return rejected[0].reason


def test_a_text_file(take: Callable[..., Outcome]) -> None:
    articles, rejected = take("a.txt", "\ufeffSatu.\r\nDua.\r\n")
    assert not rejected
    assert (articles[0].text, articles[0].input) == ("Satu.\nDua.\n", "a.txt")
    assert len(articles[0].id) == 16


def test_markdown_becomes_plain_text_with_its_heading_as_title(take: Callable[..., Outcome]) -> None:
    text = (
        "# Gempa *besar*\n\nIsi [tautan](http://x.id) di sini\ndan `kode`.\n\n## Anak judul\n\n- butir ![foto](f.png)\n"
    )
    article = take("a.md", text)[0][0]
    assert article.title == "Gempa besar"
    assert article.text == "Isi tautan di sini dan kode.\nAnak judul\n- butir"


def test_a_page_goes_through_the_extractor(take: Callable[..., Outcome]) -> None:
    body = "".join(f"<p>Paragraf nomor {n} tentang banjir di kota Semarang pada hari Rabu lalu.</p>" for n in range(8))
    page = f"<html><head><title>Banjir</title></head><body><nav>Menu</nav><article>{body}</article></body></html>"
    articles, _ = take("a.html", page)
    assert "Paragraf nomor 3 tentang banjir" in articles[0].text
    assert "Menu" not in articles[0].text


def test_a_page_in_its_declared_encoding(take: Callable[..., Outcome]) -> None:
    body = "<p>Kafé di kota itu ramai sekali sejak hari Rabu yang lalu menurut warga setempat.</p>" * 8
    page = f'<html><head><meta charset="iso-8859-1"></head><body><article>{body}</article></body></html>'
    assert "Kafé" in take("a.html", page.encode("latin-1"))[0][0].text


def test_a_page_without_an_article(take: Callable[..., Outcome]) -> None:
    assert "no article text" in only_reason(take("a.html", "<html><body></body></html>"))


def test_json_lines_with_all_columns(take: Callable[..., Outcome]) -> None:
    row = {
        "text": "Satu.",
        "id": 7,
        "title": "J",
        "url": "http://x",
        "source": "Antara",
        "published": "2023-09-13",
        "reference_summary": "One.",
        "reference_translation": ["One.", "Two."],
    }
    article = take("a.jsonl", json.dumps(row))[0][0]
    assert (article.id, article.input, article.source) == ("7", "a.jsonl:1", "Antara")
    assert article.reference_translation == "One.\nTwo."


def test_a_broken_line_costs_only_itself(take: Callable[..., Outcome]) -> None:
    lines = [
        b'{"text": "Satu."}',
        b"{broken",
        b"[1]",
        b'{"text": 5}',
        b'{"text": " "}',
        b'{"t": 1}',
        b'{"text": "\xe9"}',
    ]
    articles, rejected = take("a.jsonl", b"\n".join([*lines, b"", b'{"text": "Dua."}']))
    assert [a.input for a in articles] == ["a.jsonl:1", "a.jsonl:9"]
    assert [r.input for r in rejected] == [f"a.jsonl:{n}" for n in range(2, 8)]
    for rejection, expected in zip(
        rejected, ["not JSON", "expected a JSON object", "a number", "empty", "no 'text'", "not UTF-8"], strict=True
    ):
        assert expected in rejection.reason


def test_surrogates_from_json_do_not_break_the_store(take: Callable[..., Outcome]) -> None:
    assert take("a.jsonl", '{"text": "\\ud800 halo"}')[0][0].text == "? halo"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_its_delimiter(take: Callable[..., Outcome], delimiter: str) -> None:
    rows = [["id", "text"], ["1", f'"Satu{delimiter} dua."'], ["2", '"Baris\nkedua."']]
    articles, rejected = take("a.csv", "\n".join(delimiter.join(r) for r in rows))
    assert not rejected
    assert [(a.id, a.text, a.input) for a in articles] == [
        ("1", f"Satu{delimiter} dua.", "a.csv:1"),
        ("2", "Baris\nkedua.", "a.csv:2"),
    ]


def test_csv_without_the_column_says_what_it_has_and_how_to_map(take: Callable[..., Outcome]) -> None:
    reason = only_reason(take("a.csv", "body,id\nSatu.,1\n"))
    assert "no column 'text'" in reason
    assert "body, id" in reason
    assert "--column text=" in reason
    assert take("a.csv", "body,id\nSatu.,1\n", columns={"text": "body"})[0][0].text == "Satu."


def test_a_mapped_column_that_is_missing_is_said_too(take: Callable[..., Outcome]) -> None:
    assert "no column 'judul'" in only_reason(take("a.csv", "text\nSatu.\n", columns={"title": "judul"}))


def test_crooked_csv_rows(take: Callable[..., Outcome]) -> None:
    articles, rejected = take("a.csv", 'id,text\n1,Satu.\n2\n3,a,b\n4,Empat.\n5,"tidak ditutup\n6,x\n')
    assert [a.id for a in articles] == ["1", "4", "5", "6"]
    assert articles[2].text == '"tidak ditutup'
    assert [r.input for r in rejected] == ["a.csv:2", "a.csv:3"]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.jsonl", "a.csv"])
def test_an_empty_file_is_rejected(take: Callable[..., Outcome], name: str) -> None:
    assert "empty" in only_reason(take(name, ""))


def test_a_csv_with_a_header_only(take: Callable[..., Outcome]) -> None:
    assert "no rows" in only_reason(take("a.csv", "text\n"))


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.md"])
def test_a_file_that_is_not_utf8_says_how_to_read_it(take: Callable[..., Outcome], name: str) -> None:
    text = "text\n" + "Café di Mérida sangat ramai sejak pagi kata Señor Peña kepada wartawan. " * 5
    reason = only_reason(take(name, text.encode("cp1252")))
    assert "not UTF-8 (byte 0xe9" in reason
    assert reason.endswith("--set ingest.encoding=cp1252")
    assert "Café" in take(name, text.encode("cp1252"), encoding="cp1252")[0][0].text


def test_utf16_with_its_mark_is_read(take: Callable[..., Outcome]) -> None:
    assert take("a.txt", "Halo.".encode("utf-16"))[0][0].text == "Halo."


def test_null_bytes_are_not_text(take: Callable[..., Outcome]) -> None:
    assert "null bytes" in only_reason(take("a.txt", b"PK\x00\x01"))


def test_an_unknown_kind_of_file_names_what_is_read(take: Callable[..., Outcome]) -> None:
    assert ".jsonl" in only_reason(take("a.pdf", "x"))


def test_parquet(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    moment = dt.datetime(2023, 9, 13, 10, 0)
    pq.write_table(pa.table({"text": ["Satu.", None], "published": [moment, None], "other": [1, 2]}), path)
    table = IngestTable()
    articles, rejected = ingest_chunk(units(find([str(path)]), table), table, Seen())
    assert articles[0].published == "2023-09-13T10:00:00"
    assert [r.reason for r in rejected] == ["'text' is null, not text"]


def test_a_broken_parquet_file(take: Callable[..., Outcome]) -> None:
    assert "not readable as Parquet" in only_reason(take("a.parquet", b"PAR1 nonsense PAR1"))


def test_a_saved_dataset(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    one = datasets.Dataset.from_dict({"text": ["Satu.", "Dua."], "extra": [1, 2]})
    one.save_to_disk(str(tmp_path / "one"))
    table = IngestTable()
    articles, _ = ingest_chunk(units(find([str(tmp_path / "one")]), table), table, Seen())
    assert [a.input for a in articles] == ["one:1", "one:2"]
    datasets.DatasetDict(train=one, test=one.select([1])).save_to_disk(str(tmp_path / "two"))
    reason = only_reason(ingest_chunk(units(find([str(tmp_path / "two")]), table), table, Seen()))
    assert "train, test" in reason
    table = IngestTable(split="test")
    articles, _ = ingest_chunk(units(find([str(tmp_path / "two")]), table), table, Seen())
    assert [a.text for a in articles] == ["Dua."]


def test_a_hub_dataset_is_not_looked_for_on_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    table = IngestTable()
    reason = only_reason(ingest_chunk(units(find(["hf:nobody/nothing-here"]), table), table, Seen()))
    assert "ingest.online=true" in reason


@pytest.mark.parametrize(
    ("data", "form"),
    [(b'{"text": "Satu."}\n{"text": "Dua."}', 2), (b"Satu.\nDua.", 1)],
)
def test_stdin_is_json_lines_or_one_article(data: bytes, form: int) -> None:
    table = IngestTable()
    articles, _ = ingest_chunk(units([Source("stdin", "stdin", data=data)], table), table, Seen())
    assert len(articles) == form


def test_the_same_article_goes_through_once(take: Callable[..., Outcome]) -> None:
    articles, rejected = take("a.jsonl", '{"text": "Satu."}\n{"text": " Satu. "}')
    assert len(articles) == 1
    assert rejected[0].reason == "the same article as a.jsonl:1"


def test_an_id_claimed_twice_gets_a_suffix(take: Callable[..., Outcome]) -> None:
    rows = [{"id": "x", "text": f"Teks {n}."} for n in (1, 2, 3, 2)]
    articles, rejected = take("a.jsonl", "\n".join(json.dumps(r) for r in rows))
    assert [a.id for a in articles] == ["x", "x-2", "x-3"]
    assert [r.input for r in rejected] == ["a.jsonl:4"]


def test_limit_stops_early(take: Callable[..., Outcome]) -> None:
    assert len(take("a.jsonl", '{"text": "Satu."}\n{"text": "Dua."}', limit=1)[0]) == 1


def test_a_mapped_column_is_for_the_inputs_that_have_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Others of the folder keep our own names; that this was so is said once."""
    (tmp_path / "a.csv").write_text("judul;body\nSatu;Isi satu.\n")
    (tmp_path / "b.csv").write_text("text;title\nIsi dua, lengkap.;Dua\n")
    (tmp_path / "c.jsonl").write_text('{"text": "Isi tiga.", "title": "Tiga"}\n{"isi": "Isi empat."}\n')
    pq.write_table(pa.table({"text": ["Isi lima."], "title": ["Lima"]}), tmp_path / "d.parquet")
    columns._say_once.cache_clear()
    table = IngestTable(columns={"text": "body", "title": "judul"})
    articles, rejected = ingest_chunk(units(find([str(tmp_path)]), table), table, Seen())
    titled = [(article.title, article.text) for article in articles]
    assert titled[:3] == [("Satu", "Isi satu."), ("Dua", "Isi dua, lengkap."), ("Tiga", "Isi tiga.")]
    assert titled[3:] == [("Lima", "Isi lima.")]
    assert [row.reason for row in rejected] == ["no 'body' in the row; it has: isi; map one with --column text=NAME"]
    assert (
        caplog.messages.count("ingest: 'text' is taken where an input has no column 'body' (--column text=body)") == 1
    )


def test_broken_json_is_told_in_a_sentence(take: Callable[..., Outcome]) -> None:
    assert only_reason(take("a.jsonl", '{"text": "Isi')) == "not JSON: Unterminated string starting at column 10"
    assert only_reason(take("a.jsonl", '{"text" "Isi"}')) == "not JSON: Expecting ':' delimiter at column 9"
    assert only_reason(take("a.jsonl", '{"text": "\\z"}')).startswith("not JSON: Invalid \\escape at column 1")


def test_an_unknown_field_or_encoding_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="'txt' is not a field"):
        columns.check(IngestTable(columns={"txt": "body"}))
    with pytest.raises(UserError, match="encoding"):
        columns.check(IngestTable(encoding="klingon"))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=12), st.integers(1, 5))
def test_nothing_vanishes_and_ids_are_unique(texts: list[str], size: int) -> None:
    """Whatever the rows hold, each one is an article or a reason, and the cut into shards changes nothing."""
    data = "\n".join(json.dumps({"text": t, "id": t[:1]}) for t in texts).encode()
    source, table = Source("stdin", "stdin", data=data), IngestTable()
    whole, seen = ingest_chunk(units([source], table), table, Seen()), Seen()
    parts = [ingest_chunk(group, table, seen) for group in chunks(units([source], table), size)]
    assert [a for p in parts for a in p[0]] == whole[0]
    assert len(whole[0]) + len(whole[1]) == max(len(texts), 1)
    assert len({a.id for a in whole[0]}) == len(whole[0])


def test_chunk_hash_sees_every_column() -> None:
    table = IngestTable()

    def hashed(row: dict[str, Any]) -> str:
        source = Source("stdin", "stdin", data=json.dumps(row).encode())
        return chunk_hash(units([source], table))

    assert hashed({"text": "a"}) == hashed({"text": "a"})
    assert len({hashed({"text": "a"}), hashed({"text": "b"}), hashed({"text": "a", "title": "t"})}) == 3


def test_long_texts_are_hashed_as_a_whole_and_fill_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    def unit(text: str) -> Unit:
        return Unit("a", {"text": text})

    long = "kata " * 20_000
    assert len({chunk_hash([unit(long)]), chunk_hash([unit(long + "x")]), chunk_hash([unit("x" + long)])}) == 3
    monkeypatch.setattr(row_groups, "HEAVY", 100_000)
    groups = list(chunks(map(unit, ("a", "b", long, "c", long, "d")), 3))
    assert [len(group) for group in groups] == [3, 2, 1]


def test_the_id_of_a_text_of_many_words() -> None:
    text = " \n kata\t" * 25_000
    squeezed = "Judul baru\n" + " ".join(text.split())
    ours = stage.content_id(Article("", "a", text, title=" Judul  baru "))
    assert ours == hashlib.sha256(squeezed.encode()).hexdigest()[:16]


def test_a_page_of_more_tags_than_any_article_has_is_rejected(take: Callable[..., Outcome]) -> None:
    articles, rejected = take("a.html", "<html><body>" + "<p>Harga naik.</p>" * 30_000)
    assert not articles
    assert rejected[0].reason.startswith("not an article: a page of 60,002 tags, at most 50,000 are read; save its")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_json_lines_in_any_unicode(take: Callable[..., Outcome], encoding: str, end: str) -> None:
    lines = end.join(['{"text": "Harga beras naik \u2028 lagi."}', '{"text": "Kafé tutup."}', ""])
    articles, rejected = take("a.jsonl", lines.encode(encoding))
    if encoding == "utf-32":
        assert len(articles) == 2
    assert not rejected
    assert [a.text for a in articles] == ["Harga beras naik \u2028 lagi.", "Kafé tutup."]


def test_a_text_of_several_strings_is_joined(take: Callable[..., Outcome]) -> None:
    articles, rejected = take("a.jsonl", '{"text": ["Satu.", "Dua."]}\n{"text": [["Satu", "."]]}\n{"text": []}')
    assert [a.text for a in articles] == ["Satu.\nDua.", "Satu."]
    assert [r.reason for r in rejected] == ["'text' is a list, not text"]


def test_lines_that_are_not_utf8_say_once_how_to_read_them(take: Callable[..., Outcome]) -> None:
    lines = b'{"text": "Kaf\xe9 tutup."}\n' * 2
    _, rejected = take("a.jsonl", lines)
    assert "--set ingest.encoding=cp1252" in rejected[0].reason
    assert rejected[1].reason == "not UTF-8 (byte 0xe9)"
    assert [a.text for a in take("a.jsonl", lines, encoding="cp1252")[0]] == ["Kafé tutup."]


def test_markup_in_columns_is_read_as_such(take: Callable[..., Outcome]) -> None:
    row = '{"title": "<b>Beras</b> &amp; Gula", "text": "<p>Satu.</p><p>Dua.</p>", "published": 1704067200}'
    article = take("a.jsonl", row)[0][0]
    assert (article.title, article.text, article.published) == ("Beras & Gula", "Satu.\nDua.", "2024-01-01")


def test_front_matter_gives_an_article_its_fields(take: Callable[..., Outcome]) -> None:
    article = take("a.md", "---\ntitle: Beras\ndate: 2024-01-31\nurl: https://contoh.id/a\n---\nIsi.")[0][0]
    assert (article.title, article.published, article.url) == ("Beras", "2024-01-31", "https://contoh.id/a")
