"""Finds the runs in a folder, and lists a run's articles; nothing outside of that folder is ever opened.

A run is looked up among the names that the folder has, never by a path made of what was asked for. Links that lead out
of the folder do not count.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core import edits
from pipeline.core.errors import UserError
from pipeline.core.records import Brief
from pipeline.core.run_articles import ArticleRecords, articles_of_run, articles_of_shard, brief_flags
from pipeline.core.run_folder import Store
from pipeline.guards.severity import ORDER
from pipeline.stages.report.odds import to_read_first
from pipeline.stages.report.words import all_words, finding, weighed

Decided = Mapping[tuple[str, int], edits.Edit]  # the last edit of each place of a brief, by article and place
_MOST_INDEXES = 4
_MOST_MANIFEST = 50 * 2**20


class NotFoundError(UserError):
    """There is no such run, article or sentence."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in the list: its name in addresses, how far it is, what it was made with, and when it was finished."""

    name: str
    complete: bool
    config: str
    models: str
    articles: int
    rejected: int
    flagged: int
    finished: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a run's list; ``severity`` is that of the worst flag of its brief and its translation, ``words``
    say what is to be checked in the brief, the worst first, ``first`` is the number of the sentence to read first."""

    number: int
    id: str
    input: str
    headline: str
    reached: str
    flags: tuple[str, ...]
    severity: str
    shard: int
    words: tuple[str, ...] = ()
    first: int | None = None


class RunsFolder:
    """The runs below a folder, or the one run that the folder is.

    Raises:
        UserError: there is no such folder.
    """

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise UserError(f"there is no folder {root}", "ringkas run makes runs/; or give another folder")
        self.root = root.resolve()
        self._indexes: dict[Path, tuple[object, list[ArticleRow]]] = {}
        self._turn = threading.Lock()

    @property
    def home(self) -> Path:
        """Where files that belong to no run are kept: votes, and a glossary."""
        return self.root.parent if (self.root / "run.json").is_file() else self.root

    def folders(self) -> dict[str, Path]:
        """The run folders by name; a run in a folder of runs (a sweep's) is ``folder~run``."""
        if (self.root / "run.json").is_file():
            return {self.root.name: self.root}
        found: dict[str, Path] = {}
        for folder in self._inside(self.root):
            if (folder / "run.json").is_file():
                found[folder.name] = folder
            else:
                for inner in self._inside(folder):
                    if (inner / "run.json").is_file():
                        found.setdefault(f"{folder.name}~{inner.name}", inner)
        return found

    def _inside(self, folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.name.startswith(".") or not path.is_dir():
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(self.root):
                continue
            yield path

    def find(self, name: str) -> Store:
        """The run of that name.

        Raises:
            NotFoundError: there is none.
        """
        folder = self.folders().get(name)
        if folder is None:
            raise NotFoundError(f"there is no run {name!r}", "the first page lists them")
        return Store(folder)

    def summaries(self) -> list[RunSummary]:
        """All runs, the latest first."""
        return sorted((_summary(n, f) for n, f in self.folders().items()), key=lambda r: r.finished, reverse=True)

    def summary(self, name: str) -> RunSummary:
        """One run in the list."""
        return _summary(name, self.find(name).root)

    def articles(self, store: Store) -> list[ArticleRow]:
        """A row for each article of a run; kept until the run changes.

        Raises:
            StoreError: the run is damaged, or being written.
        """
        state = _state(store)
        with self._turn:
            kept = self._indexes.get(store.root)
            if kept is not None and kept[0] == state:
                return kept[1]
            rows = list(_rows(store))
            while len(self._indexes) >= _MOST_INDEXES:
                self._indexes.pop(next(iter(self._indexes)))
            self._indexes[store.root] = (state, rows)
            return rows

    def article(self, store: Store, wanted: str) -> ArticleRecords:
        """One article at every stage.

        Raises:
            NotFoundError: there is none of that id.
        """
        row = next((row for row in self.articles(store) if row.id == wanted), None)
        if row is not None:
            for records in articles_of_shard(store, row.shard, lambda article: article.id == wanted):
                return records
        raise NotFoundError(f"there is no article {wanted!r} in this run", "the run's page lists them")

    def briefs(self, store: Store) -> Iterator[Brief]:
        """The briefs of a run, in the input's order."""
        for records in articles_of_run(store):
            if records.brief is not None:
                yield records.brief


def _state(store: Store) -> object:
    """What changes whenever a run is done anew: its locks' times."""
    found = []
    for stage in ("ingest", "clean", "translate", "summarize"):
        folder = store.root / "shards" / stage
        locks = folder.glob("*.lock.json") if folder.is_dir() else ()
        found.append(sorted((p.name, p.stat().st_mtime_ns) for p in locks))
    worded = store.root / edits.FILE
    return [*found, worded.stat().st_mtime_ns if worded.is_file() else 0]


def _rows(store: Store) -> Iterator[ArticleRow]:
    number, decided = 0, edits.latest(edits.read(store), "brief")
    for shard in range(store.shard_count("ingest")):
        for records in articles_of_shard(store, shard):
            number += 1
            yield _row(records, number, shard, decided)


def _row(records: ArticleRecords, number: int, shard: int, decided: Decided) -> ArticleRow:
    brief, article = records.brief, records.article
    flags = tuple(brief_flags(brief)) if brief else ()
    translated = records.translated.sentences if records.translated else ()
    worst = finding([*flags, *(flag for sentence in translated for flag in sentence.flags)]).severity
    words = tuple(all_words(weighed(flags)))
    first = to_read_first(edits.worded(brief, edits.standing(brief, decided)) if brief else None)
    headline = (brief.headline if brief else None) or article.title or article.input
    return ArticleRow(number, article.id, article.input, headline, records.reached, flags, worst, shard, words, first)


def worst_first(rows: list[ArticleRow]) -> list[ArticleRow]:
    """Rows with the most severe flags first, otherwise in their order."""
    place = {name: n for n, name in enumerate((*ORDER, ""))}
    return sorted(rows, key=lambda row: place[row.severity])


def _summary(name: str, folder: Path) -> RunSummary:
    manifest = _read(folder / "manifest.json")
    state = manifest or _read(folder / "run.json")
    config = _table(state.get("config"))
    stages = _table(manifest.get("stages"))
    models = [str(_table(config.get(stage)).get("model", "?")) for stage in ("translate", "summarize")]
    return RunSummary(
        name=name,
        complete=bool(manifest),
        config=str(state.get("config_name", "?")),
        models=" + ".join(models),
        articles=_count(stages, "summarize", "out"),
        rejected=sum(_count(stages, stage, "rejected") for stage in stages),
        flagged=_count(stages, "summarize", "flagged"),
        finished=str(_table(manifest.get("times")).get("finished", "")),
    )


def _count(stages: dict[str, Any], stage: str, what: str) -> int:
    value = _table(stages.get(stage)).get(what, 0)
    return value if isinstance(value, int) else 0


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _read(path: Path) -> dict[str, Any]:
    """A JSON file of a run; empty when it is missing, damaged or out of all proportion."""
    try:
        if path.stat().st_size > _MOST_MANIFEST:
            return {}
        return _table(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return {}
