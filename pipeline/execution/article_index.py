"""Keeps an index beside each shard of articles: their ids, content hashes and sketches, so that it is not read again.

Ingest decides over all inputs which articles are the same, or nearly the same; a shard that is kept takes part in that
with its index alone. A shard whose index is missing, damaged or made by other code is made again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from pipeline.core.config import Config
from pipeline.core.dependencies import code_parts
from pipeline.core.files import atomic_write
from pipeline.core.fingerprints import digest
from pipeline.core.records import Article
from pipeline.core.run_folder import Store
from pipeline.stages.ingest import near_parts
from pipeline.stages.ingest.stage import NAME, IdDecision, content_id


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An article of the index.

    Attributes:
        id: its id.
        content: the hash of its content.
        input: the input it came from.
        referenced: whether it has references to be scored against.
        sketch: its sketch for near-duplicates in base64; empty where none are looked for.
    """

    id: str
    content: str
    input: str
    referenced: bool
    sketch: str

    @property
    def sketch_bytes(self) -> bytes:
        return base64.b64decode(self.sketch)


@dataclass(frozen=True, slots=True)
class ShardIndex:
    """The index of one shard: its articles, and the id decisions on all its rows, rejected ones included."""

    entries: tuple[IndexEntry, ...]
    decisions: tuple[IdDecision, ...]


def entry_of(article: Article, sketch: bytes) -> IndexEntry:
    """The index entry of an article."""
    referenced = bool(article.reference_summary or article.reference_translation)
    encoded = base64.b64encode(sketch).decode("ascii")
    return IndexEntry(article.id, content_id(article), article.input, referenced, encoded)


def write(
    store: Store, config: Config, shard: int, entries: Iterable[IndexEntry], decisions: Iterable[IdDecision]
) -> None:
    """Write a shard's index; the shard and its lock must be there."""
    articles = [list(astuple(entry)) for entry in entries]
    decided = [list(astuple(decision)) for decision in decisions]
    content = {"key": _key(store, config, shard, [articles, decided]), "articles": articles, "decisions": decided}
    with atomic_write(_path(store, shard)) as file:
        file.write(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


def read(store: Store, config: Config, shard: int) -> ShardIndex | None:
    """A shard's index; None when it is missing or does not belong to this shard, code and configuration."""
    try:
        content = json.loads(_path(store, shard).read_text("utf-8"))
        articles, decided = content["articles"], content["decisions"]
        if content["key"] != _key(store, config, shard, [articles, decided]):
            return None
        return ShardIndex(tuple(IndexEntry(*row) for row in articles), tuple(IdDecision(*row) for row in decided))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def any_referenced(store: Store, config: Config) -> bool:
    """Whether an article of the run has references; True where a shard has no valid index to tell."""
    for shard in range(store.shard_count(NAME)):
        index = read(store, config, shard)
        if index is None or any(entry.referenced for entry in index.entries):
            return True
    return False


def _path(store: Store, shard: int) -> Path:
    return store.shard_path(NAME, shard).with_suffix(".notes.json")


def _key(store: Store, config: Config, shard: int, rows: list[list[list[object]]]) -> str:
    made_by = {**near_parts(config), **code_parts("pipeline.execution.article_index")}
    return digest({**made_by, "shard": store.read_lock(NAME, shard).sha256, "articles": digest({"rows": rows})})
