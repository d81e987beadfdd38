"""Prints a result for programs: JSON in one spelling."""

from __future__ import annotations

import json
from typing import Any


def print_json(value: Any, indent: int = 2) -> None:
    """Print a value as JSON, in the characters of its texts."""
    print(json.dumps(value, ensure_ascii=False, indent=indent))
