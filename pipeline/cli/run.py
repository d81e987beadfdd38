"""The verbs ``run`` and ``plan``."""

from __future__ import annotations

import datetime as dt
import json
import logging
import shlex
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import full_disk, logs, next_steps
from pipeline.cli.options import AsJson, Quiet, Strict, Verbose, takes_request
from pipeline.cli.output import print_json
from pipeline.core.errors import EarlyEnd, GateError, NothingUsableError, PipelineError, UnusualError, UserError
from pipeline.core.progress import counted

if TYPE_CHECKING:
    from pipeline.core.records import Rejected
    from pipeline.core.run_folder import Store
    from pipeline.execution.drift import Alarm
    from pipeline.execution.planner import StagePlan
    from pipeline.execution.request import Job, RunRequest


Shards = Annotated[
    str,
    typer.Option("--shards", metavar="PART/PARTS", help="Make this part of the shards only.", show_default=False),
]
Budget = Annotated[
    str,
    typer.Option("--budget", metavar="TIME", help="Stop after so long, such as 2h or 90m; the same command goes on."),
]
Nights = Annotated[
    str,
    typer.Option(
        "--nights",
        metavar="RUNS",
        help="Warn where the run is unlike the last 30 runs in this folder; --fail-if-unusual makes that exit code 3.",
    ),
]
FailIfUnusual = Annotated[
    bool,
    typer.Option(
        "--fail-if-unusual", help="Exit 3 where --nights warns, whatever was rejected; all files are written."
    ),
]
Merge = Annotated[bool, typer.Option("--merge", help="End a run whose shards were made in parts, once all are there.")]


@takes_request
def run(
    request: RunRequest,
    strict: Strict = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    shards: Shards = "",
    merge: Merge = False,
    budget: Budget = "",
    nights: Nights = "",
    fail_if_unusual: FailIfUnusual = False,
) -> None:
    """Turn Indonesian articles into English briefs; continues where an earlier run stopped."""
    from pipeline.execution.stage_table import LAST

    logs.start(verbose - quiet)
    if fail_if_unusual and not nights:
        raise UserError("--fail-if-unusual: unlike which runs?", "give --nights RUNS, the folder of all runs")
    if shards or merge:
        _check_parts(request, shards, merge)
    if shards:
        _carry_out_part(request, shards, as_json=as_json)
        return
    _check_nights(nights)
    with early_end_told(as_json=as_json):
        store, _, rejected = carry_out(request, LAST, merge=merge, budget=budget, nights=nights)
        alarms = _alarms(store, nights)
        if as_json or not quiet:
            _print_result(store, len(rejected), as_json=as_json, alarms=alarms)
            if not (as_json or request.since or nights):  # somebody is there to read it
                next_steps.tell(store.root, starter=not (request.inputs or request.out))
        check_strict(store, rejected, strict)
        if alarms and (strict or fail_if_unusual):
            kind = UnusualError if fail_if_unusual else GateError
            raise kind(f"the run is out of the ordinary: {alarms[0]}", f"see {store.root / 'report.html'}")


@contextmanager
def early_end_told(*, as_json: bool) -> Iterator[None]:
    """Print the early end of a run as JSON, where that is wanted, and one that made nothing of what is new.

    Raises:
        EarlyEnd: it is not wanted; the program then prints the sentence.
        NothingUsableError: always, for its exit code.
    """
    try:
        yield
    except NothingUsableError as error:
        if as_json:
            print_json({"run": error.run, "ended": "nothing-usable", "message": error.message})
        raise
    except EarlyEnd as end:
        if not as_json:
            raise
        print_json({"run": end.run or None, "ended": end.ended, "message": end.message})


def _alarms(store: Store, nights: str) -> list[Alarm]:
    """What is out of the ordinary in the run, said in the log; nothing on the first night."""
    from pipeline.execution import drift

    if not nights:
        return []
    found = drift.look(store.root, Path(nights))
    for alarm in found:
        logging.getLogger("ringkas").warning("unusual: %s", alarm)
    return found


