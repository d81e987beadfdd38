"""Loads finished runs of the same articles and references for a comparison."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.comparison.results import Cost, ItemText, Side, Systems
from pipeline.comparison.texts import WITHHELD, names_of, suite_hash, text_notes
from pipeline.core.errors import ModelError, UserError
from pipeline.core.progress import counted
from pipeline.core.run_articles import ArticleRecords, articles_of_run
from pipeline.core.run_folder import Store
from pipeline.metrics import escapes
from pipeline.stages.score.stage import article_text, brief_set, brief_texts, by_id, is_aligned, translation_set

SystemRecords = Mapping[str, Mapping[str, ArticleRecords]]  # system -> article id -> records


def load_runs(folders: Sequence[Path]) -> Systems:
    """Loads runs that may be compared.

    Raises:
        UserError: a folder is not a run, the runs are of different suites or references, or they share no article.
        StoreError: a run is damaged.
    """
    names = names_of(folders)
    runs = {name: _read(folder) for name, folder in zip(names, folders, strict=True)}
    check_same_suite(runs)
    first = runs[names[0]]
    lacking = {i: [n for n in names if not _complete(runs[n][i])] for i in first}
    kept = [i for i, without in lacking.items() if not without]
    if not kept:
        raise UserError("no article has a translation and a brief in every run", "look at their rejected.jsonl")
    left_out = tuple(f"{i} (not in {', '.join(without)})" for i, without in lacking.items() if without)
    notes = [
        f"{name}: {count} of {counted(len(first), 'article')} "
        f"{'has no translation or brief; it is' if count == 1 else 'have no translation or brief; they are'} "
        "left out for all."
        for name in names
        if (count := sum(name in without for without in lacking.values()))
    ]
    escaped = False
    for name in names:
        texts = [t.text for i in kept for t in (runs[name][i].translated.sentences)]  # type: ignore[union-attr]
        notes += text_notes(name, texts)
        escaped = escaped or bool(escapes.escaped(texts))
    sides = [_translation_side(runs, names, kept), _brief_side(runs, names, kept)]
    references = [[c.article.reference_translation or "", c.article.reference_summary or ""] for c in first.values()]
    costs = {name: cost(folder) for name, folder in zip(names, folders, strict=True)}
    if any((folder.parent / "sweep.json").is_file() for folder in folders):
        costs = {name: replace(spent, memory_mb=None) for name, spent in costs.items()}
        notes.append("Memory is not compared: the runs of a sweep share one process, whose peak only rises.")
    notes += [
        f"{name}: {spent.replayed:,} sentences came from the translation memory, so its speed is not known; "
        "--set translate.memory= runs without."
        for name, spent in costs.items()
        if spent.replayed
    ]
    notes += _unlike_arithmetic(dict(zip(names, folders, strict=True)))
    withheld = WITHHELD if escaped else ""
    notes += [f"Facts are not compared: {withheld}."] if withheld else []
    return Systems(names, tuple(sides), suite_hash(references), costs, tuple(notes), left_out, withheld=withheld)


def _unlike_arithmetic(runs: Mapping[str, Path]) -> Iterator[str]:
    """A line for each stage that the runs computed in unlike arithmetic, as far as their manifests say."""
    found = {name: (_manifest(folder) or {}).get("arithmetic") or {} for name, folder in runs.items()}
    for stage in ("translate", "summarize"):
        used = {name: str(own[stage]) for name, own in found.items() if own.get(stage)}
        if len(set(used.values())) > 1:
            said = ", ".join(f"{name} {kind}" for name, kind in used.items())
            pinned = next(iter(used.values())).replace("auto", "float32")
            yield (
                f"Not decoded alike ({stage}): the arithmetic was {said}, which alone can change texts, speed and "
                f"memory. Alike: --set {stage}.compute_type={pinned}."
            )


def _manifest(folder: Path) -> dict[str, Any] | None:
    """A run's manifest; None where there is none, empty where it is no object."""
    path = folder / "manifest.json"
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise UserError(f"{path} is damaged", f"ringkas run --out {folder} writes it again") from error
    return found if isinstance(found, dict) else {}


def _read(folder: Path) -> dict[str, ArticleRecords]:
    store = Store(folder)
    store.read_run()
    return by_id(list(articles_of_run(store)), f"{folder}: article")


def records_of(folder: Path) -> list[ArticleRecords]:
    """A run's articles at every stage, in the input's order.

    Raises:
        StoreError: the run is damaged.
    """
    return list(articles_of_run(Store(folder)))


def _complete(records: ArticleRecords) -> bool:
    return records.translated is not None and records.brief is not None


def check_same_suite(runs: SystemRecords) -> None:
    """Refuse runs of different articles or references.

    Raises:
        UserError: naming what differs, and the first articles it differs on.
    """
    (first, baseline), *others = runs.items()
    for name, other in others:
        missing, added = sorted(set(baseline) - set(other)), sorted(set(other) - set(baseline))
        if missing or added:
            parts = [f"{first} alone has {_some(missing)}"] if missing else []
            parts += [f"{name} alone has {_some(added)}"] if added else []
            raise UserError(
                f"{first} and {name} are not of the same suite: {'; '.join(parts)}", "run both on one input"
            )
        for what in ("text", "reference_translation", "reference_summary"):
            unlike = [i for i in baseline if getattr(baseline[i].article, what) != getattr(other[i].article, what)]
            if unlike:
                message = f"{first} and {name} differ in the {what.replace('_', ' ')} of {_some(unlike)}"
                raise UserError(message, "run both on one input")


