"""Reads and writes the run folder: every stage's shards, each complete or absent.

    RUN/run.json                      format, config and inputs of the run
    RUN/shards/STAGE/00000.parquet    the records (``datasets.load_dataset("parquet", ...)`` reads them)
    RUN/shards/STAGE/00000.lock.json  fingerprint, hash and counts, written last

A shard is written to a temporary name, flushed to the disk, renamed, and only then locked. It is fresh when its lock
has the fingerprint that would be written now and the file's bytes have the hash in the lock; after a kill, a truncated
file or a changed option it is not fresh, and made again.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.core import claims, made_by
from pipeline.core.errors import StoreError, UserError
from pipeline.core.files import atomic_write
from pipeline.core.fingerprints import Parts, digest, file_hash
from pipeline.core.records import Rejected, from_row, to_row
from pipeline.core.rows import arrow_table
from pipeline.core.sealed_json import CHECK, DamagedFileError, read_sealed, write_sealed

if TYPE_CHECKING:
    from filelock import BaseFileLock

FORMAT = 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of a shard: records in and out, rejected inputs, records out that have a flag anywhere (``flagged``),
    and flags, removed lines and rungs of the guards' ladder by name (``details``)."""

    rows_in: int = 0
    rows_out: int = 0
    rejected: int = 0
    flagged: int = 0
    details: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShardLock:
    """The lock of a finished shard; ``seconds`` is the time it took, ``replayed`` how many of the sentences ``asked``
    for were not worked on because the translation memory had them, ``version`` the Ringkas that made it."""

    stage: str
    shard: int
    fingerprint: str
    parts: Parts
    sha256: str
    size: int
    counts: Counts
    rejected: tuple[Rejected, ...] = ()
    seconds: float = 0.0
    replayed: int = 0
    asked: int = 0
    version: str = ""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Whether a shard is up to date; ``why`` is the reason when it is not."""

    fresh: bool
    why: str = ""


class Store:
    """The shards of one run folder.

    Args:
        root: the run folder; made when the first file is written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def run_file(self) -> Path:
        return self.root / "run.json"

    def exists(self) -> bool:
        return self.run_file.is_file()

    def claim(self) -> BaseFileLock:
        """Lock the run folder for this process, as a context manager; the lock of a dead process does not count.

        Raises:
            UserError: the folder has other files.
            StoreError: another process works in it, or in a part of it.
        """
        if self.root.exists() and not self.root.is_dir():
            raise UserError(f"{self.root} is a file, not a run folder", "choose another --out")
        if self.root.is_dir() and not self.exists() and self._has_other_files():
            raise UserError(f"{self.root} is not empty and not a run folder", "choose another --out")
        self.root.mkdir(parents=True, exist_ok=True)
        lock = claims.claim_all(self.root)
        for leftover in self.root.rglob(".*.tmp"):
            leftover.unlink(missing_ok=True)
        return lock

    def _has_other_files(self) -> bool:
        """Whether there is more than what a run that was killed before it had a ``run.json`` leaves behind."""
        there = (p for p in self.root.rglob("*") if p != self.root / "input")
        ours = (self.root / claims.MAIN, self.root / "input" / "stdin", *claims.parts(self.root))
        return any(p not in ours and p.suffix != ".tmp" for p in there)

    def read_run(self) -> dict[str, Any]:
        """The content of ``run.json``.

        Raises:
            UserError: not a run folder.
            StoreError: made by another version's format, or damaged.
        """
        if not self.exists():
            raise UserError(f"{self.root} is not a run folder (no run.json)", "ringkas run --out DIR makes one")
        try:
            state = read_sealed(self.run_file)
        except DamagedFileError as error:
            hint = f"choose another --out and run again; if you edited it yourself, take {CHECK!r} out of it"
            raise StoreError(f"{self.run_file} is damaged: {error}", hint) from error
        if state.get("format") != FORMAT:
            message = f"{self.root} was written in format {state.get('format')}, this version reads format {FORMAT}"
            raise StoreError(message, "choose another --out and run again")
        return state

    def write_run(self, state: dict[str, Any]) -> None:
        write_sealed(self.run_file, {"format": FORMAT, **state})

    @property
    def index_path(self) -> Path:
        """The file that marks all of ingest as done; written after its last shard."""
        return self.root / "shards" / "ingest" / "index.json"

    def set_index_aside(self) -> None:
        """Say that ingest is not done; the index that there is stays readable as the one before, until a new one is
        written."""
        with contextlib.suppress(FileNotFoundError):
            self.index_path.replace(self.index_before)

    def write_index(self, content: dict[str, Any]) -> None:
        """Say that ingest is done."""
        write_sealed(self.index_path, content)
        self.index_before.unlink(missing_ok=True)

    @property
    def index_before(self) -> Path:
        """The index that was set aside; there is one only while ingest is at work, or was killed."""
        return self.index_path.with_name("before.json")

    def read_index(self, *, before: bool = False) -> dict[str, Any]:
        """The content of ingest's index, or of the one that was set aside; empty when it is missing or damaged."""
        try:
            return read_sealed(self.index_before if before else self.index_path)
        except (OSError, DamagedFileError):
            return {}

    def shard_path(self, stage: str, shard: int) -> Path:
        return self.root / "shards" / stage / f"{shard:05d}.parquet"

    def lock_path(self, stage: str, shard: int) -> Path:
        return self.root / "shards" / stage / f"{shard:05d}.lock.json"

    def has_lock(self, stage: str, shard: int) -> bool:
        return self.lock_path(stage, shard).is_file()

    def read_lock(self, stage: str, shard: int) -> ShardLock:
        """A shard's lock.

        Raises:
            StoreError: there is none, or it is damaged.
        """
        path = self.lock_path(stage, shard)
        try:
            row = read_sealed(path)
            row["shard"] = shard  # a shard keeps its lock when its number changes
            counts = Counts(**row.pop("counts"))
            rejected = tuple(Rejected(**r) for r in row.pop("rejected"))
            return ShardLock(**row, counts=counts, rejected=rejected)
        except FileNotFoundError as error:
            message = f"{stage} shard {shard} of {self.root} is not there"
            raise StoreError(message, "ringkas run --out continues") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise StoreError(f"{path} is damaged: {error}", "ringkas run --out does the shard again") from error

    def freshness(self, stage: str, shard: int, parts: Parts) -> Freshness:
        """Whether the lock on disk has the fingerprint of these parts, and the file has the hash in the lock."""
        path = self.shard_path(stage, shard)
        if not self.has_lock(stage, shard):
            return Freshness(False, "not finished" if path.exists() else "not done yet")
        try:
            lock = self.read_lock(stage, shard)
        except StoreError:
            return Freshness(False, "its lock is damaged")
        if lock.fingerprint != digest(parts):
            why = made_by.reasons(lock.parts, parts, lock.version, self.root)
            return Freshness(False, "; ".join(why) or "its lock is damaged")
        if not path.is_file():
            return Freshness(False, "its file is missing")
        if path.stat().st_size != lock.size or file_hash(path) != lock.sha256:
            return Freshness(False, "its file is damaged")
        return Freshness(True)

    def write_shard(
        self,
        stage: str,
        shard: int,
        kind: type,
        records: Sequence[Any],
        parts: Parts,
        *,
        rows_in: int,
        rejected: Sequence[Rejected] = (),
        seconds: float = 0.0,
        replayed: int = 0,
        asked: int = 0,
    ) -> ShardLock:
        """Write a shard and then its lock; returns the lock."""
        import pyarrow.parquet as pq

        table = arrow_table(kind, records)
        path = self.shard_path(stage, shard)
        # The old lock goes first: between the two renames the new file must not stand under the old lock.
        self.lock_path(stage, shard).unlink(missing_ok=True)
        with atomic_write(path) as file:
            pq.write_table(table, file, compression="zstd")
        lock = ShardLock(
            stage=stage,
            shard=shard,
            fingerprint=digest(parts),
            parts=parts,
            sha256=file_hash(path),
            size=path.stat().st_size,
            counts=tally(records, rows_in=rows_in, rejected=len(rejected)),
            rejected=tuple(rejected),
            seconds=round(seconds, 3),
            replayed=replayed,
            asked=asked,
            version=made_by.VERSION,
        )
        write_sealed(self.lock_path(stage, shard), {k: v for k, v in asdict(lock).items() if k != "shard"})
        return lock

    def read_shard(self, stage: str, shard: int, kind: type[T]) -> list[T]:
        """The records of a shard.

        Raises:
            StoreError: the file is missing or damaged.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self.shard_path(stage, shard)
        try:
            with pq.ParquetFile(path) as file:
                rows = file.read(use_threads=False).to_pylist()
        except (OSError, pa.ArrowException) as error:
            hint = f"ringkas run --out {self.root} does it again, from its inputs"
            raise StoreError(f"{path} cannot be read: {error}", hint) from error
        return [from_row(kind, row) for row in rows]

    def shard_count(self, stage: str) -> int:
        """How many shards of a stage have locks, from 0 without a gap."""
        count = 0
        while self.has_lock(stage, count):
            count += 1
        return count

    def drop_from(self, stage: str, shard: int) -> None:
        """Remove a stage's shards from that number on: a smaller input left them behind."""
        folder = self.root / "shards" / stage
        for path in sorted(folder.glob("*.*")) if folder.is_dir() else []:
            number = path.name.partition(".")[0]
            if number.isdigit() and int(number) >= shard:
                path.unlink(missing_ok=True)

    def drop_stage(self, stage: str) -> None:
        shutil.rmtree(self.root / "shards" / stage, ignore_errors=True)


