"""Several worker processes leave what one leaves; one that dies, an error and Ctrl-C each end in one clear error."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipeline.core import processors

Cli = Callable[..., Any]
Articles = Callable[[int], Path]
TINY = ("--config", "tiny", "--set", "run.shard_size=2")
SLOW = """
import os, sys, time
sys.argv = ["ringkas", *sys.argv[1:]]
from pipeline.backends import fake
plain = fake.FakeTranslator.translate
def translate(self, texts, **rest):
    if "ringkas-worker" in __import__("multiprocessing").current_process().name:
        {what}
    return plain(self, texts, **rest)
fake.FakeTranslator.translate = translate
if __name__ == "__main__":
    from pipeline.cli.app import main
    main()
"""


def contents(run: Path) -> dict[str, bytes]:
    """What a run leaves behind that depends on its inputs and settings alone."""
    files = [*run.glob("shards/*/*.parquet"), *run.glob("*.jsonl"), run / "briefs.md"]
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a run whose translator does something of its own in the worker processes."""
    started: list[subprocess.Popen[str]] = []

    def start(what: str, *arguments: str | Path) -> subprocess.Popen[str]:
        script = tmp_path / "program.py"
        script.write_text(SLOW.format(what=what), "utf-8")
        command = [sys.executable, str(script), "run", *(str(a) for a in arguments), "--workers", "2"]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
        process = subprocess.Popen(
            command,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where the tests run unattended
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def workers(process: subprocess.Popen[str], run: Path) -> list[psutil.Process]:
    """The worker processes of a run, once all shards are clean and the translator waits."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and len(list(run.glob("shards/clean/*.lock.json"))) < 6:
        time.sleep(0.05)
    there = [p for p in psutil.Process(process.pid).children() if "spawn_main" in " ".join(p.cmdline())]
    assert len(there) == 2
    return there


@pytest.mark.heavy
def test_two_processes_leave_what_one_leaves(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    folder = articles(13)
    assert cli("run", folder, *TINY, "--out", tmp_path / "one").code == 0
    done = cli("run", folder, *TINY, "--out", tmp_path / "two", "--workers", "2")
    assert done.code == 0, done.err
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert len(contents(tmp_path / "one")) > 20
    assert re.search(r"translate: 13/13 articles in", done.err)
    again = cli("run", "--out", tmp_path / "two", "--workers", "1")
    assert "translate: up to date" in again.err


@pytest.mark.heavy
def test_a_process_that_is_killed_ends_in_one_error_and_the_run_goes_on_later(
    articles: Articles, cli: Cli, tmp_path: Path, program: Callable[..., subprocess.Popen[str]]
) -> None:
    folder = articles(12)
    process = program("time.sleep(0.2); os.kill(os.getpid(), 9) if any(' 9 ' in t for t in texts) else None",
                      folder, *TINY, "--out", tmp_path / "out")  # fmt: skip
    _, error = process.communicate(timeout=300)
    assert process.returncode == 1
    assert re.search(r"error: translate: a worker process was ended by SIGKILL at shards? \d", error), error
    assert "Traceback" not in error
    assert error.count("error:") == 1
    assert cli("run", folder, *TINY, "--out", tmp_path / "one").code == 0
    assert cli("run", "--out", tmp_path / "out", "--workers", "1").code == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "out")


@pytest.mark.heavy
def test_ctrl_c_ends_the_processes_at_once_and_keeps_what_was_finished(
    articles: Articles, tmp_path: Path, program: Callable[..., subprocess.Popen[str]]
) -> None:
    process = program("time.sleep(600)", articles(12), *TINY, "--out", tmp_path / "out")
    there = workers(process, tmp_path / "out")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it
    _, error = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "keeps what was finished" in error
    assert "Traceback" not in error
    assert not [p for p in there if p.is_running()]
    assert len(list((tmp_path / "out" / "shards" / "clean").glob("*.lock.json"))) == 6


@pytest.mark.heavy
def test_the_processes_end_with_the_one_that_started_them(
    articles: Articles, tmp_path: Path, program: Callable[..., subprocess.Popen[str]]
) -> None:
    process = program("time.sleep(600)", articles(12), *TINY, "--out", tmp_path / "out")
    there = workers(process, tmp_path / "out")
    process.kill()
    _, alive = psutil.wait_procs(there, timeout=30)
    assert not alive


@pytest.mark.heavy
def test_an_error_in_a_process_is_the_error_of_the_run(
    articles: Articles, tmp_path: Path, program: Callable[..., subprocess.Popen[str]]
) -> None:
    raises = "from pipeline.core.errors import StoreError; raise StoreError('the disk is full', 'make room')"
    process = program(raises, articles(12), *TINY, "--out", tmp_path / "out")
    _, error = process.communicate(timeout=300)
    assert process.returncode == 1
    assert error.endswith("error: the disk is full\n  make room\n")
    assert "Traceback" not in error


@pytest.mark.heavy
def test_warnings_of_the_processes_reach_the_log(
    articles: Articles, tmp_path: Path, program: Callable[..., subprocess.Popen[str]]
) -> None:
    warns = "import logging; logging.getLogger('ringkas').warning('so many as %d', len(texts))"
    process = program(warns, articles(4), *TINY, "--out", tmp_path / "out")
    _, error = process.communicate(timeout=300)
    assert process.returncode == 0
    assert re.search(r"so many as \d", error)


def test_processors_are_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "_share", [])
    monkeypatch.setattr(processors, "allowed", lambda: 8)
    assert processors.available() == 8
    processors.take_share(3)
    assert processors.available() == 2
    processors.take_share(100)
    assert processors.available() == 1
