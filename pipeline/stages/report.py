"""Last stage: writes the run's public files from its shards; manifest.json last, so that it means "complete"."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from pipeline.config import Config
from pipeline.errors import StoreError
from pipeline.fingerprints import Parts, code, digest, file_hash, flatten, libraries
from pipeline.records import Rejected, Score
from pipeline.report import rows
from pipeline.sources import Source
from pipeline.store import Store, atomic_write, write_json

STAGE = "report"
LOCK = "report.lock.json"
MANIFEST = "manifest.json"


def report_parts(store: Store, config: Config, stages: tuple[str, ...]) -> Parts:
    """What the public files are made from."""
    shards = {
        f"input.{stage}": digest({str(n): store.read_lock(stage, n).sha256 for n in range(store.shard_count(stage))})
        for stage in stages
    }
    shards["input.duplicates"] = digest({"groups": store.read_index().get("duplicates", [])})
    made_by = {**code(("report", "stages/report.py", "records.py")), **libraries(("jinja2",))}
    return {"stage": STAGE, **flatten(config.table(STAGE), STAGE), **made_by, **shards}


def is_fresh(store: Store, parts: Parts) -> bool:
    """Whether every public file is there as it was written, from the shards that are there now."""
    try:
        lock = json.loads((store.root / LOCK).read_text("utf-8"))
        named = {name: file_hash(store.root / name) for name in lock["files"]}
        return bool(lock["fingerprint"] == digest(parts) and named == lock["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_report(
    store: Store,
    config_name: str,
    config: Config,
    sources: tuple[Source, ...],
    stages: tuple[str, ...],
    rejected: list[Rejected],
    began: dt.datetime,
) -> bool:
    """Write the public files unless they are up to date; returns whether they were written.

    Raises:
        StoreError: a shard is damaged.
    """
    parts = report_parts(store, config, (*stages, "score"))
    if is_fresh(store, parts):
        return False
    from pipeline.report import manifest

    for name in (LOCK, MANIFEST):
        (store.root / name).unlink(missing_ok=True)
    counts = manifest.stage_counts(store, stages)
    scores = rows.score_rows(store.read_shard("score", 0, Score)) if store.has_lock("score", 0) else []
    files = _write_rows(store, rejected, scores)
    files += _write_pages(store, config, counts, scores, rejected)
    hashes = {name: file_hash(store.root / name) for name in sorted(files)}
    content = manifest.manifest(store, config_name, config, sources, counts, hashes, began)
    write_json(store.root / MANIFEST, content)
    hashes[MANIFEST] = file_hash(store.root / MANIFEST)
    write_json(store.root / LOCK, {"fingerprint": digest(parts), "files": hashes})
    return True


def _write_rows(store: Store, rejected: list[Rejected], scores: list[dict[str, Any]]) -> list[str]:
    """rejected.jsonl and scores.json; returns their names."""
    write_jsonl(store.root / "rejected.jsonl", (rows.rejected_row(r) for r in rejected))
    if not scores:
        (store.root / "scores.json").unlink(missing_ok=True)
        return ["rejected.jsonl"]
    write_json(store.root / "scores.json", scores)
    return ["rejected.jsonl", "scores.json"]


def _write_pages(
    store: Store, config: Config, counts: dict[str, Any], scores: list[dict[str, Any]], rejected: list[Rejected]
) -> list[str]:
    """The files with a row or a section per article, each article read once for all of them; returns their names."""
    from pipeline.report import pages

    context = pages.pages_context(config.report.title, counts, scores, rejected)
    shown: list[rows.Whole] = []
    most = config.report.page_articles if config.report.html else 0
    with ExitStack() as stack:
        files = {name: stack.enter_context(atomic_write(store.root / f"{name}.jsonl")) for name in _ROWS}
        articles = _written(rows.wholes(store), files, shown, most)
        _write_text(store.root / "briefs.md", pages.markdown(context, articles))
    names = [*(f"{name}.jsonl" for name in _ROWS), "briefs.md"]
    if not config.report.html:
        (store.root / "report.html").unlink(missing_ok=True)
        return names
    hidden = max(0, counts["ingest"]["out"] - most)
    _write_text(store.root / "report.html", pages.html(context, iter(shown), hidden))
    return [*names, "report.html"]


_ROWS: dict[str, tuple[Callable[[rows.Whole], Any], Callable[[Any], dict[str, Any]]]] = {
    "briefs": (lambda whole: whole.brief, rows.brief_row),
    "translations": (lambda whole: whole.translated, rows.translation_row),
    "clean": (lambda whole: whole.clean, rows.clean_row),
}


def _written(
    articles: Iterable[rows.Whole], files: Mapping[str, IO[bytes]], shown: list[rows.Whole], most: int
) -> Iterator[rows.Whole]:
    """The articles again, each as its rows are written; the first ``most`` are kept in ``shown``."""
    for whole in articles:
        for name, (part, row) in _ROWS.items():
            if (record := part(whole)) is not None:
                files[name].write(_encoded(json.dumps(row(record), ensure_ascii=False) + "\n"))
        if len(shown) < most:
            shown.append(whole)
        yield whole


def write_jsonl(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """JSON lines, atomically, in UTF-8 and one spelling."""
    _write_text(path, (json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def _write_text(path: Path, pieces: Iterable[str]) -> None:
    with atomic_write(path) as file:
        for piece in pieces:
            file.write(_encoded(piece))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")  # a lone surrogate, which JSON inputs can carry, has no UTF-8 form


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
