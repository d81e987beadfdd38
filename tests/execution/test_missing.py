"""A run that goes on after inputs have left their folder loses no briefs unless the user says so."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.core.errors import UserError
from pipeline.core.run_folder import Store
from pipeline.execution import ingest_shards
from pipeline.execution.missing import told
from pipeline.execution.request import RunRequest, prepare

Articles = Callable[[int], Path]
Cli = Callable[..., Any]
TINY = ("--config", "tiny", "--set", "run.shard_size=2")


def inputs_with_briefs(run: Path) -> list[str]:
    return [json.loads(line)["input"] for line in (run / "briefs.jsonl").read_text("utf-8").splitlines()]


def everything(run: Path) -> dict[str, bytes]:
    ours = (p for p in run.rglob("*") if p.is_file() and p.suffix != ".lock")
    return {str(p.relative_to(run)): p.read_bytes() for p in ours}


@pytest.mark.parametrize("way", ["--out", "again", "other", "part", "clean"])
def test_a_run_does_not_lose_what_left_its_folder(articles: Articles, cli: Cli, tmp_path: Path, way: str) -> None:
    folder, out = articles(4), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    (folder / "001.txt").unlink()
    before = everything(out)
    given: dict[str, tuple[str | Path, ...]] = {
        "--out": ("run",),
        "again": ("run", folder, *TINY),
        "other": ("run", folder / "000.txt", folder / "002.txt", folder / "003.txt"),
        "part": ("run", "--shards", "1/2"),
        "clean": ("clean",),
    }
    refused = cli(*given[way], "--out", out)
    assert refused.code == 2, refused.err
    assert f"{out}: 1 input missing (001.txt); going on would drop what was made of them" in refused.err
    assert f"to go on without them: ringkas run --out {out} --drop-missing" in refused.err
    assert everything(out) == before


def test_it_goes_on_without_them_when_told_to_and_as_before_when_they_are_back(
    articles: Articles, cli: Cli, tmp_path: Path
) -> None:
    folder, out = articles(4), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    text = (folder / "001.txt").read_bytes()
    (folder / "001.txt").unlink()
    planned = cli("plan", "--out", out)
    assert "1 input missing (001.txt): the run refuses to go on without --drop-missing" in planned.out
    assert json.loads(cli("plan", "--out", out, "--json").out)["missing"] == ["001.txt"]
    (folder / "001.txt").write_bytes(text)
    assert "missing" not in json.loads(cli("plan", "--out", out, "--json").out)
    assert cli("run", "--out", out).code == 0
    (folder / "001.txt").unlink()
    assert "1 input missing (001.txt): their briefs are dropped" in cli("plan", "--out", out, "--drop-missing").out
    dropped = cli("run", "--out", out, "--drop-missing", "--quiet")
    assert dropped.code == 0, dropped.err
    assert "1 input missing (001.txt); what was made of them is dropped" in dropped.err
    assert inputs_with_briefs(out) == ["000.txt", "002.txt", "003.txt"]
    after = cli("run", "--out", out)  # it is said once
    assert (after.code, "missing" in after.err) == (0, False)


def test_what_was_renamed_changed_added_or_rejected_is_not_missed(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    folder, out = articles(3), tmp_path / "out"
    (folder / "empty.txt").write_text("", "utf-8")
    (folder / "scan.pdf").write_text("%PDF-1.4", "utf-8")
    (folder / "short.txt").write_text("Hujan.", "utf-8")
    assert cli("run", folder, *TINY, "--out", out).code == 0
    for name in ("empty.txt", "scan.pdf", "short.txt"):
        (folder / name).unlink()
    (folder / "000.txt").rename(folder / "renamed.txt")
    (folder / "001.txt").write_text((folder / "001.txt").read_text("utf-8").replace("bantuan", "beras"), "utf-8")
    (folder / "new.txt").write_text((folder / "002.txt").read_text("utf-8").replace("Rabu", "Kamis"), "utf-8")
    done = cli("run", "--out", out)
    assert done.code == 0, done.err
    assert inputs_with_briefs(out) == ["001.txt", "002.txt", "new.txt", "renamed.txt"]


def test_a_folder_that_was_empty_is_not_missed(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    out = tmp_path / "out"
    assert cli("run", tmp_path / "articles", *TINY, "--out", out).code == 1
    articles(1)
    assert cli("run", "--out", out).code == 0


def test_what_other_runs_have_done_meanwhile_is_not_missed(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    runs, inbox = tmp_path / "runs", articles(4)
    runs.mkdir()
    begun = cli("run", inbox, *TINY, "--since", runs, "--out", runs / "monday", "--budget", "0.001s")
    assert "the time is over" in begun.out
    assert cli("run", inbox / "000.txt", *TINY, "--out", runs / "tuesday").code == 0
    done = cli("run", "--out", runs / "monday")
    assert done.code == 0, done.err
    assert inputs_with_briefs(runs / "monday") == ["001.txt", "002.txt", "003.txt"]


@pytest.mark.parametrize("harm", ["killed", "shards", "index"])
def test_what_a_run_had_is_known_without_its_index(
    articles: Articles, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    folder, out = articles(4), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    if harm == "shards":
        shutil.rmtree(out / "shards")
    elif harm == "index":
        Store(out).index_path.write_text("{", "utf-8")
    else:  # while it reads an article more; its manifest is of too many inputs to name them all
        (out / "manifest.json").unlink()
        (folder / "000a.txt").write_text((folder / "000.txt").read_text("utf-8").replace("Rabu", "Kamis"), "utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(ingest_shards, "ShardReuse", killed)
            assert cli("run", "--out", out).code == 1
        assert not Store(out).index_path.exists()
    (folder / "003.txt").unlink()
    refused = cli("run", "--out", out)
    assert refused.code == 2, refused.err
    assert "1 input missing (003.txt)" in refused.err
    assert cli("run", "--out", out, "--drop-missing").code == 0
    assert not Store(out).index_before.exists()


def test_an_index_that_was_set_aside_does_not_stay(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli("run", articles(2), *TINY, "--out", out).code == 0
    store = Store(out)
    store.index_before.write_bytes(store.index_path.read_bytes())  # killed before its last step
    assert cli("run", "--out", out).code == 0
    assert not store.index_before.exists()


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_from_python(articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(3), tmp_path / "out"
    pipeline.run(folder, out=out, config="tiny")
    (folder / "000.txt").unlink()
    with pytest.raises(UserError, match="going on would drop"):
        pipeline.run(folder, out=out, config="tiny")
    assert len(pipeline.run(out=out, drop_missing=True).briefs()) == 2


def test_nothing_is_written_to_find_out(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    folder, out = articles(2), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    (folder / "000.txt").unlink()
    before = everything(out)
    job, _ = prepare(RunRequest(out=str(out)), dt.date.today())
    assert (job.missing, everything(out)) == (("000.txt",), before)


def test_few_names_stand_for_many() -> None:
    assert told(["a"]) == "1 input missing (a)"
    assert told(["a", "b", "c", "d", "e"]) == "5 inputs missing (a, b, c and 2 more)"
