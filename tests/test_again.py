"""The report of a run that goes on: only what changed is read and rendered, and nobody can tell from the files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.core import run_articles
from pipeline.core.errors import StoreError
from pipeline.stages.report.pages import Page

Articles = Callable[[int], Path]
Cli = Callable[..., Any]
TIMES = re.compile(rb'<script type="application/json" id="times">.*?</script>')  # of report.html
TINY = ("--config", "tiny", "--set", "run.shard_size=1")
PUBLIC = ("briefs.jsonl", "translations.jsonl", "clean.jsonl", "rejected.jsonl", "briefs.md", "report.html")
GERMAN = "Die Regierung hat am Montag gesagt, dass das Hochwasser die Häuser der Stadt erreicht hat.\n"


def contents(run: Path) -> dict[str, bytes]:
    return {name: TIMES.sub(b"", (run / name).read_bytes()) for name in PUBLIC if (run / name).exists()}


def spans(run: Path) -> Any:
    return json.loads((run / "report.lock.json").read_text("utf-8"))["spans"]


@pytest.fixture
def folder(articles: Articles) -> Path:
    """Four articles, then one that cleaning rejects, then another."""
    folder = articles(6)
    (folder / "004.txt").write_text(GERMAN, "utf-8")
    return folder


@pytest.fixture(scope="module")
def appended() -> dict[str, bytes]:
    """What a run leaves that begins with the appended article; the first test that asks makes it."""
    return {}


def afresh(cli: Cli, folder: Path, whole: Path, appended: dict[str, bytes]) -> dict[str, bytes]:
    if not appended:
        assert cli("run", folder, *TINY, "--out", whole).code == 0
        appended.update(contents(whole))
    return appended


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The shards that the report reads."""
    shards: list[int] = []
    plain = run_articles.articles_of_shard

    def watched(store: Any, shard: int, *wanted: Any) -> Iterator[run_articles.ArticleRecords]:
        shards.append(shard)
        return plain(store, shard, *wanted)

    monkeypatch.setattr(run_articles, "articles_of_shard", watched)
    return shards


def append(folder: Path) -> None:
    (folder / "z.txt").write_text((folder / "000.txt").read_text("utf-8").replace("Semarang", "Demak"), "utf-8")


def put_in_front(folder: Path) -> None:
    (folder / "-.txt").write_text((folder / "000.txt").read_text("utf-8").replace("Semarang", "Demak"), "utf-8")


def remove(folder: Path) -> None:
    (folder / "001.txt").unlink()


def remove_two_and_reject(folder: Path) -> None:
    (folder / "000.txt").unlink()
    (folder / "004.txt").unlink()
    (folder / "z.txt").touch()


@pytest.mark.parametrize(
    ("change", "settings", "expected"),
    [
        (append, (), [6]),
        (put_in_front, (), [0]),
        (remove, (), []),
        (remove, ("--set", "report.page_articles=3"), [2]),  # the one that moves up into the page
        (remove_two_and_reject, (), [4]),  # the shard of what ingest rejected, which has no articles
    ],
)
def test_what_changed_is_read_alone(
    cli: Cli, folder: Path, tmp_path: Path, read: list[int], change: Any, settings: tuple[str, ...], expected: list[int]
) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    assert cli("run", folder, *TINY, *settings, "--out", out).code == 0
    change(folder)
    read.clear()
    assert cli("run", "--out", out, "--drop-missing").code == 0
    assert read == expected
    assert cli("run", folder, *TINY, *settings, "--out", whole).code == 0
    assert contents(out) == contents(whole)
    assert spans(out) == spans(whole)
    assert b"## 1. " in contents(out)["briefs.md"]


@pytest.mark.parametrize("option", ['report.title="Kabar & Berita"', "report.page_articles=2", "report.html=false"])
def test_an_option_writes_all_of_it_again(cli: Cli, folder: Path, tmp_path: Path, option: str) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    append(folder)
    assert cli("run", "--out", out, "--set", option).code == 0
    assert cli("run", folder, *TINY, "--set", option, "--out", whole).code == 0
    assert contents(out) == contents(whole)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_file_that_somebody_edited_is_not_copied_from(
    cli: Cli, folder: Path, tmp_path: Path, name: str, appended: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    before = contents(out)
    (out / name).write_bytes(before[name].replace(b"a", b"e") + b"\n")
    assert cli("run", "--out", out).code == 0
    assert contents(out) == before
    (out / name).write_bytes(before[name].replace(b"a", b"e"))
    append(folder)
    assert cli("run", "--out", out).code == 0
    assert contents(out) == afresh(cli, folder, tmp_path / "whole", appended)


def cut(lock: dict[str, Any]) -> str:
    return json.dumps(lock)[:200]


def other_lengths(lock: dict[str, Any]) -> str:
    return json.dumps(lock).replace('"0 0 ', '"3 0 ')


def without_spans(lock: dict[str, Any]) -> str:
    return json.dumps({"fingerprint": lock["fingerprint"], "files": lock["files"]})


@pytest.mark.parametrize("harm", [cut, other_lengths, without_spans])
def test_a_lock_that_does_not_hold_is_not_believed(
    cli: Cli, folder: Path, tmp_path: Path, read: list[int], harm: Any, appended: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    lock = out / "report.lock.json"
    lock.write_text(harm(json.loads(lock.read_text("utf-8"))), "utf-8")
    append(folder)
    read.clear()
    assert cli("run", "--out", out).code == 0
    assert read == list(range(7))
    assert contents(out) == afresh(cli, folder, tmp_path / "whole", appended)


def test_a_report_that_breaks_off_claims_nothing_and_is_written_whole(
    cli: Cli, folder: Path, tmp_path: Path, read: list[int], appended: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    before = contents(out)
    append(folder)

    def broken(page: Page) -> str:
        raise StoreError("the disk is full")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Page, "tail", broken)
        assert cli("run", "--out", out).code == 1
    assert not (out / "manifest.json").exists()
    assert not (out / "report.lock.json").exists()
    assert contents(out) == before
    read.clear()
    assert cli("run", "--out", out).code == 0
    assert read == list(range(7))
    assert contents(out) == afresh(cli, folder, tmp_path / "whole", appended)
