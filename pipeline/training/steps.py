"""Runs the steps of a training in order, skipping those whose result is up to date."""

from __future__ import annotations

import shutil
import time
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.core.errors import StoreError, UserError
from pipeline.core.files import restore_folder, write_json, write_text
from pipeline.core.fingerprints import libraries
from pipeline.training import corpus, export, networks
from pipeline.training.align import LexicalTable
from pipeline.training.batch_workers import worker_count
from pipeline.training.batches import BatchPlan
from pipeline.training.card import readme
from pipeline.training.checkpoint import count_parameters, save_model
from pipeline.training.config import STEPS, Round, Start, TrainConfig
from pipeline.training.encoder_states import cached
from pipeline.training.evaluate import Setting, ShippedModel, evaluate, tune
from pipeline.training.initialization import checkpoint_folder, start_model
from pipeline.training.items import directed
from pipeline.training.plot import draw
from pipeline.training.telemetry import Telemetry, log
from pipeline.training.time_estimate import Estimate, measure
from pipeline.training.trainer import Trainer
from pipeline.training.training_data import TrainingData
from pipeline.training.translated import translate_sources
from pipeline.training.workspace import Workspace, chain, data_key, write_corpus

# Settings that change only the card's text or its place: scores stay valid.
_CARD_ONLY = {"notes", "prose", "command", "base", "path", "card_only"}


def _start_settings(start: Start) -> dict[str, Any]:
    """The start for its key, without settings added later that are off: so earlier runs stay up to date."""
    settings = start.model_dump(exclude=set() if start.mean else {"mean"})
    if not start.encoder_layers:
        settings["encoder_layers"] = 6
    elif start.kind == "checkpoint":
        settings["changed_layers"] = True
    return settings


def _round_settings(table: Round) -> dict[str, Any]:
    """A round for its key, without settings added later that are off."""
    later = ("copies", "words", "synthetic_until", "restart")
    settings = table.model_dump(mode="json")
    for name in later:
        if settings[name] == Round.model_fields[name].default:
            del settings[name]
    for request in settings["synthesize"]:
        if not request["temperature"]:
            del request["temperature"]
    return settings


