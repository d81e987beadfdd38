"""Makes a part of a run's shards, for schedulers that start many processes, and says which parts are missing.

Part 3 of 16 has the shards 2, 18, 34, ... of every stage. The first process reads the inputs while the others wait for
it; from then on no two of them write the same file. What works on all shards at once, and the report, come with the
merge, which is a run that finds all shards made.
"""

from __future__ import annotations

import logging
import re
import shlex

from pipeline.core import claims
from pipeline.core.errors import PipelineError, UserError
from pipeline.core.progress import StageProgress
from pipeline.core.run_folder import Store
from pipeline.execution import mirror, planner
from pipeline.execution.ingest_shards import run_ingest
from pipeline.execution.missing import check_missing
from pipeline.execution.preflight import ENGINES, check_config, check_folder
from pipeline.execution.request import Job, save
from pipeline.execution.shard_work import Execute, Task
from pipeline.execution.stage_table import LAST, STAGES, settle, up_to
from pipeline.stages import ingest
from pipeline.stages.base import Stage

NOT_DONE = ("not done yet", "not finished")  # the reasons of a shard that no process has made
MOST_NAMED = 20
_PART = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")
log = logging.getLogger("ringkas")


def parse(text: str) -> tuple[int, int]:
    """``3/16`` as numbers.

    Raises:
        UserError: it is none of that, or the part is not among them.
    """
    match = _PART.fullmatch(text)
    if match is None or int(match[1]) > int(match[2]):
        raise UserError(f"--shards {text}: expected PART/PARTS", "for example --shards 3/16, with parts from 1 to 16")
    return int(match[1]), int(match[2])


def run_part(job: Job, store: Store, part: int, of: int) -> int:
    """Make the shards of one part that are not up to date; returns how many shards the part has of each stage.

    Raises:
        UserError: the run is kept at an address, or inputs that it has worked on are gone.
        StoreError: another process works on this part.
    """
    if address := mirror.address_of(store.root):
        raise UserError(f"{address}: parts of a run need a folder that they share", "give --out a shared folder")
    check_config(job.config)
    check_folder(store.root)
    check_missing(job.missing, store, drop=job.drop_missing)
    with claims.claimed_part(store.root, part, of) as first:
        settle(job.config, up_to(LAST))
        save(job, store)
        shards = run_ingest(job, store)
        first.release()
        mine = range(part - 1, shards, of)
        with ENGINES.load(job.config.run.engine).opened(store, job.config) as execute:
            for stage in STAGES:
                _make(stage, job, store, mine, execute)
    return len(mine)


def _make(stage: Stage, job: Job, store: Store, mine: range, execute: Execute) -> None:
    tasks = _missing(stage, job, store, mine)
    if not tasks:
        log.info("%s: up to date", stage.name)
        return
    articles = sum(store.read_lock(stage.reads[0], task.shard).counts.rows_out for task in tasks)
    with StageProgress(stage.name, articles) as progress:
        for lock in execute(tasks, progress.tick):
            progress.recalled(lock.replayed, lock.asked)


def _missing(stage: Stage, job: Job, store: Store, shards: range) -> list[Task]:
    """The shards of a stage that are not up to date."""
    shared = stage.parts(job.config)
    tasks = [Task(stage.name, n, planner.shard_parts(store, stage, shared, n)) for n in shards]
    return [task for task in tasks if not store.freshness(stage.name, task.shard, task.parts).fresh]


def check_complete(job: Job, store: Store) -> None:
    """Refuse to merge what is not there yet.

    Raises:
        PipelineError: shards are missing, or made with other settings; the message names the parts that have them, or
            the shards where parts of different numbers were made.
    """
    again = f"ringkas run --out {shlex.quote(str(store.root))}"
    if not planner.ingest_freshness(store, planner.ingest_index_parts(job.config, job.sources)).fresh:
        raise PipelineError(f"{store.root} has no articles yet, or others", f"{again} --shards 1/N reads them")
    count = store.shard_count(ingest.STAGE.name)
    remade: set[tuple[str, int]] = set()
    todo = [one for stage in STAGES for one in planner.stage_plan(store, stage, job.config, count, remade).todo]
    if not todo:
        return
    shards = sorted({one.shard for one in todo})
    changed = next((one.why for one in todo if one.why not in (planner.INPUT_AGAIN, *NOT_DONE)), "")
    state = f"not up to date ({changed})" if changed else "not done"
    numbers = {of for _, of in claims.parts_begun(store.root)}
    if len(numbers) != 1:
        which = _listed("shard", [f"{shard:05d}" for shard in shards])
        hint = f"make the parts that they belong to (--shards PART/PARTS), or all that is missing here: {again}"
        raise PipelineError(f"{store.root}: {which} of {count} {'is' if len(shards) == 1 else 'are'} {state}", hint)
    of = numbers.pop()
    parts = [f"{part + 1}/{of}" for part in sorted({shard % of for shard in shards})]
    then = ", and likewise the others" if len(parts) > 1 else ""
    hint = f"{again} --shards {parts[0]}{then}; or all that is missing here: {again}"
    raise PipelineError(f"{store.root}: {_listed('part', parts)} {'is' if len(parts) == 1 else 'are'} {state}", hint)


def _listed(thing: str, names: list[str]) -> str:
    """``part 2/2``; ``parts 1/3, 2/3``; of very many the first ones, and how many more."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{thing}{'' if len(names) == 1 else 's'} {', '.join(names[:MOST_NAMED])}{more}"
