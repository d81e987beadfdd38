"""Turns a command line or a call into a job: inputs, config and run folder, whether new or one that continues.

An existing run folder remembers its config and inputs, so ``ringkas run --out DIR`` is all it takes to go on.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.core import remote, resources
from pipeline.core.config import DEFAULT, Config, load_config, resolve, setting_layers
from pipeline.core.errors import UserError
from pipeline.core.files import atomic_write
from pipeline.core.fingerprints import digest
from pipeline.core.run_folder import Store
from pipeline.execution import mirror
from pipeline.execution.fetched import fetched
from pipeline.execution.missing import missing_inputs
from pipeline.execution.since import Selection, check_local, select
from pipeline.stages.ingest import sources
from pipeline.stages.ingest.ignored import without_ignored
from pipeline.stages.ingest.sources import Source

RUNS = Path("runs")
STARTER = "starter"


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a user asks of a run, as typed."""

    inputs: tuple[str, ...] = ()
    config: str = ""
    out: str = ""
    settings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    device: str = ""
    since: str = ""  # a run, or a folder of runs, whose inputs are left out
    drop_missing: bool = False  # go on without the inputs that are no longer there
    typed: tuple[tuple[str, str], ...] = ()  # settings that stand for an option, and that option: errors name it


@dataclass(frozen=True, slots=True)
class Job:
    """One run: its configuration and inputs. ``inputs`` are the inputs as typed, relative to the folder ``base``;
    ``sources`` are what they were resolved to; ``selection`` says what earlier runs took away from them; ``missing``
    are inputs that the run has worked on and that are gone, and ``drop_missing`` says that it may lose them."""

    config_name: str
    config: Config
    inputs: tuple[str, ...]
    base: Path
    sources: tuple[Source, ...]
    since: str = ""
    selection: Selection | None = None
    missing: tuple[str, ...] = ()
    drop_missing: bool = False

    def fingerprint(self) -> str:
        """The digest of config and inputs; its first digits name the default run folder. Where the work is executed is
        no part of it: a run may begin on one machine and end on another."""
        given = {str(n): [s.name, s.kind, s.fingerprint()] for n, s in enumerate(self.sources)}
        config = self.config.model_dump(exclude={"run": {"engine", "workers", "gpus_per_worker", "cluster"}})
        return digest({"config": config, "inputs": given})


def prepare(request: RunRequest, today: dt.date) -> tuple[Job, Store]:
    """The job and its run folder; nothing is written.

    Raises:
        UserError: a config, a setting or an input is wrong.
        StoreError: the run folder is of another version.
    """
    check_local("--since", request.since)
    store = _store(request.out) if request.out else None
    state: dict[str, Any] = store.read_run() if store is not None and store.exists() else {}
    name = request.config or state.get("config_name", DEFAULT)
    config = _config(request, state)
    inputs, base = request.inputs, Path.cwd()
    stdin: Path | None = None
    if state and not inputs:
        inputs, base = tuple(state["inputs"]), Path(state["base"])
        stdin = _saved_stdin(store) if store is not None and sources.STDIN in inputs else None
    inputs = inputs or (starter_suite(),)
    since = request.since or state.get("since", "")
    copies = {given: fetched(given) for given in inputs if remote.is_address(given)}
    found = sources.find(inputs, base, stdin, copies)
    found = without_ignored(found, inputs, config.ingest.ignore)
    job = Job(name, config, inputs, base, tuple(found), since, drop_missing=request.drop_missing)
    if store is not None and state:
        job = replace(job, missing=missing_inputs(store, found))
    store = store or Store(default_folder(job, today))
    if since:
        chosen = select(found, base / since, store.root, config.ingest)
        job = replace(job, sources=chosen.new, selection=chosen)
    return job, store


def _store(out: str) -> Store:
    """The run folder of an ``--out``: a path, an address, or the folder here of a run at an address."""
    address = out if remote.is_address(out) else mirror.address_of(Path(out))
    return mirror.opened(address) if address else Store(Path(out))


def _is_run(given: str) -> bool:
    if remote.is_address(given):
        return "run.json" in remote.Place(given).listing()
    return Store(Path(given)).exists()


def continuing(request: RunRequest) -> RunRequest:
    """The request with a run folder among its inputs taken as the folder to continue.

    Raises:
        UserError: there are other inputs with the run folder.
    """
    folders = [given for given in request.inputs if given != sources.STDIN and _is_run(given)]
    if not folders:
        return request
    if len(request.inputs) > 1 or request.out not in ("", folders[0]):
        message = f"{folders[0]} is a run folder: it stands alone, without other inputs and without --out"
        raise UserError(message, f"to continue it: ringkas VERB {folders[0]}; to begin another run: leave it out")
    return replace(request, inputs=(), out=folders[0])


def _config(request: RunRequest, state: dict[str, Any]) -> Config:
    """The preset, or what the run folder remembers, with the command line on top."""
    settings = [*request.settings, *(_column(c) for c in request.columns)]
    if request.device:
        settings += [f'translate.device="{request.device}"', f'summarize.device="{request.device}"']
    typed = dict(request.typed)
    if state and not request.config:
        return resolve([("run.json", state["config"]), *setting_layers(settings, typed)])
    return load_config(request.config or DEFAULT, settings, typed)


def _column(mapping: str) -> str:
    ours, equals, theirs = mapping.partition("=")
    if not (ours and equals and theirs):
        raise UserError(f"--column {mapping}: expected field=column", "for example --column text=body")
    quoted = theirs.replace("\\", "\\\\").replace('"', '\\"')
    return f'ingest.columns.{ours}="{quoted}"'


def starter_suite() -> str:
    """The articles that ship with Ringkas: what a run without inputs reads."""
    return str(resources.data_dir("eval/suites") / STARTER / "articles.jsonl")


def default_folder(job: Job, today: dt.date) -> Path:
    """``runs/<date>-<config>-<short fingerprint>``: the same input and config continue the run of the day."""
    return RUNS / f"{today.isoformat()}-{Path(job.config_name).stem}-{job.fingerprint()[:8]}"


def save(job: Job, store: Store) -> None:
    """Write the job into the run folder; the content of stdin is kept, because it cannot be read twice."""
    kept = _kept_stdin(store)
    for source in job.sources:
        if source.kind == "stdin" and source.path != kept:
            with atomic_write(kept) as file, source.open() as given:
                shutil.copyfileobj(given, file)
    state = {
        "config_name": job.config_name,
        "config": job.config.model_dump(),
        "inputs": list(job.inputs),
        "base": os.fspath(job.base),
        **({"since": job.since} if job.since else {}),
    }
    if not store.exists() or store.read_run() != {"format": store.read_run()["format"], **state}:
        store.write_run(state)


def _kept_stdin(store: Store) -> Path:
    return store.root / "input" / "stdin"


def _saved_stdin(store: Store) -> Path:
    kept = _kept_stdin(store)
    if not kept.is_file():
        raise UserError(f"{store.root} did not keep what stdin said", "give the input again")
    return kept
