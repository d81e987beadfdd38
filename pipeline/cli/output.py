"""Prints a result for programs: JSON in one spelling."""

from __future__ import annotations

import json
import sys
from typing import Any


def print_json(value: Any, indent: int = 2) -> None:
    """Print a value as JSON, in the characters of its texts; escaped where the output's encoding is not UTF-8."""
    print(json.dumps(value, ensure_ascii=_lacks_characters(), indent=indent, allow_nan=False))


def _lacks_characters() -> bool:
    return (sys.stdout.encoding or "utf-8").lower().replace("-", "").replace("_", "") not in ("utf8", "utf8sig")
