"""What `make torture` has found, each in its smallest form."""

from __future__ import annotations

import errno
import io
import random
import struct
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.cli.program import explain
from pipeline.core.config import IngestTable, TranslateTable, load_config
from pipeline.core.entities import unescape
from pipeline.core.errors import UserError
from pipeline.core.files import write_json
from pipeline.core.sealed_json import read_sealed, write_sealed
from pipeline.core.tables import read_toml
from pipeline.guards.checks import loops, order, quantities, units
from pipeline.guards.notation import english_notation
from pipeline.guards.placeholders import literal_spans
from pipeline.guards.rendering import figure, ordinal
from pipeline.language.dates import read_dates
from pipeline.language.facts import compare
from pipeline.language.numbers import read_numbers
from pipeline.language.truecase import ordinary_case, sentence_case
from pipeline.stages.ingest import markup, sources, word
from pipeline.stages.ingest.archives import ArchiveError
from pipeline.stages.ingest.delimited import read_table
from pipeline.stages.ingest.readers import read
from pipeline.stages.report.manifest import _without_folders
from pipeline.stages.report.pages import escape_markdown
from pipeline.stages.translate.tmx import read_tmx
from tests.torture import damaged_files


@pytest.mark.parametrize(
    "text", ["9" * 50, "9" * 5_000, f"{'9' * 40} juta", f"Rp {'9' * 30}.000,50", "setengah " * 300]
)
def test_figures_of_any_length_are_written(text: str) -> None:
    for number in read_numbers(text, "id"):
        assert figure(number)


@pytest.mark.parametrize("ending", ["an", "-an", "s", "'s"])
def test_no_decade_has_more_digits_than_a_decimal_is_exact_for(ending: str) -> None:
    (number, *_) = read_numbers(f"{'1' * 30}0{ending} orang", "id")  # ended the run: the remainder cannot be told
    assert not number.decade
    assert [n.decade for n in read_numbers("300.000-an orang, tahun 1990-an", "id")] == [True, True]


def test_a_share_of_thousands_of_digits_is_no_fraction() -> None:
    assert quantities.check("setengah harga", f"half the price, {'9' * 5_000}%") == ()  # no int has as many digits
    assert quantities.check("seperempat warga", "25.0 percent of residents") == ()
    assert quantities.check("seperempat warga", "40 percent of residents") == ("quantity-changed",)


def test_figures_of_ordinary_length_are_as_they_were() -> None:
    written = [
        figure(number)
        for text in ("1.234.567", "12,5 juta", "2 miliar", "1.234,5")
        for number in read_numbers(text, "id")
    ]
    assert written == ["1,234,567", "12.5 million", "2 billion", "1,234.5"]
    assert (ordinal(3), ordinal(1_000)) == ("3rd", "1,000th")
    assert ordinal(int(Decimal(10) ** 5_000)).endswith(",000th")


def test_character_references_of_any_length() -> None:
    assert unescape("a&amp;b &#65; &#" + "9" * 5_000 + ";") == "a&b A \ufffd"


def test_a_row_with_a_number_of_thousands_of_digits_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": ' + "9" * 5_000 + '}\n{"text": "Halo"}\n', "utf-8")
    (source,) = sources.find([str(tmp_path / "a.jsonl")])
    refused, kept = read(source, IngestTable())
    assert "not an article" in refused.problem
    assert kept.row == {"text": "Halo"}


@pytest.mark.parametrize("header", ['a\rb,"', 'te"xt\rb'])
def test_a_header_that_is_no_row_is_a_missing_column(tmp_path: Path, header: str) -> None:
    (tmp_path / "a.csv").write_bytes(f"{header}\nsatu\n".encode())
    (source,) = sources.find([str(tmp_path / "a.csv")])
    assert "no column 'text'" in next(iter(read(source, IngestTable()))).problem


