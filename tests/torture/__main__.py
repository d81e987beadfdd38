"""Tries everything: ``python -m tests.torture`` is what ``make torture`` calls; options are pytest's.

The table at the end says what was tried, how often, and how it ended.
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
