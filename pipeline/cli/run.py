"""What the verbs ``run``, ``plan`` and ``show`` do, between the command line and the runner."""

from __future__ import annotations

import datetime as dt
import json
import shlex
import sys
from pathlib import Path
from typing import Any

from pipeline.cli import logs
from pipeline.core.errors import GateError, PipelineError
from pipeline.core.run_folder import Store
from pipeline.execution import request as jobs


def run(asked: jobs.Asked, *, strict: bool, as_json: bool, verbosity: int) -> None:
    """Run, then print where the briefs are and the first of them.

    Raises:
        GateError: something was rejected and ``strict`` forbids it.
        PipelineError: see :func:`pipeline.execution.runner.run`.
    """
    from pipeline.execution import runner

    logs.start(verbosity)
    job, store = jobs.prepare(asked, dt.date.today())
    runner.preflight(job.config)
    try:
        with store.claim():
            runner.run(job, store)
    except KeyboardInterrupt:
        message = f"interrupted; {store.root} keeps what was finished"
        raise PipelineError(message, f"continue with: ringkas run --out {shlex.quote(str(store.root))}") from None
    rejected = runner.rejected_rows(store)
    _print_result(store, len(rejected), as_json=as_json)
    if strict and rejected:
        raise GateError(f"{len(rejected)} inputs were rejected", f"see {store.root / 'rejected.jsonl'}")


def _print_result(store: Store, rejected: int, *, as_json: bool) -> None:
    from pipeline.stages.report import stage as report

    if as_json:
        manifest = json.loads((store.root / report.MANIFEST).read_text("utf-8"))
        stages = {name: {k: v for k, v in s.items() if k != "seconds"} for name, s in manifest["stages"].items()}
        _print_json({"run": str(store.root), "stages": stages, "rejected": rejected})
        return
    print(f"run: {store.root}")
    print(f"briefs: {store.root / 'briefs.md'}")
    if rejected:
        print(f"rejected: {rejected}, with the reasons in {store.root / 'rejected.jsonl'}")
    first = report.first_brief(store)
    if first:
        head = first["headline"] or first["title"] or first["input"]
        print(f"\n{head}" if first["style"] == "headline" else f"\n{head}\n{first['brief']}")


def plan(asked: jobs.Asked, *, as_json: bool) -> None:
    """Print what a run would do.

    Raises:
        UserError: see :func:`pipeline.execution.request.prepare` and :func:`pipeline.execution.planner.plan`.
    """
    from pipeline.execution import planner as planning

    job, store = jobs.prepare(asked, dt.date.today())
    stages = planning.plan(store, job.config, job.sources)
    if as_json:
        rows = [{"stage": s.stage, "shards": s.shards, "runs": s.runs, "reasons": s.reasons} for s in stages]
        _print_json({"run": str(store.root), "stages": rows})
        return
    print(f"run: {store.root}")
    for line in _plan_lines(stages):
        print(line)


def _plan_lines(stages: list[Any]) -> list[str]:
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


def show(folder: Path, wanted: str, *, as_json: bool) -> None:
    """Print one article at every stage.

    Raises:
        UserError: not a run folder, or no such article in it.
    """
    from pipeline.cli import show as showing

    store = Store(folder)
    store.read_run()
    whole = showing.find(store, wanted)
    if as_json:
        _print_json(showing.as_row(whole))
        return
    showing.write(whole, sys.stdout)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
