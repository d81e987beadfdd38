"""Last stage: writes the run's public files from its shards; manifest.json last, so that it means "complete"."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.core import run_articles as rows
from pipeline.core.config import Config
from pipeline.core.errors import StoreError
from pipeline.core.fingerprints import Parts, digest, file_hash
from pipeline.core.records import Rejected, Score
from pipeline.core.run_folder import Store, atomic_write, write_json
from pipeline.stages.report import STAGE, lock
from pipeline.stages.report.counts import Survey, survey
from pipeline.stages.report.run_record import FinishedRun

LOCK = "report.lock.json"
MANIFEST = "manifest.json"


def input_parts(store: Store, found: Survey) -> Parts:
    """The shards that the public files are made from."""
    shards = {f"input.{stage}": digest({"shards": hashes}) for stage, hashes in found.hashes.items()}
    scores = store.read_lock("score", 0).sha256 if store.has_lock("score", 0) else ""
    groups = digest({"groups": store.read_index().get("duplicates", [])})
    return {**shards, "input.score": scores, "input.duplicates": groups}


def write_report(run: FinishedRun, config: Config) -> list[str]:
    """Write the public files unless they are up to date; returns the names of those that were written.

    Raises:
        StoreError: a shard is damaged.
    """
    store, rejected = run.store, list(run.rejected)
    found = survey(store, run.stages)
    fingerprint = digest({**STAGE.parts(config), **input_parts(store, found)})
    last = lock.read(store.root / LOCK)
    if last.whole and last.fingerprint == fingerprint:
        return []
    from pipeline.stages.report import manifest

    for name in (LOCK, MANIFEST):  # what was read of the last report is enough to copy from it
        (store.root / name).unlink(missing_ok=True)
    scores = rows.score_rows(store.read_shard("score", 0, Score)) if store.has_lock("score", 0) else []
    files = _write_rows(store, rejected, scores)
    spans = _write_articles(store, config, found, last, scores, rejected)
    hashes = {name: file_hash(store.root / name) for name in sorted([*files, *spans])}
    content = manifest.manifest(store, run.config_name, config, run.sources, found, hashes, run.began)
    write_json(store.root / MANIFEST, content)
    hashes[MANIFEST] = file_hash(store.root / MANIFEST)
    lock.write(store.root / LOCK, fingerprint, hashes, spans)
    return sorted(hashes)


def _write_rows(store: Store, rejected: list[Rejected], scores: list[dict[str, Any]]) -> list[str]:
    """rejected.jsonl and scores.json; returns their names."""
    write_jsonl(store.root / "rejected.jsonl", (rows.rejected_row(r) for r in rejected))
    if not scores:
        (store.root / "scores.json").unlink(missing_ok=True)
        return ["rejected.jsonl"]
    write_json(store.root / "scores.json", scores)
    return ["rejected.jsonl", "scores.json"]


def _write_articles(
    store: Store,
    config: Config,
    found: Survey,
    last: lock.Last,
    scores: list[dict[str, Any]],
    rejected: list[Rejected],
) -> dict[str, lock.Spans]:
    """The files with a row or a section per article; returns where in them each shard is."""
    from pipeline.stages.report import pages
    from pipeline.stages.report import writer as public

    options, came = config.report, sum(found.articles)
    context = pages.pages_context(options.title, found.counts, scores, rejected)
    wanted = {"briefs.md": (pages.markdown(context), came)}
    if options.html:
        wanted["report.html"] = (pages.html(context, max(0, came - options.page_articles)), options.page_articles)
    else:
        (store.root / "report.html").unlink(missing_ok=True)
    shared = digest(STAGE.parts(config))
    shards = (
        public.Shard(store, number, digest({"shared": shared, "inputs": found.inputs(number)}), size)
        for number, size in enumerate(found.articles)
    )
    return public.write(store.root, last, shards, wanted)


def write_jsonl(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """JSON lines, atomically, in UTF-8 and one spelling."""
    with atomic_write(path) as file:
        for line in lines:
            file.write(rows.line(line))


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
