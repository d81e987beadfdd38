"""Runs the stages over a run folder: ingest, then every stage over its shards, then scores and the report.

Shards that are up to date are kept, so that a run that was killed, a rerun and a run with one option changed are the
same call. Work goes stage by stage: a model is loaded once, and only when one of its shards has to be made.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.core.config import Config
from pipeline.core.errors import NothingUsableError, PipelineError, UserError
from pipeline.core.fingerprints import digest
from pipeline.core.progress import StageProgress
from pipeline.core.records import Rejected
from pipeline.core.run_folder import Store
from pipeline.execution import drift, mirror, planner
from pipeline.execution.budget import limited, overrun
from pipeline.execution.ingest_shards import run_ingest
from pipeline.execution.missing import check_missing
from pipeline.execution.preflight import ENGINES, check_config, check_folder
from pipeline.execution.request import Job, save
from pipeline.execution.score_shard import score_run
from pipeline.execution.shard_reuse import ShardReuse
from pipeline.execution.shard_work import Execute, Task
from pipeline.execution.stage_table import ALL, LAST, WHOLE, settle, up_to
from pipeline.execution.whole_run import make_whole_run, whole_run_parts
from pipeline.stages import ingest, report
from pipeline.stages.base import ROWS, RUN, Stage
from pipeline.stages.report.run_record import RunRecord

log = logging.getLogger("ringkas")


def run(
    job: Job,
    store: Store,
    until: str = LAST,
    deadline: float | None = None,
    check: Callable[[], None] | None = None,
    nights: Path | None = None,
) -> tuple[str, ...]:
    """Do what is not fresh yet, as far as one stage; the run folder must have been claimed.

    The report is always written, of the stages that are done: those as far as ``until``, and those behind it that are
    still fresh.

    Args:
        job: inputs and config.
        store: the run folder.
        until: name of the last stage to do.
        deadline: the moment of ``time.monotonic`` at which to stop.
        check: is called after each shard, and raises what is to end the run.
        nights: the folder of earlier runs; what is unlike them is in the report of a complete run.

    Returns:
        The names of the stages that are done.

    Raises:
        NothingUsableError: not one article came through of what is new since earlier runs.
        UserError: not one article could be read, because of how the input was given; or inputs that the run has worked
            on are gone.
        PipelineError: not one article came through; or a stage cannot go on: what was finished stays and the next run
            continues from it.
        EarlyEnd: the deadline has come before the last shard.
    """
    began = dt.datetime.now(dt.UTC)
    wanted = up_to(until)
    check_config(job.config, until)
    check_missing(job.missing, store, drop=job.drop_missing)
    save(job, store)
    done: list[str] = []
    nothing_read = False
    with ENGINES.load(job.config.run.engine).opened(store, job.config) as engine:
        execute = engine if deadline is None else limited(engine, deadline)
        execute = execute if check is None else mirror.watched(execute, check)
        for stage in ALL[:-1]:
            if stage in wanted:
                _make(stage, job, store, execute)
            elif not _is_fresh(stage, job.config, store):
                break
            done.append(stage.name)
            if stage is ingest.STAGE:
                if nothing_read := not _any_rows(store, stage.name):
                    break  # said at the end; no model is converted or loaded for it
                settle(job.config, wanted)
    rejected = tuple(rejected_rows(store, done))
    # A night of bad files is over: no other night takes it up again. Without --since somebody is there to mend it.
    over = nothing_read and bool(job.since) and until == LAST
    inputs = str(store.read_index().get("fingerprint", ""))
    unusual = drift.told(store.root, inputs)
    record = RunRecord(store, job.config_name, job.sources, tuple(done), rejected, began, over, unusual)
    made = report.STAGE.open(job.config)({RUN: [record]}, lambda articles: None)
    usable = _any_rows(store, _last_of_shards(done))
    what = "written" if made.records else "up to date"
    log.info("report: %s%s", what, "" if usable else ", without an article: nothing was usable")
    if job.since and rejected and not usable:
        hint = f"every reason is in {store.root / 'rejected.jsonl'}; the run itself went well and is finished"
        raise NothingUsableError(f"nothing that is new could be used: {_first_reason(rejected)}", hint)
    mistake = store.read_index().get("mistake", "")
    if mistake:
        raise UserError(f"no article could be read: {mistake}", f"every reason is in {store.root / 'rejected.jsonl'}")
    check_something_came_through(store, done)
    if nights is not None and until == LAST:
        unusual = drift.note(store.root, nights, inputs)
        report.STAGE.open(job.config)({RUN: [replace(record, unusual=unusual)]}, lambda articles: None)
    if deadline is not None and (late := time.monotonic() - deadline) > 1:
        log.info("%s", overrun(late))
    return tuple(done)


def check_something_came_through(store: Store, done: Sequence[str]) -> None:
    """Refuse to call a run a success that made nothing of its inputs.

    Raises:
        PipelineError: not one article came through the stages that are done.
    """
    if _any_rows(store, _last_of_shards(done)):
        return
    rejected = [row for row in rejected_rows(store, done) if row.stage != "score"]
    if not rejected:
        raise PipelineError("there is nothing to do: the inputs hold no articles", "give files, folders or - for stdin")
    hint = f"every reason is in {store.root / 'rejected.jsonl'}"
    raise PipelineError(f"no article came through: {_first_reason(rejected)}", hint)


def _last_of_shards(done: Sequence[str]) -> str:
    """The last of the stages that are done which works shard by shard."""
    return [stage.name for stage in ALL if stage.name in done and stage.scope == "shard"][-1]


def _first_reason(rejected: Sequence[Rejected]) -> str:
    """What was rejected first, with the reason, and how many others were."""
    others = f", and {len(rejected) - 1} more were rejected" if len(rejected) > 1 else ""
    return f"{rejected[0].input}: {rejected[0].reason}{others}"


def _any_rows(store: Store, stage: str) -> bool:
    """Whether a stage's shards hold at least one article."""
    return any(store.read_lock(stage, shard).counts.rows_out for shard in range(store.shard_count(stage)))


