"""Runs every config over one suite, with work that is the same done once, and ranks the results.

    ringkas sweep configs/*.toml --suite starter

Each run takes over the shards of earlier runs, stage by stage, where its own fingerprints say that they are up to date:
a change of the summarizer does not translate again, and no run uses another translator's output.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.comparison import suites
from pipeline.core.errors import PipelineError, UserError
from pipeline.core.run_folder import Store
from pipeline.execution import planner
from pipeline.execution.preflight import check_config, check_folder
from pipeline.execution.request import RUNS, Job, RunRequest, prepare, save
from pipeline.execution.stage_table import STAGES

log = logging.getLogger("ringkas")


@dataclass(frozen=True, slots=True)
class Entry:
    """One config of a sweep: its run folder, the stages taken from earlier runs, and why it failed (or nothing)."""

    name: str
    folder: Path
    shared: tuple[str, ...] = ()
    failure: str = ""


def sweep_and_rank(
    configs: Sequence[str],
    *,
    suite: str = "starter",
    out: Path | None = None,
    settings: Sequence[str] = (),
    samples: int = 1000,
    seed: int = 1234,
) -> dict[str, str]:
    """Run every config, compare, and write the leaderboard into the sweep's folder.

    Args:
        configs: names of presets or TOML files; the first one is the yardstick.
        suite: a suite's name.
        out: the sweep's folder, by default ``runs/<date>-sweep-<suite>``; an existing one continues.
        settings: ``--set`` values for all configs.
        samples: resamples of the comparison.
        seed: of the resampling.

    Returns:
        The texts of ``leaderboard.md``, ``.json`` and ``.html`` by file name.

    Raises:
        UserError: no config, two of the same name, one that is wrong, or a suite that is not on this machine.
        PipelineError: no config could be run.
    """
    from pipeline.comparison import leaderboard

    folder = out or RUNS / f"{dt.date.today().isoformat()}-sweep-{suite}"
    entries = sweep(configs, suite, folder, settings)
    done = [e for e in entries if not e.failure]
    if not done:
        raise PipelineError(f"no config could be run: {entries[0].failure}", "ringkas plan --config NAME shows why")
    board = leaderboard.make([e.folder for e in done], samples=samples, seed=seed)
    failures = {e.name: e.failure for e in entries if e.failure}
    texts = {
        "leaderboard.md": leaderboard.markdown(board, failures),
        "leaderboard.html": leaderboard.html(board, failures),
        "leaderboard.json": json.dumps(leaderboard.as_json(board, failures), ensure_ascii=False, indent=2) + "\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    log.info("sweep: %s", folder)
    return texts


def sweep(configs: Sequence[str], suite: str, folder: Path, settings: Sequence[str] = ()) -> list[Entry]:
    """Run every config over the suite; one that fails does not stop the others.

    Raises:
        UserError: before any work: a config, a setting or the suite is wrong.
    """
    from pipeline.execution import runner

    names = [Path(config).stem for config in configs]
    if not names:
        raise UserError("sweep needs at least one config", "ringkas sweep default hub-opus-distilbart")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserError(f"two configs are called {', '.join(twice)}", "rename one: the name is its run folder's")
    located = suites.locate(suites.load_suite(suite))
    source = folder / "input" / f"{suite}-{located.content}.jsonl"
    prepared = [_prepare(config, source, folder / name, settings) for config, name in zip(configs, names, strict=True)]
    suites.write_rows(located, source)
    entries: list[Entry] = []
    for name, request in zip(names, prepared, strict=True):
        job, store = prepare(request, dt.date.today())
        shared: tuple[str, ...] = ()
        try:
            check_config(job.config)
            check_folder(store.root)
            with store.claim():
                save(job, store)
                shared = share(job, store, [Store(e.folder) for e in entries])
                log.info("sweep: %s%s", name, f", with {', '.join(shared)} of earlier runs" if shared else "")
                runner.run(job, store)
        except PipelineError as error:
            log.warning("sweep: %s failed: %s", name, error.message)
            entries.append(Entry(name, store.root, shared, error.message))
            continue
        entries.append(Entry(name, store.root, shared))
    (folder / "sweep.json").write_text(json.dumps([_row(e) for e in entries], indent=2) + "\n", "utf-8")
    return entries


def _prepare(config: str, source: Path, out: Path, settings: Sequence[str]) -> RunRequest:
    """The command line of one run; a wrong config is found now, before the first one has run for an hour."""
    from pipeline.core.config import load_config

    load_config(config, settings)
    # The input is ours, and another one where the suite has changed.
    return RunRequest((str(source.resolve()),), config, str(out), tuple(settings), drop_missing=True)


def _row(entry: Entry) -> dict[str, object]:
    return {**asdict(entry), "folder": entry.folder.name, "shared": list(entry.shared)}


def share(job: Job, store: Store, donors: Sequence[Store]) -> tuple[str, ...]:
    """Take over whole stages of earlier runs that this run would make in the same way.

    The files are linked in, and this run's own plan decides whether they are up to date. The first stage that no donor
    has ends it, because all later ones depend on it.

    Returns:
        The names of the stages taken over.
    """
    shared: list[str] = []
    if not planner.ingest_freshness(store, planner.ingest_index_parts(job.config, job.sources)).fresh:
        if not _try("ingest", job, store, donors):
            return ()
        shared.append("ingest")
    for stage in STAGES:
        if _fresh(stage.name, job, store):
            continue
        if not _try(stage.name, job, store, donors):
            break
        shared.append(stage.name)
    return tuple(shared)


def _try(stage: str, job: Job, store: Store, donors: Sequence[Store]) -> bool:
    """Take over a stage's shards from the first donor whose shards are up to date here; whether there is one."""
    own = store.root / "shards" / stage
    if own.is_dir():  # a run that continues keeps what it has made of this stage itself
        return False
    for donor in donors:
        theirs = donor.root / "shards" / stage
        if not theirs.is_dir():
            continue
        _link(theirs, own)
        if _fresh(stage, job, store):
            return True
        store.drop_stage(stage)
    return False


def _fresh(stage: str, job: Job, store: Store) -> bool:
    if stage == "ingest":
        return planner.ingest_freshness(store, planner.ingest_index_parts(job.config, job.sources)).fresh
    found = next(s for s in STAGES if s.name == stage)
    plan = planner.stage_plan(store, found, job.config, store.shard_count("ingest"), set())
    return not plan.runs


def _link(theirs: Path, own: Path) -> None:
    """Link the donor's files into our folder. The store never changes a file in place, so hard links are safe."""
    own.mkdir(parents=True)
    for path in sorted(theirs.iterdir()):
        if path.name.startswith("."):
            continue
        try:
            os.link(path, own / path.name)
        except OSError:
            shutil.copy2(path, own / path.name)
