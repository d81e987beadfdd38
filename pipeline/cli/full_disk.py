"""Says which disk is full where a run met it, that what was finished is kept, and how the run goes on."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.errors import StoreError
from pipeline.core.files import FULL

LEFT = 1 << 20  # bytes: a disk with less is a full one


@contextmanager
def named(run_folder: Path) -> Iterator[None]:
    """Turn the error of a full disk into one that names it.

    Args:
        run_folder: of the run that is at work.

    Raises:
        StoreError: a disk is full, a quota is used up, or a file grew beyond the limit of the process.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        why = error.strerror or os.strerror(error.errno or 0)
        where = error.filename or _likely(run_folder)
        kept = f"; {run_folder} keeps what was finished" if (run_folder / "run.json").is_file() else ""
        hint = "make room there, and the same command again goes on; RINGKAS_CACHE and TMPDIR put cache and temporary"
        raise StoreError(f"{where}: {why}{kept}", f"{hint} files elsewhere") from error


def _likely(run_folder: Path) -> str:
    """The folders that a run writes to and whose disks are full; all of them, where none is full any more."""
    from pipeline.backends.model_card import cache_dir

    written = {"": run_folder, "the cache ": cache_dir(), "TMPDIR ": _temporary()}
    full = [what for what, folder in written.items() if _free(folder) < LEFT]
    return " or ".join(f"{what}{written[what]}" for what in full or written)


def _temporary() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:  # it looks for one that can be written
        return Path(os.environ.get("TMPDIR", "/tmp"))


def _free(folder: Path) -> int:
    there = next((place for place in (folder.absolute(), *folder.absolute().parents) if place.exists()), None)
    return shutil.disk_usage(there).free if there else LEFT