def _check_nights(nights: str) -> None:
    """Refuse, before the work, a folder of earlier runs that is none; one that is not there yet may come.

    Raises:
        UserError: it is a file, or an address.
    """
    from pipeline.execution.since import check_local

    check_local("--nights", nights)
    if nights and Path(nights).exists() and not Path(nights).is_dir():
        raise UserError(f"--nights {nights} is a file", "give the folder of all runs")


def _check_parts(request: RunRequest, shards: str, merge: bool) -> None:
    """Find the user's mistakes in the options of a run in parts.

    Raises:
        UserError: both are given, or no run folder: each process would take its own.
    """
    if shards and merge:
        raise UserError("--shards and --merge exclude each other", "first all parts with --shards, then --merge alone")
    if not request.out:
        raise UserError("parts of a run need its folder", "give all of them the same --out DIR")


def _carry_out_part(request: RunRequest, shards: str, *, as_json: bool) -> None:
    """Make a part of the shards, and say so."""
    from pipeline.execution import parts
    from pipeline.execution import request as requests

    part, of = parts.parse(shards)
    job, store = requests.prepare(request, dt.date.today())
    try:
        with full_disk.named(store.root):
            made = parts.run_part(job, store, part, of)
    except KeyboardInterrupt:
        hint = "the same command again goes on from there"
        raise PipelineError(f"interrupted; {store.root} keeps what was finished", hint) from None
    if as_json:
        print_json({"run": str(store.root), "part": part, "parts": of, "shards": made})
    else:
        print(
            f"part {part}/{of} of {store.root}: {counted(made, 'shard')}; when all parts are done: ringkas run --out "
            f"{shlex.quote(str(store.root))} --merge"
        )


def carry_out(
    request: RunRequest, until: str, *, merge: bool = False, budget: str = "", nights: str = ""
) -> tuple[Store, tuple[str, ...], list[Rejected]]:
    """Run as far as a stage; returns the run folder, the stages that are done and what they rejected.

    Raises:
        PipelineError: it was interrupted, or see :func:`pipeline.execution.runner.run`.
        EarlyEnd: nothing is new, or the time is over; it names the run folder, where there is one.
        NothingUsableError: all that is new was rejected; it names the run folder.
    """
    from pipeline.execution import budget as budgets
    from pipeline.execution import mirror, parts, runner
    from pipeline.execution import request as requests
    from pipeline.execution.stage_table import LAST

    deadline = time.monotonic() + budgets.parse(budget) if budget else None
    job, store = requests.prepare(request, dt.date.today())
    if new := _new_without_inputs(request, store):
        logging.getLogger("ringkas").info("%s", new)
    try:
        _say_what_is_new(job)
        if merge:
            parts.check_complete(job, store)
        with full_disk.named(store.root):
            done = runner.claim_and_run(job, store, until, deadline, Path(nights) if nights else None)
    except KeyboardInterrupt:
        if not store.exists():  # nothing that could be continued: without inputs it would be another run
            raise PipelineError("interrupted; nothing was made yet", "the same command again begins anew") from None
        verb = "run --out" if until == LAST else until
        hint = f"continue with: {next_steps.own_command()} {verb} {shlex.quote(str(store.root))}"
        raise PipelineError(f"interrupted; {store.root} keeps what was finished", hint) from None
    except (EarlyEnd, NothingUsableError) as end:
        end.run = (mirror.address_of(store.root) or str(store.root)) if store.exists() else ""
        raise
    return store, done, runner.rejected_rows(store, done)


def _new_without_inputs(request: RunRequest, store: Store) -> str:
    """Words for a folder that was named alone, as to go on with its run, and holds none."""
    if not request.out or request.inputs or store.exists():
        return ""
    return f"there is no run in {store.root} yet: a new one, of the starter suite, for no inputs are given"


