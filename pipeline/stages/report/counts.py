"""Sums up the locks of a run's shards: counts per stage, hashes and model cards; each lock is read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipeline.core.fingerprints import digest
from pipeline.core.run_folder import ShardLock, Store
from pipeline.stages.report.events import ENTITIES, GROUP


@dataclass(slots=True)
class RunCounts:
    """The sums of a run's locks.

    Attributes:
        hashes: the hashes of each stage's shards.
        articles: the number of articles of each shard, as ingested.
        counts: for each stage the shards, the articles in, out, rejected and flagged, each flag and removal by name,
            and the seconds.
        cards: the fingerprint of every model card that made a shard.
        arithmetic: for each stage that a checkpoint did, the arithmetic that a trial chose; empty where none did.
    """

    hashes: dict[str, list[str]] = field(default_factory=dict)
    articles: list[int] = field(default_factory=list)
    counts: dict[str, dict[str, Any]] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    arithmetic: dict[str, str] = field(default_factory=dict)

    def inputs(self, shard: int) -> str:
        """The digest of one shard at every stage that works shard by shard."""
        by_shard = {stage: hashes for stage, hashes in self.hashes.items() if stage not in (ENTITIES, GROUP)}
        return digest({stage: hashes[shard] for stage, hashes in by_shard.items() if shard < len(hashes)})


def read_counts(store: Store, stages: tuple[str, ...]) -> RunCounts:
    """Read the locks of these stages, the first of which is the one that brings the articles in.

    Raises:
        StoreError: a lock is damaged.
    """
    sums = RunCounts()
    for stage in stages:
        total: dict[str, Any] = {"shards": 0, "in": 0, "out": 0, "rejected": 0, "flagged": 0}
        details: dict[str, int] = {}
        seconds, replayed = 0.0, 0
        hashes: list[str] = []
        for shard in range(store.shard_count(stage)):
            lock = store.read_lock(stage, shard)
            hashes.append(lock.sha256)
            _add(lock, total, details)
            seconds += lock.seconds
            replayed += lock.replayed
            sums.cards.update({k.removeprefix("card."): v for k, v in lock.parts.items() if k.startswith("card.")})
            if any(k.startswith("card.") for k in lock.parts):
                sums.arithmetic[stage] = lock.parts.get("arithmetic", "")
            if stage == stages[0]:
                sums.articles.append(lock.counts.rows_out)
        sums.hashes[stage] = hashes
        took = {"seconds": round(seconds, 3), **({"replayed": replayed} if replayed else {})}
        sums.counts[stage] = {**total, "details": dict(sorted(details.items())), **took}
    sums.cards = dict(sorted(sums.cards.items()))
    return sums


def _add(lock: ShardLock, total: dict[str, Any], details: dict[str, int]) -> None:
    """Add one shard's counts."""
    total["shards"] += 1
    total["in"] += lock.counts.rows_in
    total["out"] += lock.counts.rows_out
    total["rejected"] += lock.counts.rejected
    total["flagged"] += lock.counts.flagged
    for mark, count in lock.counts.details.items():
        details[mark] = details.get(mark, 0) + count
