"""Finds the inputs that a run has worked on and that are gone, so that no run loses their briefs unasked.

A run that goes on makes what its inputs are now; one that left its folder would take its briefs with it. An input is
missing when neither its name nor its bytes are among those of today: one that was renamed or changed is not. What the
run had is in ingest's index, while ingest is at work in the index before, and where both are lost in the manifest.
"""

from __future__ import annotations

import json
import logging
import re
import shlex
from collections.abc import Iterable, Sequence

from pipeline.core.errors import StoreError, UserError
from pipeline.core.run_folder import Store
from pipeline.execution.stage_table import STAGES
from pipeline.stages import ingest
from pipeline.stages.ingest.sources import Source
from pipeline.stages.report import MANIFEST

NAMED = 3  # in a message
_INPUT = re.compile(r"input\.\d+ (.*) \(([a-z]+)\)", re.DOTALL)
log = logging.getLogger("ringkas")


def missing_inputs(store: Store, sources: Sequence[Source]) -> tuple[str, ...]:
    """The names of the inputs that a run has worked on and that are not among these, those without a brief left out."""
    names = {source.name for source in sources}
    away = {name: content for name, content in _worked_on(store).items() if name not in names}
    if away:  # only now: it reads every file
        here = {source.fingerprint() for source in sources}
        away = {name: content for name, content in away.items() if content not in here}
    return tuple(sorted(away.keys() - _rejected(store))) if away else ()


def check_missing(names: Sequence[str], store: Store, *, drop: bool) -> None:
    """Refuse to go on without inputs that a run has worked on, or say in the log that it does.

    Args:
        names: the inputs that are missing.
        store: the run folder.
        drop: whether the user said to go on without them.

    Raises:
        UserError: there are such inputs, and the user did not say so.
    """
    if not names:
        return
    if drop:
        log.warning("%s; what was made of them is dropped", told(names))
        return
    command = f"ringkas run --out {shlex.quote(str(store.root))} --drop-missing"
    raise UserError(
        f"{store.root}: {told(names)}; going on would drop what was made of them",
        f"put them back, or give another --out; to go on without them: {command}",
    )


def told(names: Sequence[str]) -> str:
    """How many inputs are missing, and the first of them by name."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{len(names)} {'input' if len(names) == 1 else 'inputs'} missing ({', '.join(names[:NAMED])}{more})"


def _worked_on(store: Store) -> dict[str, str]:
    """The fingerprints of a run's inputs by their names."""
    for index in (store.read_index(), store.read_index(before=True)):
        if isinstance(parts := index.get("parts"), dict):
            return _of(
                (found[1], found[2], content) for key, content in parts.items() if (found := _INPUT.fullmatch(key))
            )
    try:
        rows = json.loads((store.root / MANIFEST).read_text("utf-8"))["inputs"]
        return _of((row["name"], row["kind"], row["fingerprint"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _of(inputs: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    return {name: content for name, kind, content in inputs if kind != "nothing"}  # a folder without articles


def _rejected(store: Store) -> set[str]:
    """The inputs that were rejected as a whole: they have no brief to lose."""
    found: set[str] = set()
    for stage in (ingest.STAGE, *STAGES):
        for shard in range(store.shard_count(stage.name)):
            try:
                found |= {row.input for row in store.read_lock(stage.name, shard).rejected}
            except StoreError:  # damaged: it tells of no rejection
                continue
    return found
