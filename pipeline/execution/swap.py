"""Swaps one model for another and measures what that changes: two runs over a suite, each in a process of its own.

    ringkas swap marian-id-en quickmt-id-en --suite news

Both runs have the settings of one preset and differ in one model. Each is made from nothing, without a translation
memory and in a process of its own, so that its time, start-up included, and its memory are its own. Stages that do not
depend on the model are taken from the first run, as in a sweep. Run folders stay, so that a swap can be continued.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.backends import EXTRACTIVE
from pipeline.backends.base import Decoding
from pipeline.backends.model_card import Card, list_cards, load_card
from pipeline.comparison import suites
from pipeline.comparison.swap_report import SwapReport, Task, report
from pipeline.core.config import Config, load_config
from pipeline.core.errors import PipelineError, UserError
from pipeline.core.files import write_json
from pipeline.core.resources import PACKAGE
from pipeline.core.run_folder import Store
from pipeline.execution import runner
from pipeline.execution.preflight import check_config, check_folder
from pipeline.execution.request import RUNS, RunRequest, prepare, save
from pipeline.execution.sweep import share
from pipeline.stages.model_parts import is_measured

log = logging.getLogger("ringkas")
TIMES = "cold.json"
# Ctrl-C reaches every process of a terminal. The run leaves it to the swap, which ends the run and alone says what to
# type next; a run may be killed at any time.
RUN_APART = """\
import runpy, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
runpy.run_module("pipeline", run_name="__main__")
"""


@dataclass(frozen=True, slots=True)
class Model:
    """One of the two: how it was named, what its run is called, and its card where it has one."""

    given: str
    name: str
    card: Card | None


def swap(
    first: str,
    second: str,
    *,
    suite: str = "starter",
    task: Task | None = None,
    config: str = "default",
    out: Path | None = None,
    settings: Sequence[str] = (),
    accepted: Sequence[str] = (),
    metric: Sequence[str] = (),
    samples: int = 1000,
    seed: int = 1234,
    apart: bool = True,
) -> tuple[SwapReport, Path]:
    """Run both models over a suite and compare.

    Args:
        first: the card in use, by name, file or folder; for briefs also an extractive ranker.
        second: the card to swap in.
        suite: the suite's name; it is scored whole.
        task: what the models do; None where the cards leave no doubt (translation before briefs).
        config: the preset that both runs have.
        out: the folder, by default ``runs/<date>-swap-<first>-<second>-<suite>``; an existing one continues.
        settings: ``--set`` values for both.
        accepted: cards whose licences forbid some uses and were accepted.
        metric: metrics beside the usual ones.
        samples: resamples.
        seed: of the resampling.
        apart: each run in a process of its own; in this one, time and memory are not the models' alone.

    Returns:
        The report, and the folder that holds both runs.

    Raises:
        UserError: before any work: cards for different tasks, a licence that nobody accepted, or no such suite.
        PipelineError: a run failed.
    """
    models = _models(first, second)
    chosen = task or _task(models)
    _check_task(models, chosen)
    located = suites.locate(suites.load_suite(suite))
    folder = out or default_folder(first, second, suite)
    source = folder / "input" / f"{suite}-{located.content}.jsonl"
    given = (*settings, f"run.accept_licences={json.dumps(sorted(accepted))}", 'translate.memory=""')
    configs = [load_config(config, (*given, f"{chosen}.model={json.dumps(_reference(model))}")) for model in models]
    for own in configs:
        check_config(own)
    check_folder(folder)
    arithmetic = _arithmetic(models, configs[0], chosen)
    given = (*given, f"{chosen}.compute_type={arithmetic}") if arithmetic else given
    requests = []
    for model in models:
        preset = _preset(folder, model)
        place = str(folder / model.name)  # its only input is ours, and another one where the suite has changed
        requests.append(RunRequest((str(source.resolve()),), str(preset), place, given, drop_missing=True))
    _write_presets(folder, models, chosen, config)
    suites.write_rows(located, source)
    donors: list[Store] = []
    for model, request in zip(models, requests, strict=True):
        if model.card is not None:
            _convert(model.card, arithmetic)
        donors.append(_run(request, donors, apart=apart))
    notes = _notes(models, donors, chosen, given=settings, apart=apart)
    if arithmetic:
        notes.append(f"Both were computed in {arithmetic}, which a trial chose for {models[0].name} on this processor.")
    folders = [store.root for store in donors]
    labels, labelled = suites.domains(located)
    made = report(
        folders, chosen, suite, labels=labels, labelled=labelled, names=metric, samples=samples, seed=seed, notes=notes
    )
    return made, folder


def default_folder(first: str, second: str, suite: str) -> Path:
    """``runs/<date>-swap-<first>-<second>-<suite>``: the same swap goes on in the folder of the day."""
    one, two = _models(first, second)
    return RUNS / f"{dt.date.today().isoformat()}-swap-{one.name}-{two.name}-{suite}"


def _models(first: str, second: str) -> tuple[Model, Model]:
    made = [Model(g, _name(g), None if g in (*EXTRACTIVE, "fake") else _card(g)) for g in (first, second)]
    names = [model.card.name if model.card else model.name for model in made]
    if names[0] == names[1]:
        if first == second:
            raise UserError(f"{first} is given twice", "ringkas swap A B")
        names = [f"{names[0]}-1", f"{names[1]}-2"]
    one, two = (Model(m.given, n, m.card) for m, n in zip(made, names, strict=True))
    return one, two


def _card(given: str) -> Card:
    """The card of that name; a repository of the hub is no card, but there may be a card of it."""
    cards = [] if Path(given).exists() or "/" not in given else [load_card(name) for name in list_cards()]
    own = next((card.name for card in cards if card.hub_id.lower() == given.lower()), "")
    if own:
        said = f"{given} is a repository of the hub and no card; the card {own} is that model"
        raise UserError(said, f"give {own} instead; where its files are not here yet: ringkas models fetch {own}")
    return load_card(given)


def _name(given: str) -> str:
    return Path(given).stem


def _slots(model: Model) -> frozenset[str]:
    if model.card is None:
        return frozenset({"summarize"} | ({"translate"} if model.given == "fake" else set()))
    return frozenset("summarize" if stage == "direct" else stage for stage in model.card.stages)


def _task(models: Sequence[Model]) -> Task:
    """What both models do: translation where both translate, else briefs."""
    return "translate" if all("translate" in _slots(model) for model in models) else "summarize"


def _check_task(models: Sequence[Model], task: Task) -> None:
    for model in models:
        if task not in _slots(model):
            does = ", ".join(f"{m.name}: {' and '.join(sorted(_slots(m)))}" for m in models)
            raise UserError(f"{model.name} cannot {task}, so the two cannot be swapped ({does})", "ringkas models")


def _reference(model: Model) -> str:
    """How a preset names the model, wherever that preset lies."""
    if model.card is None or (model.given in list_cards() and not Path(model.given, "card.toml").is_file()):
        return model.given
    return str(model.card.file)


def _preset(folder: Path, model: Model) -> Path:
    return (folder / "presets" / f"{model.name}.toml").resolve()


def _text(model: Model, task: Task, config: str) -> str:
    """A preset that is the given one with this model in it, decoded as its card says."""
    base = str(Path(config).resolve()) if config.endswith(".toml") else config
    beam = f"beam_size = {model.card.generation.beam_size}\n" if model.card else ""
    return f"extends = {json.dumps(base)}\n\n[{task}]\nmodel = {json.dumps(_reference(model))}\n{beam}"


def _write_presets(folder: Path, models: Sequence[Model], task: Task, config: str) -> None:
    for model in models:
        path = _preset(folder, model)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(model, task, config), "utf-8")


def _arithmetic(models: Sequence[Model], config: Config, task: Task) -> str:
    """The arithmetic for both models: what a trial chooses for the first one. Empty where the settings name one, or
    where no trial chooses for both."""
    table = getattr(config, task)
    cards = [model.card for model in models if model.card and is_measured(table, model.card)]
    if len(cards) < 2 or not hasattr(table, "compute_type"):
        return ""
    import ctranslate2

    from pipeline.backends import _compute

    return _compute.choose(cards[0], "cpu", ctranslate2.get_supported_compute_types("cpu"))


def _convert(card: Card, arithmetic: str) -> None:
    """Make the conversion that a card needs now: it is made once, and is no part of a run's time."""
    if card.backends[0] == "ctranslate2":
        from pipeline.backends import _compute, _convert
        from pipeline.core.fingerprints import device_class

        if arithmetic:
            _convert.converted(card, "int8" if arithmetic == "int8" else "float32")
        elif device_class("auto") != "cuda":
            _compute.settle(card)


