"""Makes the one shard of a stage that works on the articles of all shards at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from pipeline.core.config import Config
from pipeline.core.fingerprints import Parts, digest
from pipeline.core.progress import StageProgress
from pipeline.core.run_folder import Store
from pipeline.execution.stage_table import stage_named
from pipeline.stages.base import Output, Stage

log = logging.getLogger("ringkas")


class StageRecords(Sequence[Any]):
    """All records of a stage, read from the disk shard by shard whenever they are gone through.

    Args:
        store: the run folder.
        stage: whose records.
    """

    def __init__(self, store: Store, stage: Stage) -> None:
        self._store, self._stage = store, stage

    def __iter__(self) -> Iterator[Any]:
        for shard in range(self._store.shard_count(self._stage.name)):
            yield from self._store.read_shard(self._stage.name, shard, self._stage.kind)

    def __len__(self) -> int:
        shards = range(self._store.shard_count(self._stage.name))
        return sum(self._store.read_lock(self._stage.name, shard).counts.rows_out for shard in shards)

    def __getitem__(self, place: Any) -> Any:
        return list(self)[place] if isinstance(place, slice) else next(islice(self, place, None))


def whole_run_parts(store: Store, stage: Stage, config: Config) -> Parts:
    """The fingerprint parts of a stage's one shard: its own, and the hashes of all shards that it reads."""
    shards = {
        f"input.{name}": digest({str(n): store.read_lock(name, n).sha256 for n in range(store.shard_count(name))})
        for name in stage.reads
    }
    return {**stage.parts(config), **shards}


def make_whole_run(stage: Stage, store: Store, config: Config) -> None:
    """Make the stage's shard unless it is up to date.

    Raises:
        StoreError: a shard is damaged.
    """

    def work() -> tuple[Output, int]:
        inputs = {name: StageRecords(store, stage_named(name)) for name in stage.reads}
        articles = len(inputs[stage.reads[0]])
        with StageProgress(stage.name, articles) as progress:
            return stage.open(config)(inputs, progress.tick), articles

    write_whole_run(stage, store, config, work)


def write_whole_run(stage: Stage, store: Store, config: Config, work: Callable[[], tuple[Output, int]]) -> None:
    """Write the stage's one shard unless it is up to date.

    Args:
        stage: whose shard.
        store: the run folder.
        config: the run's settings.
        work: makes the output, and says of how many articles.

    Raises:
        StoreError: a shard is damaged.
    """
    parts = whole_run_parts(store, stage, config)
    if store.freshness(stage.name, 0, parts).fresh:
        log.info("%s: up to date", stage.name)
        return
    began = time.perf_counter()
    output, articles = work()
    seconds = time.perf_counter() - began
    store.write_shard(
        stage.name,
        0,
        stage.kind,
        output.records,
        parts,
        rows_in=articles,
        rejected=output.rejected,
        seconds=seconds,
    )
