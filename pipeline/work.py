"""One shard of one stage, from its inputs on disk to its lock: the function that every engine runs.

Engines differ in where and in what order they call it, never in what it does, so that a local run, a run on other
machines and a run that continues after a kill leave the same files.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import PipelineError
from pipeline.fingerprints import Parts
from pipeline.flow import INGEST_KIND, STAGES, Stage, Tick, Worker
from pipeline.records import Rejected
from pipeline.store import ShardLock, Store

KINDS: dict[str, type] = {"ingest": INGEST_KIND, **{stage.name: stage.kind for stage in STAGES}}


@dataclass(frozen=True, slots=True)
class Task:
    """A shard that has to be made, and the fingerprint it will carry."""

    stage: str
    shard: int
    parts: Parts


def stage_named(name: str) -> Stage:
    """The stage of that name; names come from the flow table itself."""
    return next(stage for stage in STAGES if stage.name == name)


def run_task(task: Task, store: Store, worker: Worker, tick: Tick) -> ShardLock:
    """Make one shard.

    Raises:
        PipelineError: the stage lost an article without a word.
    """
    stage = stage_named(task.stage)
    began = time.perf_counter()
    inputs: dict[str, list[Any]] = {name: store.read_shard(name, task.shard, KINDS[name]) for name in stage.reads}
    output = worker(inputs, tick)
    first = inputs[stage.reads[0]]
    check_nothing_vanished(task, first, output.records, output.rejected)
    return store.write_shard(
        task.stage,
        task.shard,
        stage.kind,
        output.records,
        task.parts,
        rows_in=len(first),
        rejected=output.rejected,
        seconds=time.perf_counter() - began,
    )


def check_nothing_vanished(task: Task, given: Sequence[Any], made: Sequence[Any], rejected: Sequence[Rejected]) -> None:
    """Every article that went in came out, or was rejected with a reason."""
    out = {record.id for record in made}
    refused = {r.input for r in rejected}
    lost = [a.input for a in given if a.id not in out and a.input not in refused]
    if lost:
        raise PipelineError(f"{task.stage} lost {len(lost)} articles of shard {task.shard}, the first is {lost[0]}")
