"""Translates training pairs of another language on both sides with one of our translators.

A summarizer that was trained on clean English does worse on translated English. So its pairs are translated sentence
by sentence by the translator whose output it will summarize, with that translator's errors.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import UserError
from pipeline.training.config import Columns, PairSource, TrainConfig
from pipeline.training.parallel_text import Broken, Pair, read_pairs
from pipeline.training.pseudo_summaries import body
from pipeline.training.telemetry import log

if TYPE_CHECKING:
    from pipeline.backends.base import Translator

_CHUNK = 128  # pairs between two writes
_AFTERWARDS: dict[str, Any] = {
    "prefix": "",
    "lead": 0,
    "sentences": False,
    "name": "",
    "weight": 1.0,
    "weights": {},
    "licence": "",
}


def translate_sources(config: TrainConfig, folder: Path) -> TrainConfig:
    """The preset with every source that names a translator replaced by its translation (JSONL in ``folder``)."""
    sources = []
    paths: dict[str, Path] = {}  # tables that differ only in what is done afterwards share a translation
    for number, source in enumerate(config.data.train):
        if not source.translate_with:
            sources.append(source)
            continue
        plain = source.model_copy(update=_AFTERWARDS)
        path = paths.setdefault(plain.model_dump_json(), (folder / f"translated-{number}.jsonl").resolve())
        _translate(config, plain, path)
        table = {
            "path": str(path),
            "format": "jsonl",
            "columns": Columns(source="source", target="target", origin="origin"),
            "translate_with": "",
            "limit": 0,
            "swap": False,
        }
        sources.append(source.model_copy(update=table))
    return config.model_copy(update={"data": config.data.model_copy(update={"train": sources})})


def _translate(config: TrainConfig, source: PairSource, path: Path) -> None:
    from pipeline.backends import load_translator

    rows = read_pairs(source, config.locate(source.path), ("id", "en"))
    pairs = [r for r in rows if isinstance(r, Pair)]
    broken = sum(isinstance(r, Broken) for r in rows)
    if broken:
        log.warning("%s: %d rows are no pairs and were left out", source.path, broken)
    done = _whole_lines(path)
    if done > len(pairs):
        raise UserError(f"{path}: belongs to another file", "remove it")
    translator = load_translator(source.translate_with)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        for start in range(done, len(pairs), _CHUNK):
            chunk = pairs[start : start + _CHUNK]
            texts = [t for p in chunk for t in (body(p.source), p.target)]
            translations = _documents(texts, translator)
            for i, pair in enumerate(chunk):
                task, _, _ = pair.source.rpartition(body(pair.source))
                row = {"source": task + translations[2 * i], "target": translations[2 * i + 1], "origin": pair.origin}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            log.info("translate %s: %d of %d pairs", source.path, start + len(chunk), len(pairs))


def _whole_lines(path: Path) -> int:
    """How many lines a file has that end in a line feed; a last one that a kill cut short is taken off."""
    if not path.is_file():
        return 0
    content = path.read_bytes()  # splitlines would also divide at U+2028 and U+0085, which texts may hold
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)
    return content.count(b"\n")


def _documents(texts: Sequence[str], translator: Translator) -> list[str]:
    """Each text translated sentence by sentence; sentences that are too long for the translator are left out."""
    from pipeline.language.segment import split

    sentences = [[s for s in split(" ".join(t.split())) if s.strip()] for t in texts]
    flat = sorted({s for doc in sentences for s in doc})
    fits = [s for s, n in zip(flat, translator.count_tokens(flat), strict=True) if n <= translator.max_source_tokens]
    translations = {s: h[0].text for s, h in zip(fits, translator.translate(fits, beam_size=1), strict=True)}
    return [" ".join(translations[s] for s in doc if s in translations) for doc in sentences]