def _say_what_is_new(job: Job) -> None:
    """Say in the log what ``--since`` left out, and which earlier runs lack their end.

    Raises:
        EarlyEnd: nothing is left to do.
    """
    if job.selection is None:
        return
    count, *unfinished = job.selection.lines(job.since)
    log = logging.getLogger("ringkas")
    for line in unfinished:
        log.warning("%s", line)
    if not job.selection.new:
        left_out = f"{job.selection.left_out} left out, done by finished runs"
        raise EarlyEnd(f"nothing is new since {job.since}: {left_out}", ended="nothing-new")
    log.info("%s", count)


def check_strict(store: Store, rejected: list[Rejected], strict: bool) -> None:
    """What ``--strict`` asks for.

    Raises:
        GateError: an input was rejected.
    """
    if strict and rejected:
        raise GateError(
            f"{counted(len(rejected), 'input')} {'was' if len(rejected) == 1 else 'were'} rejected",
            f"see {store.root / 'rejected.jsonl'}",
        )


def _print_result(store: Store, rejected: int, *, as_json: bool, alarms: Sequence[Alarm] = ()) -> None:
    from pipeline.execution.mirror import address_of
    from pipeline.stages.report import MANIFEST
    from pipeline.stages.report.stage import first_brief

    address = address_of(store.root)

    if as_json:
        manifest = json.loads((store.root / MANIFEST).read_text("utf-8"))
        stages = {name: {k: v for k, v in s.items() if k != "seconds"} for name, s in manifest["stages"].items()}
        made = {"run": address or str(store.root), "ended": "done", "stages": stages, "rejected": rejected}
        print_json({**made, "unusual": [str(alarm) for alarm in alarms]})
        return
    print(f"run: {address}, and here in {store.root}" if address else f"run: {store.root}")
    print(f"briefs: {store.root / 'briefs.md'}")
    if rejected:
        print(f"rejected: {rejected}, with the reasons in {store.root / 'rejected.jsonl'}")
    first = first_brief(store)
    if first:
        head = first["headline"] or first["title"] or first["input"]
        print(f"\n{head}" if first["style"] == "headline" else f"\n{head}\n{first['brief']}")


@takes_request
def plan(request: RunRequest, as_json: AsJson = False) -> None:
    """Say which shards a run would make, and why; nothing is written."""
    from pipeline.execution import missing, planner, preflight
    from pipeline.execution import request as requests

    job, store = requests.prepare(request, dt.date.today())
    preflight.check_config(job.config)
    stages = planner.plan(store, job.config, job.sources)
    if as_json:
        rows = [{"stage": s.stage, "shards": s.shards, "runs": s.runs, "reasons": s.reasons} for s in stages]
        chosen = job.selection
        since = {"since": {"new": len(chosen.new), "left_out": chosen.left_out}} if chosen else {}
        gone = {"missing": list(job.missing)} if job.missing else {}
        print_json({"run": str(store.root), "stages": rows, **since, **gone})
        return
    print(f"run: {store.root}")
    if new := _new_without_inputs(request, store):
        print(new)
    for line in job.selection.lines(job.since) if job.selection else ():
        print(line)
    if job.missing:
        then = "their briefs are dropped" if job.drop_missing else "the run refuses to go on without --drop-missing"
        print(f"{missing.told(job.missing)}: {then}")
    for line in _plan_lines(stages):
        print(line)


def _plan_lines(stages: list[StagePlan]) -> list[str]:
    lines: list[str] = []
    for stage in stages:
        known = f"{len(stage.todo)} of {stage.shards} shards" if stage.shards >= 0 else "to do"
        if not stage.runs:
            lines.append(f"{stage.stage:<10} up to date ({stage.shards} shards)")
            continue
        lines.append(f"{stage.stage:<10} {known}")
        for reason, count in stage.reasons.items():
            lines.append(f"{'':<10}   {f'{count} x ' if count > 1 else ''}{reason}")
    return lines
