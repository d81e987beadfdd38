"""``--help`` and ``plan`` stay quick because they import nothing heavy."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("torch", "transformers", "datasets", "ctranslate2", "trafilatura", "sacrebleu", "matplotlib", "pandas")
CALLS = ("--help", "run --help", "plan", "plan --config tiny", "models", "train --help")
PROBE = """
import sys
from pipeline.cli.app import main
for call in sys.argv[1:]:
    sys.argv = ["ringkas", *call.split()]
    code = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code or 0
    print("IMPORTED", call, code, *sorted({name.partition(".")[0] for name in sys.modules}), sep="\\t")
"""


def test_nothing_heavy_is_imported() -> None:
    """One process calls them in turn: what one of them imports is there for the line of the next, too."""
    done = subprocess.run([sys.executable, "-c", PROBE, *CALLS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = [line.split("\t")[1:] for line in done.stdout.splitlines() if line.startswith("IMPORTED")]
    assert [(call, code) for call, code, *_ in told] == [(call, "0") for call in CALLS], done.stderr
    assert {call: found for call, _, *names in told if (found := set(HEAVY) & set(names))} == {}
