"""Leaves out files that are no articles, by their names: those still being written, logs, what systems leave behind.

They are no inputs and so no rejections. Whoever names one file alone means it, whatever it is called.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from pipeline.stages.ingest.sources import Source

SHOWN = 3  # names in the log
log = logging.getLogger("ringkas")


def without_ignored(found: Sequence[Source], inputs: Sequence[str], patterns: Sequence[str]) -> list[Source]:
    """The sources whose names match none of the patterns.

    Args:
        found: the sources behind the inputs.
        inputs: as typed.
        patterns: such as ``*.part``, of a file's name or of its path in the folder.
    """
    left_out = [s for s in found if [s.typed] != list(inputs) and _matches(s, patterns)]
    if left_out:
        names = ", ".join(s.name for s in left_out[:SHOWN]) + (", ..." if len(left_out) > SHOWN else "")
        files = "1 file is" if len(left_out) == 1 else f"{len(left_out)} files are"
        log.info("ingest: %s left out by ingest.ignore: %s", files, names)
    return [source for source in found if source not in left_out]


def _matches(source: Source, patterns: Sequence[str]) -> bool:
    names = (PurePosixPath(source.name).name.lower(), source.name.lower())
    return any(fnmatchcase(name, pattern.lower()) for pattern in patterns for name in names)
