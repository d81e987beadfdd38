"""The script of the nightly job ends what an earlier night left open, under its own name, and then does what is new."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT

SCRIPT = ROOT / "docs" / "examples" / "nightly.sh"
pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")


def program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    (folder / name).chmod(0o755)


def test_a_night_goes_on_after_midnight(articles: Callable[[int], Path], tmp_path: Path) -> None:
    bin_, home = tmp_path / "bin", tmp_path / "home"
    program(bin_, "ringkas", f'exec "{sys.executable}" -m pipeline "$@"')
    program(bin_, "date", 'echo "$NIGHT"')
    home.mkdir()
    shutil.copytree(articles(3), home / "inbox")

    def night(name: str, budget: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(bin_), os.environ["PATH"]])
        own = {"PATH": path, "PYTHONPATH": str(ROOT), "NIGHT": name, "BUDGET": budget, "CONFIG": str(preset)}
        return subprocess.run(
            ["sh", str(SCRIPT), str(home)], env={**os.environ, **own}, capture_output=True, text=True, check=False
        )

    preset = tmp_path / "small.toml"
    preset.write_text('extends = "tiny"\n[run]\nshard_size = 1\n', "utf-8")
    first = night("monday", "0.001s")
    assert first.returncode == 0, first.stderr
    assert "the time is over" in first.stdout
    (home / "inbox" / "late.txt").write_text((home / "inbox" / "000.txt").read_text("utf-8") + "\nTamat.", "utf-8")
    second = night("tuesday", "2h")
    assert second.returncode == 0, second.stderr
    assert "nothing is new since runs: 4 left out" in second.stdout
    assert sorted(run.name for run in (home / "runs").iterdir()) == ["monday"]
    assert len((home / "runs" / "monday" / "briefs.jsonl").read_text("utf-8").splitlines()) == 4


def test_the_worst_exit_code_is_its_own(tmp_path: Path) -> None:
    program(tmp_path / "bin", "ringkas", 'echo "$@"; exit 3')
    path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
    done = subprocess.run(
        ["sh", str(SCRIPT), str(tmp_path)], env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert done.stdout.startswith("run inbox --config default --out runs/20")
    assert (tmp_path / "inbox").is_dir()
