"""Reads and writes the report's lock: its fingerprint, its files' hashes, and which bytes came from which shard.

The next report copies those bytes for a shard that has not changed, under whatever number, instead of reading and
rendering its articles. Only files that are exactly as they were written are copied from, and only by a valid lock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipeline.core.files import write_json
from pipeline.core.fingerprints import digest, file_hash


class Span(NamedTuple):
    """A shard's bytes in a file: where they begin, the number of the first section, the length of each piece."""

    begin: int
    first: int
    lengths: tuple[int, ...]

    def text(self) -> str:
        return " ".join(map(str, (self.begin, self.first, *self.lengths)))


def span(text: str) -> Span:
    """The opposite of :meth:`Span.text`."""
    begin, first, *lengths = map(int, text.split())
    return Span(begin, first, tuple(lengths))


# By the fingerprint of the shard. Kept as texts: a long run has many, and few are needed at a time.
Spans = dict[str, str]


@dataclass(frozen=True, slots=True)
class LastReport:
    """The last report: its fingerprint, whether all its files are as they were written, and the spans of those files
    that are."""

    fingerprint: str = ""
    intact: bool = False
    spans: Mapping[str, Spans] = field(default_factory=dict)


def read(path: Path) -> LastReport:
    """The last report by its lock; an empty one when the lock is missing, damaged or of another version."""
    try:
        lock = json.loads(path.read_text("utf-8"))
        if lock.pop("check") != digest(lock):
            return LastReport()
        intact = {name for name, sha256 in lock["files"].items() if _is(path.with_name(name), sha256)}
        spans = {name: found for name, found in lock["spans"].items() if name in intact}
        return LastReport(lock["fingerprint"], intact == lock["files"].keys(), spans)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # cut, by hand, or of another version
        return LastReport()


def _is(path: Path, sha256: str) -> bool:
    try:
        return file_hash(path) == sha256
    except OSError:
        return False


def write(path: Path, fingerprint: str, files: Mapping[str, str], spans: Mapping[str, Spans]) -> None:
    """Write the lock of a report: its fingerprint, the hashes of its files, and the spans of each shard."""
    lock = {"fingerprint": fingerprint, "files": files, "spans": spans}
    write_json(path, {"check": digest(lock), **lock})
