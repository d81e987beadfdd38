"""The whole way with an engine without weights: what it leaves, that it continues, and what it does with bad input."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Articles = Callable[[int], Path]
Cli = Callable[..., Any]
TIMES = re.compile(rb'<script type="application/json" id="times">.*?</script>')  # of report.html
TINY = ("--config", "tiny", "--set", "run.shard_size=2")
PUBLIC = ("briefs.jsonl", "translations.jsonl", "clean.jsonl", "rejected.jsonl", "briefs.md", "report.html")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def contents(run: Path) -> dict[str, bytes]:
    """Everything of a run that must not depend on the clock or on how it came about."""
    shards = sorted((run / "shards").rglob("*.parquet"))
    files = [*(run / name for name in PUBLIC), *shards]
    return {p.relative_to(run).as_posix(): TIMES.sub(b"", p.read_bytes()) for p in files}


def test_the_whole_way(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(5), tmp_path / "out"
    (folder / "empty.txt").touch()
    result = cli("run", folder, *TINY, "--out", out)
    assert result.code == 0, result.err
    assert str(out / "briefs.md") in result.out
    briefs = lines(out / "briefs.jsonl")
    assert [b["input"] for b in briefs] == [f"{n:03d}.txt" for n in range(5)]
    assert all(b["brief"] and b["sentences"] for b in briefs)
    assert briefs[0]["brief"] in result.out
    assert lines(out / "rejected.jsonl") == [{"input": "empty.txt", "stage": "ingest", "reason": "the file is empty"}]
    translations = lines(out / "translations.jsonl")
    assert [t["article_id"] for t in translations] == [b["article_id"] for b in briefs]
    cited = {c for s in briefs[0]["sentences"] for c in s["citations"]}
    assert cited <= {s["index"] for s in translations[0]["sentences"]}
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    ingest = manifest["stages"]["ingest"]
    assert (ingest["in"], ingest["out"], ingest["rejected"]) == (6, 5, 1)
    assert manifest["stages"]["translate"]["out"] == 5
    assert manifest["config"]["translate"]["model"] == "fake"


def test_shards_are_readable_as_a_dataset(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    assert cli("run", articles(3), *TINY, "--out", tmp_path / "out").code == 0
    files = str(tmp_path / "out" / "shards" / "clean" / "*.parquet")
    data = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=str(tmp_path / "cache"))
    assert data.num_rows == 3


def test_two_runs_are_byte_identical(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder = articles(5)
    for name in ("one", "two"):
        assert cli("run", folder, *TINY, "--out", tmp_path / name).code == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_workers_change_nothing(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder = articles(5)
    assert cli("run", folder, *TINY, "--out", tmp_path / "one").code == 0
    assert cli("run", folder, *TINY, "--set", "run.workers=2", "--out", tmp_path / "two").code == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_second_run_does_nothing_and_an_option_redoes_its_stage_only(
    cli: Cli, articles: Articles, tmp_path: Path
) -> None:
    folder, out = articles(4), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    manifest = (out / "manifest.json").read_bytes()
    again = cli("run", "--out", out)
    assert again.err.count("up to date") == 9
    assert (out / "manifest.json").read_bytes() == manifest
    changed = cli("run", "--out", out, "--set", "summarize.sentences=1")
    assert "translate: up to date" in changed.err
    assert "summarize: 4/4 articles" in changed.err
    assert all(len(b["sentences"]) == 1 for b in lines(out / "briefs.jsonl"))


def test_the_public_files_follow_what_changes_no_article(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    """A rejection, its reason, an option without an effect: no shard changes, and yet the files tell of each."""
    folder, out, fresh = articles(3), tmp_path / "out", tmp_path / "fresh"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    (folder / "rows.csv").write_text("isi,judul\nHujan turun di kota sejak pagi hari tadi,Hujan\n", "utf-8")
    assert cli("run", folder, "--out", out, "--strict").code == 1
    assert [row["input"] for row in lines(out / "rejected.jsonl")] == ["rows.csv"]
    (folder / "rows.csv").write_bytes(b"")
    assert cli("run", folder, "--out", out).code == 0
    assert [row["reason"] for row in lines(out / "rejected.jsonl")] == ["the file is empty"]
    assert "rows.csv" in (out / "briefs.md").read_text("utf-8")
    assert cli("run", folder, *TINY, "--out", fresh).code == 0
    assert contents(out) == contents(fresh)
    assert "report: written" in cli("run", "--out", out, "--set", "clean.max_words=19999").err
    assert json.loads((out / "manifest.json").read_text("utf-8"))["config"]["clean"]["max_words"] == 19999
    assert "report: up to date" in cli("run", "--out", out).err


def test_plan_says_what_and_why(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(4), tmp_path / "out"
    before = cli("plan", folder, *TINY, "--out", out)
    assert before.code == 0
    assert "not done yet" in before.out
    assert not out.exists()
    assert cli("run", folder, *TINY, "--out", out).code == 0
    assert cli("plan", "--out", out).out.count("up to date") == 7
    changed = json.loads(cli("plan", "--out", out, "--set", "translate.beam_size=1", "--json").out)
    reasons = {stage["stage"]: stage["reasons"] for stage in changed["stages"]}
    assert reasons["clean"] == {}
    assert reasons["translate"] == {"translate.beam_size null -> 1": 2}
    assert reasons["summarize"] == {"its input is made again": 2}
    (folder / "000.txt").write_text("Isi baru yang lain sama sekali tentang hujan di kota.", "utf-8")
    assert "input 000000 000.txt (text) changed" in cli("plan", "--out", out).out


@pytest.mark.parametrize("stage", ["ingest", "clean", "translate", "summarize"])
def test_a_truncated_shard_is_made_again(cli: Cli, articles: Articles, tmp_path: Path, stage: str) -> None:
    folder, out = articles(4), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    before = contents(out)
    shard = out / "shards" / stage / "00001.parquet"
    shard.write_bytes(shard.read_bytes()[:-20])
    assert "damaged" in cli("plan", "--out", out).out
    assert cli("run", "--out", out).code == 0
    assert contents(out) == before


def test_fewer_articles_leave_nothing_behind(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(6), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    for n in range(2, 6):
        (folder / f"{n:03d}.txt").unlink()
    assert cli("run", "--out", out, "--drop-missing").code == 0
    assert len(lines(out / "briefs.jsonl")) == 2
    assert not (out / "shards" / "translate" / "00001.parquet").exists()


def test_an_added_article_redoes_its_shard_only(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(4), tmp_path / "out"
    assert cli("run", folder, *TINY, "--out", out).code == 0
    articles(5)
    result = cli("run", "--out", out)
    assert "translate: 1/1 article" in result.err
    assert len(lines(out / "briefs.jsonl")) == 5


def start(folder: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", "run", str(folder), "--config", "tiny", "--set", "run.shard_size=1"]
    return subprocess.Popen(
        [*command, "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A job started in the background ignores Ctrl-C and hands that on; the run under test must not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)


@pytest.mark.parametrize(
    "stage", ["translate", *(pytest.param(name, marks=pytest.mark.heavy) for name in ("ingest", "clean", "summarize"))]
)
def test_kill_in_the_middle_then_continue_equals_uninterrupted(
    cli: Cli, articles: Articles, tmp_path: Path, stage: str
) -> None:
    folder = articles(16)
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    process = start(folder, killed)
    wait_for(killed / "shards" / stage / "00001.lock.json", process)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not (killed / "manifest.json").exists()
    assert cli("run", "--out", killed).code == 0
    assert cli("run", folder, "--config", "tiny", "--set", "run.shard_size=1", "--out", whole).code == 0
    assert contents(killed) == contents(whole)
    assert not list(killed.rglob("*.tmp"))


def test_interrupt_says_how_to_continue(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start(articles(16), out)
    wait_for(out / "shards" / "clean" / "00001.lock.json", process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"ringkas run --out {out}" in err
    assert "Traceback" not in err
    assert cli("run", "--out", out).code == 0
    assert len(lines(out / "briefs.jsonl")) == 16


def test_an_interrupt_before_there_is_a_run_names_none_to_continue(
    cli: Cli, articles: Articles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`ringkas run --out FOLDER` would be a run of the starter suite then."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.execution.runner.claim_and_run", interrupted)
    ended = cli("run", articles(1), *TINY, "--out", tmp_path / "out")
    assert (ended.code, "nothing was made yet" in ended.err) == (1, True)
    assert "--out" not in ended.err


def test_default_folder_continues_the_run_of_the_day(
    cli: Cli, articles: Articles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = articles(2)
    monkeypatch.chdir(tmp_path)
    assert cli("run", folder, *TINY).code == 0
    assert cli("run", folder, *TINY).code == 0
    assert cli("run", folder, *TINY, "--set", "summarize.sentences=1").code == 0
    names = sorted(os.listdir("runs"))
    assert len(names) == 2
    assert all(name.startswith(time.strftime("%Y-")) and "-tiny-" in name for name in names)


def test_a_run_continues_from_another_folder(
    cli: Cli, articles: Articles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles(2)
    monkeypatch.chdir(tmp_path)
    assert cli("run", "articles", *TINY, "--out", "out").code == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "translate: up to date" in cli("run", "--out", tmp_path / "out").err


@pytest.mark.heavy
def test_stdin_is_remembered(articles: Articles, tmp_path: Path, cli: Cli) -> None:
    text = (articles(1) / "000.txt").read_text("utf-8")
    command = [sys.executable, "-m", "pipeline", "run", "-", *TINY, "--out", str(tmp_path / "out")]
    first = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    assert lines(tmp_path / "out" / "briefs.jsonl")[0]["input"] == "stdin"
    assert "ingest: up to date" in cli("run", "--out", tmp_path / "out").err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["run", "nowhere.txt"], "nowhere.txt does not exist"),
        (["run", "--config", "defualt"], "did you mean 'default'"),
        (["run", "--set", "translate.beem_size=1"], "did you mean 'beam_size'"),
        (["run", "--set", "translate.model=marian-id-em"], "did you mean 'marian-id-en'"),
        (["run", "--set", "summarize.model=centriod"], "centriod"),
        (["run", "--set", "translate.glossary=none.tsv"], "there is no such file"),
        (["run", "--set", "run.engine=locl"], "did you mean 'local'"),
        (["run", "--column", "txt=body"], "'txt' is not a field"),
        (["run", "--column", "text"], "expected field=column"),
        (["plan", "--set", "translate.model=marian-id-em"], "did you mean 'marian-id-en'"),
        (["show", "nowhere", "1"], "not a run folder"),
        (["run", "--no-such-option"], "no-such-option"),
        (["fly"], "fly"),
    ],
)
def test_the_users_mistakes_end_with_2_and_one_clear_error(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = cli(*arguments)
    assert result.code == 2
    assert expected in result.err
    assert "Traceback" not in result.err
    assert not (tmp_path / "runs").exists()


def test_bad_inputs_cost_only_themselves(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(2), tmp_path / "out"
    (folder / "a.csv").write_text("body\nhalo\n")
    (folder / "b.jsonl").write_text("{broken\n")
    (folder / "c.txt").write_bytes(b"caf\xe9 di kota")
    (folder / "d.parquet").write_bytes(b"no")
    (folder / "e.txt").touch()
    assert cli("run", folder, *TINY, "--out", out).code == 0
    assert len(lines(out / "briefs.jsonl")) == 2
    assert [r["input"] for r in lines(out / "rejected.jsonl")] == ["a.csv", "b.jsonl:1", "c.txt", "d.parquet", "e.txt"]
    assert cli("run", "--out", out, "--strict").code == 1


def test_a_lone_csv_without_the_column_is_the_users_mistake(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("body\nhalo\n")
    result = cli("run", tmp_path / "a.csv", *TINY, "--out", tmp_path / "out")
    assert result.code == 2
    assert "no column 'text'" in result.err
    assert lines(tmp_path / "out" / "rejected.jsonl")[0]["input"] == "a.csv"
    assert cli("run", "--out", tmp_path / "out").code == 2


def wire(folder: Path) -> Path:
    """Seven articles, two to a shard: 1 and 5 say what 0 says, 6 what 3 says, in nearly the same words."""
    folder.mkdir()
    words = [f"{first}{last}" for first in ("per", "ke", "di") for last in ("kata", "rumah", "jalan", "pasar", "buku")]
    told = {0: 0, 1: 0, 2: 2, 3: 3, 4: 4, 5: 0, 6: 3}
    for n, story in told.items():
        order = random.Random(story).choices(words, k=150)
        order[n] = "lain"
        text = "\n".join(" ".join(order[i : i + 30]).capitalize() + "." for i in range(0, 150, 30))
        (folder / f"{n}.txt").write_text(f"{text}\nBaca juga: Situs {n} Punya Judul Sendiri\n", "utf-8")
    return folder


def groups(run: Path, by: str = "duplicates") -> list[list[str]]:
    """The near-duplicates that the manifest names."""
    found: list[list[str]] = json.loads((run / "manifest.json").read_text("utf-8"))[by]
    return found


def test_near_duplicates_are_reported_and_dropped_when_asked(cli: Cli, tmp_path: Path) -> None:
    folder, out, off = wire(tmp_path / "wire"), tmp_path / "out", tmp_path / "off"
    done = cli("run", folder, *TINY, "--set", "clean.language_check=false", "--out", out)
    ids = [b["article_id"] for b in lines(out / "briefs.jsonl")]
    assert len(ids) == 7
    assert groups(out) == [[ids[0], ids[1], ids[5]], [ids[3], ids[6]]]
    assert groups(out, "duplicate_inputs") == [["0.txt", "1.txt", "5.txt"], ["3.txt", "6.txt"]]
    assert "5 articles in 2 groups are nearly the same, such as 0.txt and 1.txt" in done.err
    dropped = cli("run", "--out", out, "--dedup")
    assert dropped.code == 0
    assert "clean: 2/2 articles" in dropped.err  # shards 0, 2 and 3 lost one each; shard 1 is as it was
    assert [b["article_id"] for b in lines(out / "briefs.jsonl")] == [ids[0], ids[2], ids[3], ids[4]]
    reasons = {r["input"]: (r["stage"], r["reason"]) for r in lines(out / "rejected.jsonl")}
    assert reasons["5.txt"] == ("ingest", f"nearly the same as 0.txt (article {ids[0]})")
    assert reasons.keys() == {"1.txt", "5.txt", "6.txt"}
    assert groups(out) == [[ids[0], ids[1], ids[5]], [ids[3], ids[6]]]
    assert groups(out, "duplicate_inputs") == [["0.txt", "1.txt", "5.txt"], ["3.txt", "6.txt"]]
    whole = tmp_path / "whole"
    cli("run", folder, *TINY, "--set", "clean.language_check=false", "--dedup", "--out", whole)
    assert contents(out) == contents(whole)
    assert cli("run", "--out", out).err.count("up to date") == 9
    cli("run", folder, *TINY, "--set", "ingest.duplicates=off", "--out", off)
    assert groups(off) == []


def test_what_is_dropped_follows_the_set(cli: Cli, tmp_path: Path) -> None:
    folder, out = wire(tmp_path / "wire"), tmp_path / "out"
    asked = (*TINY, "--set", "clean.language_check=false", "--dedup")
    cli("run", folder, *asked, "--out", out)
    (folder / "0.txt").write_text("Kabar yang lain sama sekali tentang hujan deras di kota pada hari ini.", "utf-8")
    cli("run", "--out", out)
    assert [r["input"] for r in lines(out / "rejected.jsonl")] == ["5.txt", "6.txt"]
    assert [len(group) for group in groups(out)] == [2, 2]
    again = tmp_path / "again"
    cli("run", folder, *asked, "--out", again)
    assert contents(out) == contents(again)
    (out / "shards" / "ingest" / "00001.parquet").write_bytes(b"damaged")  # the other shards are kept as they are
    before = groups(out)
    cli("run", "--out", out)
    assert (contents(out), groups(out)) == (contents(again), before)


def test_an_article_can_be_taken_for_indonesian(cli: Cli, tmp_path: Path) -> None:
    english = tmp_path / "english.txt"
    english.write_text("The government said on Monday that the flood had reached the houses of the city.\n", "utf-8")
    german = tmp_path / "german.txt"
    german.write_text("Die Regierung hat am Montag gesagt, dass das Hochwasser die Stadt erreicht hat.\n", "utf-8")
    out = tmp_path / "out"
    cli("run", english, german, *TINY, "--out", out)
    assert [r["input"] for r in lines(out / "rejected.jsonl")] == ["german.txt"]
    sentence = lines(out / "translations.jsonl")[0]["sentences"][0]
    assert (sentence["text"], sentence["flags"]) == (sentence["source"], ["already-english"])
    assert cli("plan", "--out", out, "--assume-indonesian").out.count("clean.language_check true -> false") == 1
    assert cli("run", "--out", out, "--assume-indonesian").code == 0
    assert lines(out / "rejected.jsonl") == []
    assert all("already-english" not in s["flags"] for t in lines(out / "translations.jsonl") for s in t["sentences"])


def test_json_goes_to_stdout_alone(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    result = cli("run", articles(2), *TINY, "--out", tmp_path / "out", "--json")
    assert json.loads(result.out)["stages"]["summarize"]["out"] == 2


def test_show_has_every_stage(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(2), tmp_path / "out"
    with (folder / "000.txt").open("a", encoding="utf-8") as file:
        file.write("\nBaca juga: Harga Beras Naik Lagi di Pasar Induk\n")
    assert cli("run", folder, *TINY, "--out", out).code == 0
    shown = cli("show", out, "000.txt")
    assert shown.code == 0
    assert "~~Baca juga: Harga Beras Naik Lagi di Pasar Induk~~" in shown.out
    for heading in ("as it came", "sentences and translations", "brief (lead)"):
        assert f"-- {heading} --" in shown.out
    ident = lines(out / "briefs.jsonl")[0]["article_id"]
    assert cli("show", out, ident[:6]).out == cli("show", out, "1").out == shown.out
    assert json.loads(cli("show", out, "1", "--json").out)["article"]["id"] == ident
    missing = cli("show", out, "00.txt")
    assert missing.code == 2
    assert "000.txt" in missing.err
