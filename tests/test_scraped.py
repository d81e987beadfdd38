"""Real scraped articles go through the whole way. Third-party texts are read where they lie and never kept here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
ARTICLES = DATA / "articles"
PAGE = DATA / "raw_pages" / "html" / "MediaIndonesia_2026_01_20.html.gz"
Cli = Callable[..., Any]


def briefs(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "briefs.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.heavy
@pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"the scraped articles are not at {ARTICLES}")
def test_the_five_scraped_articles(cli: Cli, tmp_path: Path) -> None:
    result = cli("run", ARTICLES, "--config", "tiny", "--out", tmp_path / "out")
    assert result.code == 0, result.err
    made = briefs(tmp_path / "out")
    assert [row["input"] for row in made] == sorted(p.name for p in ARTICLES.glob("*.txt"))
    assert all(row["brief"] and row["headline"] for row in made)
    assert not (tmp_path / "out" / "rejected.jsonl").read_text("utf-8")


@pytest.mark.skipif(not PAGE.is_file(), reason=f"the scraped page is not at {PAGE}")
def test_a_scraped_page(cli: Cli, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(gzip.decompress(PAGE.read_bytes()))
    assert cli("run", page, "--config", "tiny", "--out", tmp_path / "out").code == 0
    assert len(briefs(tmp_path / "out")) == 1
