"""Makes shards of one stage, from their inputs on disk to their locks: the function that every engine calls.

Engines differ only in where and in what order they call it, so that a local run, a run on other machines and a run
that continues after a kill leave the same files.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.errors import PipelineError
from pipeline.core.fingerprints import Parts
from pipeline.core.progress import counted
from pipeline.core.records import Rejected
from pipeline.core.run_folder import ShardLock, Store
from pipeline.execution.stage_table import stage_named
from pipeline.stages.base import Output, Tick, Worker


@dataclass(frozen=True, slots=True)
class Task:
    """A shard that has to be made, and the fingerprint it will carry."""

    stage: str
    shard: int
    parts: Parts


Execute = Callable[[Sequence[Task], Tick], Iterator[ShardLock]]  # what an engine does with shards of one stage


def run_task(task: Task, store: Store, worker: Worker, tick: Tick) -> ShardLock:
    """Make one shard.

    Raises:
        PipelineError: the stage returned neither a record nor a rejection for an article.
    """
    return run_together([task], store, worker, tick)[0]


def run_together(tasks: Sequence[Task], store: Store, worker: Worker, tick: Tick) -> list[ShardLock]:
    """Make several shards of one stage with one call of its worker, so that a model sees fuller batches.

    Each shard comes out as it would alone: what a stage makes of an article depends on that article and the settings.

    Raises:
        PipelineError: the stage returned neither a record nor a rejection for an article.
    """
    stage = stage_named(tasks[0].stage)
    began = time.perf_counter()
    read: list[dict[str, list[Any]]] = [
        {name: store.read_shard(name, task.shard, stage_named(name).kind) for name in stage.reads} for task in tasks
    ]
    output = worker({name: [r for inputs in read for r in inputs[name]] for name in stage.reads}, tick)
    given = [inputs[stage.reads[0]] for inputs in read]
    parts = _by_shard(given, output)
    for task, first, part in zip(tasks, given, parts, strict=True):
        check_nothing_vanished(task, first, part.records, part.rejected)
    each = (time.perf_counter() - began) / max(1, sum(map(len, given)))
    return [
        store.write_shard(
            task.stage,
            task.shard,
            stage.kind,
            part.records,
            task.parts,
            rows_in=len(first),
            rejected=part.rejected,
            seconds=each * len(first),
            replayed=0 if number else output.replayed,
            asked=0 if number else output.asked,
        )
        for number, (task, first, part) in enumerate(zip(tasks, given, parts, strict=True))
    ]


def _by_shard(given: Sequence[Sequence[Any]], output: Output) -> list[Output]:
    """The stage's output divided by shard. A rejection names its input, which two articles may share: it goes to the
    first shard that has an article of that input without a record."""
    if len(given) == 1:
        return [output]
    made = {record.id: record for record in output.records}
    missing = [Counter(a.input for a in first if a.id not in made) for first in given]
    rejected: list[list[Rejected]] = [[] for _ in given]
    for refused in output.rejected:
        at = next((n for n, inputs in enumerate(missing) if inputs[refused.input] > 0), 0)
        missing[at][refused.input] -= 1
        rejected[at].append(refused)
    kept = [[made[a.id] for a in first if a.id in made] for first in given]
    return [Output(records, refused) for records, refused in zip(kept, rejected, strict=True)]


def check_nothing_vanished(task: Task, given: Sequence[Any], made: Sequence[Any], rejected: Sequence[Rejected]) -> None:
    """Check that every article that went in came out or was rejected.

    Raises:
        PipelineError: one did not.
    """
    out = {record.id for record in made}
    refused = {r.input for r in rejected}
    lost = [a.input for a in given if a.id not in out and a.input not in refused]
    if lost:
        many = counted(len(lost), "article")
        raise PipelineError(f"{task.stage} lost {many} of shard {task.shard}, the first is {lost[0]}")
