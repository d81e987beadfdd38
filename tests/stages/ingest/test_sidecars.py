"""A saved page and the JSON beside it are one input: its address, and what the page does not say itself, arrive."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.core.config import IngestTable
from pipeline.core.records import Article, Rejected
from pipeline.stages.ingest import sidecars, sources
from pipeline.stages.ingest.row_groups import chunk_hash
from pipeline.stages.ingest.stage import to_article, units

BODY = "<p>Pemerintah kota membagikan bantuan kepada warga yang terendam banjir, kata kepala dinas pada Rabu pagi.</p>"
SECOND = "<p>Warga berharap saluran air segera diperbaiki – sebelum hujan.</p>"
BARE = f"<html><body><article>{BODY}{SECOND}</article></body></html>"


def write(folder: Path, page: bytes, sidecar: object = None) -> Path:
    file = folder / "a.html"
    file.write_bytes(page)
    if sidecar is not None:
        text = sidecar if isinstance(sidecar, str) else json.dumps(sidecar)
        (folder / "a.html.json").write_text(text, "utf-8")
    return file


def read(folder: Path) -> list[Article | Rejected]:
    return [to_article(unit, IngestTable()) for unit in units(sources.find([str(folder)]), IngestTable())]


def test_the_sidecar_says_what_the_page_does_not(tmp_path: Path) -> None:
    known = {"url": "https://contoh.example/a", "title": "Bantuan banjir", "published": "2024-03-01", "headers": []}
    write(tmp_path, BARE.encode(), known)
    (article,) = read(tmp_path)
    assert isinstance(article, Article)
    assert (article.url, article.title, article.published) == (known["url"], known["title"], known["published"])
    assert article.input == "a.html"


def test_the_page_keeps_its_own_title_and_date_but_not_its_canonical_address(tmp_path: Path) -> None:
    head = (
        '<head><title>Judul halaman</title><link rel="canonical" href="https://contoh.example/kanal">'
        '<meta property="article:published_time" content="2023-09-13T07:00:00+07:00"></head>'
    )
    page = BARE.replace("<body>", head + "<body><h1>Judul halaman</h1>")
    write(tmp_path, page.encode(), {"url": "https://contoh.example/a", "title": "Lain", "published": "2024-03-01"})
    (article,) = read(tmp_path)
    assert isinstance(article, Article)
    assert (article.url, article.title) == ("https://contoh.example/a", "Judul halaman")
    assert (article.published or "").startswith("2023-09-13")


@pytest.mark.parametrize(
    ("charset", "encoded"), [("cp1252", "cp1252"), ("utf-8", "utf-8"), ("no-such", "utf-8"), ("ascii", "utf-8")]
)
def test_the_servers_charset_is_used_where_it_fits(tmp_path: Path, charset: str, encoded: str) -> None:
    write(tmp_path, BARE.encode(encoded), {"charset": charset})
    (article,) = read(tmp_path)
    assert isinstance(article, Article)
    assert "diperbaiki – sebelum" in article.text


@pytest.mark.parametrize("sidecar", ["{", "[1]", '{"url": 7}', "\ufeff", "[" * 100_000])
def test_a_damaged_sidecar_costs_its_page_nothing_but_the_address(tmp_path: Path, sidecar: str) -> None:
    write(tmp_path, BARE.encode(), sidecar)
    (article,) = read(tmp_path)
    assert isinstance(article, Article)
    assert article.url is None


def test_a_json_file_without_its_page_is_reported_as_ever(tmp_path: Path) -> None:
    write(tmp_path, BARE.encode())
    (tmp_path / "b.html.json").write_text("{}")
    (tmp_path / "c.json").write_text("{}")
    rejected = [found for found in read(tmp_path) if isinstance(found, Rejected)]
    assert [found.input for found in rejected] == ["b.html.json", "c.json"]


def test_files_named_one_by_one_take_their_sidecars_along(tmp_path: Path) -> None:
    file = write(tmp_path, BARE.encode(), {"url": "https://contoh.example/a"})
    (source,) = sources.find([str(file), str(sidecars.path_of(file))])
    assert source.path == file


def test_a_changed_sidecar_is_a_changed_input(tmp_path: Path) -> None:
    seen = set()
    for known in (None, {"url": "https://contoh.example/a"}, {"url": "https://contoh.example/b"}):
        write(tmp_path, BARE.encode(), known)
        found = sources.find([str(tmp_path)])
        seen.add((found[0].fingerprint(), chunk_hash(list(units(found, IngestTable())))))
    assert len({one for one, _ in seen}) == len({other for _, other in seen}) == 3
