"""Lists the known test sets, and locates and reads those on this machine.

A suite is one TOML file of ``eval/suites``: what it holds, its licence, whether it may be trained on, and where its
files are looked for. Only the starter suite ships; the others are found next to their TOML file, in the folder that the
environment variable ``RINGKAS_DATA`` names, or in the hub's local cache. Nothing is downloaded here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from pipeline.core.errors import UserError, did_you_mean
from pipeline.core.registry import names_in
from pipeline.core.resources import data_dir
from pipeline.core.tables import Table, explain, read_toml
from pipeline.core.text_lines import read_lines

VARIABLE = "RINGKAS_DATA"
LIKE = "compare it with starter.toml"
OURS = ("id", "title", "text", "source", "url", "published", "reference_translation", "reference_summary")


class Suite(Table, strict=False):  # TOML has lists where this has tuples
    """A test set.

    Attributes:
        name: the TOML file's stem.
        kind: ``articles`` (one JSONL file or a hub dataset) or ``parallel`` (two text files, a sentence a line).
        measures: what it has English references for: ``translation``, ``brief``.
        training: whether it may be trained on.
        path: the JSONL file; ``source`` and ``reference``: the text files, alternatives in the order they are tried.
        hub: a dataset repository, looked for in the local cache only.
        columns: our column's name to the suite's.
        domain: the column that says what an item is about, in ``labels``, a JSONL file with a row per item, or in the
            suite's own rows.
    """

    name: str
    folder: Path
    title: str
    kind: Literal["articles", "parallel"]
    measures: tuple[Literal["translation", "brief"], ...]
    licence: str
    training: str
    origin: str
    note: str = ""
    items: int = 0
    path: str = ""
    source: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    hub: str = ""
    subset: str = ""
    split: str = ""
    columns: Mapping[str, str] = {}
    domain: str = ""
    labels: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """A suite's files on this machine. ``content`` is a short hash of what is in them."""

    suite: Suite
    files: tuple[Path, ...]
    content: str


def suite_names() -> tuple[str, ...]:
    """The suites known, without opening any."""
    return names_in(data_dir("eval/suites"), ".toml")


def load_suite(name: str) -> Suite:
    """A suite's description.

    Raises:
        UserError: there is none of that name, or its file is wrong.
    """
    if name not in suite_names():
        raise UserError(f"there is no suite {name!r}", did_you_mean(name, suite_names(), "suites"))
    folder = data_dir("eval/suites")
    path = folder / f"{name}.toml"
    try:
        return Suite.model_validate({"name": name, "folder": folder, **read_toml(path, LIKE)})
    except ValidationError as error:
        raise explain(error, Suite, str(path), LIKE) from None


def locate(suite: Suite) -> Located:
    """Find a suite's files.

    Raises:
        UserError: they are not on this machine; the message says where they were looked for and where they come from.
    """
    alternatives = [suite.source, suite.reference] if suite.kind == "parallel" else [(suite.path,)]
    files = [_find(suite, names) for names in alternatives]
    if all(files):
        paths = tuple(path for path in files if path)
        _check_count(suite, paths)
        return Located(suite, paths, content_hash(paths))
    if suite.hub and (cached := _hub_files(suite)):
        return Located(suite, cached, content_hash(cached))
    places = ", ".join(str(root) for root in _roots(suite))
    names = " and ".join(options[0] for options in alternatives)
    message = f"suite {suite.name!r} is not on this machine: no {names} in {places}"
    raise UserError(message, f"get it from {suite.origin} ({suite.licence}) and set {VARIABLE} to its folder")


def _roots(suite: Suite) -> list[Path]:
    named = os.environ.get(VARIABLE)
    return [suite.folder, *([Path(named)] if named else [])]


def _find(suite: Suite, names: tuple[str, ...]) -> Path | None:
    return next((root / n for n in names if n for root in _roots(suite) if (root / n).is_file()), None)


def _hub_files(suite: Suite) -> tuple[Path, ...]:
    """The Parquet files of the split in the hub's cache; empty when it was never fetched."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        root = Path(snapshot_download(suite.hub, repo_type="dataset", local_files_only=True))
    except LocalEntryNotFoundError:
        return ()
    files = (p for p in root.rglob("*.parquet") if suite.split in p.stem)
    return tuple(sorted(p for p in files if not suite.subset or suite.subset in p.parts))


def _check_count(suite: Suite, files: tuple[Path, ...]) -> None:
    if suite.kind != "parallel":
        return
    counts = [len(read_lines(path)) for path in files]
    if len(set(counts)) > 1 or (suite.items and counts[0] != suite.items):
        said = ", ".join(f"{path}: {count:,}" for path, count in zip(files, counts, strict=True))
        expected = f" (expected {suite.items:,})" if suite.items else ""
        raise UserError(f"suite {suite.name!r} has another number of lines{expected}: {said}", f"see {suite.origin}")


def content_hash(files: tuple[Path, ...]) -> str:
    """A short hash of the files' bytes, in order."""
    whole = hashlib.sha256()
    for path in files:
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:12]


def rows(located: Located) -> Iterator[dict[str, str]]:
    """The suite as input rows, with our column names: what ``ringkas run`` reads from JSONL.

    A sentence of a parallel suite is an article of one sentence.

    Raises:
        UserError: a row lacks its text.
    """
    suite = located.suite
    if suite.kind == "parallel":
        sources, references = (read_lines(path) for path in located.files)
        for n, (source, reference) in enumerate(zip(sources, references, strict=True), 1):
            yield {"id": f"{suite.name}-{n:05d}", "text": source, "reference_translation": reference}
        return
    for n, row in enumerate(_records(located.files)):
        values = {ours: row.get(suite.columns.get(ours, ours)) for ours in OURS}
        if not values["text"]:
            raise UserError(f"suite {suite.name!r}, row {n}: no text", f"columns there: {', '.join(sorted(row))}")
        yield {ours: str(value) for ours, value in values.items() if value}


def domains(located: Located) -> tuple[dict[str, str], str]:
    """What each item of a suite is about, by its id, and what that is called; nothing where the suite does not say."""
    suite = located.suite
    if not suite.domain:
        return {}, ""
    ids = [row["id"] for row in rows(located)] if suite.kind == "parallel" else []
    file = _find(suite, (suite.labels,)) if suite.labels else located.files[0]
    if file is None:
        return {}, ""
    labelled = list(_records((file,)))
    names = ids or [str(row.get(suite.columns.get("id", "id"))) for row in labelled]
    if len(names) != len(labelled):
        return {}, ""
    given = {i: row.get(suite.domain) for i, row in zip(names, labelled, strict=True)}
    return {i: str(value) for i, value in given.items() if value}, suite.domain


def write_rows(located: Located, path: Path) -> int:
    """Write the suite as JSONL for a run; returns the number of rows."""
    count = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row in rows(located):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def _records(files: tuple[Path, ...]) -> Iterator[dict[str, Any]]:
    for path in files:
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            yield from pq.read_table(path).to_pylist()
        else:
            with path.open(encoding="utf-8") as lines:
                yield from (json.loads(line) for line in lines if line.strip())
