"""Files that are no articles are left out by their names, and are no rejections."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.config import load_config
from pipeline.stages.ingest import shard_parts
from pipeline.stages.ingest.ignored import without_ignored
from pipeline.stages.ingest.sources import find

DEFAULT = load_config("default").ingest.ignore
LEFT_OUT = ("b.txt.part", "c.html.tmp", "fetch.LOG", "d.txt~", "deep/e.crdownload", "Thumbs.db", "deep/.f.txt.swp")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.txt", "a.pdf", "deep/part.txt", *LEFT_OUT):
        (folder / name).write_text("Harga beras naik di pasar.", "utf-8")
    return folder


def names(inputs: list[str], patterns: list[str]) -> list[str]:
    return [source.name for source in without_ignored(find(inputs), inputs, patterns)]


def test_what_is_no_article_is_left_out(inbox: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "ringkas"):
        assert names([str(inbox)], DEFAULT) == ["a.pdf", "a.txt", "deep/part.txt"]
    assert "6 files are left out by ingest.ignore: Thumbs.db, b.txt.part, c.html.tmp, ..." in caplog.text


def test_patterns_of_ones_own(inbox: Path) -> None:
    assert names([str(inbox)], ["deep/*", "*.part", "*.tmp", "*.log", "*~", "*.db"]) == ["a.pdf", "a.txt"]
    assert "fetch.LOG" in names([str(inbox)], [])


def test_a_file_that_is_named_alone_is_read(inbox: Path) -> None:
    part = str(inbox / "b.txt.part")
    assert names([part], DEFAULT) == ["b.txt.part"]
    assert names([str(inbox / "a.txt"), part], DEFAULT) == ["a.txt"]  # `ringkas run inbox/*`


def test_other_patterns_make_no_shard_again() -> None:
    other = load_config("default", ['ingest.ignore=["*.bak"]'])
    assert shard_parts(other) == shard_parts(load_config("default"))


def test_a_run_does_not_reject_them(articles: Callable[[int], Path], cli: Callable[..., Any], tmp_path: Path) -> None:
    folder = articles(2)
    (folder / "002.txt.part").write_text("Harga", "utf-8")
    done = cli("run", folder, "--config", "tiny", "--out", tmp_path / "run", "--strict")
    assert done.code == 0, done.err
    assert "1 file is left out by ingest.ignore: 002.txt.part" in done.err
    assert cli("run", "--out", tmp_path / "run", "--set", "ingest.ignore=[]", "--strict").code == 1
