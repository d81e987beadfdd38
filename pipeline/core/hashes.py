"""Beside the cards: hashes of large files, remembered from one call of the program to the next.

Hashing a checkpoint takes longer than everything else that ``ringkas plan`` does. A file that has the size and the
time of change it had when it was hashed is taken for the same; the memo is a cache, so whatever is wrong with it means
hashing again and never an error.
"""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path

from pipeline.core.fingerprints import file_hash
from pipeline.core.run_folder import write_json

SMALLEST = 1 << 20  # bytes: a smaller file is hashed sooner than looked up
SETTLED = 2.0  # seconds: a file changed since then may change again within one tick of the file system's clock
Memo = dict[str, list[int | str]]  # path -> size, time of change, hash


def remembered(path: Path, size: int, mtime_ns: int, memo: Path) -> str:
    """A file's SHA-256, from the memo where the file is as it was.

    Args:
        path: the file.
        size: its size in bytes.
        mtime_ns: its time of change in nanoseconds.
        memo: the memo's file; made when it is not there.

    Raises:
        OSError: the file itself cannot be read.
    """
    if size < SMALLEST:
        return file_hash(path)
    key, state = str(path.resolve()), [size, mtime_ns]
    known = _read(memo).get(key, [])
    if known[:2] == state:
        return str(known[2])
    found = file_hash(path)
    now = path.stat()
    if [now.st_size, now.st_mtime_ns] == state and time.time() - mtime_ns / 1e9 > SETTLED:
        with contextlib.suppress(OSError):  # a cache that cannot be written costs time and nothing else
            write_json(memo, {**_read(memo), key: [*state, found]})
    return found


def _read(memo: Path) -> Memo:
    """The memo's whole entries; none when it is missing or damaged."""
    try:
        rows = json.loads(memo.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: row for key, row in rows.items() if _is_entry(row)} if isinstance(rows, dict) else {}


def _is_entry(row: object) -> bool:
    return (
        isinstance(row, list)
        and [type(value) for value in row] == [int, int, str]
        and len(row[2]) == 64
        and set(row[2]) <= set("0123456789abcdef")
    )