@pytest.mark.parametrize("text", ["a = " + "[" * 3_000, "a = " + "9" * 5_000])
def test_a_preset_that_python_cannot_read_is_the_users_mistake(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.toml").write_text(text, "utf-8")
    with pytest.raises(UserError, match="is not TOML"):
        read_toml(tmp_path / "a.toml")
    with pytest.raises(UserError):
        load_config("tiny", [f"run.workers={text.removeprefix('a = ')}"])


def test_a_file_name_that_is_not_utf8_is_read(tmp_path: Path) -> None:
    name = b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    (tmp_path / name).write_text("Halo", "utf-8")
    (source,) = sources.find([str(tmp_path)])
    assert source.name == "caf\ufffd.txt"
    assert source.path.read_text("utf-8") == "Halo"
    write_sealed(tmp_path / "run.json", {"inputs": [name]})
    assert read_sealed(tmp_path / "run.json") == {"inputs": [name]}
    write_json(tmp_path / "plain.json", {"a": "é"})
    assert "é" in (tmp_path / "plain.json").read_text("utf-8")


UNIT = '<tu><tuv xml:lang="id"><seg>{}</seg></tuv><tuv xml:lang="en"><seg>b</seg></tuv></tu>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_behind_a_long_comment_are_refused(tmp_path: Path, encoding: str) -> None:
    text = f"<!-- {'x' * 99_000} --><!DOCTYPE tmx [<!ENTITY a 'ha'>]><tmx><body>{UNIT.format('&a;')}</body></tmx>"
    (tmp_path / "a.tmx").write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding))
    with pytest.raises(UserError, match="defines XML entities"):
        list(read_tmx(tmp_path / "a.tmx"))


def test_a_segment_may_be_nested_deeper_than_pythons_stack(tmp_path: Path) -> None:
    deep = "<hi>" * 5_000 + "a" + "</hi>" * 5_000
    (tmp_path / "a.tmx").write_text(f"<tmx><body>{UNIT.format(deep)}</body></tmx>", "utf-8")
    assert [(s.source, s.text) for s in read_tmx(tmp_path / "a.tmx")] == [("a", "b")]


@pytest.mark.parametrize("text", ["9" * 60_000, "<p>" * 20_000, "<del>" * 12_000, "<!--" * 15_000, "<sup>" * 12_000])
def test_what_took_quadratic_time(text: str) -> None:
    began = time.process_time()
    literal_spans(text)
    markup.has_markup(text)
    markup.settle(text)
    assert time.process_time() - began < 2  # 15,000 characters took 0.2 to 1 s, four times as many 16 times as long


@pytest.mark.parametrize(
    ("parser", "text"),
    [
        ("table", 'text\tid\n' + '"",Rp\r\n' * 1_500),  # took 40 s
        ("notation", "12/03/2024 " * 5_000), ("notation", "pukul 10.30 WIB " * 4_000),
        ("notation", "Senin (12/3) " * 8_000),
        ("dates", "Senin (12/3) " * 15_000), ("case", "KOMPAS.com - HUJAN DERAS # " * 2_000),
        ("facts", "½" * 12_000), ("order", "A" * 20_000), ("order", "Aa Bb " * 4_000), ("loops", "1." * 20_000),
        ("units", "10^" * 9_000),
    ],
)  # fmt: skip
def test_what_took_quadratic_time_in_a_guard_or_a_table(parser: str, text: str) -> None:
    parsers: dict[str, Callable[[], object]] = {
        "table": lambda: list(read_table(text, "text", tabs=True).rows),
        "notation": lambda: english_notation(text, text),
        "dates": lambda: read_dates(text, "id"),
        "case": lambda: ordinary_case(text),
        "facts": lambda: compare(text, text),
        "order": lambda: order.check(text, text),
        "loops": lambda: loops.check(text, text),
        "units": lambda: units.check(text, text),
    }
    compare("Harga beras naik 12 persen.", "a")  # loads the rules
    began = time.process_time()
    parsers[parser]()
    assert time.process_time() - began < 2.5


def test_a_headline_of_thousands_of_words_is_none() -> None:
    dice = random.Random(1)
    words = ["".join(dice.choices("bcdfgklmnprstaiueo", k=7)) for _ in range(20_000)]
    headline = " ".join(word.title() for word in words[:10_000])
    began = time.process_time()
    assert sentence_case(headline, [" ".join(words[10_000:])]) == headline  # took 3 s, growing with the square
    assert time.process_time() - began < 1


def test_struck_and_raised_text_is_settled_as_before() -> None:
    struck = "<del>a <s>b</s></del><SPAN style='text-decoration: line-through'>c</span>"
    page = f"10<sup>6</sup>, {struck}<span><s>d</s>e</span>f<sup>2"
    assert markup.settle(page) == "10^6,   <span> e</span>f<sup>2"
    assert markup.has_markup("<p>a</p>")
    assert markup.has_markup("a <!-- b --> c")
    assert not markup.has_markup("--> a <!-- b <p> c </div>")


