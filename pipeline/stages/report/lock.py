"""What the last report left: its lock, and which bytes of its files came from which shard.

A report copies those bytes where a shard is what it was, wherever it stands now, instead of reading and rendering it.
Only a file that is still exactly as it was written is copied from, and only what a whole lock says is believed.
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


# By the fingerprint of the shard, as texts: of a long run there are many, of which few are looked at at a time.
Spans = dict[str, str]


@dataclass(frozen=True, slots=True)
class Last:
    """The last report: its fingerprint, whether all its files are as they were written, and the spans of those that
    are."""

    fingerprint: str = ""
    whole: bool = False
    spans: Mapping[str, Spans] = field(default_factory=dict)


def read(path: Path) -> Last:
    """What a lock says; nothing when it is missing or not as it was written."""
    try:
        lock = json.loads(path.read_text("utf-8"))
        if lock.pop("check") != digest(lock):
            return Last()
        intact = {name for name, sha256 in lock["files"].items() if _is(path.with_name(name), sha256)}
        spans = {name: found for name, found in lock["spans"].items() if name in intact}
        return Last(lock["fingerprint"], intact == lock["files"].keys(), spans)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # cut, by hand, or of another version
        return Last()


def _is(path: Path, sha256: str) -> bool:
    try:
        return file_hash(path) == sha256
    except OSError:
        return False


def write(path: Path, fingerprint: str, files: Mapping[str, str], spans: Mapping[str, Spans]) -> None:
    """The lock of a report: what it was made from, the hashes of its files, and the spans of those made by shard."""
    lock = {"fingerprint": fingerprint, "files": files, "spans": spans}
    write_json(path, {"check": digest(lock), **lock})
