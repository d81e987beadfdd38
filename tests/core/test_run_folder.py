"""Shards are whole or not there; a damaged, stale or foreign one is never taken for fresh."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.core.errors import StoreError, UserError
from pipeline.core.files import atomic_write
from pipeline.core.records import Attempt, CleanArticle, Rejected, Removed, Sentence, TranslatedArticle, Translation
from pipeline.core.run_folder import Store, tally
from pipeline.core.sealed_json import write_sealed

PARTS = {"stage": "translate", "translate.beam_size": "4"}


def article(ident: str, text: str = "Halo.", flags: tuple[str, ...] = ()) -> TranslatedArticle:
    return TranslatedArticle(ident, f"{ident}.txt", None, (Translation(0, "Halo.", text, -0.5, flags=flags),))


def written(root: Path, *articles: TranslatedArticle) -> Store:
    store = Store(root)
    store.write_shard("translate", 0, TranslatedArticle, articles, PARTS, rows_in=len(articles))
    return store


def test_round_trip_and_fresh(tmp_path: Path) -> None:
    store = written(tmp_path, article("a"), article("b", flags=("split",)))
    assert store.read_shard("translate", 0, TranslatedArticle) == [article("a"), article("b", flags=("split",))]
    assert store.freshness("translate", 0, PARTS).fresh


def test_an_empty_shard_has_its_columns(tmp_path: Path) -> None:
    store = written(tmp_path)
    assert store.read_shard("translate", 0, TranslatedArticle) == []
    assert store.freshness("translate", 0, PARTS).fresh


def test_same_records_same_bytes(tmp_path: Path) -> None:
    one, two = written(tmp_path / "1", article("a")), written(tmp_path / "2", article("a"))
    assert one.shard_path("translate", 0).read_bytes() == two.shard_path("translate", 0).read_bytes()


def test_changed_part_is_named(tmp_path: Path) -> None:
    store = written(tmp_path, article("a"))
    found = store.freshness("translate", 0, {**PARTS, "translate.beam_size": "1"})
    assert (found.fresh, found.why) == (False, "translate.beam_size 4 -> 1")


@pytest.mark.parametrize("harm", ["truncate", "flip", "remove", "unlock", "bad lock", "old lock"])
def test_damage_is_found(tmp_path: Path, harm: str) -> None:
    store = written(tmp_path, article("a"))
    path, lock = store.shard_path("translate", 0), store.lock_path("translate", 0)
    data = path.read_bytes()
    if harm == "truncate":
        path.write_bytes(data[:-7])
    elif harm == "flip":
        path.write_bytes(data[:50] + bytes([data[50] ^ 1]) + data[51:])
    elif harm == "remove":
        path.unlink()
    elif harm == "unlock":
        lock.unlink()
    elif harm == "bad lock":
        lock.write_text("{")
    else:
        lock.write_text('{"stage": "translate"}')
    found = store.freshness("translate", 0, PARTS)
    assert not found.fresh
    assert found.why


def test_reading_a_damaged_shard_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    store = written(tmp_path, article("a"))
    store.shard_path("translate", 0).write_bytes(b"PAR1")
    with pytest.raises(StoreError, match="does it again"):
        store.read_shard("translate", 0, TranslatedArticle)


def test_rejected_and_counts_are_in_the_lock(tmp_path: Path) -> None:
    store = Store(tmp_path)
    refused = Rejected("x.txt", "translate", "why")
    store.write_shard("translate", 3, TranslatedArticle, [article("a")], PARTS, rows_in=2, rejected=[refused])
    lock = store.read_lock("translate", 3)
    assert lock.rejected == (refused,)
    assert (lock.counts.rows_in, lock.counts.rows_out, lock.counts.rejected) == (2, 1, 1)


def test_tally_counts_the_rungs_that_were_climbed_and_the_one_that_won() -> None:
    tried = [Attempt("first", "12", -0.5, ("number-lost",)), Attempt("n-best", "13", -0.6), Attempt("repair", "13")]
    climbed = Translation(0, "x", "13", -0.6, attempts=tuple(tried))
    in_vain = Translation(1, "y", "12", -0.5, flags=("number-lost",), attempts=tuple(tried))
    title = replace(climbed, index=-1)
    records = [TranslatedArticle("a", "a.txt", title, (climbed, in_vain, Translation(2, "z", "z")))]
    assert tally(records, rows_in=1, rejected=0).details == {
        "flag:number-lost": 1,
        "tried:first": 3,
        "tried:n-best": 3,
        "tried:repair": 3,
        "won:first": 1,
        "won:n-best": 2,
    }


def test_tally_counts_flags_and_removed_lines() -> None:
    clean = CleanArticle(
        "a", "a", None, None, None, None, None, (Sentence(0, 0, "x", "x"),), (Removed(0, "Baca juga", "read-also"),) * 2
    )
    counts = tally([clean, article("b", flags=("split", "number-lost")), article("c")], rows_in=3, rejected=0)
    assert counts.flagged == 1
    assert counts.details == {"flag:number-lost": 1, "flag:split": 1, "removed:read-also": 2}


def test_atomic_write_leaves_the_old_file_when_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(RuntimeError), atomic_write(path) as file:  # noqa: PT012
        file.write(b"half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(UserError, match="not a run folder"):
        Store(tmp_path).claim()
    with pytest.raises(UserError, match="is a file"):
        Store(tmp_path / "thesis.doc").claim()


def test_another_format_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write_run({"format": 0})
    with pytest.raises(StoreError, match="format 0"):
        store.read_run()


def test_what_a_run_killed_at_its_very_beginning_left_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    (tmp_path / "input" / "stdin").write_text("Halo.")
    (tmp_path / ".run.json.abc.tmp").touch()
    with Store(tmp_path).claim():
        assert not (tmp_path / ".run.json.abc.tmp").exists()


@pytest.mark.parametrize("file", ["run", "index", "lock"])
def test_a_changed_letter_in_a_record_is_noticed(tmp_path: Path, file: str) -> None:
    store = Store(tmp_path)
    store.write_run({"config_name": "tiny"})
    write_sealed(store.index_path, {"shards": 1, "mistake": "none"})
    refused = Rejected("x.txt", "translate", "tiny")
    store.write_shard("translate", 0, TranslatedArticle, [], PARTS, rows_in=1, rejected=[refused])
    path = {"run": store.run_file, "index": store.index_path, "lock": store.lock_path("translate", 0)}[file]
    path.write_text(path.read_text().replace("tiny", "tidy").replace("none", "nine"))
    if file == "index":
        assert store.read_index() == {}
    elif file == "lock":
        assert store.freshness("translate", 0, PARTS).why == "its lock is damaged"
    else:
        with pytest.raises(StoreError, match=r"run\.json is damaged"):
            store.read_run()


def _hold(root: Path, ready: multiprocessing.synchronize.Event) -> None:
    with Store(root).claim():
        ready.set()
        signal.pause()


def test_two_processes_do_not_share_a_run_folder_and_the_dead_hold_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    other = context.Process(target=_hold, args=(tmp_path, ready))
    other.start()
    try:
        assert ready.wait(30)
        with pytest.raises(StoreError, match="another process"):
            Store(tmp_path).claim()
    finally:
        other.kill()
        other.join()
    with Store(tmp_path).claim():
        pass


def test_claim_sweeps_up_temporary_files(tmp_path: Path) -> None:
    store = written(tmp_path, article("a"))
    store.write_run({})
    leftover = store.shard_path("translate", 0).parent / ".00001.parquet.abc.tmp"
    leftover.touch()
    with store.claim():
        assert not leftover.exists()


def test_drop_from_removes_what_a_smaller_input_left(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for shard in range(3):
        store.write_shard("translate", shard, TranslatedArticle, [], PARTS, rows_in=0)
    store.drop_from("translate", 1)
    assert store.shard_count("translate") == 1
    assert not store.shard_path("translate", 2).exists()
