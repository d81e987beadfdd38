"""Word documents: title, paragraphs, lists and tables are read; what is damaged, locked or too large is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.config import IngestTable
from pipeline.stages.ingest import sources, word
from pipeline.stages.ingest.archives import ArchiveError
from pipeline.stages.ingest.readers import read

docx = pytest.importorskip("docx", reason="the extra docx is not installed")
FIRST = "Pedagang di pasar induk menambah stok beras menjelang hari raya karena permintaan naik."
SECOND = "Pengelola pasar menyebut pasokan cukup hingga akhir bulan depan."


def made(build: Callable[[Any], object], title: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return made.getvalue()


def article(document: Any) -> None:
    document.add_paragraph("Stok Beras Ditambah", style="Title")
    document.add_paragraph(FIRST)
    for item in ("beras premium", "beras medium"):
        document.add_paragraph(item, style="List Bullet")
    for item in ("Pasar Senen", "Pasar Minggu"):
        document.add_paragraph(item, style="List Number")
    table = document.add_table(rows=2, cols=2)
    for at, text in enumerate(("Kota", "Harga", "Medan", "Rp 15.000")):
        table.cell(at // 2, at % 2).text = text
    document.add_heading("Pasokan cukup", level=2)
    document.add_paragraph(SECOND)


def test_headings_paragraphs_lists_and_tables_are_lines() -> None:
    found = word.read(made(article, title="Dokumen lama yang disalin"))
    assert found["title"] == "Stok Beras Ditambah"
    assert found["text"].split("\n") == [
        FIRST,
        "- beras premium",
        "- beras medium",
        "1. Pasar Senen",
        "2. Pasar Minggu",
        "| Kota | Harga |",
        "| Medan | Rp 15.000 |",
        "Pasokan cukup",
        SECOND,
    ]


@pytest.mark.parametrize(
    ("stated", "lines", "title", "text"),
    [
        ("Stok Beras Ditambah", [FIRST], "Stok Beras Ditambah", FIRST),
        ("Stok beras ditambah", ["Stok Beras Ditambah", FIRST], "Stok Beras Ditambah", FIRST),
        ("Microsoft Word - naskah final", [FIRST], "", FIRST),
        ("Document1", [FIRST], "", FIRST),
        ("", [FIRST, SECOND], "", f"{FIRST}\n{SECOND}"),
    ],
)
def test_the_title_is_the_first_heading_or_the_properties(stated: str, lines: list[str], title: str, text: str) -> None:
    found = word.read(made(lambda document: [document.add_paragraph(line) for line in lines], stated))
    assert (found["title"], found["text"]) == (title, text)


def test_what_a_reader_would_not_see_is_left_out_and_what_is_raised_keeps_its_sense() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("Luasnya 40 km")
        paragraph.add_run("2").font.superscript = True
        paragraph.add_run(", harganya ")
        paragraph.add_run("Rp 500.000").font.strike = True
        paragraph.add_run(" Rp 450.000 < tahun lalu")
        paragraph.add_run(" catatan redaktur").font.hidden = True
        paragraph.add_run(".\nBaris kedua.")

    assert word.read(made(build))["text"] == "Luasnya 40 km², harganya Rp 450.000 < tahun lalu.\nBaris kedua."


def test_tracked_changes_links_and_content_controls_are_read_as_word_shows_them() -> None:
    body = (
        "<w:p><w:r><w:t>Harga </w:t></w:r><w:del><w:r><w:delText>turun</w:delText></w:r></w:del><w:ins><w:r><w:t>naik"
        "</w:t></w:r></w:ins><w:hyperlink><w:r><w:t> di Medan</w:t></w:r></w:hyperlink></w:p><w:sdt><w:sdtContent><w:p>"
        "<w:r><w:t>Kata bupati.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    data = made(lambda document: document.add_paragraph("X"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        page = package.read("word/document.xml").decode()
    start, end = page.index("<w:body>") + len("<w:body>"), page.index("<w:sectPr")
    found = word.read(repacked(data, "word/document.xml", (page[:start] + body + page[end:]).encode()))
    assert found["text"] == "Harga naik di Medan\nKata bupati."


GOOD = made(article)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\3\4 not a package", "damaged, or no Word document"),
        (b"Naskah biasa", "damaged, or no Word document"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (GOOD[:2000] + b"\0" * 3000 + GOOD[5000:], "damaged"),
        (repacked(GOOD, "word/document.xml", b"<w:document"), "damaged"),
        (repacked(GOOD, "word/document.xml", b" " * (17 << 20)), "too large: word/document.xml"),
        (repacked(GOOD, "docProps/thumbnail.jpeg", bytes(257 << 20)), "too large: it unpacks to more than 256 MiB"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked by a password"),
        (OLE, "old Word version"),
        (made(lambda document: document.add_paragraph(" ")), "holds no text"),
    ],
    ids=["bytes", "text", "cut", "holes", "xml-broken", "xml-bomb", "bomb", "locked", "old", "empty"],
)
def test_what_cannot_be_read_is_rejected_with_one_reason(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=said):
        word.read(data)
    (tmp_path / "a.docx").write_bytes(data)
    (source,) = sources.find([str(tmp_path)])
    (unit,) = read(source, IngestTable())
    assert said in unit.problem


def test_a_document_is_an_article_and_words_lock_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(GOOD)
    (tmp_path / "~$a.docx").write_bytes(b"\5redaktur")
    (source,) = sources.find([str(tmp_path)])
    (unit,) = read(source, IngestTable(columns={"title": "judul"}))
    assert (unit.input, unit.problem, unit.row["judul"]) == ("a.docx", "", "Stok Beras Ditambah")
    typed = [str(tmp_path / "a.docx"), str(tmp_path / "~$a.docx")]  # as a shell writes *.docx out
    assert [source.name for source in sources.find(typed)] == ["a.docx"]
