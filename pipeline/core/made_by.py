"""Says what changed since a shard was made, and which version of Ringkas made it where that is why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pipeline import __version__
from pipeline.core.fingerprints import changes

CODE = "code "  # what a change of the code begins with
VERSION = __version__


def reasons(old: Mapping[str, str], new: Mapping[str, str], version: str, run_folder: Path) -> list[str]:
    """What differs between two fingerprints' parts, in words. Where another version made what is there, that stands in
    the place of the changed code.

    Args:
        old: the parts of what is there.
        new: the parts of what would be made.
        version: the one that made it; empty where its lock knows none, as those before 0.12.0 do.
        run_folder: its manifest may know the version, then.
    """
    found = changes(old, new)
    others = [reason for reason in found if not reason.startswith(CODE)]
    if len(others) == len(found):
        return found
    maker = version or of_manifest(run_folder)
    return [f"made by {maker}; this is {VERSION}", *others] if maker not in ("", VERSION) else found


def of_manifest(run_folder: Path) -> str:
    """The version that finished a run; empty where there is no manifest that can be read."""
    try:
        return str(json.loads((run_folder / "manifest.json").read_text("utf-8"))["ringkas"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
