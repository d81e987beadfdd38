"""Writes a run's briefs in the formats that editors use: one module per format, found by its file's name.

A format is a module with ``SUFFIX``, the ending of its files, and ``write(export, file)``; what it gets is in
:mod:`.base`. Texts come as strangers wrote them, except that they are on one line and free of control characters: a
format escapes what it gives a meaning to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.registry import Registry

FORMATS = Registry("pipeline.stages.report.exports", "export format")


def load_format(name: str, out: str = "") -> Any:
    """The module of a format; without a name the one that the file's ending says.

    Raises:
        UserError: there is none, or it needs a library that is not here.
    """
    if not name:
        endings = {FORMATS.load(known).SUFFIX: known for known in FORMATS.names()} if Path(out).suffix else {}
        name = endings.get(Path(out).suffix.lower(), "")
    if not name:
        raise UserError("export: no format was named", f"--to {'|'.join(FORMATS.names())}")
    return FORMATS.load(name)
