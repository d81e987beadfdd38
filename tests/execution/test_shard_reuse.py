"""A shard whose number changed is renamed, not made again; no shard is ever taken from where it belongs."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.fingerprints import digest
from pipeline.core.records import Article
from pipeline.core.run_folder import Store
from pipeline.execution.shard_reuse import ShardReuse

Articles = Callable[[int], Path]
Cli = Callable[..., Any]
TINY = ("--config", "tiny", "--set", "run.shard_size=4", "--set", "clean.language_check=false")


def made(store: Store, shard: int, name: str) -> None:
    store.write_shard("clean", shard, Article, [Article(name, f"{name}.txt", "Isi.")], {"of": name}, rows_in=1)
    store.shard_path("clean", shard).with_suffix(".notes.json").write_text(name)


def layout(store: Store) -> list[str]:
    """Whose shard stands under each number; what a shard, its lock and its index say must agree."""
    names = []
    for shard in range(store.shard_count("clean")):
        name = store.read_shard("clean", shard, Article)[0].id
        assert store.freshness("clean", shard, {"of": name}).fresh
        assert store.read_lock("clean", shard).shard == shard
        assert store.shard_path("clean", shard).with_suffix(".notes.json").read_text() == name
        names.append(name)
    return names


names = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(names, names, st.booleans())
def test_whatever_order_is_wanted_nothing_that_is_there_is_made_again(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str], told: bool
) -> None:
    store = Store(tmp_path_factory.mktemp("run"))
    for shard, name in enumerate(before):
        made(store, shard, name)
    wanted = {digest({"of": name}) for name in after} if told else None
    reuse = ShardReuse(store, "clean", wanted)
    for shard, name in enumerate(after):
        there = reuse.place(shard, {"of": name})
        assert there == (name in before)
        if not there:
            made(store, shard, name)
    store.drop_from("clean", len(after))
    reuse.clear()
    assert layout(store) == after
    assert not list(store.root.rglob("aside"))


def test_a_shard_is_not_taken_from_where_it_belongs(tmp_path: Path) -> None:
    store = Store(tmp_path)
    made(store, 0, "same")
    made(store, 1, "other")
    reuse = ShardReuse(store, "clean", None, fixed=[0])
    assert not reuse.place(1, {"of": "same"})  # as two shards without articles have the same fingerprint
    assert store.freshness("clean", 0, {"of": "same"}).fresh
    made(store, 1, "same")
    reuse = ShardReuse(store, "clean")
    assert reuse.place(0, {"of": "same"})
    assert reuse.place(1, {"of": "same"})
    assert not reuse.place(2, {"of": "same"})
    assert layout(store) == ["same", "same"]


def test_what_a_killed_process_had_set_aside_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for shard, name in enumerate("abc"):
        made(store, shard, name)
    reuse = ShardReuse(store, "clean")
    assert not reuse.place(0, {"of": "new"})
    made(store, 0, "new")  # and here it was killed: "a" is aside, "b" and "c" stand one too low
    again = ShardReuse(store, "clean")
    assert [again.place(shard, {"of": name}) for shard, name in enumerate(["new", "a", "b", "c"])] == [True] * 4
    assert layout(store) == ["new", "a", "b", "c"]


def test_a_damaged_file_is_not_brought(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for shard, name in enumerate("ab"):
        made(store, shard, name)
    store.shard_path("clean", 1).write_bytes(b"damaged")
    assert not ShardReuse(store, "clean").place(0, {"of": "b"})


@pytest.mark.parametrize(
    "name", ["007a.txt", *(pytest.param(name, marks=pytest.mark.heavy) for name in ("000a.txt", "zzz.txt"))]
)
def test_an_article_more_makes_its_own_shard_again_and_leaves_the_files_of_a_fresh_run(
    cli: Cli, articles: Articles, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = articles(24), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    text = (folder / "003.txt").read_text("utf-8")
    (folder / name).write_text(text.replace("saluran air", "saluran pipa"), "utf-8")
    written: list[tuple[str, int]] = []
    plain = Store.write_shard

    def watched(store: Store, stage: str, shard: int, *rest: Any, **named: Any) -> Any:
        written.append((stage, shard))
        return plain(store, stage, shard, *rest, **named)

    monkeypatch.setattr(Store, "write_shard", watched)
    assert cli("run", "--out", out).code == 0
    shards = Store(out).shard_count("ingest")
    assert shards > 4
    for stage in ("ingest", "clean", "translate", "summarize"):
        assert 1 <= len([s for s, _ in written if s == stage]) <= 3, written
    monkeypatch.undo()
    whole = tmp_path / "whole"
    assert cli("run", folder, *TINY, "--out", whole).code == 0
    assert files(out) == files(whole)


def test_an_article_that_is_gone_takes_its_shards_and_its_duplicates_place(
    cli: Cli, articles: Articles, tmp_path: Path
) -> None:
    folder, out = articles(24), tmp_path / "out"
    (folder / "020a.txt").write_bytes((folder / "002.txt").read_bytes())
    assert cli("run", folder, *TINY, "--out", out).code == 0
    assert "the same article as 002.txt" in (out / "rejected.jsonl").read_text("utf-8")
    (folder / "002.txt").unlink()
    assert cli("run", "--out", out).code == 0
    assert (out / "rejected.jsonl").read_text("utf-8") == ""
    whole = tmp_path / "whole"
    assert cli("run", folder, *TINY, "--out", whole).code == 0
    assert files(out) == files(whole)


def test_two_articles_that_claim_an_id_are_told_apart_as_in_a_fresh_run(cli: Cli, tmp_path: Path) -> None:
    pick = random.Random(4)
    folder, out, whole = tmp_path / "news", tmp_path / "out", tmp_path / "whole"
    folder.mkdir()
    for n in range(20):
        text = f"Kota nomor {pick.randint(1, 10**6)} dilanda hujan lebat sejak pagi pada hari ke-{n}."
        row = {"id": f"id{n % 7}", "text": text}
        (folder / f"{n:02d}.jsonl").write_text(json.dumps(row), "utf-8")
    assert cli("run", folder, *TINY, "--out", out).code == 0
    (folder / "00a.jsonl").write_text(json.dumps({"id": "id3", "text": "Kota lain dilanda angin."}), "utf-8")
    assert cli("run", "--out", out).code == 0
    assert cli("run", folder, *TINY, "--out", whole).code == 0
    assert files(out) == files(whole)


def files(run: Path) -> dict[str, bytes]:
    """Every file that must be the same in two runs over the same input: the shards, and what is made of them."""
    shards = {str(p.relative_to(run)): p.read_bytes() for p in sorted((run / "shards").rglob("*.parquet"))}
    public = {name: (run / name).read_bytes() for name in ("briefs.jsonl", "translations.jsonl", "briefs.md")}
    return {**shards, **public, "rejected": (run / "rejected.jsonl").read_bytes()}
