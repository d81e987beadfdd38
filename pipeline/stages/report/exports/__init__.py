"""Writes a run's briefs in the formats that editors use: one module per format, found by its file's name.

A format is a module with ``write(export, file)``, named as its files end; what it gets is in :mod:`.base`. Texts come
as strangers wrote them, except that they are on one line and free of control characters: a format escapes what it gives
a meaning to.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.registry import Registry

FORMATS = Registry("pipeline.stages.report.exports", "export format")


def format_name(name: str, out: str = "") -> str:
    """A format by its name; without one, the format that the file's ending names.

    Raises:
        UserError: there is none of that name.
    """
    ending = Path(out).suffix.lower().removeprefix(".")
    if (name or ending) in ("json", "jsonl"):
        hint = f"briefs.jsonl in the run folder is that already; formats: {', '.join(FORMATS.names())}"
        raise UserError(f"export: {name or ending} is no export format", hint)
    if not name and ending not in FORMATS.names():
        what = f"no format ends in .{ending} (--out {out})" if ending else "no format was named"
        raise UserError(f"export: {what}", f"add one of: {', '.join(f'--to {known}' for known in FORMATS.names())}")
    return FORMATS.require(name or ending)