def tally(records: Iterable[Any], *, rows_in: int, rejected: int) -> Counts:
    """Counts of a shard's records: those with a flag anywhere, each flag, and removed lines by rule."""
    details: dict[str, int] = {}
    rows_out = flagged = 0
    for record in records:
        marks: list[str] = []
        _mark(to_row(record), marks)
        rows_out += 1
        flagged += any(mark.startswith("flag:") for mark in marks)
        for mark in marks:
            details[mark] = details.get(mark, 0) + 1
    return Counts(rows_in, rows_out, rejected, flagged, dict(sorted(details.items())))


def _mark(row: dict[str, Any], marks: list[str]) -> None:
    """Add ``flag:NAME`` for each flag in a row, ``removed:RULE`` for each removed line; of sentences that climbed the
    guards' ladder ``tried:RUNG`` for each rung and ``won:RUNG`` for the one whose text was taken."""
    for key, inner in row.items():
        if key == "flags":  # what follows a colon is the flag's detail, such as a sentence's number
            marks += [f"flag:{name.partition(':')[0]}" for name in inner]
        elif key == "removed":
            marks += [f"removed:{item['rule']}" for item in inner]
        elif key == "attempts":
            marks += [f"tried:{attempt['how']}" for attempt in inner]
            won = (f"won:{attempt['how']}" for attempt in inner if attempt["text"] == row["text"])
            marks += itertools.islice(won, 1)  # a rung that gave the same text again won nothing
        elif isinstance(inner, dict):
            _mark(inner, marks)
        elif isinstance(inner, list):
            for item in inner:
                if isinstance(item, dict):
                    _mark(item, marks)