def _some(ids: Sequence[str]) -> str:
    return f"{counted(len(ids), 'article')} ({', '.join(ids[:3])}{', ...' if len(ids) > 3 else ''})"


def _translation_side(runs: SystemRecords, names: Sequence[str], kept: Sequence[str]) -> Side:
    """Sentence by sentence where every system's sentences pair up with the reference's lines, else by article."""
    chosen = _referenced(runs[names[0]], kept, "reference_translation")
    aligned = {i for i in chosen if all(is_aligned(runs[n][i]) for n in names)}
    sets = {n: translation_set([runs[n][i] for i in chosen], aligned) for n in names}
    first = [runs[names[0]][i] for i in chosen]
    return Side(
        name="translation",
        ids=tuple(chosen),
        items={n: sets[n].items for n in names},
        groups={n: sets[n].groups for n in names},
        unit=sets[names[0]].unit,
        shown=tuple(ItemText(_source(c), c.article.reference_translation or "") for c in first),
        outputs={n: tuple(" ".join(t.text for t in _sentences(runs[n][i])) for i in chosen) for n in names},
    )


def _brief_side(runs: SystemRecords, names: Sequence[str], kept: Sequence[str]) -> Side:
    chosen = _referenced(runs[names[0]], kept, "reference_summary")
    own = {n: [runs[n][i] for i in chosen] for n in names}
    sets = {n: brief_set(own[n], brief_texts(own[n])) for n in names}
    return Side(
        name="brief",
        ids=tuple(chosen),
        items={n: sets[n].items for n in names},
        groups={n: np.arange(len(chosen)) for n in names},
        unit="unit:article",
        shown=tuple(ItemText(_source(c), c.article.reference_summary or "") for c in own[names[0]]),
        outputs={n: tuple(c.brief.text if c.brief else "" for c in own[n]) for n in names},
    )


def _referenced(records: Mapping[str, ArticleRecords], kept: Sequence[str], what: str) -> list[str]:
    """The articles that have this reference; all of them when none has."""
    return [i for i in kept if getattr(records[i].article, what)] or list(kept)


def _sentences(records: ArticleRecords) -> Sequence[Any]:
    return records.translated.sentences if records.translated else ()


def _source(records: ArticleRecords) -> str:
    return article_text(records.clean) if records.clean else records.article.text


def cost(folder: Path) -> Cost:
    """What a run cost, from its manifest and its models' cards; empty where neither says.

    Raises:
        UserError: the manifest is damaged.
    """
    manifest = _manifest(folder)
    try:
        return Cost() if manifest is None else _cost(folder, manifest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        said = f"{folder / 'manifest.json'} is damaged"
        raise UserError(said, f"ringkas run --out {folder} writes it again") from error


def _cost(folder: Path, manifest: dict[str, Any]) -> Cost:
    models = [manifest["config"][stage]["model"] for stage in ("translate", "summarize")]
    seconds = {name: float(stage["seconds"]) for name, stage in manifest["stages"].items()}
    translating = seconds.get("translate", 0.0)
    replayed = sum(int(stage.get("replayed", 0)) for stage in manifest["stages"].values())
    machine = manifest.get("machine", {})
    size, licences = _cards(models)
    return Cost(
        models=" + ".join(models),
        seconds=None if replayed else sum(seconds.values()),
        words_per_second=_source_words(folder) / translating if translating > 0 and not replayed else None,
        memory_mb=None if replayed else manifest.get("peak_memory_mb") or machine.get("peak_memory_mb"),
        size_mb=size,
        licence=licences,
        machine=f"{machine.get('cpus', '?')} CPUs, {machine.get('processor', '?')}",
        replayed=replayed,
        stages={} if replayed else seconds,
    )


def _source_words(folder: Path) -> int:
    path = folder / "translations.jsonl"
    if not path.is_file():
        return 0
    with path.open(encoding="utf-8") as lines:
        return sum(len(s["source"].split()) for line in lines for s in json.loads(line)["sentences"])


def _cards(models: Sequence[str]) -> tuple[float | None, str]:
    """Megabytes of weights and licences of the models that have a card; a ranker of sentences has none."""
    from pipeline.backends.model_card import load_card

    size = 0.0
    licences: list[str] = []
    for name in models:
        try:
            card = load_card(name)
        except UserError:  # a ranker of sentences
            continue
        licences.append(card.licence)
        try:
            size += sum(p.stat().st_size for pattern in card.weights for p in card.folder().glob(pattern)) / 1e6
        except ModelError:
            return None, " + ".join(dict.fromkeys(licences))
    return size or None, " + ".join(dict.fromkeys(licences))