def _run(request: RunRequest, donors: Sequence[Store], *, apart: bool) -> Store:
    """One run, from the stages that it shares with earlier ones to its report."""
    job, store = prepare(request, dt.date.today())
    check_config(job.config)
    with store.claim():
        save(job, store)
        shared = share(job, store, donors)
        if shared:
            log.info("swap: %s, with %s of the first run", store.root.name, ", ".join(shared))
        if not apart:
            runner.run(job, store)
            return store
    began = time.monotonic()
    fresh = not (store.root / "manifest.json").is_file()
    path = os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH", ""))))
    command = [sys.executable, "-c", RUN_APART, "run", "--out", str(store.root), "--drop-missing"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise PipelineError(f"the run of {store.root.name} failed", f"ringkas run --out {store.root}")
    if fresh:
        write_json(store.root / TIMES, {"seconds": round(time.monotonic() - began, 2), "shared": list(shared)})
    return store


def _notes(
    models: Sequence[Model], stores: Sequence[Store], task: Task, *, given: Sequence[str], apart: bool
) -> list[str]:
    """What a reader must know of the runs: another search, start-up and all, limits, licences, metrics that are not
    there."""
    from pipeline.backends._licences import restriction

    notes = [*_decoded_differently(models, stores, task)]
    for store in stores:
        path = store.root / TIMES
        if path.is_file():
            told = json.loads(path.read_text("utf-8"))
            shared = ", ".join(told["shared"])
            without = (
                f"; {shared} came from the first run, so this time is not to be held against the first's"
                if shared
                else ""
            )
            notes.append(f"{store.root.name}: {told['seconds']:,.1f} s from a cold start to the report{without}.")
    notes += [f"{said[0].upper()}{said[1:]}." for m in models if m.card and (said := restriction(m.card))]
    if any(setting.replace(" ", "").startswith("ingest.limit=") for setting in given):
        notes.append("The suite was not scored whole: ingest.limit was set.")
    if not apart:
        notes.append("Both ran in one process, so that the memory of the second is that of both.")
    return notes


def _decoded_differently(models: Sequence[Model], stores: Sequence[Store], task: Task) -> list[str]:
    """A line that names the decoding settings in which the two runs differ: then they compare more than the weights."""
    found = [
        asdict(_decoding(model.card, store.read_run()["config"][task]))
        for model, store in zip(models, stores, strict=True)
        if model.card
    ]
    if len(found) < 2:
        return []
    one, two = found
    said = [f"{name} {one[name]:g} and {two[name]:g}" for name in one if one[name] != two[name]]
    if not said:
        return []
    names = " and ".join(model.name for model in models)
    return [f"Not decoded alike ({names}): {', '.join(said)}. The difference is not the weights' alone."]


def _decoding(card: Card, table: Mapping[str, Any]) -> Decoding:
    """How a run searched: what its settings say, and the card where they say nothing."""
    names = {field.name for field in fields(Decoding)}
    return Decoding.of(card.generation).override(**{k: v for k, v in table.items() if k in names})
