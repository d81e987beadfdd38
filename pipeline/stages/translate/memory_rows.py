"""Reads and writes the rows of the translation memory; each is sealed with a checksum, which SQLite itself lacks."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

_CHUNK = 400  # SQLite allows 999 parameters in old builds


class DamagedError(Exception):
    """A row is not what was written."""


def records(db: sqlite3.Connection, fingerprint: str, texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The records of one fingerprint by source text."""
    found: dict[str, dict[str, Any]] = {}
    for i in range(0, len(texts), _CHUNK):
        part = texts[i : i + _CHUNK]
        marks = ",".join("?" * len(part))
        query = f"SELECT source, record FROM translations WHERE fingerprint = ? AND source IN ({marks})"
        found.update((source, opened(source, kept)) for source, kept in db.execute(query, (fingerprint, *part)))
    return found


def sealed(source: str, record: Mapping[str, Any]) -> str:
    """A record as it is kept: JSON, a tab (which JSON never holds bare), and the checksum of both texts."""
    content = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return f"{content}\t{_checksum(source, content)}"


def opened(source: str, kept: str) -> dict[str, Any]:
    """The record again.

    Raises:
        DamagedError: it is not what was kept.
    """
    if not isinstance(source, str) or not isinstance(kept, str):  # one flipped bit turns text into bytes or a number
        raise DamagedError(f"the row of {source!r:.40} is not text")
    content, _, checksum = kept.partition("\t")
    if checksum and checksum != _checksum(source, content):  # memories of before the checksums have none
        raise DamagedError(f"the row of {source[:40]!r} is not what was written")
    record: dict[str, Any] = json.loads(content)
    return record


def held_by(record: Mapping[str, Any]) -> list[str]:
    """The articles whose briefs are to hold an imported translation."""
    held = record.get("in_brief")
    return [str(article) for article in held] if isinstance(held, list) else []


def _checksum(source: str, content: str) -> str:
    return f"{zlib.crc32(f'{len(source)} {source}{content}'.encode('utf-8', 'surrogatepass')):08x}"
