"""Runs a training preset in its folder: reads the preset, locks the folder, runs the steps and says what came out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.errors import StoreError, UserError
from pipeline.core.files import FULL
from pipeline.training import licences
from pipeline.training.config import TrainConfig, load

if TYPE_CHECKING:
    from pipeline.training.steps import Run

LARGEST = 64 << 20  # bytes of the largest piece that comes from the heap


def train(
    config: str | Path,
    *,
    dry_run: bool = False,
    settings: Sequence[str] = (),
    out: str | Path | None = None,
    accepted: Sequence[str] = (),
) -> tuple[Path, str]:
    """Runs a training preset; continues where it stopped.

    Args:
        config: name of a preset under ``configs/train/`` or path of a TOML file.
        dry_run: read and filter the data, and estimate the time; train nothing.
        settings: ``table.key=value`` changes of the preset; ``rounds.0.minutes=5`` reaches into lists.
        out: the run folder; ``runs/train-<name>`` by default. The same folder continues.
        accepted: cards whose licence forbids some uses and was accepted, by name.

    Returns:
        The run folder, and what came out (of a dry run: what a training would do) in a few lines.

    Raises:
        PipelineError: as the steps say; every one carries what to do next.
    """
    preset = load(config, list(settings))
    licences.check(preset, accepted)
    folder = Path(out) if out else Path("runs") / f"train-{preset.name}"
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder}: is a file", "give a folder with --out")
    folder.mkdir(parents=True, exist_ok=True)
    from filelock import FileLock, Timeout

    lock = FileLock(folder / ".lock")
    try:
        with lock.acquire(timeout=0):
            return folder, _run(preset, folder, dry_run)
    except Timeout:
        raise UserError(f"{folder}: another process trains here", "wait for it, or give another --out") from None


def _run(preset: TrainConfig, folder: Path, dry_run: bool) -> str:
    from pipeline.backends._heap import keep_memory
    from pipeline.training.steps import Run

    # Before anything is allocated: a step frees gigabytes, and the next one would map them anew.
    keep_memory(0, LARGEST)
    # oneDNN keeps a thousand matrix products by their shapes, and nearly every batch has another number of tokens: with
    # its usual number two trainings of an hour filled 23 GB, with this one they stay below 5 GB each.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
    run = Run(preset, folder)
    if dry_run:
        return plan(run)
    try:
        run.write_manifest()
        run.all()
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise StoreError(
            f"{folder}: the disk is full ({error}). The last complete checkpoint is kept.",
            "make room and give the same command again: it goes on from there",
        ) from error
    finally:
        _plot(run)
    return summary(run)


def plan(run: Run) -> str:
    """What a training would do: data kept, tokens per epoch and the time of each round, measured on this machine."""
    from pipeline.training.time_estimate import describe

    first = f"preset {run.config.name}: {' -> '.join(run.config.steps)}"
    if "prepare" not in run.config.steps:
        return f"{first}\nnothing to train\nrun folder: {run.workspace.root}"
    about = run.done_or("prepare")
    rejected = ", ".join(f"{reason} {n:,}" for reason, n in about["rejected"].items()) or "none"
    lines = [
        first,
        f"data: {sum(about['kept'].values()):,} of {about['read']:,} pairs kept, {about['dev']:,} dev",
        f"rejected: {rejected}",
        *(f"warning: {w}" for w in about["warnings"]),
        describe(run.estimates()) if run.config.rounds else "nothing to train",
        f"run folder: {run.workspace.root}",
    ]
    return "\n".join(lines)


def summary(run: Run) -> str:
    """What came out, in a few lines."""
    lines = []
    if "train" in run.config.steps:
        for table in run.config.rounds:
            row = run.workspace.about(f"rounds/{table.name}")
            best = f"best dev score {row['best']:.2f} at step {row['best_step']}"
            lines.append(f"{table.name}: {best}, {row['minutes']:.1f} minutes")
    if "evaluate" in run.config.steps:
        for suite in run.workspace.about("evaluate")["suites"]:
            scores = ", ".join(
                f"{s['metric']} {s['value']:.2f} [{s['low']:.2f}, {s['high']:.2f}]" for s in suite["scores"]
            )
            way = f", {suite['way']}" if len(run.config.evaluate.ways) > 1 else ""
            lines.append(f"{suite['name']}{way}: {scores}")
    if "export" in run.config.steps:
        lines.append(f"the checkpoint and its card: {run.export_folder()}")
    return "\n".join(lines)


def _plot(run: Run) -> None:
    """The curve, where matplotlib is installed; a missing plot never fails a training."""
    from pipeline.training.plot import draw
    from pipeline.training.telemetry import log

    try:
        draw(run.workspace.log, run.workspace.curve)
    except (UserError, OSError) as error:
        log.warning("%s", error)
