"""A swap that is interrupted says the one command that continues it."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.resources import PACKAGE
from pipeline.core.run_folder import Store
from pipeline.execution import swap as swaps

Cli = Callable[..., Any]


def test_an_interrupted_swap_says_how_to_continue(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default folder has the day in its name, so that the same command would begin anew after midnight."""
    monkeypatch.chdir(tmp_path)
    real, made = swaps._run, list[str]()

    def run(request: Any, donors: Any, *, apart: bool) -> Store:
        if len(made) == 1:
            made.append("interrupted")
            raise KeyboardInterrupt
        made.append(request.out)
        return real(request, donors, apart=False)

    monkeypatch.setattr(swaps, "_run", run)
    typed = ("swap", "lead", "salient", "--config", "tiny", "--set", "report.title=Two words", "--samples", "20")
    ended = cli(*typed)
    (folder,) = (tmp_path / "runs").iterdir()
    near = folder.relative_to(tmp_path)
    assert ended.code == 1
    command = ["ringkas", *typed, "--out", str(near)]
    assert ended.err.splitlines()[-2:] == [
        f"error: interrupted; {near} keeps what was finished",
        f"  continue with: {shlex.join(command)}",
    ]
    assert sorted(run.name for run in folder.iterdir() if (run / "run.json").exists()) == ["lead"]
    assert cli(*command[1:]).code == 0
    assert (folder / "verdict.html").is_file()


def test_a_swap_that_is_interrupted_before_it_has_a_folder_names_none(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(swaps, "check_folder", interrupted)
    ended = cli("swap", "lead", "salient", "--config", "tiny")
    assert (ended.code, ended.err) == (
        1,
        "error: interrupted; nothing was made yet\n  the same command again begins anew\n",
    )


@pytest.mark.skipif(os.name != "posix", reason="a terminal's Ctrl-C goes to a group of processes")
def test_ctrl_c_at_a_terminal_leaves_one_next_step(tmp_path: Path) -> None:
    """It reaches the run of the swap, too, which would say to continue itself alone."""
    command = [sys.executable, "-m", "pipeline", "swap", "lead", "salient", "--config", "tiny", "--out", "swap"]
    process = subprocess.Popen(
        command, cwd=tmp_path, start_new_session=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )  # fmt: skip
    lead = tmp_path / "swap" / "lead"
    until = time.monotonic() + 60
    while not (lead / "shards" / "ingest").is_dir() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.count("error:") == said.count("continue with:") == 1, said
    assert "  continue with: ringkas swap lead salient --config tiny --out swap" in said
