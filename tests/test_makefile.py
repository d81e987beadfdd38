"""The set-up of ``make`` says what it does in one line, keeps the package tool's words in a log, and obeys -s; a fault
that only one of the checks of ``make test`` finds is a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[1] / "Makefile"
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
PYTHON = """#!/bin/sh
echo "Collecting noise"
case "$*" in
  *-m\\ venv*) mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
  *torch*) exit CODE ;;
esac
"""


def set_up(folder: Path, *options: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    for name in ("pyproject.toml", "constraints.txt"):
        (folder / name).write_text("", "utf-8")
    python = folder / "python-stub"
    python.write_text(PYTHON.replace("CODE", str(code)).replace("\\\\", "\\"), "utf-8")
    python.chmod(0o755)
    command = ["make", "-f", str(MAKEFILE), *options, "setup", f"PYTHON={python}"]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_one_line_says_what_it_does(tmp_path: Path) -> None:
    made = set_up(tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    (line,) = [line for line in made.stdout.splitlines() if not line.startswith("make")]
    assert line.startswith("setting up .venv, once: about two minutes")
    assert line.endswith("log: .venv/setup.log")
    assert "Collecting noise" in (tmp_path / ".venv" / "setup.log").read_text("utf-8")


def test_silent_means_silent(tmp_path: Path) -> None:
    made = set_up(tmp_path, "-s")
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")


def test_a_failure_shows_the_end_of_the_log(tmp_path: Path) -> None:
    made = set_up(tmp_path, "-s", code=1)
    assert made.returncode != 0
    assert "Collecting noise" in made.stderr
    assert "the set-up failed; all of it is in .venv/setup.log" in made.stderr
    assert not (tmp_path / ".venv" / ".ready").exists()


CHECKS = """#!/bin/sh
echo "$(basename "$0") said this, bytecode:$PYTHONDONTWRITEBYTECODE."
[ "$(basename "$0")" != "FAILING" ]
"""


@pytest.mark.parametrize("failing", ["", "ruff", "mypy", "python"])
def test_each_of_the_checks_counts(tmp_path: Path, failing: str) -> None:
    """mypy works beside the tests: what it says, and how it ends, is not lost."""
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / ".venv" / ".ready").touch()
    for name in ("ruff", "mypy", "python"):
        (commands / name).write_text(CHECKS.replace("FAILING", failing), "utf-8")
        (commands / name).chmod(0o755)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    made = subprocess.run(
        ["make", "-f", str(MAKEFILE), "test"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert (made.returncode == 0) == (failing == "")
    assert "ruff said this" in made.stdout
    if failing != "ruff":  # the quick check comes first
        assert "python said this, bytecode:." in made.stdout
        assert "mypy said this" in made.stdout


def test_every_test_has_a_target() -> None:
    """`test`, `test-heavy` and `test-slow` share out all of the tests."""
    text = MAKEFILE.read_text("utf-8")
    assert "\nLIGHT := not slow and not heavy\n" in text
    assert "\t$(PYTEST) -m '$(LIGHT)' $(PYTEST_ARGS); tests=$$?;" in text
    assert "\ntest-heavy: $(READY)\n\t$(PYTEST) -m 'heavy and not slow' $(PYTEST_ARGS)\n" in text
    assert "\ntest-slow: $(READY)\n\t$(BIN)/python -m pytest -m slow $(PYTEST_ARGS)\n" in text


@pytest.mark.heavy
@pytest.mark.parametrize("workers", ["0", "2"])
def test_it_is_told_how_many_tests_are_left_out(workers: str) -> None:
    def collected(*expression: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *expression, "tests/test_extras.py"]
        return subprocess.run(command, cwd=MAKEFILE.parent, capture_output=True, text=True, check=False)

    heavy = len([line for line in collected("-m", "heavy", "--collect-only").stdout.splitlines() if "::" in line])
    assert heavy > 5
    done = collected("-n", workers, "-m", "not slow and not heavy")
    assert done.returncode == 0, done.stdout
    assert f"\n{heavy} heavy tests were left out: make test-heavy runs them\n" in done.stdout
    assert "left out" not in collected("-n", workers, "-m", "heavy", "-k", "semantic").stdout
