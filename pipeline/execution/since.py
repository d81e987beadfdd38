"""Leaves out the inputs that earlier runs have read, so that a nightly run works on what is new."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.run_folder import Store
from pipeline.stages.ingest.sources import Source


def runs_of(folder: Path, but: Path) -> list[Path]:
    """The run folders that a path names: itself, or those that lie in it; one is left out, the run that is beginning.

    Raises:
        UserError: there is no such folder.
    """
    if not folder.is_dir():
        raise UserError(f"--since {folder}: there is no such folder", "give a run folder, or the folder of all runs")
    found = [folder] if Store(folder).exists() else sorted(p.parent for p in folder.glob("*/run.json"))
    return [run for run in found if run.resolve() != but.resolve()]


def new_sources(sources: Iterable[Source], runs: Iterable[Path]) -> list[Source]:
    """The sources whose bytes none of these runs has read to the end, whatever they were called there."""
    known = {content for run in runs for content in _read_by(run)}
    return [source for source in sources if source.fingerprint() not in known]


def _read_by(run: Path) -> list[str]:
    """The hashes of what a run has read; nothing while it has not read everything."""
    parts = Store(run).read_index().get("parts")
    if not isinstance(parts, dict):
        return []
    return [str(content) for name, content in parts.items() if name.startswith("input.")]
