"""Reuses a stage's shards by fingerprint when their numbers change, so that they are renamed and not made again.

A new article that sorts before others moves every shard behind it by one number: the same files under other names. A
shard in the place of another is first set aside under the name of its fingerprint; a killed process leaves it there and
the next one finds it. The lock is moved last and removed first, because a file without its lock does not count.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Container, Iterable
from pathlib import Path

from pipeline.core.fingerprints import Parts, digest
from pipeline.core.run_folder import Store

ASIDE = "aside"
_LOCK = ".lock.json"
_OTHERS = (".parquet", ".notes.json")


class ShardReuse:
    """Finds the existing shards of one stage by fingerprint and moves them to their numbers.

    Args:
        store: the run folder.
        stage: whose shards.
        wanted: fingerprints of the shards that will be asked for; only those are set aside. None: any may be.
        fixed: numbers of shards that stay where they are.
    """

    def __init__(
        self, store: Store, stage: str, wanted: Container[str] | None = None, fixed: Iterable[int] = ()
    ) -> None:
        self._store, self._stage, self._wanted = store, stage, wanted
        self._folder = store.shard_path(stage, 0).parent
        self._known: dict[str, list[Path]] | None = None  # fingerprint -> locks; shards without articles share one
        self._fixed = {store.lock_path(stage, shard) for shard in fixed}

    def place(self, shard: int, parts: Parts) -> bool:
        """Move the shard with that fingerprint to that number; returns whether it is there then, complete."""
        here = self._store.lock_path(self._stage, shard)
        there = self._store.freshness(self._stage, shard, parts).fresh
        if not there and self._bring(digest(parts), here):
            there = self._store.freshness(self._stage, shard, parts).fresh
        self._fixed.add(here)
        return there

    def _bring(self, wanted: str, here: Path) -> bool:
        """Set aside the shard in that place if it may still be wanted, and move the wanted one there; False: there is
        none."""
        stands = _fingerprint(here)
        if stands and stands != wanted and (self._wanted is None or stands in self._wanted):
            self._move(stands, here, self._folder / ASIDE / f"{stands}{_LOCK}")
        sources = [path for path in self._locks().get(wanted, ()) if path != here and path not in self._fixed]
        if sources:
            self._move(wanted, sources[0], here)
        return bool(sources)

    def clear(self) -> None:
        """Delete the shards that were set aside and not asked for again."""
        shutil.rmtree(self._folder / ASIDE, ignore_errors=True)
        self._known = None

    def _locks(self) -> dict[str, list[Path]]:
        if self._known is None:
            self._known = {}
            for folder in (self._folder, self._folder / ASIDE):
                for path in sorted(folder.glob(f"*{_LOCK}")):
                    self._known.setdefault(_fingerprint(path), []).append(path)
        return self._known

    def _move(self, fingerprint: str, lock: Path, to: Path) -> None:
        """Rename a shard's files."""
        known = self._locks()
        to.parent.mkdir(exist_ok=True)
        waiting = lock.with_name(f".{fingerprint}.tmp")  # neither place has a lock while the files are on their way
        lock.replace(waiting)
        to.unlink(missing_ok=True)
        for suffix in _OTHERS:
            old, new = _beside(lock, suffix), _beside(to, suffix)
            new.unlink(missing_ok=True)
            if old.exists():
                old.replace(new)
        waiting.replace(to)
        known[fingerprint] = [to, *(path for path in known[fingerprint] if path not in (lock, to))]


def _beside(lock: Path, suffix: str) -> Path:
    return lock.with_name(lock.name.removesuffix(_LOCK) + suffix)


def _fingerprint(lock: Path) -> str:
    """The fingerprint in a lock; empty when there is none that can be read."""
    try:
        return str(json.loads(lock.read_text("utf-8"))["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
