"""What the locks of a run's shards say, all told: each is read once, however many of the public files need it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.core.fingerprints import digest
from pipeline.core.run_folder import ShardLock, Store


@dataclass(slots=True)
class Survey:
    """A run's shards without their articles.

    ``hashes`` are those of each stage's shards, ``articles`` how many came in with each shard; ``counts`` what each
    stage did: shards, articles in, out, rejected and flagged, each flag and removal by name, and seconds; ``cards``
    the fingerprint of every model card that made a shard.
    """

    hashes: dict[str, list[str]] = field(default_factory=dict)
    articles: list[int] = field(default_factory=list)
    counts: dict[str, dict[str, Any]] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)

    def inputs(self, shard: int) -> str:
        """The digest of one shard at every stage: what the articles of that shard look like in the public files."""
        found = {stage: hashes[shard] for stage, hashes in self.hashes.items() if shard < len(hashes)}
        return digest(found)


def survey(store: Store, stages: tuple[str, ...]) -> Survey:
    """Read the locks of these stages, the first of which is the one that brings the articles in.

    Raises:
        StoreError: a lock is damaged.
    """
    found = Survey()
    for stage in stages:
        total: dict[str, Any] = {"shards": 0, "in": 0, "out": 0, "rejected": 0, "flagged": 0}
        details: dict[str, int] = {}
        seconds = 0.0
        hashes: list[str] = []
        for shard in range(store.shard_count(stage)):
            lock = store.read_lock(stage, shard)
            hashes.append(lock.sha256)
            _add(lock, total, details)
            seconds += lock.seconds
            found.cards.update({k.removeprefix("card."): v for k, v in lock.parts.items() if k.startswith("card.")})
            if stage == stages[0]:
                found.articles.append(lock.counts.rows_out)
        found.hashes[stage] = hashes
        found.counts[stage] = {**total, "details": dict(sorted(details.items())), "seconds": round(seconds, 3)}
    found.cards = dict(sorted(found.cards.items()))
    return found


def _add(lock: ShardLock, total: dict[str, Any], details: dict[str, int]) -> None:
    """Count one shard in."""
    total["shards"] += 1
    total["in"] += lock.counts.rows_in
    total["out"] += lock.counts.rows_out
    total["rejected"] += lock.counts.rejected
    total["flagged"] += lock.counts.flagged
    for mark, count in lock.counts.details.items():
        details[mark] = details.get(mark, 0) + count
