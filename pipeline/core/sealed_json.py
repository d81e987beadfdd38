"""Writes and reads JSON files that hold a checksum of themselves, so that a changed bit is noticed.

A flipped bit seldom breaks JSON; it gives another number or another word, and would change what a run does in silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.core.files import write_json
from pipeline.core.fingerprints import digest

CHECK = "check"


class DamagedFileError(ValueError):
    """A file does not hold what was written; the message says what is wrong with it."""


def write_sealed(path: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON object with its checksum, atomically."""
    write_json(path, {CHECK: digest(value), **value})


def read_sealed(path: Path) -> dict[str, Any]:
    """The object again, without its checksum; one that somebody took the checksum out of is believed.

    Raises:
        DamagedFileError: it is not JSON in UTF-8, not an object, or not what was written.
        OSError: it cannot be read.
    """
    try:
        value = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise DamagedFileError(str(error) or "nested too deeply") from error
    if not isinstance(value, dict):
        raise DamagedFileError("it holds no JSON object")
    check = value.pop(CHECK, None)
    if check is not None and check != digest(value):
        raise DamagedFileError("it does not hold what was written")
    return value
