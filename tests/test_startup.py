"""``--help`` and ``plan`` stay quick because they import nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "transformers", "datasets", "ctranslate2", "trafilatura", "sacrebleu", "matplotlib", "pandas")
PROBE = """
import sys
sys.argv = ["ringkas", *sys.argv[1:]]
from pipeline.cli.app import main
try:
    main()
finally:
    print("IMPORTED", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["run", "--help"], ["plan"], ["plan", "--config", "tiny"], ["models"], ["train", "--help"]],
)
def test_nothing_heavy_is_imported(arguments: list[str]) -> None:
    command = [sys.executable, "-c", PROBE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    imported = done.stdout.rpartition("IMPORTED")[2].split()
    assert not set(HEAVY) & set(imported)
