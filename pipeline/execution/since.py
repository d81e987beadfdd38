"""Leaves out the inputs that earlier runs are done with, so that a nightly run works on what is new.

A file counts as done once a finished run has it in its manifest: each of its articles then has a brief, or a rejection.
What a run has read that did not come to its end is new, until that run is finished. Where a run could read nothing and
its settings may be why (a column that is not there), a file counts as done for runs that read with the same settings.
"""

from __future__ import annotations

import json
import logging
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.config import IngestTable
from pipeline.core.errors import PipelineError, UserError
from pipeline.core.remote import address_in
from pipeline.core.run_folder import Store
from pipeline.stages.ingest.sources import Source

MANIFEST = "manifest.json"
UNREADABLE = "unreadable: "  # what stands for the bytes of a file that could not be read
_OF_BYTES = re.compile("[0-9a-f]{16,}")
_NUMBERED = re.compile(r"input\.(\d+) ")
log = logging.getLogger("ringkas")


@dataclass(frozen=True, slots=True)
class History:
    """What earlier runs did.

    Attributes:
        done: the hashes of the files that finished runs have worked on, whatever they were called there.
        unfinished: the runs that did not come to their end, and hold something that no finished run has.
    """

    done: frozenset[str] = frozenset()
    unfinished: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """The inputs that are new, how many others were left out, and the runs that lack their end."""

    new: tuple[Source, ...]
    left_out: int
    unfinished: tuple[Path, ...] = ()

    def lines(self, since: str) -> list[str]:
        """What is to be said of it, in sentences; the first is the count."""
        new = f"{len(self.new)} {'input is' if len(self.new) == 1 else 'inputs are'} new"
        first = f"since {since}: {new}, {self.left_out} left out that finished runs have done"
        return [first, *map(_how_to_finish, self.unfinished)]


def select(sources: Sequence[Source], folder: Path, but: Path, options: IngestTable) -> Selection:
    """The sources whose bytes no finished run of a folder has worked on.

    Args:
        sources: what was given; a folder without articles is nothing new.
        folder: a run, or the folder of all runs.
        but: the run that is beginning or going on; it does not count.
        options: how the sources would be read.

    Raises:
        UserError: the folder is a file.
    """
    past = history(runs_of(folder, but), options)
    there = [source for source in sources if source.kind != "nothing"]
    new = tuple(source for source in there if source.fingerprint() not in past.done)
    return Selection(new, len(there) - len(new), past.unfinished)


def check_local(option: str, given: str) -> None:
    """Refuse earlier runs at an address, which would be taken for a folder that is not there.

    Args:
        option: the option that names them.
        given: what was typed.

    Raises:
        UserError: it is an address.
    """
    if address := address_in(Path(given)):
        message = f"{option} {address}: runs at addresses are not looked through, folders of this machine are"
        raise UserError(message, f"keep nightly runs in a folder here ({option} runs), and copy finished ones there")


def runs_of(folder: Path, but: Path) -> list[Path]:
    """The run folders that a path names: itself, or those that lie in it; one is left out. A folder that is not there
    yet holds none: it is the first night.

    Raises:
        UserError: it is a file.
    """
    if not folder.exists():
        log.warning("--since %s: there is no such folder yet, so every input counts as new", _near(folder))
        return []
    if not folder.is_dir():
        raise UserError(f"--since {_near(folder)} is a file", "give a run folder, or the folder of all runs")
    found = [folder] if Store(folder).exists() else sorted(p.parent for p in folder.glob("*/run.json"))
    return [run for run in found if run.resolve() != but.resolve()]


def history(runs: Iterable[Path], options: IngestTable) -> History:
    """What these runs did, from their manifests and indexes; nothing is hashed. ``options`` says how to read."""
    done: set[str] = set()
    unfinished: dict[Path, set[str]] = {}
    for run in runs:
        manifest, index = _manifest(run), _index(run)
        reported = _reported(manifest, index)
        if not manifest or set(index) - set(reported):
            unfinished[run] = set(index) - set(reported)
        if not manifest or _cut_short(manifest):
            continue
        if not Store(run).read_index().get("mistake"):
            done |= {content for content in reported if not content.startswith(UNREADABLE)}
        elif _read_with(run) == json.loads(options.model_dump_json()):
            done |= {content for content in reported if _OF_BYTES.fullmatch(content)}  # a hub may answer another day
    return History(frozenset(done), tuple(run for run, read in unfinished.items() if not read or read - done))


def _read_with(run: Path) -> Any:
    """The settings that a run read its files with; None where they are not to be known."""
    try:
        return Store(run).read_run()["config"]["ingest"]
    except (PipelineError, KeyError, TypeError):
        return None


def _manifest(run: Path) -> dict[str, Any]:
    """What the inputs, the settings and the counts of a finished run were; empty while it has no manifest."""
    try:
        manifest = json.loads((run / MANIFEST).read_text("utf-8"))
        return {
            "inputs": [str(source["fingerprint"]) for source in manifest["inputs"]],
            "in_all": int(manifest["inputs_in_all"]),
            "limit": int(manifest["config"]["ingest"].get("limit", 0)),
            "rows": int(manifest["stages"]["ingest"]["in"]),
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _reported(manifest: dict[str, Any], index: list[str]) -> list[str]:
    """The hashes of the files that a manifest covers. It names a thousand of them: where there were more, the index
    says the others, if it is of the same inputs."""
    named: list[str] = manifest.get("inputs", [])
    same = len(index) == manifest.get("in_all") and index[: len(named)] == named
    return index if same else named


def _cut_short(manifest: dict[str, Any]) -> bool:
    """Whether ``ingest.limit`` may have kept a run from reading all of its inputs."""
    return bool(0 < manifest["limit"] <= manifest["rows"])


def _index(run: Path) -> list[str]:
    """The hashes of what a run has read, in order; nothing while it has not read everything."""
    parts = Store(run).read_index().get("parts")
    if not isinstance(parts, dict):
        return []
    numbers = {int(found[1]): name for name in parts if (found := _NUMBERED.match(name))}
    return [str(parts[numbers[number]]) for number in sorted(numbers)]


def _how_to_finish(run: Path) -> str:
    name = _near(run)
    command = f"ringkas run --out {shlex.quote(name)}"
    return f"{name} is not finished, so what it has read counts as new; to finish it: {command}"


def _near(path: Path) -> str:
    """A path as one would type it here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