def test_the_manifest_names_no_folder() -> None:
    settings = TranslateTable(memory="/data/user/memory.sqlite", glossary="terms/mine.tsv").model_dump()
    told = _without_folders(settings)
    assert (told["memory"], told["glossary"]) == ("memory.sqlite", "terms/mine.tsv")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# kepala", r"\# kepala"), ("- butir", r"\- butir"), ("---", r"\---"), ("===", r"\==="), ("~~~", r"\~\~\~"),
        ("12. butir", r"12\. butir"), ("3) butir", r"3\) butir"), ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("-2 persen", "-2 persen"), ("1.5 juta", "1.5 juta"), ("A & B; C", "A & B; C"), ("13 Mei", "13 Mei"),
    ],
)  # fmt: skip
def test_a_text_begins_no_heading_or_list(text: str, written: str) -> None:
    assert escape_markdown(text) == written


def test_no_room_for_temporary_files_names_the_variable() -> None:
    error = FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp', '/var/tmp']")
    assert "TMPDIR" in explain(error)
    assert "make room" in explain(error)
    assert "RINGKAS_CACHE" in explain(OSError(errno.ENOSPC, "No space left on device", "a"))


def test_the_items_of_a_numbered_list_take_linear_time() -> None:
    start = time.process_time()
    made = markup.plain(f"<ol>{'<li>Harga</li>' * 10_000}</ol><ul><li>a</li></ul>").split("\n")
    assert (made[0], made[9_999], made[10_000]) == ("1. Harga", "10000. Harga", "- a")
    assert time.process_time() - start < 2.0


@pytest.mark.parametrize("stream", [False, True])
def test_a_damaged_arrow_file_does_not_end_the_process(tmp_path: Path, stream: bool) -> None:
    made = io.BytesIO()
    rows = pa.table({"text": ["Banjir di Demak surut."] * 3})
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(made, rows.schema) as writer:
        writer.write_table(rows)
    ends = struct.pack("<4i", 0, 22, 44, 66)  # where each text ends
    assert made.getvalue().count(ends) == 1
    (tmp_path / "a.arrow").write_bytes(made.getvalue().replace(ends, struct.pack("<4i", 0, 1 << 30, 44, 66)))
    (source,) = sources.find([str(tmp_path)])
    (unit,) = read(source, IngestTable())
    assert unit.problem.startswith("not readable as Arrow")


@pytest.mark.parametrize(("text", "moment"), [(b"\xff\xfe", 0), (b"Banjir surut.", 2**61)], ids=["no UTF-8", "year"])
def test_a_value_that_cannot_be_read_costs_its_own_row(tmp_path: Path, text: bytes, moment: int) -> None:
    texts = pa.array([text, b"Gempa terasa."], pa.binary()).view(pa.string())
    rows = pa.table({"text": texts, "published": pa.array([moment, 0], pa.timestamp("us"))})
    pq.write_table(rows, tmp_path / "a.parquet")
    (source,) = sources.find([str(tmp_path)])
    first, second = read(source, IngestTable())
    assert (first.input, first.problem[:22]) == ("a.parquet:1", "a value cannot be read")
    assert (second.row["text"], second.problem) == ("Gempa terasa.", "")


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("_rels/.rels", b" Target=", b" T="),
        ("word/_rels/document.xml.rels", b'Target="styles.xml"', b""),
        ("word/_rels/document.xml.rels", b" Type=", b" T="),
        ("word/styles.xml", b'w:val="Normal"', b""),
    ],
)
def test_a_word_document_whose_parts_contradict_each_other_is_damaged(part: str, old: bytes, new: bytes) -> None:
    pytest.importorskip("docx", reason="the extra docx is not installed")
    parts, _ = damaged_files.word_document(random.Random(1))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(old, new) if name == part else content)
    with pytest.raises(ArchiveError, match="damaged: parts of the document"):
        word.read(made.getvalue())


def test_a_warc_record_without_an_address_is_damaged(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="the extra warc is not installed")
    data = damaged_files.warc(random.Random(1))
    (tmp_path / "a.warc").write_bytes(data.replace(b"WARC-Target-URI", b"WARC-Target"))
    (source,) = sources.find([str(tmp_path)])
    (unit,) = read(source, IngestTable())
    assert unit.problem == "not readable as WARC: a record lacks part of its header"
