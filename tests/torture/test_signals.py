"""A run that is stopped, suspended, or not alone: it ends soon, says how to go on, and nobody writes over another."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import psutil
import pytest

from eval.benchmarks.scale import articles
from tests.torture.conftest import Note
from tests.torture.program import ROOT, Program, contents, differing, memory_rows

FAKE = ("--config", "tiny", "--set", "run.shard_size=1")
SOON = 5.0  # seconds of processor time that stopping may take; waiting for a processor is not counted


def wait_for(path: Path, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not come"
        time.sleep(0.002)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.heavy)], ids=lambda number: number.name
)
def test_stopped(program: Program, sample: Path, tmp_path: Path, number: signal.Signals, note: Note) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    memory = ("--set", "translate.memory=")
    pid = program.start("run", sample, *FAKE, *memory, "--out", out, module="tests.torture.slow_stages")
    wait_for(out / "shards" / "clean" / "00000.lock.json")
    began = time.monotonic()
    os.kill(pid, number)
    ended = program.wait()
    took = time.monotonic() - began
    assert ended.code == 1
    assert re.search(rf"continue with: \S*ringkas run --out {re.escape(str(out))}", ended.err)
    assert not ended.traceback
    assert took < 10 * SOON, f"it took {took:.1f} s to stop"
    assert program.run("run", "--out", out).code == 0
    assert program.run("run", sample, *FAKE, *memory, "--out", whole).code == 0
    assert differing(contents(out), contents(whole)) == []
    note(number.name, 1, f"ended in {took:.1f} s, said how to go on, continued byte for byte")


@pytest.mark.heavy
def test_stopped_in_the_middle_of_the_checks(program: Program, tmp_path: Path, note: Note) -> None:
    """Two shards at once, whose translations take the guards half a minute: they are not ended first."""
    news, out = tmp_path / "news", tmp_path / "out"
    news.mkdir()
    for n, text in enumerate(islice(articles(5), 120)):
        (news / f"{n}.txt").write_text(text, "utf-8")
    options = ("--config", "tiny", "--set", "run.shard_size=60", "--set", "translate.memory=", "--out", out)
    process = psutil.Process(program.start("run", news, *options))

    def used() -> float:
        times = process.cpu_times()
        return float(times.user + times.system)

    wait_for(out / "shards" / "clean" / "00000.lock.json")
    before = used()
    while used() < before + 2 * SOON:
        time.sleep(0.05)
    before = used()
    process.send_signal(signal.SIGTERM)
    ended = program.wait()
    assert ended.code == 1
    assert f"ringkas run --out {out}" in ended.err
    assert not list((out / "shards" / "translate").glob("*.lock.json")), "it was over before it was stopped"
    took = ended.seconds - before
    note("SIGTERM while translations are checked", 1, f"ended in {took:.1f} s of processor time")
    assert took < SOON


@pytest.mark.heavy
def test_suspended_and_woken(program: Program, sample: Path, tmp_path: Path, note: Note) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    command = ("run", sample, *FAKE, "--set", "translate.memory=", "--out")
    pid = program.start(*command, out, module="tests.torture.slow_stages")
    for stage in ("ingest", "clean"):
        wait_for(out / "shards" / stage / "00000.lock.json")
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.2)
        os.kill(pid, signal.SIGCONT)
    assert program.wait().code == 0
    assert program.run(*command, whole).code == 0
    assert differing(contents(out), contents(whole)) == []
    note("SIGSTOP and SIGCONT", 2, "nothing changed")


@pytest.mark.heavy
def test_two_processes_on_one_run_folder(program: Program, sample: Path, tmp_path: Path, note: Note) -> None:
    out = tmp_path / "out"
    command = ["run", str(sample), *FAKE, "--set", "translate.memory=", "--out", str(out)]
    program.start(*command, module="tests.torture.slow_stages")
    wait_for(out / "shards" / "ingest" / "00000.lock.json")
    second = subprocess.run(
        [sys.executable, "-m", "pipeline", *command],
        cwd=ROOT, env=program.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    first = program.wait()
    assert (first.code, second.returncode) == (0, 1)
    assert "another process is working in" in second.stderr
    assert "Traceback" not in second.stderr
    note("two processes on one run folder", 1, "the second one is told to wait")


@pytest.mark.heavy
def test_two_processes_on_one_memory(program: Program, sample: Path, tmp_path: Path, note: Note) -> None:
    memory = ("--set", f"translate.memory={tmp_path / 'shared.sqlite'}")
    whole = ("--set", f"translate.memory={tmp_path / 'alone.sqlite'}")
    assert program.run("run", sample, *FAKE, *whole, "--out", tmp_path / "whole").code == 0
    expected = contents(tmp_path / "whole")
    command = [sys.executable, "-m", "pipeline", "run", str(sample), *FAKE, *memory, "--out"]
    others = [
        subprocess.Popen([*command, str(tmp_path / name)], cwd=ROOT, env=program.environment(), stderr=subprocess.PIPE)
        for name in ("a", "b")
    ]
    said = [process.communicate(timeout=300)[1] for process in others]
    assert [process.returncode for process in others] == [0, 0], said
    assert differing(contents(tmp_path / "a"), expected) == []
    assert differing(contents(tmp_path / "b"), expected) == []
    assert memory_rows(tmp_path / "shared.sqlite") == memory_rows(tmp_path / "alone.sqlite")
    note("two processes on one memory", 1, "same outputs, no row lost or doubled")
