"""The stage verbs: step by step they leave what one run leaves, and each shows what is done and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Articles = Callable[[int], Path]
Cli = Callable[..., Any]
TINY = ("--config", "tiny", "--set", "run.shard_size=2")
STEPS = ("clean", "translate", "summarize", "group", "score")
# Stages that are up to date by then, ingest and the report too.
DONE = {"clean": 3, "translate": 4, "summarize": 5, "group": 8, "score": 9}
SHOWN = {
    "clean": {"clean.jsonl"},
    "translate": {"clean.jsonl", "translations.jsonl"},
    "summarize": {"clean.jsonl", "translations.jsonl", "briefs.jsonl", "briefs.md", "report.html"},
    "group": {
        *("clean.jsonl", "translations.jsonl", "briefs.jsonl", "briefs.md", "report.html"),
        *("events.jsonl", "entities.jsonl"),
    },
}


@pytest.fixture
def rows(articles: Articles, tmp_path: Path) -> Path:
    """Five articles with references, and a row without a text."""
    path = tmp_path / "rows.jsonl"
    texts = [file.read_text("utf-8") for file in sorted(articles(5).iterdir())]
    given = [{"body": text, "reference_summary": f"Flood aid, part {n}."} for n, text in enumerate(texts)]
    path.write_text("".join(json.dumps(row) + "\n" for row in [*given, {"title": "Nothing"}]), "utf-8")
    return path


TIMES = re.compile(rb'<script type="application/json" id="times">.*?</script>')  # of report.html


def public(run: Path) -> dict[str, bytes]:
    """The public files; of the manifest and the page everything but the times."""
    files = {p.name: p.read_bytes() for p in run.iterdir() if p.is_file() and p.name not in (".lock", "run.json")}
    del files["report.lock.json"]
    files = {name: TIMES.sub(b"", content) for name, content in files.items()}
    if "manifest.json" in files:
        manifest = json.loads(files["manifest.json"])
        del manifest["times"], manifest["machine"]["peak_memory_mb"], manifest["files"]["report.html"]
        for stage in manifest["stages"].values():
            del stage["seconds"]
        files["manifest.json"] = json.dumps(manifest).encode()
    return files


def test_step_by_step_is_the_run_in_one_go(cli: Cli, rows: Path, tmp_path: Path) -> None:
    whole, steps = tmp_path / "whole", tmp_path / "steps"
    assert cli("run", rows, "--column", "text=body", *TINY, "--out", whole).code == 0
    given: tuple[str | Path, ...] = (rows, "--column", "text=body", *TINY, "--out", steps)
    for step, after in zip(STEPS, (*STEPS[1:], "show"), strict=True):
        result = cli(step, *given)
        assert result.code == 0, result.err
        assert result.out.startswith(f"{step}: ")
        assert "1 input rejected" in result.out
        assert f"next: ringkas {after} {steps}" in result.out
        assert result.out.count("\n") == 1
        if step in SHOWN:
            assert set(public(steps)) == SHOWN[step] | {"rejected.jsonl"}
        given = (steps,)
    found = public(steps)
    assert "scores.json" in found
    assert found == public(whole)
    shards = [{p.relative_to(run): p.read_bytes() for p in run.rglob("*.parquet")} for run in (whole, steps)]
    assert shards[0] == shards[1]


def test_a_step_then_the_run_does_the_rest_only(cli: Cli, rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli("translate", rows, "--column", "text=body", *TINY, "--out", out).code == 0
    result = cli("run", "--out", out)
    assert "translate: up to date" in result.err
    assert "summarize: 5/5 articles" in result.err
    assert (out / "manifest.json").is_file()


def test_a_step_on_a_finished_run_changes_nothing(cli: Cli, rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli("run", rows, "--column", "text=body", *TINY, "--out", out).code == 0
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file() and p.name != ".lock"}
    for step in STEPS:
        result = cli(step, out)
        assert result.code == 0
        assert result.err.count("up to date") == DONE[step]
        assert "ringkas show" in result.out
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_a_changed_step_takes_back_what_was_made_of_the_old_one(cli: Cli, rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli("run", rows, "--column", "text=body", *TINY, "--out", out).code == 0
    result = cli("translate", out, "--set", "translate.beam_size=2", "--json")
    found = json.loads(result.out)
    assert (found["stage"], found["records"], found["rejected"], found["next"]) == ("translate", 5, 1, "summarize")
    assert found["files"] == [str(out / "translations.jsonl")]
    assert set(public(out)) == SHOWN["translate"] | {"rejected.jsonl"}
    assert cli("summarize", out).code == 0
    assert cli("score", out).code == 0
    assert json.loads((out / "manifest.json").read_text("utf-8"))["config"]["translate"]["beam_size"] == 2


def test_cleaning_does_not_ask_for_the_translator(
    cli: Cli, articles: Articles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "empty"))
    config = tmp_path / "hub.toml"
    config.write_text('extends = "tiny"\n[translate]\nmodel = "opus-mt-id-en"\n', "utf-8")
    assert cli("clean", articles(2), "--config", config, "--out", tmp_path / "out").code == 0
    result = cli("translate", tmp_path / "out")
    assert result.code == 1
    assert "ringkas models fetch opus-mt-id-en" in result.err


def test_without_references_scoring_says_so(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    result = cli("score", articles(2), *TINY, "--out", tmp_path / "out")
    assert result.out.startswith("score: no article has a reference to score against; next: ringkas show")
    assert (tmp_path / "out" / "manifest.json").is_file()


def test_a_run_folder_stands_alone(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(2), tmp_path / "out"
    assert cli("clean", folder, *TINY, "--out", out).code == 0
    for extra in ((folder,), ("--out", tmp_path / "other")):
        result = cli("translate", out, *extra)
        assert result.code == 2
        assert "is a run folder: it stands alone" in result.err
    assert cli("translate", out, "--out", out).code == 0


def test_strict_fails_when_an_input_was_rejected(cli: Cli, rows: Path, tmp_path: Path) -> None:
    result = cli("clean", rows, "--column", "text=body", *TINY, "--out", tmp_path / "out", "--strict")
    assert result.code == 1
    assert "1 input was rejected" in result.err
