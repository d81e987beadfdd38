"""Every verb as a program: any encoding, a reader that leaves, SIGTERM and Ctrl-C, errors of the operating system."""

from __future__ import annotations

import json
import os
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
RINGKAS = [sys.executable, "-m", "pipeline"]
TINY = ("--config", "tiny")


def program(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*RINGKAS, *(str(a) for a in arguments)]
    env = {**os.environ, **environment}
    return subprocess.run(command, env=env, check=False, capture_output=True, text=True, encoding="latin-1")


@pytest.mark.parametrize("encoding", ["ascii", pytest.param("cp1252", marks=pytest.mark.heavy)])
def test_output_in_any_encoding(cli: Cli, articles: Articles, tmp_path: Path, encoding: str) -> None:
    assert cli("run", articles(2), *TINY, "--out", tmp_path / "a").code == 0
    assert cli("run", articles(2), *TINY, "--set", "summarize.sentences=1", "--out", tmp_path / "b").code == 0
    for verb in (("--help",), ("show", tmp_path / "a", "1"), ("plan", "--out", tmp_path / "a")):
        done = program(*verb, PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
    for name in ("ref", "one", "two"):
        (tmp_path / f"{name}.en").write_text("One.\nTwo.\n", "utf-8")
    compare = ("compare", "--reference", tmp_path / "ref.en", tmp_path / "one.en", tmp_path / "two.en")
    done = program(*compare, "--samples", "10", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert "chrf ?" in done.stdout


def test_json_is_whole_in_any_encoding(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    (articles(1) / "000.txt").write_text("Kafé “Dua”\n" * 20, "utf-8")
    assert cli("run", tmp_path / "articles", *TINY, "--out", tmp_path / "a").code == 0
    done = program("show", tmp_path / "a", "1", "--json", PYTHONIOENCODING="ascii")
    assert "Kafé “Dua”" in json.loads(done.stdout)["article"]["text"]


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": f"Harga beras naik {n} persen."}) + "\n" for n in range(9))
    (tmp_path / "a.jsonl").write_text(lines, "utf-8")
    for verb in ("models", "metrics --json", "--help"):
        command = f"{{ {sys.executable} -m pipeline {verb}; echo $? >&2; }} | (exec <&-)"
        done = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True)
        assert done.stderr == "0\n", (verb, done.stderr)


def waiting(code: str) -> subprocess.Popen[str]:
    """A process that runs this code and has said that it waits; Ctrl-C reaches it as in a terminal."""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_verb_is_stopped_alike_by_ctrl_c_and_sigterm(number: int) -> None:
    code = (
        "import sys, time\n"
        "from pipeline.comparison import suites\n"
        "def wait(*a):\n    print('waiting', flush=True)\n    time.sleep(60)\n"
        "suites.suite_names = wait\n"
        "sys.argv = ['ringkas', 'suites']\n"
        "from pipeline.cli.app import main\nmain()\n"
    )
    process = waiting(code)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (1, "error: interrupted\n")


@pytest.mark.parametrize("stop", [True, False])
def test_ctrl_c_while_a_library_loads_is_told_alike(cli: Cli, monkeypatch: pytest.MonkeyPatch, stop: bool) -> None:
    def load() -> None:
        try:
            raise KeyboardInterrupt if stop else OSError
        except (KeyboardInterrupt, OSError):
            raise ImportError("initialization failed")  # noqa: B904  as CTranslate2's module does

    monkeypatch.setattr("pipeline.comparison.suites.suite_names", load)
    if stop:
        ended = cli("suites")
        assert (ended.code, ended.err) == (1, "error: interrupted\n")
        return
    with pytest.raises(ImportError, match="initialization failed"):
        cli("suites")


def test_a_run_is_stopped_by_sigterm_as_by_ctrl_c(articles: Articles, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code = (
        "import sys, time\n"
        "from pipeline.execution import runner\n"
        "def wait(*a):\n    print('waiting', flush=True)\n    time.sleep(60)\n"
        "runner.run_stage = wait\n"
        f"sys.argv = ['ringkas', 'run', {str(articles(1))!r}, '--config', 'tiny', '--out', {str(out)!r}]\n"
        "from pipeline.cli.app import main\nmain()\n"
    )
    process = waiting(code)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    # By its name where the shell finds it, else by its path.
    assert re.search(rf"continue with: \S*ringkas run --out {re.escape(str(out))}", said)


WAITS_IN_A_THREAD = """\
    pool = ThreadPoolExecutor(1)
    with working(pool):
        future = pool.submit(time.sleep, 120)
        print('waiting', flush=True)
        future.result()
"""
WAITS_IN_A_LIBRARY = """\
    print('waiting', flush=True)
    hashlib.pbkdf2_hmac('sha256', b'a', b'b', 500_000_000)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("waits", [WAITS_IN_A_THREAD, WAITS_IN_A_LIBRARY], ids=["thread", "library"])
def test_a_second_ctrl_c_ends_at_once_and_without_an_abort(
    articles: Articles, tmp_path: Path, number: int, waits: str
) -> None:
    """A thread that is in a library cannot be stopped; Python waited for it at its end, and a second one aborted."""
    out = tmp_path / "out"
    code = (
        "import hashlib, sys, time\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from pipeline.core.cancellation import working\n"
        "from pipeline.execution import runner\n"
        f"def wait(*a):\n{waits}"
        "runner.run_stage = wait\n"
        f"sys.argv = ['ringkas', 'run', {str(articles(1))!r}, '--config', 'tiny', '--out', {str(out)!r}]\n"
        "from pipeline.cli.app import main\nmain()\n"
    )
    process = waiting(code)
    assert process.stderr is not None
    time.sleep(0.5)  # until it is in the library
    process.send_signal(number)
    again = "Ctrl-C again" if number == signal.SIGINT else "a second SIGTERM"
    while f"stopping: what is under way ends first; {again} ends at once" not in (line := process.stderr.readline()):
        assert line
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (128 + number, "\nstopped at once; what was finished is kept\n")
    assert (out / "run.json").exists()


def test_the_log_has_times_when_asked_to_say_more(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    import re

    said = cli("run", articles(1), *TINY, "--out", tmp_path / "out", "-v").err
    assert re.match(r"\d\d:\d\d:\d\d ingest: 1 article\b", said)
    assert re.search(r"^\d\d:\d\d:\d\d clean: shard 0 in", said, re.MULTILINE)
    assert cli("run", articles(1), *TINY, "--out", tmp_path / "out").err.startswith("ingest: up to date")


def test_an_error_of_the_operating_system_is_a_sentence(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.comparison import suites

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/data/x")

    monkeypatch.setattr(suites, "suite_names", full)
    result = cli("suites")
    assert result.code == 1
    assert result.err.startswith("error: /data/x: No space left on device\n  make room")


def test_a_home_that_cannot_be_written(articles: Articles, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    done = program(
        "run", articles(1), "--out", tmp_path / "out", HOME=str(file), XDG_CACHE_HOME="", RINGKAS_CACHE=""
    )  # fmt: skip
    assert done.returncode == 2
    assert "RINGKAS_CACHE=" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_call_leaves_the_signals_as_they_were(cli: Cli) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert cli("metrics").code == 0
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize("verb", ["", "run", "models"])
def test_help_is_whole_in_a_narrow_terminal(verb: str) -> None:
    said = program(*([verb] if verb else []), "--help", COLUMNS="40")
    assert said.returncode == 0, said.stderr
    assert "â\x80¦" not in said.stdout  # the mark of what was cut, read as Latin-1
    assert max(map(len, said.stdout.encode("latin-1").decode().splitlines())) <= 40
    whole = {"": "--install-completion", "run": "--assume-indonesian", "models": "--help"}[verb]
    assert whole in said.stdout
    if not verb:
        assert "continues where an earlier run stopped" in " ".join(said.stdout.split())
        assert "INPUT is what" not in said.stdout  # the second paragraph of five verbs


@pytest.mark.parametrize("columns", ["40", "100"])
@pytest.mark.parametrize("verb", ["run", "show", "compare", "estimate", "models fetch", ""])
def test_help_has_nothing_that_nobody_types(verb: str, columns: str) -> None:
    """A flag takes no value, and an argument is called what it is called, without its type and without braces."""
    said = program(*verb.split(), "--help", COLUMNS=columns).stdout
    assert "Usage:" in said
    assert not re.findall(r"<bool>|<list|<path>\s+A |[{}]|\[\[|\.\]\.\.\.", said)
    usage = " ".join(said.partition("Usage:")[2].split())[:120]
    shown = {"run": "[INPUT...]", "show": "RUN [ARTICLE]", "compare": " RUN...", "estimate": "[CONFIG]"}
    assert shown.get(verb, "") in usage