class Run(TrainingData):
    """One training run.

    Args:
        config: the preset.
        out: the run folder.
    """

    def __init__(self, config: TrainConfig, out: Path) -> None:
        super().__init__(config, Workspace(out))

    @cached_property
    def keys(self) -> dict[str, str]:
        """The current key of every step."""
        c = self.config
        keys = {"prepare": data_key(c)}
        start = {"start": _start_settings(c.start), "seed": c.seed}
        keys["align"] = chain(keys["prepare"], c.align.model_dump(), start)
        keys["start"] = chain(keys["align"] if "align" in c.steps else keys["prepare"], start, self._start_files())
        before = keys["start"]
        for table in c.rounds:
            before = keys[f"rounds/{table.name}"] = chain(before, _round_settings(table))
        keys["evaluate"] = chain(before, c.evaluate.model_dump(mode="json"), c.export.model_dump(exclude=_CARD_ONLY))
        keys["export"] = chain(keys["evaluate"], c.name, c.export.model_dump())
        return keys

    def _start_files(self) -> list[tuple[str, int, int]]:
        """Names, sizes and times of the start's files: hashing a gigabyte at every call would be slow."""
        named = [self.config.start.path, *self.config.start.mean] if self.config.start.path else []
        paths = [checkpoint_folder(self.config, name) for name in named]
        if self.config.start.tokenizer:
            paths.append(self.config.locate(self.config.start.tokenizer))
        files = [f for p in paths for f in (sorted(p.iterdir()) if p.is_dir() else [p]) if f.is_file()]
        return [(f.name, (s := f.stat()).st_size, s.st_mtime_ns) for f in files]

    def prepare(self) -> dict[str, Any]:
        folder = self.workspace.begin("prepare", self.keys["prepare"])
        prepared = corpus.prepare(translate_sources(self.config, folder))
        write_corpus(folder, prepared)
        for warning in prepared.report.warnings:
            log.warning("prepare: %s", warning)
        report = prepared.report
        about = {
            "read": report.read,
            "kept": dict(report.kept),
            "rejected": dict(report.rejected),
            "warnings": report.warnings,
            "unchecked": report.unchecked,
            "dev": len(prepared.dev),
        }
        log.info("prepare: %d of %d pairs kept, rejected: %s", len(prepared.train), report.read, dict(report.rejected))
        return about

    def align(self) -> dict[str, Any]:
        folder = self.workspace.begin("align", self.keys["align"])
        sides = [(i.source[:-1], i.target[:-1]) for i in self.plain_items]
        table = LexicalTable.fit(sides, self.tokens.size, self.config.align, self.config.seed)
        alignments = table.apply(sides, self.config.align.sure)
        alignments.save(folder / "alignments.npz")
        share = float((alignments.flat >= 0).mean())
        dropped = int(len(sides) * self.config.data.filters.lexical_drop)
        log.info("align: %.0f%% of the target tokens are linked, %d pairs dropped as unlikely", 100 * share, dropped)
        return {"linked": share, "lexical_dropped": dropped}

    def start(self) -> dict[str, Any]:
        folder = self.workspace.begin("start", self.keys["start"])
        model, accuracy = start_model(self.config, self.tokens, self.items, self.device.kind)
        save_model(model, self.tokens, folder / "model")
        parameters = sum(p.numel() for p in model.parameters())
        if accuracy >= 0:
            log.info("start: the word classifier names %.0f%% of held-out tokens", 100 * accuracy)
        return {"parameters": parameters, "word_accuracy": accuracy}

    def train(self) -> dict[str, Any]:
        """All rounds; each is a step of its own, so a second call continues the round that was interrupted."""
        rounds: dict[str, Any] = {}
        current = self.workspace.step("start") / "model"
        for table in self.config.rounds:
            name = f"rounds/{table.name}"
            if not self.workspace.is_done(name, self.keys[name]):
                self.workspace.finish(name, self.keys[name], self._round(table, current))
            rounds[table.name] = self.workspace.about(name)
            current = restore_folder(self.workspace.round(table.name) / "best")
        return rounds

    def _round(self, table: Round, current: Path) -> dict[str, Any]:
        folder = self.workspace.begin(f"rounds/{table.name}", self.keys[f"rounds/{table.name}"])
        networks.use_threads(self.config.threads)
        counts = {s.mono: dict(self.synthesize(table, s, current)) for s in table.synthesize}
        items = self.round_items(table)
        began_with = self.workspace.step("start") / "model" if table.restart else current
        model = networks.load_model(began_with).to(self.device.kind)
        plan = BatchPlan(items, table.tokens, table.source_buckets, table.target_buckets, self.config.seed)
        states = None
        if table.cache_encoder:
            if any(i.index < 0 for i in items):
                raise UserError(f"round {table.name!r}: cache_encoder works on the forward pairs only", "turn it off")
            states = cached(model, self.plain_items, self.tokens.pad, folder / "states.npy")
        collate = self.collator(items, table)
        began = time.monotonic()
        with Telemetry(table.name, self.workspace.log) as telemetry:
            outcome = Trainer(
                model,
                self.tokens,
                plan,
                collate,
                table,
                folder,
                self.evaluator(table),
                telemetry,
                self.device,
                self.config.seed,
                states,
                worker_count(self.config.workers, gpu=self.device.kind.type == "cuda"),
            ).fit()
        return {
            "items": len(items),
            "epoch_tokens": plan.target_tokens(),
            "synthetic": counts,
            "best": outcome.best,
            "best_step": outcome.best_step,
            "steps": outcome.steps,
            "minutes": outcome.minutes,
            "wall_minutes_of_this_call": (time.monotonic() - began) / 60,
            "target_tokens": outcome.target_tokens,
            "stopped_early": outcome.stopped_early,
        }

    def final_model(self) -> Path:
        """The best checkpoint of the last round; without rounds the checkpoint that the preset starts from.

        Raises:
            StoreError: nothing was trained or averaged yet.
        """
        if self.config.start.mean and not self.config.rounds:
            folder = self.workspace.step("start") / "model"
            if not folder.is_dir():
                raise StoreError(f"{self.workspace.root}: nothing was averaged here yet", 'run the step "start" first')
            return folder
        if not self.config.rounds:
            return checkpoint_folder(self.config, self.config.start.path)
        folder = restore_folder(self.workspace.round(self.config.rounds[-1].name) / "best")
        if not folder.is_dir():
            raise StoreError(f"{self.workspace.root}: nothing was trained here yet", 'run the step "train" first')
        return folder

    def export_folder(self) -> Path:
        """Where the checkpoint ships to: ``export.path``, else ``model/`` in the run folder."""
        return Path(self.config.export.path) if self.config.export.path else self.workspace.model

    def evaluate(self) -> dict[str, Any]:
        """Tunes the decoding of what ships on the dev set, and scores it on the suites."""
        folder = self.workspace.begin("evaluate", self.keys["evaluate"])
        o = self.config.evaluate
        checkpoint = self._as_it_ships(folder / "model")
        tuned = [Setting.of(o)]
        if o.tune or o.tune_beams or o.tune_length_penalties:
            tuned = tune(ShippedModel(checkpoint, self.config.task, self.config.threads), self.dev, o)
        suites = evaluate(self.config, checkpoint, tuned[0], folder / "outputs")
        return {"setting": asdict(tuned[0]), "tuning": [asdict(t) for t in tuned], "suites": suites}

    def _as_it_ships(self, folder: Path) -> Path | str:
        """The trained checkpoint laid out in ``folder``; one that was not trained here is used with its own card."""
        if not self.config.rounds and not self.config.start.mean:
            path = self.config.start.path
            here = self.config.locate(path)
            if not here.is_dir() or (here / "card.toml").is_file():
                return path if not here.is_dir() else here
        return export.write_layout(self.final_model(), folder, self.config, asdict(Setting.of(self.config.evaluate)))

    def export(self) -> dict[str, Any]:
        """The checkpoint with its card, in ``export.path``; without the step evaluate the card has no scores."""
        setting = asdict(Setting.of(self.config.evaluate))
        facts: dict[str, Any] = {"evaluate": {"setting": setting, "tuning": [], "suites": []}}
        steps = [s for s in ("prepare", "align", "start", "evaluate") if s in self.config.steps]
        facts |= {name: self.workspace.about(name) for name in steps}
        facts["train"] = {r.name: self.workspace.about(f"rounds/{r.name}") for r in self.config.rounds}
        networks.use_threads(self.config.threads)
        facts |= {"machine": networks.machine(self.device), "processor": networks.processor()}
        facts["parameters"] = count_parameters(self.final_model())
        folder = self.export_folder()
        if self.config.export.card_only:
            folder.mkdir(parents=True, exist_ok=True)
        else:
            export.write_layout(self.final_model(), folder, self.config, facts["evaluate"]["setting"])
        write_text(folder / "README.md", readme(self.config, facts))
        if draw(self.workspace.log, self.workspace.curve):
            shutil.copyfile(self.workspace.curve, folder / self.workspace.curve.name)
        return {"folder": str(folder)}

    def all(self) -> None:
        """The preset's steps in order; those that are up to date are skipped."""
        for name in STEPS:
            if name not in self.config.steps:
                continue
            if name == "train":
                self.train()
            else:
                self.done_or(name)

    def done_or(self, name: str) -> dict[str, Any]:
        """The facts a step recorded, after running it if it is missing or stale."""
        if self.workspace.is_done(name, self.keys[name]):
            log.info("%s: up to date", name)
        else:
            self.workspace.finish(name, self.keys[name], getattr(self, name)())
        return self.workspace.about(name)

    def estimates(self) -> list[Estimate]:
        """Tokens and time of every round on this machine, for a dry run; synthetic pairs do not exist yet then."""
        start = self.config.start
        if start.kind == "checkpoint" and (path := checkpoint_folder(self.config, start.path)).is_dir():
            model = networks.load_model(path)
        else:
            model = networks.build_marian(self.tokens, start)
            model.set_attn_implementation("eager")  # as every model that is loaded; a guided round needs its maps
        model = model.to(self.device.kind)
        measured = []
        for table in self.config.rounds:
            items = directed(self.plain_items, table.direction, self.marker)
            plan = BatchPlan(items, table.tokens, table.source_buckets, table.target_buckets, self.config.seed)
            measured.append(measure(model, plan, self.collator(items, table), table, self.device, self.tokens.pad))
        return measured

    def write_manifest(self) -> None:
        """Writes the resolved preset, keys, machine and library versions to ``manifest.json``."""
        write_json(
            self.workspace.root / "manifest.json",
            {
                "config": self.config.model_dump(mode="json"),
                "keys": self.keys,
                "machine": networks.machine(self.device),
                "libraries": libraries(("torch", "transformers", "sentencepiece", "ctranslate2", "sacrebleu")),
            },
            sort_keys=True,
        )
