"""Finds what would stop a run before any work begins: settings, models, devices, the run folder, room on the disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pipeline.core.config import Config
from pipeline.core.errors import StoreError, UserError
from pipeline.core.registry import Registry
from pipeline.execution.stage_table import LAST, up_to

ENGINES = Registry("pipeline.execution.engines", "engine")
LEAST_FREE = 64  # MiB: what a run of a few articles and the converted default models need


def check_config(config: Config, until: str = LAST) -> None:
    """Find the user's mistakes in what the stages as far as one depend on.

    Raises:
        UserError: an unknown model, device, style, engine or column, a card for another task, or a file that an option
            names and nobody finds.
        ModelError: a checkpoint is not on this machine.
    """
    from pipeline.stages.ingest import columns

    columns.check(config.ingest)
    ENGINES.load(config.run.engine)
    for stage in up_to(until):
        stage.check(config)
    check_licences(config)
    for stage in up_to(until):
        stage.parts(config)


def check_licences(config: Config) -> None:
    """Refuse models whose licences forbid some uses, unless the config accepts them by name.

    Raises:
        UserError: it does not.
    """
    from pipeline.backends import EXTRACTIVE
    from pipeline.backends._licences import check_run
    from pipeline.backends.model_card import load_card
    from pipeline.stages.model_parts import FAKE

    for name in dict.fromkeys((config.translate.model, config.summarize.model)):
        if name not in (*EXTRACTIVE, FAKE):
            check_run(load_card(name), config.run.accept_licences)


def check_folder(folder: Path) -> None:
    """Whether a run folder can be made and written; makes nothing.

    Raises:
        UserError: a part of its path is a file, or may not be written.
        StoreError: the disk is full.
    """
    there = next(p for p in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(p))
    if not there.is_dir():
        raise UserError(
            f"--out {folder}: {there} is a file, and the run folder would lie in it", "choose another --out"
        )
    if not os.access(there, os.W_OK | os.X_OK):
        raise UserError(f"--out {folder}: {there} may not be written by you", "choose another --out")
    free = shutil.disk_usage(there).free // 2**20
    if free < LEAST_FREE:
        raise StoreError(
            f"--out {folder}: {free} MiB are free on its disk, and a run needs {LEAST_FREE} at least",
            "make room, or choose an --out on another disk",
        )
