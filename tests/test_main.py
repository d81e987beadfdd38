"""The command line as it is started: Ctrl-C ends it quietly while its modules are still being imported."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Ctrl-C meets the process at the first import of a module of this name.
EARLY = """
import os, runpy, signal, sys

class Early:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "MODULE":
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background of a script ignores it
sys.meta_path.insert(0, Early)
sys.argv = ["ringkas", "--version"]
runpy.run_module("pipeline", run_name="__main__")
"""


@pytest.mark.parametrize("module", ["pipeline.cli.app", "typer", "pipeline.cli.train"])
def test_ctrl_c_during_the_imports_leaves_no_traceback(module: str) -> None:
    command = [sys.executable, "-c", EARLY.replace("MODULE", module)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_the_command_and_the_modules_begin_alike() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert scripts == {"ringkas": "pipeline.cli.start:main"}
    for file in ("pipeline/__main__.py", "pipeline/_ringkas/__main__.py"):
        spec = importlib.util.spec_from_file_location("begun", ROOT / file)
        assert spec is not None
        assert spec.loader is not None
        begun = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(begun)
        assert begun.main.__module__ == "pipeline.cli.start"


def test_the_package_itself_imports_next_to_nothing() -> None:
    """What Python imports before it runs ``pipeline.cli.start`` cannot be guarded by it."""
    program = "import sys; before = set(sys.modules); import pipeline; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__future__", "pipeline"]