def claim_and_run(
    job: Job, store: Store, until: str = LAST, deadline: float | None = None, nights: Path | None = None
) -> tuple[str, ...]:
    """:func:`run` with the run folder claimed for this process; a wrong config leaves no folder behind."""
    check_config(job.config, until)
    check_folder(store.root)
    with store.claim(), mirror.kept_up(store) as check:
        return run(job, store, until, deadline, check, nights)


def _make(stage: Stage, job: Job, store: Store, execute: Execute) -> None:
    """Make what is not up to date of one stage."""
    if ROWS in stage.reads:
        run_ingest(job, store)
    elif stage in WHOLE:
        make_whole_run(stage, store, job.config)
    elif stage.scope == "run":
        score_run(store, job.config)
    else:
        run_stage(stage, job.config, store, store.shard_count(ingest.STAGE.name), execute)


def _is_fresh(stage: Stage, config: Config, store: Store) -> bool:
    """Whether a stage is up to date, given that all stages before it are."""
    try:
        if stage.scope == "run":
            return store.freshness(stage.name, 0, whole_run_parts(store, stage, config)).fresh
        return not planner.stage_plan(store, stage, config, store.shard_count(ingest.STAGE.name), set()).runs
    except PipelineError:  # its model is not on this machine, say: that is for its own run to complain about
        return False


def run_stage(stage: Stage, config: Config, store: Store, shards: int, execute: Execute) -> None:
    """Make the shards of one stage that are not up to date, and remove those of articles that no longer exist."""
    tasks = _tasks(stage, config, store, shards)
    store.drop_from(stage.name, shards)
    if not tasks:
        log.info("%s: up to date", stage.name)
        return
    if len(tasks) < shards:
        log.info("%s: %d of %d shards are done already", stage.name, shards - len(tasks), shards)
    articles = sum(store.read_lock(stage.reads[0], task.shard).counts.rows_out for task in tasks)
    with StageProgress(stage.name, articles) as progress:
        for lock in execute(tasks, progress.tick):
            progress.recalled(lock.replayed, lock.asked)
            log.debug("%s: shard %d in %.1f s", stage.name, lock.shard, lock.seconds)


def _tasks(stage: Stage, config: Config, store: Store, shards: int) -> list[Task]:
    """The shards to make, after existing ones have been moved to their new numbers."""
    todo = [t.shard for t in planner.stage_plan(store, stage, config, shards, set()).todo]
    shared = stage.parts(config)
    tasks = [Task(stage.name, shard, planner.shard_parts(store, stage, shared, shard)) for shard in todo]
    fixed = set(range(shards)) - set(todo)
    reuse = ShardReuse(store, stage.name, {digest(task.parts) for task in tasks}, fixed)
    missing = [task for task in tasks if not reuse.place(task.shard, task.parts)]
    reuse.clear()
    return missing


def rejected_rows(store: Store, stages: Sequence[str]) -> list[Rejected]:
    """Everything that these stages rejected, in the data's order: shard by shard, then what concerns the whole run."""
    wanted = [stage for stage in ALL if stage.name in stages]
    places = [(s.name, n) for n in range(store.shard_count("ingest")) for s in wanted if s.scope == "shard"]
    places += [(s.name, 0) for s in wanted if s.scope == "run"]
    return [row for place in places if store.has_lock(*place) for row in store.read_lock(*place).rejected]
