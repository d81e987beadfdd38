"""A run in parts, as an array of jobs does it: byte for byte one run; what is missing is named, not merged."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.claims import claimed_part
from pipeline.core.errors import StoreError, UserError
from pipeline.core.run_folder import Store
from pipeline.execution import parts

Cli = Callable[..., Any]
Articles = Callable[[int], Path]
TINY = ("--config", "tiny", "--set", "run.shard_size=2")


def contents(run: Path) -> dict[str, bytes]:
    """What a run leaves behind that depends on its inputs and settings alone."""
    files = [*run.glob("shards/*/*.parquet"), *run.glob("*.jsonl"), run / "briefs.md"]
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in files}


def test_three_parts_merged_are_one_run(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    folder, out = articles(9), tmp_path / "parts"
    assert cli("run", folder, *TINY, "--out", tmp_path / "one").code == 0
    first = cli("run", folder, *TINY, "--out", out, "--shards", "2/3")
    assert first.code == 0, first.err
    assert "part 2/3" in first.out
    early = cli("run", "--out", out, "--merge")
    assert early.code == 1
    assert early.err.startswith(
        f"error: {out}: parts 1/3, 3/3 are not done\n  ringkas run --out {out} --shards 1/3, and"
    )
    assert not (out / "briefs.md").exists()
    assert cli("run", "--out", out, "--shards", "1/3").code == 0
    one_left = cli("run", "--out", out, "--merge").err
    assert f"{out}: part 3/3 is not done\n  ringkas run --out {out} --shards 3/3; or all" in one_left
    assert cli("run", "--out", out, "--shards", "3/3").code == 0
    assert not (out / "briefs.md").exists()
    merged = cli("run", "--out", out, "--merge")
    assert merged.code == 0, merged.err
    assert merged.err.count("up to date") >= 4
    assert contents(out) == contents(tmp_path / "one")


def test_a_merge_names_shards_where_parts_of_different_numbers_were_made_and_what_changed(
    articles: Articles, cli: Cli, tmp_path: Path
) -> None:
    folder, out = articles(5), tmp_path / "parts"
    assert cli("run", folder, *TINY, "--out", out, "--shards", "2/3").code == 0
    changed = cli("run", "--out", out, "--set", "clean.min_words=3", "--merge").err
    assert "parts 1/3, 2/3, 3/3 are not up to date (clean.min_words" in changed
    assert cli("run", "--out", out, "--shards", "2/2").code == 0
    assert f"error: {out}: shards 00000, 00002 of 3 are not done\n" in cli("run", "--out", out, "--merge").err


@pytest.mark.parametrize("given", ["0/3", "4/3", "3", "a/b", "-1/3", "1/0", "1/3/5"])
def test_a_part_that_is_none_is_the_users_mistake(given: str) -> None:
    with pytest.raises(UserError, match="expected PART/PARTS"):
        parts.parse(given)


def test_options_that_make_no_sense_together(cli: Cli, tmp_path: Path) -> None:
    assert "exclude each other" in cli("run", "--out", tmp_path, "--shards", "1/2", "--merge").err
    assert "same --out" in cli("run", "--shards", "1/2").err


def test_parts_exclude_a_whole_run_and_themselves_but_not_each_other(tmp_path: Path) -> None:
    with claimed_part(tmp_path, 1, 3) as first:
        with pytest.raises(StoreError, match="another process is working in"):
            Store(tmp_path).claim()
        first.release()
        with claimed_part(tmp_path, 2, 3) as second:
            second.release()
            with pytest.raises(StoreError, match=r"on its parts 1/3, 2/3"):
                Store(tmp_path).claim()
            with pytest.raises(StoreError, match=r"working on part 2/3"), claimed_part(tmp_path, 2, 3):
                pass
    Store(tmp_path).claim().release()


def test_the_second_part_waits_until_the_first_has_read_the_inputs(tmp_path: Path) -> None:
    entered = threading.Event()

    def second() -> None:
        with claimed_part(tmp_path, 2, 2):
            entered.set()

    with claimed_part(tmp_path, 1, 2) as first:
        thread = threading.Thread(target=second)
        thread.start()
        assert not entered.wait(0.3)
        first.release()
        assert entered.wait(30)
    thread.join()
