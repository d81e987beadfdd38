"""Cleaning and splitting on labelled pages that the rules were not written on; the floors are the project's promise."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"
BOILERPLATE_F1 = 0.97
KEPT_RECALL = 0.995
SENTENCE_F1 = 0.985
INSIDE_F1 = 0.98  # of the ends inside paragraphs alone


def benchmark() -> ModuleType:
    """eval/benchmarks/cleaning.py as a module."""
    spec = importlib.util.spec_from_file_location("cleaning_benchmark", ROOT / "eval" / "benchmarks" / "cleaning.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


needs_pages = pytest.mark.skipif(
    not (DATA / "raw_pages").is_dir(), reason="the labelled pages are third-party text: not here"
)
needs_articles = pytest.mark.skipif(
    not (DATA / "articles").is_dir(), reason="the five articles are third-party text: not here"
)


@needs_pages
@pytest.mark.parametrize("sample", [1, 2])
def test_boilerplate_goes_and_news_stays(sample: int) -> None:
    cleaning = benchmark()
    pages = [page for page in cleaning.load(DATA) if page.sample == sample]
    tally = cleaning.score_cleaning(pages, cleaning.ours)
    assert tally.f1 >= BOILERPLATE_F1
    assert tally.kept_recall >= KEPT_RECALL


@needs_pages
def test_sentences_end_where_a_reader_says() -> None:
    cleaning = benchmark()
    pages = [page for page in cleaning.load(DATA) if page.source != "tribun"]
    ends, whole = cleaning.score_sentences(pages, cleaning.our_sentences)
    assert cleaning.with_paragraphs(ends, whole).f1 >= SENTENCE_F1
    assert ends.f1 >= INSIDE_F1
    assert whole.hit + whole.missed >= 400
    theirs, _ = cleaning.score_sentences(pages, cleaning.sentencex_alone)
    assert ends.f1 > theirs.f1


@needs_articles
@pytest.mark.parametrize(
    "row", json.loads((ROOT / "eval/suites/cleaning/articles.json").read_text()), ids=lambda row: row["file"]
)
def test_the_five_articles_lose_every_line_that_is_not_news_and_no_other(row: dict[str, object]) -> None:
    from pipeline.stages.clean.boilerplate import classify

    cleaning = benchmark()
    text = next((DATA / "articles").glob(f"{row['file']}*.txt")).read_text(encoding="utf-8")
    assert cleaning.fingerprint(text) == row["text"]
    cleaned = classify(text)
    lines = {number for number, line in enumerate(text.split("\n")) if any(c.isalnum() for c in line)}
    kept = {paragraph.line for paragraph in cleaned.paragraphs}
    assert sorted(lines - kept) == row["removed_lines"]
    assert [[r.line, r.rule] for r in cleaned.removed if r.line in kept] == row["removed_parts"]


def test_labels_hold_no_text() -> None:
    for line in (ROOT / "eval/suites/cleaning/labels.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert set(row) == {"page", "source", "text", "remove", "boundaries", "sample"}
        assert len(row["page"]) == len(row["text"]) == 16


@needs_pages
def test_a_portals_page_gives_its_publishers_own_paragraphs() -> None:
    import gzip

    from pipeline.stages.clean import boilerplate
    from pipeline.stages.ingest import html

    folder = DATA / "raw_pages" / "html"
    page = gzip.decompress((folder / "MediaIndonesia_2026_01_20.html.gz").read_bytes()).decode()
    gold = json.loads((folder / "MediaIndonesia.json").read_text(encoding="utf-8"))["V1"]
    found = html.extract(page)
    assert found.title == gold["title"]
    assert found.published == gold["publishing_date"][:10]
    kept = [paragraph.text for paragraph in boilerplate.classify(found.text, found.title).paragraphs]
    assert kept == [paragraph.removesuffix(" (E-2)") for paragraph in gold["body"]["sections"][0]["paragraphs"]]
