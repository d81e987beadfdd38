"""Writes the inputs into the run folder as shards of articles, and makes again only those whose rows changed.

Raw rows are read in order and cut into groups; a group with the same rows as before keeps its shard, under whatever
number it has now. The rows before it matter only where they change the outcome for one of its articles: an id or a text
that occurs twice, or any change at all where near-duplicates are dropped.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from pipeline.core import made_by
from pipeline.core.fingerprints import Parts, digest
from pipeline.core.progress import StageProgress, counted
from pipeline.core.records import Article
from pipeline.core.run_folder import ShardLock, Store
from pipeline.execution import article_index, planner
from pipeline.execution.request import Job
from pipeline.execution.shard_reuse import ShardReuse
from pipeline.stages.base import ROWS
from pipeline.stages.ingest import row_groups, shard_parts
from pipeline.stages.ingest import stage as ingest
from pipeline.stages.ingest.readers import Unit

log = logging.getLogger("ringkas")
STAGE = ingest.NAME


def run_ingest(job: Job, store: Store) -> int:
    """Make the article shards that are not fresh; returns how many shards there are."""
    parts = planner.ingest_index_parts(job.config, job.sources)
    if planner.ingest_freshness(store, parts).fresh:
        store.index_before.unlink(missing_ok=True)  # of a process that was killed right behind its last step
        log.info("ingest: up to date")
        return int(store.read_index()["shards"])
    store.set_index_aside()
    intake = _Intake(job, store)
    with StageProgress(STAGE, 0) as progress:
        units = ingest.units(job.sources, job.config.ingest)
        for group in row_groups.chunks(units, job.config.run.shard_size):
            intake.take(group)
            progress.tick(len(group))
    store.drop_from(STAGE, intake.shards)
    intake.reuse.clear()
    mistake = "" if intake.articles else intake.mistake
    made = {"shards": intake.shards, "mistake": mistake, "version": made_by.VERSION}
    index = {"fingerprint": digest(parts), "parts": parts, **made}
    groups = intake.duplicates()
    store.write_index({**index, "duplicates": groups, "duplicate_inputs": intake.inputs_of(groups)})
    if intake.seen.renamed:
        log.warning("ingest: %d articles had another article's id; theirs got a suffix", intake.seen.renamed)
    return intake.shards


class _Intake:
    """State of one pass over the inputs: the ids met so far, and the shards that exist already."""

    def __init__(self, job: Job, store: Store) -> None:
        self.config = job.config
        self.options = job.config.ingest
        self.store = store
        self.shared = shard_parts(job.config)
        self.work = ingest.Intake(self.options)
        self.seen = self.work.seen
        self.reuse = ShardReuse(store, STAGE)
        self.before = ""
        self.shards = 0
        self.articles = 0
        self.mistake = ""  # the first problem that concerns a whole source

    def take(self, group: Sequence[Unit]) -> None:
        """Make the next shard from a group of raw rows, or keep the existing shard of these rows."""
        self.seen.begin_shard()
        parts = {**self.shared, "input.rows": row_groups.chunk_hash(group)}
        if self._drops:
            parts["input.before"] = self.before
        there = self.reuse.place(self.shards, parts)
        lock = self._keep(group) if there else None
        lock = lock or self._make(group, parts)
        self.before = digest({"before": self.before, "shard": lock.sha256})
        self.shards += 1
        self.articles += lock.counts.rows_out
        self.mistake = self.mistake or next((f"{u.input}: {u.problem}" for u in group if u.whole), "")

    @property
    def _drops(self) -> bool:
        """Whether near-duplicates are dropped: then a shard depends on everything before it."""
        return self.seen.near is not None and self.seen.near.drop

    def duplicates(self) -> list[list[str]]:
        """The groups of articles that are nearly the same, by id; the first of each is the one that dropping keeps."""
        groups = self.seen.near.groups() if self.seen.near is not None else []
        if groups:
            articles = sum(len(group) for group in groups)
            many = f"{articles} articles in {counted(len(groups), 'group')} are nearly the same"
            first = " and ".join(self.inputs_of(groups)[0][:2])
            log.info("ingest: %s, such as %s; all are in manifest.json, duplicate_inputs", many, first)
        return groups

    def inputs_of(self, groups: list[list[str]]) -> list[list[str]]:
        """The same groups by the inputs that the articles came from."""
        return [[self.seen.inputs[ident] for ident in group] for group in groups]

    def _keep(self, group: Sequence[Unit]) -> ShardLock | None:
        """The lock of the shard that is there, its articles admitted again; None when it is out of date: an article
        before it now has an id or a text that one of its own has too, or had one and is gone."""
        near = self.seen.near
        if self._drops:  # the shard lacks those that were dropped, and the groups name them
            self.work({ROWS: group}, lambda rows: None)
            return self.store.read_lock(STAGE, self.shards)
        index = article_index.read(self.store, self.config, self.shards)
        if index is None or not self.seen.admit_again(index.decisions):
            return None
        if near is not None:
            for entry in index.entries:
                near.first_of(entry.id, entry.sketch_bytes)
        return self.store.read_lock(STAGE, self.shards)

    def _make(self, group: Sequence[Unit], parts: Parts) -> ShardLock:
        began = time.perf_counter()
        output = self.work({ROWS: group}, lambda rows: None)
        seconds = time.perf_counter() - began
        lock = self.store.write_shard(
            STAGE,
            self.shards,
            Article,
            output.records,
            parts,
            rows_in=len(group),
            rejected=output.rejected,
            seconds=seconds,
        )
        entries = [article_index.entry_of(a, self.seen.sketches[a.id]) for a in output.records]
        article_index.write(self.store, self.config, self.shards, entries, self.seen.decisions)
        return lock
