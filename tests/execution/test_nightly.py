"""A nightly run works on what is new, ends when its time is over, and goes on the night after."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.config import IngestTable
from pipeline.core.errors import EarlyEnd, UserError
from pipeline.core.run_folder import Counts, ShardLock, Store
from pipeline.execution import budget, drift
from pipeline.execution.shard_work import Task
from pipeline.execution.since import check_local, select
from pipeline.stages.ingest.sources import find

Cli = Callable[..., Any]
Articles = Callable[[int], Path]
READ = IngestTable()  # how files are read
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
    with pytest.raises(EarlyEnd, match="3 of the 5 shards of clean") as end:
        made.extend(lock.shard for lock in within(tasks, lambda n: None))
    assert end.value.ended == "budget"
    assert made == [0, 1, 2]
    assert [lock.shard for lock in budget.limited(execute, 75, lambda: now[0])(tasks[:1], lambda n: None)] == [0]


def test_a_run_of_one_shard_stops_between_stages_and_goes_on(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "runs" / "a"
    command = ("run", articles(2), *TINY, "--out", out, "--budget", "0.001s")
    for next_stage in ("translate", "summarize"):  # each call makes something
        ended = cli(*command)
        assert ended.code == 0, ended.err
        assert f"the time is over: 0 of the 1 shard of {next_stage} left to make are done" in ended.out
    for _ in range(9):
        ended = cli(*command)
        if "the time is over" not in ended.out:
            break
    assert len((out / "briefs.jsonl").read_text("utf-8").splitlines()) == 2


def test_a_run_that_is_done_after_its_time_says_why() -> None:
    assert budget.overrun(40).startswith("done 40 s after the time of --budget: a shard once begun is made whole")
    assert "done 5 min after" in budget.overrun(300)


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


def test_the_first_night_has_no_history_and_a_file_is_none(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    done = cli("run", articles(2), *TINY, "--out", runs / "monday", "--since", runs, "--nights", runs)
    assert done.code == 0, done.err
    assert "there is no such folder yet" in done.err
    assert "2 inputs are new, 0 left out" in done.err
    (tmp_path / "file").write_text("", "utf-8")
    for option in ("--since", "--nights"):
        refused = cli("run", articles(2), *TINY, "--out", runs / "tuesday", option, tmp_path / "file")
        assert refused.code == 2
        assert "is a file" in refused.err
        assert not (runs / "tuesday").exists()


@pytest.mark.parametrize("verb", ["run", "plan"])
def test_earlier_runs_at_an_address_are_refused(articles: Articles, cli: Cli, tmp_path: Path, verb: str) -> None:
    """They would be taken for a folder that is not there: every input would be new, and every night usual."""
    for option in ("--since", "--nights")[: 1 + (verb == "run")]:
        refused = cli(verb, articles(2), *TINY, "--out", tmp_path / "runs" / "a", option, "s3://b/runs")
        assert refused.code == 2, refused.out
        assert f"{option} s3://b/runs: runs at addresses are not looked through" in refused.err
        assert f"keep nightly runs in a folder here ({option} runs)" in refused.err
        assert not (tmp_path / "runs").exists()


def test_an_address_as_pathlib_writes_it_is_one() -> None:
    check_local("--since", "")
    check_local("--since", "runs/s3")
    with pytest.raises(UserError, match="--since s3://b/runs: "):
        check_local("--since", str(Path("s3://b/runs")))


def test_an_early_end_is_told_as_json(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    runs, inbox = tmp_path / "runs", articles(4)
    runs.mkdir()
    nightly = ("run", inbox, *TINY, "--since", runs, "--json", "--out")
    first = cli(*nightly, runs / "monday", "--budget", "0.001s")
    assert first.code == 0, first.err
    told = json.loads(first.out)
    assert told.pop("message").startswith("the time is over: 1 of the 2 shards of clean")
    assert told == {"run": str(runs / "monday"), "ended": "budget"}
    assert "stages" in json.loads(cli(*nightly, runs / "monday").out)
    for verb in ("run", "clean"):
        nothing = cli(verb, *nightly[1:], runs / "tuesday")
        assert nothing.code == 0, nothing.err
        told = json.loads(nothing.out)
        assert told.pop("message").startswith(f"nothing is new since {runs}: 4 left out")
        assert told == {"run": None, "ended": "nothing-new"}


def test_what_an_unfinished_run_has_read_is_new(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    runs, inbox = tmp_path / "runs", articles(4)
    begun = cli("run", inbox, *TINY, "--out", runs / "monday", "--budget", "0.001s")
    assert "the time is over" in begun.out
    plan = cli("plan", inbox, *TINY, "--out", runs / "tuesday", "--since", runs)
    assert "4 inputs are new, 0 left out" in plan.out
    articles(5)
    tuesday = cli("run", inbox, *TINY, "--out", runs / "tuesday", "--since", runs)
    assert tuesday.code == 0
    assert f"{runs / 'monday'} is not finished" in tuesday.err
    assert f"ringkas run --out {runs / 'monday'}" in tuesday.err
    assert len((runs / "tuesday" / "briefs.jsonl").read_text("utf-8").splitlines()) == 5
    nothing = cli("run", inbox, *TINY, "--out", runs / "wednesday", "--since", runs)
    assert "nothing is new since" in nothing.out
    assert "5 left out" in nothing.out
    assert "monday" not in nothing.err  # a finished run has all that it read


def test_files_that_a_finished_run_got_after_its_end_are_new(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    runs, inbox = tmp_path / "runs", articles(2)
    assert cli("run", inbox, *TINY, "--out", runs / "monday").code == 0
    articles(6)
    assert "the time is over" in cli("run", "--out", runs / "monday", "--budget", "0.001s").out
    assert (runs / "monday" / "manifest.json").exists()  # of its two articles
    chosen = select(find([str(inbox)]), runs, runs / "tuesday", READ)
    assert (len(chosen.new), chosen.left_out, chosen.unfinished) == (4, 2, (runs / "monday",))


def test_a_run_that_lost_its_shards_still_counts(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    runs, inbox = tmp_path / "runs", articles(3)
    assert cli("run", inbox, *TINY, "--out", runs / "monday").code == 0
    shutil.rmtree(runs / "monday" / "shards")
    chosen = select(find([str(inbox)]), runs, runs / "tuesday", READ)
    assert (len(chosen.new), chosen.left_out, chosen.unfinished) == (0, 3, ())


def test_files_beyond_a_limit_are_new(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    runs, inbox = tmp_path / "runs", articles(3)
    assert cli("run", inbox, *TINY, "--set", "ingest.limit=2", "--out", runs / "monday").code == 0
    assert len(select(find([str(inbox)]), runs, runs / "tuesday", READ).new) == 3


def test_an_empty_inbox_is_nothing_new(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "runs").mkdir()
    nothing = cli("run", tmp_path / "inbox", *TINY, "--out", tmp_path / "runs" / "a", "--since", tmp_path / "runs")
    assert nothing.code == 0
    assert "nothing is new since" in nothing.out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", "%PDF-1.4", "this kind of file is not read"),
        ("a.csv", "body\nhalo\n", "no column 'text'"),
        ("a.txt", "Hujan.", "words of text left"),
    ],
)
def test_a_bad_file_alone_is_told_once_and_is_no_failure(
    articles: Articles, cli: Cli, tmp_path: Path, name: str, content: str, said: str
) -> None:
    runs, inbox = tmp_path / "runs", tmp_path / "articles"
    runs.mkdir()
    inbox.mkdir()
    (inbox / name).write_text(content, "utf-8")
    nightly = ("run", inbox, *TINY, "--since", runs, "--nights", runs, "--fail-if-unusual", "--json", "--out")
    monday = cli(*nightly, runs / "monday")
    assert monday.code == 3, monday.err
    assert f"error: nothing that is new could be used: {name}: " in monday.err
    assert said in monday.err
    told = json.loads(monday.out)
    assert (told["run"], told["ended"]) == (str(runs / "monday"), "nothing-usable")
    tuesday = cli(*nightly, runs / "tuesday")
    assert tuesday.code == 0, tuesday.err
    assert json.loads(tuesday.out)["message"].startswith(f"nothing is new since {runs}: 1 left out")
    assert "not finished" not in tuesday.err
    articles(1)
    wednesday = cli(*nightly, runs / "wednesday")
    assert (wednesday.code, json.loads(wednesday.out)["rejected"]) == (0, 0), wednesday.err
    (inbox / name).write_text(f"{content} ", "utf-8")
    assert cli(*nightly, runs / "thursday").code == 3


def test_what_could_not_be_read_for_the_settings_is_new_with_others(cli: Cli, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    runs.mkdir()
    (tmp_path / "a.csv").write_text("body\n" + "Pemerintah daerah menaikkan anggaran irigasi. " * 5 + "\n", "utf-8")
    nightly = ("run", tmp_path / "a.csv", *TINY, "--since", runs, "--out")
    assert cli(*nightly, runs / "monday").code == 3
    mended = cli(*nightly, runs / "tuesday", "--column", "text=body")
    assert mended.code == 0, mended.err
    assert len((runs / "tuesday" / "briefs.jsonl").read_text("utf-8").splitlines()) == 1


def test_an_unusual_night_has_its_own_exit_code(
    articles: Articles, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, inbox = tmp_path / "runs", articles(2)
    (inbox / "empty.txt").write_text("", "utf-8")
    nightly = ("run", inbox, *TINY, "--out", runs / "a", "--nights", runs)
    assert cli(*nightly, "--fail-if-unusual").code == 0  # a rejection alone is nothing unusual
    assert cli(*nightly, "--strict").code == 1
    monkeypatch.setattr(drift, "look", lambda run, folder: [drift.Alarm("rejected", 0.4, 0.01, 9.0)])
    assert cli(*nightly).code == 0
    unusual = cli(*nightly, "--fail-if-unusual")
    assert unusual.code == 3
    reason = "rejected inputs: 40.0%, usually 1.0%"
    assert reason in unusual.err
    page, manifest = runs / "a" / "report.html", runs / "a" / "manifest.json"
    assert f"This run is unlike those before it: {reason}." in page.read_text("utf-8")
    assert json.loads(manifest.read_text("utf-8"))["unusual"] == [reason]
    assert cli("run", "--out", runs / "a", "--set", "clean.max_words=19999").code == 0  # not looked at again
    assert json.loads(manifest.read_text("utf-8"))["unusual"] == [reason]
    monkeypatch.setattr(drift, "look", lambda run, folder: [])
    assert cli(*nightly).code == 0
    assert json.loads(manifest.read_text("utf-8"))["unusual"] == []
    assert "unlike those before" not in page.read_text("utf-8")
    assert cli("run", inbox, *TINY, "--out", runs / "b", "--fail-if-unusual").code == 2


def test_what_was_unusual_is_not_told_of_other_inputs(
    articles: Articles, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("run", articles(2), *TINY, "--out", tmp_path / "runs" / "a")
    monkeypatch.setattr(drift, "look", lambda run, folder: [drift.Alarm("articles", 2, 60, 9.0)])
    assert cli(*command, "--nights", tmp_path / "runs").code == 0
    manifest = tmp_path / "runs" / "a" / "manifest.json"
    assert json.loads(manifest.read_text("utf-8"))["unusual"]
    articles(5)
    assert cli(*command).code == 0
    assert json.loads(manifest.read_text("utf-8"))["unusual"] == []
    assert "unlike those before" not in manifest.with_name("report.html").read_text("utf-8")


def test_a_run_is_held_against_the_nights_before(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    done = cli("run", articles(2), *TINY, "--out", tmp_path / "runs" / "a", "--nights", tmp_path / "runs", "--strict")
    assert done.code == 0, done.err
