"""The index of article shards: a kept shard is not read again, and an index that does not belong is not used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.run_folder import Store

Articles = Callable[[int], Path]
Cli = Callable[..., Any]
TINY = ("--config", "tiny", "--set", "run.shard_size=2", "--set", "clean.language_check=false")
STORY = "\n".join(
    f"Kalimat ke-{n} bercerita panjang lebar tentang hujan di kota itu sepanjang hari {n}." for n in range(9)
)


def result(run: Path) -> tuple[bytes, Any, list[str]]:
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    indexes = [p.read_text("utf-8") for p in sorted((run / "shards" / "ingest").glob("*.notes.json"))]
    return (run / "briefs.jsonl").read_bytes(), manifest["duplicates"], indexes


def test_an_added_article_reads_no_kept_shard_and_is_compared_with_all(
    cli: Cli, articles: Articles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = articles(4), tmp_path / "out"
    (folder / "a.txt").write_text(STORY, "utf-8")
    assert cli("run", folder, *TINY, "--out", out).code == 0
    (folder / "z.txt").write_text(STORY.replace("sepanjang hari 3", "sampai malam 3"), "utf-8")
    read: list[tuple[str, int]] = []
    plain = Store.read_shard

    def watched(store: Store, name: str, shard: int, kind: type) -> list[Any]:
        read.append((name, shard))
        return plain(store, name, shard, kind)

    monkeypatch.setattr(Store, "read_shard", watched)
    cli("run", "--out", out)
    assert ("ingest", 2) in read
    assert not {("ingest", 0), ("ingest", 1)} & set(read)
    monkeypatch.undo()
    whole = tmp_path / "whole"
    assert cli("run", folder, *TINY, "--out", whole).code == 0
    assert result(out) == result(whole)
    assert [len(group) for group in result(whole)[1]] == [4, 2]


@pytest.mark.parametrize("harm", ["gone", "cut", "other", "kind"])
def test_an_index_that_does_not_belong_is_made_again(cli: Cli, articles: Articles, tmp_path: Path, harm: str) -> None:
    folder, out = articles(4), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    index = out / "shards" / "ingest" / "00000.notes.json"
    before = index.read_bytes()
    content = json.loads(before)
    content["articles"][0][1] = "0" * 16
    harmed = {"cut": before[:40], "other": json.dumps(content).encode(), "kind": b'{"articles": 3}'}
    if harm == "gone":
        index.unlink()
    else:
        index.write_bytes(harmed[harm])
    (folder / "z.txt").write_text((folder / "000.txt").read_text("utf-8"), "utf-8")  # the same as an article kept
    assert cli("run", "--out", out).code == 0
    assert index.read_bytes() == before
    rejected = (out / "rejected.jsonl").read_text("utf-8")
    assert "the same article as 000.txt" in rejected


def test_references_are_found_through_the_notes(cli: Cli, tmp_path: Path) -> None:
    rows = [
        {"text": STORY.replace("kota", f"kota{n}"), "reference_summary": "Rain." if n == 2 else ""} for n in range(4)
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    assert cli("run", tmp_path / "rows.jsonl", *TINY, "--out", tmp_path / "out").code == 0
    assert json.loads((tmp_path / "out" / "scores.json").read_text("utf-8"))
