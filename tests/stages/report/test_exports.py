"""Every export format holds what the briefs say, can be read by the tools it is for, and gives no text a meaning."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from markdown_it import MarkdownIt

from pipeline.core import edits
from pipeline.core.edits import Edit
from pipeline.core.errors import UserError
from pipeline.core.event_records import Event, Respelling
from pipeline.core.records import Article, Brief, BriefSentence, Citation
from pipeline.core.run_articles import ArticleRecords
from pipeline.core.run_folder import Store
from pipeline.stages.report import exports
from pipeline.stages.report.events import EventIndex
from pipeline.stages.report.exports import _items
from pipeline.stages.report.exports import csv as csv_format
from pipeline.stages.report.exports import md as md_format
from pipeline.stages.report.exports._items import article_items, event_items
from pipeline.stages.report.exports.base import Evidence, Export, Item, Line, Source, plain

MOMENT = "2026-04-20T07:30:00+07:00"
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[klik](javascript:alert(1))",
    "![x](http://jahat.example/x.png)",
    '=HYPERLINK("http://jahat.example")',
    "+1+1",
    "@SUM(A1)",
    "# judul",
    "- titik",
    "1. satu",
    "> kutipan",
    "a | b",
    "`kode` **tebal** _miring_ ~~coret~~",
    "&lt;b&gt; &amp;copy; &#60;",
    "http://jahat.example/a www.jahat.example x@jahat.example",
    "{{ 7*7 }} ${x} $a$ %s",
    "]]> <![CDATA[ <!-- -->",
    "[^1-1]: catatan palsu",
    "=== ---",
)
SOURCES = (
    Source("a1", "Contoh Pos", "Banjir & bantuan", "2026-04-18", "https://contoh.example/a?b=1&c=2", "a.html"),
    Source("a2", "kabar.example", "", "", "", "b.html:2"),
)


def test_the_indonesian_beside_a_sentence_is_in_every_export() -> None:
    article = Article("a1", "a.txt", "Satu dua.")
    told = (
        BriefSentence("One two.", (Citation(0, 1.0),), ("source-shown",), 0.7, "Satu  dua."),
        BriefSentence("Three."),
    )
    brief = Brief("a1", "a.txt", None, "Head", told, "lead")
    made = _items._article_item(ArticleRecords(article, brief=brief))
    assert made.text == "One two. (Indonesian: Satu dua.) Three."
    assert made.flagged


def item(*texts: str, severity: str = "", **changes: Any) -> Item:
    lines = tuple(
        Line(
            text,
            (Evidence(0, n, f"ID {text}", text), Evidence(1, 7, "Lain.", "Other.")),
            severity,
            ("a number",) * bool(severity),
        )
        for n, text in enumerate(texts)
    )
    usual: dict[str, Any] = {"id": "a1", "headline": texts[0], "lines": lines, "sources": SOURCES, "severity": severity}
    return Item(**{**usual, "first": "2026-04-18", "last": "2026-04-19", **changes})


def written(name: str, *items: Item, **changes: Any) -> bytes:
    file = io.BytesIO()
    form = exports.FORMATS.load(name)
    form.write(Export("Kabar <b>hari</b> ini", MOMENT, iter(items), **changes), file)
    return file.getvalue()


NO_WORD = pytest.mark.skipif(importlib.util.find_spec("docx") is None, reason="the extra docx is not installed")
FORMATS = [pytest.param(name, marks=NO_WORD if name == "docx" else ()) for name in exports.FORMATS.names()]


def test_the_formats_are_those_that_are_promised() -> None:
    assert set(exports.FORMATS.names()) == {"md", "html", "csv", "parquet", "docx", "atom"}
    with pytest.raises(UserError, match="did you mean 'docx'"):
        exports.format_name("docs")
    with pytest.raises(UserError, match=r"no format was named\n  add one of: --to atom, --to csv, --to docx, "):
        exports.format_name("")
    with pytest.raises(UserError, match=r"no format ends in \.pdf"):
        exports.format_name("", "a.pdf")
    for name, out in (("json", ""), ("jsonl", "a.csv"), ("", "a.json")):
        with pytest.raises(UserError, match=r"json\w* is no export format") as refused:
            exports.format_name(name, out)
        assert "briefs.jsonl" in refused.value.hint
    assert exports.format_name("", "a.CSV") == "csv"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("events", [False, True])
def test_the_same_run_gives_the_same_bytes(name: str, events: bool) -> None:
    made = [written(name, item("One.", "Two."), events=events, with_source=True) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_without_briefs_is_a_file_all_the_same(name: str) -> None:
    assert written(name)


def tags(markup: str) -> set[str]:
    return {element.tag for element in html.document_fromstring(markup).iter() if isinstance(element.tag, str)}


def texts_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("with_source", [False, True])
def test_html_shows_every_text_as_it_is(with_source: bool) -> None:
    page = written("html", item(*HOSTILE), with_source=with_source).decode()
    assert not tags(page) & {"script", "img", "b", "iframe"}
    root = html.document_fromstring(page)
    assert all(" ".join(text.split()) in texts_of(root) for text in HOSTILE)
    links = {a.get("href") for a in root.iter("a") if not a.get("href").startswith("#")}
    assert links == {SOURCES[0].url}
    assert "script-src" not in page
    assert "default-src 'none'" in root.xpath("//meta[@http-equiv]/@content")[0]
    assert ("ID +1+1" in page) == with_source
    for link in root.xpath("//a[starts-with(@href, '#')]/@href"):  # every note has its place, and the way back
        assert len(root.xpath(f"//*[@id='{link[1:]}']")) == 1


@pytest.mark.parametrize("with_source", [False, True])
@pytest.mark.parametrize("bullets", [False, True])
def test_markdown_shows_every_text_as_it_is(with_source: bool, bullets: bool) -> None:
    made = written("md", item(*HOSTILE, bullets=bullets), with_source=with_source).decode()
    body = made.split("\n[^1-1]: ")[0]
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(body)
    allowed = {"h1", "h2", "p", "em", "strong", "a", "br", "html", "body", "div"}
    allowed |= {"table", "thead", "tbody", "tr", "th", "td"} if with_source else {"ul", "li"} if bullets else set()
    assert tags(f"<div>{rendered}</div>") <= allowed
    root = html.document_fromstring(rendered)
    assert {a.get("href") for a in root.iter("a")} == {SOURCES[0].url}
    shown = texts_of(root)
    assert all(" ".join(text.split()) in shown for text in HOSTILE)
    assert made.count("\n[^1-") == len(HOSTILE)


@given(st.text(max_size=40))
def test_any_text_survives_markdown(text: str) -> None:
    text = plain(text)
    for before in ("", "- ", "# ", "1. "):
        root = html.document_fromstring(
            "<div>" + MarkdownIt("commonmark", {"html": True}).render(before + md_format.escape(text)) + "</div>"
        )
        assert texts_of(root) == " ".join(text.split())
        assert {e.tag for e in root.iter()} <= {"html", "body", "div", "p", "ul", "ol", "li", "h1"}


def test_no_cell_is_a_formula() -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(written("csv", *(item(text) for text in HOSTILE), with_source=True).decode("utf-8-sig"))
        )
    )
    assert len(rows) == len(HOSTILE)
    for row, text in zip(rows, HOSTILE, strict=True):
        assert row["brief"].removeprefix("'") == text
        assert not any(value.lstrip().startswith(tuple("=+-@|%")) for value in row.values())
    assert rows[0]["urls"] == SOURCES[0].url
    assert rows[0]["source_text"].endswith("Lain.")


@pytest.mark.parametrize("text", ["=1", " =1", "\t=1", "＝1", "-2+3", "|cmd", "%0A=1"])
def test_what_begins_like_a_formula(text: str) -> None:
    assert csv_format.cell(text) == f"'{text}"


def test_parquet_is_read_by_datasets(tmp_path: Path) -> None:
    import datasets

    made = item("One.", "Two.", severity="critical", timeline=(("2026-04-18", "One."),))
    (tmp_path / "a.parquet").write_bytes(written("parquet", made, item("Three."), with_source=True))
    found = datasets.load_dataset(
        "parquet", data_files=str(tmp_path / "a.parquet"), cache_dir=str(tmp_path), split="train"
    )
    assert found["headline"][:] == ["One.", "Three."]
    assert found[0]["sentences"][1]["evidence"][0] == {
        "article_id": "a1",
        "sentence": 1,
        "english": "Two.",
        "indonesian": "ID Two.",
    }
    assert found[0]["checks"] == ["a number"]
    assert [source["url"] for source in found[0]["sources"]] == [SOURCES[0].url, None]
    (tmp_path / "b.parquet").write_bytes(written("parquet"))
    import pyarrow.parquet as pq

    assert pq.read_table(tmp_path / "b.parquet").num_rows == 0


@pytest.mark.parametrize("with_source", [False, True])
def test_a_word_document_has_headings_and_real_footnotes(with_source: bool) -> None:
    docx = pytest.importorskip("docx", reason="the extra docx is not installed")
    data = written("docx", item(*HOSTILE), item("Two.", severity="major"), with_source=with_source)
    document = docx.Document(io.BytesIO(data))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [HOSTILE[0], "Two."]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    shown = " ".join([*(p.text for p in document.paragraphs), *cells])
    assert all(text in shown for text in HOSTILE)
    assert ("ID Two. Lain." in cells) == with_source
    assert "Check: a number." in shown
    package = zipfile.ZipFile(io.BytesIO(data))
    w = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    notes = etree.fromstring(package.read("word/footnotes.xml"))
    made = {n.get(f"{{{w['w']}}}id"): texts_of(n) for n in notes.iterfind("w:footnote", w)}
    assert len(made) == len(HOSTILE) + 1 + 2  # two are the lines that part notes from the text
    assert made["1"] == "Contoh Pos, “Banjir & bantuan”, 2026-04-18, sentence 1; kabar.example, sentence 8"
    body = etree.fromstring(package.read("word/document.xml"))
    referred = [r.get(f"{{{w['w']}}}id") for r in body.iterfind(".//w:footnoteReference", w)]
    assert referred == [str(n) for n in range(1, len(HOSTILE) + 2)]
    assert b"footnotes+xml" in package.read("[Content_Types].xml")
    assert b"relationships/footnotes" in package.read("word/_rels/document.xml.rels")
    assert SOURCES[0].url.replace("&", "&amp;").encode() in package.read("word/_rels/footnotes.xml.rels")
    styles = etree.fromstring(package.read("word/styles.xml"))
    used = {
        e.get(f"{{{w['w']}}}val")
        for root in (body, notes)
        for tag in ("pStyle", "rStyle")
        for e in root.iter(f"{{{w['w']}}}{tag}")
    }
    assert used <= {s.get(f"{{{w['w']}}}styleId") for s in styles.iterfind("w:style", w)}


@pytest.mark.parametrize("events", [False, True])
def test_atom_is_read_by_feed_readers(events: bool) -> None:
    feedparser = pytest.importorskip("feedparser", reason="the extra collect is not installed")
    undated = item("Tanpa tanggal.", first="", last="kemarin", id="a2")
    data = written("atom", item(*HOSTILE), undated, events=events, with_source=True)
    feed = feedparser.parse(io.BytesIO(data))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title_detail.type == "text/plain"
    first, second = feed.entries
    assert first.title == HOSTILE[0]
    assert first.links[0].href == SOURCES[0].url
    assert first.links[0].rel == ("via" if events else "alternate")
    assert first.published == "2026-04-18T00:00:00Z"
    assert second.updated == "2026-04-20T07:30:00+07:00"
    assert first.id != second.id
    content = etree.fromstring(data).find(".//{*}entry/{*}content").text
    assert tags(f"<div>{content}</div>") <= {"html", "body", "div", "p", "blockquote"}
    assert all(" ".join(text.split()) in texts_of(html.document_fromstring(content)) for text in HOSTILE)
    for entry in etree.fromstring(data).iterfind("{*}entry"):  # what RFC 4287 wants of each
        assert all(entry.find(f"{{*}}{name}") is not None for name in ("id", "title", "updated"))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1b[31m", "\ufffe", "\ud800", "\u202e", "a\nb\r\nc"])
def test_characters_that_formats_cannot_hold(name: str, bad: str) -> None:
    made = item(plain(f"Kabar {bad} hari ini."))
    assert written(name, made, with_source=True)
    assert not re.search(r"[\x00-\x1f\u202e\ufffe\ud800]", made.headline)


def test_what_a_reader_is_warned_of() -> None:
    warned = replace(item("One.", severity="major"), reasons=("a date",))
    assert warned.flagged
    assert warned.checks() == ["headline: a date", "a number"]
    assert not item("One.", severity="minor").flagged
    assert item("One.", severity="minor").checks() == []


@pytest.fixture
def run(cli: Callable[..., Any], tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    rows = [
        {
            "text": f"Pemerintah Kota Semarang membagikan {n} paket bantuan kepada warga. Warga di kecamatan itu "
            f"berharap pemerintah memperbaiki saluran air sejak tahun lalu. Sebanyak {n} rumah terendam.",
            "title": f"Bantuan {n}",
            "url": url,
            "published": "2026-04-18",
            "source": "Contoh Pos",
        }
        for n, url in ((31, "https://contoh.example/a'b\"<x>(y)"), (47, "javascript:alert(1)"))
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = cli("run", tmp_path / "in.jsonl", "--config", "tiny", "--out", folder, "-q")
    assert result.code == 0, result.err
    return folder


def test_the_verb(cli: Callable[..., Any], run: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()}
    result = cli("export", run, "--to", "md")
    assert (result.code, result.out) == (0, f"{run / 'exports' / 'articles.md'}: 2 briefs\n")
    text = (run / "exports" / "articles.md").read_text()
    assert "<https://contoh.example/a%27b%22%3Cx%3E%28y%29>" in text
    assert "javascript" not in text
    assert "Contoh Pos, “Bantuan 31”, 2026-04-18, sentence" in text
    assert cli("export", run, "--out", tmp_path / "a.csv", "--with-source").code == 0
    assert "Pemerintah Kota Semarang" in (tmp_path / "a.csv").read_text()
    clean = cli("export", run, "--to", "csv", "--only-clean", "--out", tmp_path / "clean.csv")
    flagged = sum(found.flagged for found in article_items(Store(run)))
    assert clean.out.endswith(f": {2 - flagged} briefs; left out: {flagged} with flags\n")
    assert cli("export", run, "--to", "md", "--out", run / "briefs.md").code == 2
    assert cli("export", run).code == 2
    assert cli("export", tmp_path, "--to", "md").code == 2
    assert {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()} == before


def test_events_of_a_run(cli: Callable[..., Any], run: Path, tmp_path: Path) -> None:
    items = list(event_items(Store(run)))
    result = cli("export", run, "--events", "--to", "html", "--out", tmp_path / "e.html")
    if not items:
        assert (result.code, "has no events" in result.err) == (2, True)
        assert not (tmp_path / "e.html").exists()
        return
    assert result.code == 0
    assert {source.id for found in items for source in found.sources} == {i.id for i in article_items(Store(run))}
    cited = [one for found in items for line in found.lines for one in line.evidence]
    assert cited
    assert all(one.indonesian for one in cited)


AT = "2026-05-02T10:00:00+00:00"
MENDED = "Semarang gave out 31 aid parcels, said the desk."


def worded(brief: Brief, index: int, text: str, **changes: Any) -> Edit:
    """An editor's wording of a sentence, or of the headline."""
    usual = {"at": AT, "by": "Cici", "kind": "brief", "action": "accept", "article": brief.id, "index": index}
    return Edit(**{**usual, "was": edits.part_of(brief, index), "text": text, **changes})


