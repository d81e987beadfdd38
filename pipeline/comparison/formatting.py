"""Writes a number for a table of a comparison."""

from __future__ import annotations

import math


def number(value: float | None, digits: int = 2, sign: bool = False) -> str:
    """A number, or a dash."""
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:{'+' if sign else ''},.{digits}f}"
