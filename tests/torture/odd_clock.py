"""The command line under a clock that jumps by years, forwards and back, whenever somebody looks at it."""

from __future__ import annotations

import itertools
import time

YEAR = 365 * 86_400


def main() -> None:
    from pipeline.cli import app

    plain, steps = time.time, itertools.cycle((0, 3 * YEAR, -20 * YEAR, YEAR))
    time.time = lambda: plain() + next(steps)
    app.main()