def content(path: Path) -> str:
    """What a reader finds in an exported file."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as package:
            return "".join(package.read(f"word/{part}.xml").decode() for part in ("document", "footnotes"))
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        return str(pq.read_table(path).to_pylist())
    return path.read_text("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_what_editors_worded_is_in_every_export(name: str, cli: Callable[..., Any], run: Path, tmp_path: Path) -> None:
    store = Store(run)
    first, second = store.read_shard("summarize", 0, Brief)
    made = first.sentences[0].text
    for edit in (
        worded(first, 0, "A wording that was worded again."),
        worded(first, 0, MENDED),
        worded(first, edits.HEADLINE, "Aid for Semarang"),
        worded(second, 0, "Taken back."),
        worded(second, 0, second.sentences[0].text, action="withdraw"),
        worded(second, edits.HEADLINE, "Too late.", was="What another run said"),
        worded(first, 1, "Of a sentence of the article.", kind="translation"),
    ):
        edits.append(store, edit)
    result = cli("export", run, "--out", tmp_path / f"a.{name}")
    assert result.code == 0
    assert "note: 1 brief is as edited at the desk (--as-made: as the run made them)\n" in result.err
    assert "note: 1 edit is left out: the run has another text now; the desk shows both\n" in result.err
    text = content(tmp_path / f"a.{name}")
    assert MENDED in text
    assert "Aid for Semarang" in text
    for other in (made, "worded again", "Taken back", "Too late", "Of a sentence"):
        assert other not in text
    result = cli("export", run, "--as-made", "--out", tmp_path / f"b.{name}")
    assert (result.code, "desk" in result.err) == (0, False)
    text = content(tmp_path / f"b.{name}")
    assert MENDED not in text
    assert made in text


def test_an_edited_sentence_keeps_what_it_rests_on_and_its_flags(run: Path) -> None:
    store = Store(run)
    (brief, _) = store.read_shard("summarize", 0, Brief)
    before, after = (
        next(found for found in article_items(store, changes) if found.id == brief.id)
        for changes in ({}, edits.latest([worded(brief, 0, MENDED)], "brief"))
    )
    assert before.lines[0].evidence
    assert after == replace(before, lines=(replace(before.lines[0], text=MENDED), *before.lines[1:]), edited=AT)
    flagged = replace(brief, flags=("headline-number-lost",), sentences=(replace(brief.sentences[0], flags=("loop",)),))
    records = ArticleRecords(Article(brief.id, "a.txt", "Satu dua."), brief=flagged)
    changes = edits.latest([worded(flagged, 0, MENDED), worded(flagged, edits.HEADLINE, "Aid")], "brief")
    made, shown = _items._article_item(records), _items._edited_item(records, flagged, changes)
    assert made.lines[0].severity
    assert (shown.lines[0].severity, shown.lines[0].reasons) == (made.lines[0].severity, made.lines[0].reasons)
    assert (shown.severity, shown.checks()) == (made.severity, made.checks())
    assert edits.edited_row(flagged, changes)["flags"] == ["headline-number-lost", "loop"]


def test_the_names_of_a_run_do_not_hide_an_edit_nor_change_it() -> None:
    told = (BriefSentence("Sumbar was hit.", (Citation(0, 1.0),)), BriefSentence("Sumbar mourns.", (Citation(1, 1.0),)))
    brief = Brief("a1", "a.txt", None, "Head", told, "lead")
    event = Event("e1", ("a1",), (), None, None, "Head", "a1", (), "", ())
    event = replace(event, respelled=(Respelling("a1", "Sumbar", "West Sumatra"),))
    records = EventIndex([event]).applied(ArticleRecords(Article("a1", "a.txt", "Satu dua."), brief=brief))
    changes = edits.latest([worded(brief, 0, "Sumbar (West Sumatra) was hit.")], "brief")
    shown = _items._edited_item(records, brief, changes)
    assert shown.text == "Sumbar (West Sumatra) was hit. West Sumatra mourns."


def test_an_edited_entry_of_a_feed_says_since_when() -> None:
    feeds = [etree.fromstring(written("atom", item("One.", edited=at))) for at in ("", AT)]
    said = [feed.findtext("{*}entry/{*}updated") for feed in feeds]
    assert said == ["2026-04-19T00:00:00Z", "2026-05-02T10:00:00Z"]


def test_briefs_of_events_are_as_the_run_made_them(cli: Callable[..., Any], run: Path, tmp_path: Path) -> None:
    store = Store(run)
    (brief, _) = store.read_shard("summarize", 0, Brief)
    edits.append(store, worded(brief, 0, MENDED))
    result = cli("export", run, "--events", "--to", "md", "--out", tmp_path / "e.md")
    assert result.code == 0
    assert MENDED not in (tmp_path / "e.md").read_text()
    assert "note: edits of the desk are of articles' briefs; those of events are as the run made them" in result.err
    assert "desk" not in cli("export", run, "--events", "--as-made", "--to", "md", "--out", tmp_path / "e.md").err


def test_a_damaged_log_of_edits_stops_an_export_that_reads_it(cli: Callable[..., Any], run: Path) -> None:
    (run / edits.FILE).write_text('{"by": 1}\n')
    result = cli("export", run, "--to", "md")
    assert (result.code, "edits.jsonl, line 1" in result.err) == (1, True)
    assert cli("export", run, "--to", "md", "--as-made").code == 0
