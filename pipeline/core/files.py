"""Writes files and folders completely or not at all: under a temporary name, flushed to the disk, then renamed.

A process that is killed leaves at most a hidden ``.NAME.*.tmp`` beside the target; an error removes that, too.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, a quota, or a limit of the process
_umask_lock = threading.Lock()
_SURROGATE = re.compile("[\ud800-\udfff]")


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Give the error of a full disk the name of what was written: writing and flushing know none."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL and error.filename is None:
            error.filename = str(path)
        raise


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A temporary path whose file takes the place of ``path`` at the end of the block; on an error the old one stays.

    For libraries that want a file's name; :func:`atomic_write` gives an open file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        with _named(path):
            yield temporary
            _flush(temporary)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


@contextmanager
def atomic_write(path: Path) -> Iterator[IO[bytes]]:
    """A file, open for writing bytes, that takes the place of ``path`` at the end of the block."""
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        yield file


def write_text(path: Path, text: str) -> None:
    """A text file in UTF-8, atomically; line ends are written as they are."""
    with atomic_write(path) as file:
        file.write(text.encode())


def write_json(path: Path, value: Any, *, sort_keys: bool = False) -> None:
    """A JSON file, atomically, in one spelling: two spaces, a newline at the end, keys in the order given or sorted.

    A file name that is not UTF-8 reaches Python with lone surrogates; JSON spells them, UTF-8 does not.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=sort_keys) + "\n"
    write_text(path, _SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text))


def append_row(path: Path, row: Any) -> None:
    """Append a row to a JSONL file that several processes may append to; it is on the disk when this returns.

    A last line that a kill cut short is ended first, so that it damages no row but itself.
    """
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    with FileLock(path.with_name(f".{path.name}.lock")), _named(path), path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            line = line if file.read(1) == b"\n" else b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def atomic_folder(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of ``folder`` at the end of the block; on an error the old one stays.

    A folder cannot be renamed onto another, so the old one is first renamed to ``NAME.old``; after a kill between the
    two renames :func:`restore_folder` brings it back. For one process at a time: where there may be several, the caller
    holds a lock.
    """
    restore_folder(folder)
    new, old = folder.with_name(f".{folder.name}.tmp"), _old(folder)
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        with _named(folder):
            yield new
            for file in sorted(p for p in new.rglob("*") if p.is_file()):
                _flush(file)
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        restore_folder(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
    _flush_folder(folder.parent)


def restore_folder(folder: Path) -> Path:
    """The folder itself; the one before it where a kill interrupted its replacement by :func:`atomic_folder`."""
    old = _old(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    return folder


def _old(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.old")


def _umask() -> int:
    with _umask_lock:  # it can only be read by setting it, and shards are written from several threads
        mask = os.umask(0)
        os.umask(mask)
    return mask


def _flush(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":  # pragma: no cover - other systems cannot open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
