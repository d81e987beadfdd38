"""Writes a run's public files from the shards of the stages that are done.

``manifest.json`` comes last and only when every stage is done, or none has anything to do, so that it means "complete".
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.core import run_articles
from pipeline.core.config import Config
from pipeline.core.errors import StoreError
from pipeline.core.files import atomic_write, write_json
from pipeline.core.fingerprints import Parts, digest, file_hash
from pipeline.core.records import Score
from pipeline.core.run_folder import Store
from pipeline.stages.report import FILES, MANIFEST, STAGE, events, lock
from pipeline.stages.report.counts import RunCounts, read_counts
from pipeline.stages.report.run_record import RunRecord

LOCK = "report.lock.json"
SCORE = "score"
VARYING = frozenset({"seconds", "replayed"})  # counts that tell how a run went, not what it made
EVENTS = {"events.jsonl": events.event_rows, "entities.jsonl": events.entity_rows}


def input_parts(run: RunRecord, config: Config, counts: RunCounts) -> Parts:
    """The fingerprint parts of all that the public files are made from, times and the machine aside.

    The shards alone would not do: another reason for a rejection, another name of an input or an option that changes
    no article is told in the files too.
    """
    index = run.store.read_index()
    shards = {f"input.{stage}": digest({"shards": hashes}) for stage, hashes in counts.hashes.items()}
    told = {
        "config": config.model_dump(),
        "config_name": run.config_name,
        "sources": index.get("fingerprint", ""),
        "rejected": [run_articles.rejected_row(row) for row in run.rejected],
        "counts": {stage: {name: one[name] for name in one.keys() - VARYING} for stage, one in counts.counts.items()},
        "cards": counts.cards,
        "arithmetic": counts.arithmetic,
        "over": run.over,
        "unusual": list(run.unusual),
        **{name: index.get(name, []) for name in ("duplicates", "duplicate_inputs")},
    }
    scores = run.store.read_lock(SCORE, 0).sha256 if SCORE in run.stages else ""
    return {**shards, "input.score": scores, **{f"input.{name}": digest({name: what}) for name, what in told.items()}}


def write_report(run: RunRecord, config: Config) -> list[str]:
    """Write the public files unless they are up to date; returns the names of those that were written.

    Files that show a stage which is not done are removed: they would show what it made of other inputs.

    Raises:
        StoreError: a shard is damaged.
    """
    store = run.store
    scored = SCORE in run.stages
    counts = read_counts(store, tuple(stage for stage in run.stages if stage != SCORE))
    fingerprint = digest({**STAGE.parts(config), **input_parts(run, config, counts)})
    last = lock.read(store.root / LOCK)
    if last.intact and last.fingerprint == fingerprint:
        return []
    scores = run_articles.score_rows(store.read_shard(SCORE, 0, Score)) if scored else []
    files = {name for name, stage in FILES.items() if stage in run.stages}
    optional = {"scores.json": scores, "report.html": config.report.html, **dict.fromkeys(EVENTS, config.group.enabled)}
    files -= {name for name, wanted in optional.items() if not wanted}
    for name in (LOCK, MANIFEST, *(FILES.keys() - files)):  # what was read of the last report is enough to copy from it
        (store.root / name).unlink(missing_ok=True)
    for stage in (events.ENTITIES, events.GROUP):
        if stage not in run.stages:  # its shard is of other articles
            store.drop_stage(stage)
    write_jsonl(store.root / "rejected.jsonl", (run_articles.rejected_row(r) for r in run.rejected))
    for name in EVENTS.keys() & files:
        write_jsonl(store.root / name, EVENTS[name](store))
    if scores:
        write_json(store.root / "scores.json", scores)
    spans = _write_articles(run, config, files, counts, last, scores)
    hashes = {name: file_hash(store.root / name) for name in sorted(files | {"rejected.jsonl"})}
    if scored or run.over:
        from pipeline.stages.report import manifest

        content = manifest.manifest(run, config, counts, hashes)
        write_json(store.root / MANIFEST, content)
        hashes[MANIFEST] = file_hash(store.root / MANIFEST)
    lock.write(store.root / LOCK, fingerprint, hashes, spans)
    return sorted(hashes)


def _write_articles(
    run: RunRecord,
    config: Config,
    files: Container[str],
    counts: RunCounts,
    last: lock.LastReport,
    scores: list[dict[str, Any]],
) -> dict[str, lock.Spans]:
    """Write the files that have a row or a section per article; returns the spans of each shard in them."""
    from pipeline.stages.report import pages, writer

    store, options, came = run.store, config.report, sum(counts.articles)
    grouped = events.read_events(store)
    rows, index = [events.event_row(event) for event in grouped], events.EventIndex(grouped)
    context = pages.pages_context(
        options.title,
        counts.counts,
        scores,
        list(run.rejected),
        events=rows,
        limit=config.summarize.trust,
        unusual=run.unusual,
    )
    every = {
        "briefs.md": (pages.markdown(context), came),
        "report.html": (pages.html(context, max(0, came - options.page_articles)), options.page_articles),
    }
    shared = digest(STAGE.parts(config))

    def shard(number: int, size: int) -> writer.ReportShard:
        parts = {"shared": shared, "inputs": counts.inputs(number), "events": index.shard_digest(store, number)}
        return writer.ReportShard(store, number, digest(parts), size, index)

    shards = (shard(number, size) for number, size in enumerate(counts.articles))
    jsonl = [name for name in writer.ROWS if name in files]
    return writer.write(store.root, last, shards, jsonl, {name: every[name] for name in every if name in files})


def write_jsonl(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """JSON lines, atomically, in UTF-8 and one spelling."""
    with atomic_write(path) as file:
        for line in lines:
            file.write(run_articles.line(line))


def first_brief(store: Store) -> dict[str, Any]:
    """The first line of briefs.jsonl; empty when there is no brief.

    Raises:
        StoreError: the file is missing.
    """
    for row in read_jsonl(store.root / "briefs.jsonl"):
        return row
    return {}


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a public JSONL file.

    Raises:
        StoreError: it is missing: the run was not finished.
    """
    try:
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file)
    except FileNotFoundError as error:
        raise StoreError(f"{path} is missing", f"ringkas run --out {path.parent} finishes the run") from error
