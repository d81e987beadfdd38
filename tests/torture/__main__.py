"""Tries everything: ``python -m tests.torture`` is what ``make torture`` calls; options are pytest's.

The table at the end says what was tried, how often, and how it ended. For a shorter hour: ``TORTURE_COUNT=500`` makes
so many articles of a class of inputs (2,000), ``TORTURE_STEP=8`` kills, fills the disk or cuts the power at every so
manieth point (1; an update and power 3, embedded model 11, conversion 15).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    command = [sys.executable, "-m", "pytest", "-q", str(HERE), *sys.argv[1:]]
    return subprocess.run(command, cwd=HERE.parents[1], env={**os.environ, "TORTURE": "full"}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
