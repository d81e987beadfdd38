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


@pytest.mark.heavy
def test_a_night_goes_on_after_midnight(articles: Callable[[int], Path], tmp_path: Path) -> None:
    bin_, home = tmp_path / "bin", tmp_path / "home"
    program(bin_, "ringkas", f'exec "{sys.executable}" -m pipeline "$@"')
    program(bin_, "date", f'if [ "$1" = +%s ]; then exec "{shutil.which("date")}" +%s; fi; echo "$NIGHT"')
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


def rehearse(
    folder: Path, ringkas: str, seconds: tuple[int, ...] = (0,), **given: str
) -> subprocess.CompletedProcess[str]:
    """The script with another program in the place of ``ringkas``, and a clock that shows these seconds in turn."""
    program(folder / "bin", "ringkas", ringkas)
    clock = folder / "clock"
    clock.write_text("".join(f"{second}\n" for second in seconds), "utf-8")
    turn = f'head -n 1 "{clock}"; [ $(wc -l < "{clock}") -lt 2 ] || sed -i 1d "{clock}"'
    program(folder / "bin", "date", f'[ "$1" = +%s ] || {{ echo today; exit; }}; {turn}')
    path = os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])
    return subprocess.run(
        ["sh", str(SCRIPT), str(folder)], env={"PATH": path, **given}, capture_output=True, text=True, check=False
    )


def leave_open(folder: Path) -> None:
    """A run that did not come to its end."""
    (folder / "runs" / "monday").mkdir(parents=True)
    (folder / "runs" / "monday" / "run.json").write_text("{}", "utf-8")


def test_one_call_has_its_exit_code_and_all_of_the_time(tmp_path: Path) -> None:
    done = rehearse(tmp_path, 'echo "$@"; exit 3', BUDGET="soon")
    assert done.returncode == 3
    assert done.stdout.startswith("run inbox --config default --out runs/today ")
    assert done.stdout.rstrip().endswith("--budget soon")
    assert (tmp_path / "inbox").is_dir()
    assert (tmp_path / "last-night.txt").read_text("utf-8") == done.stdout


@pytest.mark.parametrize(
    ("first", "second", "worst"),
    [(0, 0, 0), (3, 0, 3), (0, 3, 3), (3, 3, 3), (3, 1, 1), (3, 2, 2), (0, 1, 1)],
)
def test_a_failure_is_worse_than_an_unusual_night(tmp_path: Path, first: int, second: int, worst: int) -> None:
    leave_open(tmp_path)
    done = rehearse(tmp_path, f'case "$*" in *monday*) exit {first} ;; *) exit {second} ;; esac')
    assert done.returncode == worst, done.stderr


@pytest.mark.parametrize("code", [1, 2, 143])
def test_a_run_that_fails_is_the_last_of_the_night(tmp_path: Path, code: int) -> None:
    """The open run may be the one of today: a second call would fail in the same way."""
    leave_open(tmp_path)
    done = rehearse(tmp_path, f'echo "called" >> "{tmp_path / "calls"}"; echo "error: no room" >&2; exit {code}')
    assert done.returncode == code
    assert (tmp_path / "calls").read_text("utf-8") == "called\n"
    assert (done.stdout, done.stderr) == ("", "error: no room\n")
    said = (tmp_path / "last-night.txt").read_text("utf-8")
    assert said == f"failed with exit code {code}, and wrote why to stderr: ringkas run --out runs/monday\n"


def test_a_night_that_is_killed_says_what_it_was_at(tmp_path: Path) -> None:
    leave_open(tmp_path)
    kill = 'case "$*" in *monday*) echo "one is done" ;; *) kill -9 $PPID; sleep 1 ;; esac'
    assert rehearse(tmp_path, kill).returncode != 0
    done, at_work = (tmp_path / "last-night.txt").read_text("utf-8").splitlines()
    assert done == "one is done"
    assert at_work.startswith("at work since today, or killed: ringkas run inbox --config default --out runs/today")


def test_a_config_file_is_looked_for_where_the_script_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here" / "own.toml").touch()
    (tmp_path / "night").mkdir()
    given = rehearse(tmp_path / "night", 'echo "$@"', CONFIG="own.toml")
    assert f" --config {tmp_path / 'here' / 'own.toml'} " in given.stdout
    assert " --config best-cpu " in rehearse(tmp_path / "night", 'echo "$@"', CONFIG="best-cpu").stdout


@pytest.mark.parametrize(
    ("budget", "spent", "left"),
    [("2h", 600, "6600s"), ("1h30m", 5000, "400s"), ("0.5H", 1, "1799s"), ("90m", 5399, "60s"), ("soon", 5, "soon")],
)
def test_the_second_call_has_what_is_left_of_the_time(tmp_path: Path, budget: str, spent: int, left: str) -> None:
    leave_open(tmp_path)
    done = rehearse(tmp_path, 'echo "$@"', (1000, 1000 + spent), BUDGET=budget)
    first, second = done.stdout.splitlines()
    assert first.startswith("run --out runs/monday ")
    assert first.endswith(f"--budget {budget}")
    assert second.startswith("run inbox ")
    assert second.endswith(f"--budget {left}")
    assert (tmp_path / "last-night.txt").read_text("utf-8") == done.stdout  # of both calls


def test_the_articles_may_lie_elsewhere(tmp_path: Path) -> None:
    done = rehearse(tmp_path, 'echo "$@"', INPUT="s3://news/in box")
    assert done.stdout.startswith("run s3://news/in box --config default ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "clock", "last-night.txt", "runs"]


@pytest.mark.heavy
def test_a_second_call_on_one_day_leaves_the_finished_run_alone(
    articles: Callable[[int], Path], tmp_path: Path
) -> None:
    program(tmp_path / "bin", "ringkas", f'exec "{sys.executable}" -m pipeline "$@"')
    home = tmp_path / "home"
    home.mkdir()
    (home / "inbox").mkdir()
    path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "CONFIG": "tiny"}
    made = sorted(articles(3).iterdir())
    for arrives in (made[:2], made[2:]):
        for old in (home / "inbox").iterdir():
            old.unlink()
        for new in arrives:
            shutil.copy(new, home / "inbox")
        done = subprocess.run(["sh", str(SCRIPT), str(home)], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    counts = [len((run / "briefs.jsonl").read_text("utf-8").splitlines()) for run in sorted((home / "runs").iterdir())]
    assert counts == [2, 1]


@pytest.mark.heavy
def test_a_night_of_a_bad_file_is_over(tmp_path: Path) -> None:
    """A run without a manifest would be taken up again, and told of again, by every night after it."""
    program(tmp_path / "bin", "ringkas", f'exec "{sys.executable}" -m pipeline "$@"')
    home = tmp_path / "home"
    (home / "inbox").mkdir(parents=True)
    (home / "inbox" / "a.csv").write_text("judul\nhalo\n", "utf-8")
    path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "CONFIG": "tiny"}
    script = ["sh", str(SCRIPT), str(home)]
    first, second = (subprocess.run(script, env=env, capture_output=True, text=True, check=False) for _ in range(2))
    assert (first.returncode, "a.csv: no column 'text'" in first.stderr) == (3, True), first.stderr
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout.startswith("nothing is new since runs: 1 left out")
