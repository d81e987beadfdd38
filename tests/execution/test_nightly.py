"""A nightly run works on what is new, ends when its time is over, and goes on the night after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import EarlyEnd, UserError
from pipeline.core.run_folder import Counts, ShardLock, Store
from pipeline.execution import budget
from pipeline.execution.shard_work import Task

Cli = Callable[..., Any]
Articles = Callable[[int], Path]
TINY = ("--config", "tiny", "--set", "run.shard_size=2")


@pytest.mark.parametrize(
    ("text", "seconds"), [("2h", 7200), ("90m", 5400), ("1h30m", 5400), ("45S", 45), ("0.5h", 1800)]
)
def test_times(text: str, seconds: float) -> None:
    assert budget.parse(text) == seconds


@pytest.mark.parametrize("text", ["", "2", "h", "0m", "two hours", "-1h", "1m2h"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(UserError, match="expected a time"):
        budget.parse(text)


def test_the_time_is_looked_at_after_each_shard() -> None:
    now = [0.0]

    def execute(tasks: Any, tick: Any) -> Iterator[ShardLock]:
        for task in tasks:
            now[0] += 10
            yield ShardLock("clean", task.shard, "", {}, "", 0, Counts())

    tasks = [Task("clean", n, {}) for n in range(5)]
    within = budget.limited(execute, 25, lambda: now[0])
    made: list[int] = []
    with pytest.raises(EarlyEnd, match="3 of the 5 shards of clean"):
        made.extend(lock.shard for lock in within(tasks, lambda n: None))
    assert made == [0, 1, 2]
    assert [lock.shard for lock in budget.limited(execute, 75, lambda: now[0])(tasks[:1], lambda n: None)] == [0]


def test_a_run_whose_time_is_over_ends_well_and_goes_on(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "runs" / "a"
    first = cli("run", articles(6), *TINY, "--out", out, "--budget", "0.001s")
    assert first.code == 0, first.err
    assert "the time is over: 1 of the 3 shards of clean" in first.out
    assert not (out / "briefs.md").exists()
    done = cli("run", "--out", out)
    assert done.code == 0
    assert len((out / "briefs.jsonl").read_text("utf-8").splitlines()) == 6


def test_a_run_leaves_out_what_earlier_runs_have_read(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    runs, inbox = tmp_path / "runs", articles(3)
    nightly = ("run", inbox, *TINY, "--since", runs, "--out")
    runs.mkdir()
    assert cli(*nightly, runs / "monday").code == 0
    articles(5)  # two files more
    (inbox / "renamed.txt").write_bytes((inbox / "000.txt").read_bytes())
    assert cli(*nightly, runs / "tuesday").code == 0
    assert [lock.counts.rows_in for lock in [Store(runs / "tuesday").read_lock("ingest", 0)]] == [2]
    again = cli("run", "--out", runs / "tuesday")
    assert "ingest: up to date" in again.err
    nothing = cli(*nightly, runs / "wednesday")
    assert nothing.code == 0
    assert "nothing is new since" in nothing.out
    assert not (runs / "wednesday").exists()
    assert cli("run", inbox, *TINY, "--since", tmp_path / "nowhere").code == 2


def test_a_run_is_held_against_the_nights_before(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    done = cli("run", articles(2), *TINY, "--out", tmp_path / "runs" / "a", "--nights", tmp_path / "runs", "--strict")
    assert done.code == 0, done.err
    assert cli("run", "--out", tmp_path / "runs" / "a", "--nights", tmp_path / "nowhere").code == 2
