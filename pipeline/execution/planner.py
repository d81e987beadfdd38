"""Plans a run: which shards it would make and why, by comparing the locks it would write with those on disk.

Reads locks and hashes files; imports no stage, no model library and no Arrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core import made_by
from pipeline.core.config import Config
from pipeline.core.errors import StoreError
from pipeline.core.fingerprints import Parts, digest, file_hash
from pipeline.core.run_folder import Freshness, Store
from pipeline.execution.stage_table import STAGES, WHOLE
from pipeline.execution.whole_run import whole_run_parts
from pipeline.stages import ingest
from pipeline.stages.base import Stage
from pipeline.stages.ingest.sources import Source, fingerprints

INPUT_AGAIN = "its input is made again"
UNKNOWN = -1  # how many shards there will be is known once ingest has run


@dataclass(frozen=True, slots=True)
class Todo:
    """A shard that would be made, and why."""

    shard: int
    why: str


@dataclass(frozen=True, slots=True)
class StagePlan:
    """The plan for one stage; ``shards`` is UNKNOWN when ingest has to run first."""

    stage: str
    shards: int
    todo: tuple[Todo, ...] = ()
    why: str = ""

    @property
    def runs(self) -> bool:
        return bool(self.todo or self.why)

    @property
    def reasons(self) -> dict[str, int]:
        """Each reason and the number of shards it holds for."""
        if self.why:
            return {self.why: max(self.shards, 0)}
        counts: dict[str, int] = {}
        for item in self.todo:
            counts[item.why] = counts.get(item.why, 0) + 1
        return counts


def ingest_index_parts(config: Config, sources: Sequence[Source]) -> Parts:
    """The fingerprint parts of all of ingest: of its shards, and of the groups of near-duplicates."""
    return {
        **ingest.shard_parts(config),
        **ingest.near_parts(config),
        **fingerprints(sources),
    }


def ingest_freshness(store: Store, parts: Parts) -> Freshness:
    """Whether all articles of these sources are in the store, with every shard complete."""
    if not store.index_path.is_file():
        begun = store.has_lock("ingest", 0)
        return Freshness(False, "not finished" if begun else "not done yet")
    index = store.read_index()
    if index.get("fingerprint") != digest(parts):
        before = index["parts"] if isinstance(index.get("parts"), dict) else parts
        reasons = made_by.reasons(before, parts, str(index.get("version", "")), store.root)
        return Freshness(False, "; ".join(_brief(reasons)) or "its index is damaged")
    for shard in range(index["shards"]):
        try:
            lock = store.read_lock("ingest", shard)
            intact = file_hash(store.shard_path("ingest", shard)) == lock.sha256
        except (StoreError, OSError):
            intact = False
        if not intact:
            return Freshness(False, f"the file of shard {shard} is damaged or missing")
    return Freshness(True)


def _brief(reasons: list[str], most: int = 3) -> list[str]:
    hidden = len(reasons) - most
    return reasons if hidden <= 0 else [*reasons[:most], f"and {hidden} more changes"]


def shard_parts(store: Store, stage: Stage, shared: Parts, shard: int) -> Parts:
    """A shard's fingerprint parts: those that all shards of the stage share, and the hashes of the shards it reads."""
    return {**shared, **{f"input.{name}": store.read_lock(name, shard).sha256 for name in stage.reads}}


def stage_plan(store: Store, stage: Stage, config: Config, shards: int, remade: set[tuple[str, int]]) -> StagePlan:
    """Plan one stage.

    Args:
        store: the run folder.
        stage: which.
        config: the run's settings.
        shards: how many shards there are.
        remade: (stage, shard) pairs that are made again before this stage; its own are added.
    """
    shared = stage.parts(config)
    todo: list[Todo] = []
    for shard in range(shards):
        if any((name, shard) in remade for name in stage.reads):
            done = store.has_lock(stage.name, shard)
            freshness = Freshness(False, INPUT_AGAIN if done else "not done yet")
        else:
            freshness = store.freshness(stage.name, shard, shard_parts(store, stage, shared, shard))
        if not freshness.fresh:
            todo.append(Todo(shard, freshness.why))
            remade.add((stage.name, shard))
    return StagePlan(stage.name, shards, tuple(todo))


def whole_plan(store: Store, stage: Stage, config: Config, remade: set[tuple[str, int]]) -> StagePlan:
    """Plan a stage over all articles; ``remade`` as in :func:`stage_plan`."""
    if any(name in stage.reads for name, _ in remade):
        why = INPUT_AGAIN if store.has_lock(stage.name, 0) else "not done yet"
    else:
        why = store.freshness(stage.name, 0, whole_run_parts(store, stage, config)).why
    if why:
        remade.add((stage.name, 0))
    return StagePlan(stage.name, 1, (Todo(0, why),) if why else ())


def plan(store: Store, config: Config, sources: Sequence[Source]) -> list[StagePlan]:
    """What a run would do, stage by stage; nothing is written.

    Raises:
        UserError: the config names a model or a file that does not exist.
    """
    ingested = ingest_freshness(store, ingest_index_parts(config, sources))
    if not ingested.fresh:
        every = (*STAGES, *WHOLE)
        known = store.index_path.is_file()
        why = (
            "known once the articles are read again: the shards that change" if known else "once the articles are read"
        )
        waiting = [StagePlan(stage.name, UNKNOWN, why=why) for stage in every]
        for stage in every:
            stage.parts(config)  # an unknown model is an error now, not after ingest
        return [StagePlan("ingest", UNKNOWN, why=ingested.why), *waiting]
    shards = store.shard_count("ingest")
    remade: set[tuple[str, int]] = set()
    by_shard = [stage_plan(store, stage, config, shards, remade) for stage in STAGES]
    return [StagePlan("ingest", shards), *by_shard, *(whole_plan(store, stage, config, remade) for stage in WHOLE)]
