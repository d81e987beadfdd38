"""Manages the run folder of a training: the files of each step, and whether they are up to date.

A step is up to date when its current key equals the one on disk; a key covers the step's part of
the preset, the hashes of its input files and the key of the step before. Everything is written whole or not at all.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from pipeline.core.errors import StoreError
from pipeline.core.files import atomic_write, write_json
from pipeline.core.fingerprints import digest, file_hash
from pipeline.training.config import PairSource, TrainConfig
from pipeline.training.corpus import Corpus, known_suites, shipped_suites
from pipeline.training.parallel_text import Pair


class Workspace:
    """Paths and small files of one training run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log = root / "log.jsonl"
        self.curve = root / "curve.png"
        self.model = root / "model"

    def step(self, name: str) -> Path:
        """The folder of a step, created if missing."""
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def round(self, name: str) -> Path:
        return self.step(f"rounds/{name}")

    def is_done(self, name: str, key: str) -> bool:
        """Whether the step was completed with exactly this key."""
        done = self.root / name / "done.json"
        return done.is_file() and json.loads(done.read_text(encoding="utf-8"))["key"] == key

    def finish(self, name: str, key: str, about: dict[str, Any]) -> None:
        """Marks a step complete; ``about`` is kept for the card and the manifest."""
        write_json(self.step(name) / "done.json", {"key": key, **about}, sort_keys=True)

    def about(self, name: str) -> dict[str, Any]:
        """The facts a completed step recorded for the card.

        Raises:
            StoreError: the step was never completed here.
        """
        done = self.root / name / "done.json"
        if not done.is_file():
            raise StoreError(f"{self.root}: the step {name!r} was never completed here", "add it to steps")
        facts: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
        return facts

    def begin(self, name: str, key: str) -> Path:
        """The folder of a step about to run; files of another key are removed, those of this key are kept."""
        folder = self.step(name)
        begun = folder / "begun.json"
        if not (begun.is_file() and json.loads(begun.read_text(encoding="utf-8"))["key"] == key):
            shutil.rmtree(folder)
            folder.mkdir(parents=True)
            write_json(begun, {"key": key})
        return folder


def data_key(config: TrainConfig) -> str:
    """The digest of the data tables and of every file they name."""
    sources = [*config.data.train, *([config.data.dev] if config.data.dev else [])]
    sources += [s.data for s in config.evaluate.suites]
    files = [f for s in sources for f in _files(config, s)]
    files += [config.locate(m.path) for m in config.data.mono]
    for path in (*shipped_suites(), *map(config.locate, config.data.held_out)):
        files += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    located = {name: place.content for name, place in known_suites().items() if place is not None}
    hashes = {str(f): file_hash(f) for f in files if f.is_file()}
    table = config.data.model_dump(mode="json")
    return digest(
        {
            "data": table,
            "files": hashes,
            "task": config.task,
            "languages": config.languages.model_dump(),
            "seed": config.seed,
            **({"suites": located} if located else {}),
        }
    )


def _files(config: TrainConfig, source: PairSource) -> list[Path]:
    path = config.locate(source.path)
    if path.is_file():
        return [path]
    return sorted(p for p in path.parent.glob(f"{path.name}.*") if p.is_file())


def chain(before: str, *parts: Any) -> str:
    """The key of a step from that of the step before it and its own settings."""
    return digest({"before": before, "parts": list(parts)})


def write_corpus(folder: Path, corpus: Corpus) -> None:
    """``train.jsonl``, ``dev.jsonl`` and ``rejected.tsv``."""
    write_pairs(folder / "train.jsonl", corpus.train)
    write_pairs(folder / "dev.jsonl", corpus.dev)
    rows = ("\t".join((r.reason, r.where, r.source, r.target)) for r in corpus.rejections)
    _write_lines(folder / "rejected.tsv", rows)


def write_pairs(path: Path, pairs: Sequence[Pair]) -> None:
    _write_lines(path, (json.dumps(astuple(p), ensure_ascii=False) for p in pairs))


def read_pairs_file(path: Path) -> list[Pair]:
    """Pairs written by :func:`write_pairs`.

    Raises:
        StoreError: the file is missing.
    """
    if not path.is_file():
        raise StoreError(f"{path}: missing", 'run the step "prepare" first')
    with path.open(encoding="utf-8", newline="\n") as file:
        return [Pair(*json.loads(line)) for line in file]


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    try:
        with atomic_write(path) as file:
            file.writelines(f"{line}\n".encode() for line in lines)
    except OSError as error:
        raise StoreError(f"{path}: could not be written ({error})", "make room on the disk") from error
