"""Beside a shard of articles: what every later pass over the inputs needs of them, so that they are not read again.

Ingest decides which articles are the same, or nearly, over all inputs; a kept shard takes part in that with its ids and
sketches alone. Without notes that hold (missing, damaged, made by other code) the shard is made again.
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
from pipeline.stages.ingest import stage as ingest
from pipeline.stages.ingest.stage import Claim


@dataclass(frozen=True, slots=True)
class Note:
    """An article in brief: its id, its content's hash, the input it came from, whether it has references to be scored
    against, and its sketch for near-duplicates (base64; empty where none are looked for)."""

    id: str
    content: str
    input: str
    referenced: bool
    sketch: str

    @property
    def sketch_bytes(self) -> bytes:
        return base64.b64decode(self.sketch)


def note_of(article: Article, sketch: bytes) -> Note:
    referenced = bool(article.reference_summary or article.reference_translation)
    content = ingest.content_id(article)
    return Note(article.id, content, article.input, referenced, base64.b64encode(sketch).decode("ascii"))


def write(store: Store, config: Config, shard: int, notes: Iterable[Note], claims: Iterable[Claim]) -> None:
    """Keep a shard's notes; the shard and its lock must be there."""
    rows = [list(astuple(note)) for note in notes]
    asked = [list(astuple(claim)) for claim in claims]
    content = {"key": _key(store, config, shard, [rows, asked]), "articles": rows, "claims": asked}
    with atomic_write(_path(store, shard)) as file:
        file.write(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


def read(store: Store, config: Config, shard: int) -> tuple[list[Note], list[Claim]] | None:
    """A shard's notes, and what all its would-be articles asked and were told; None when there are none that hold."""
    try:
        content = json.loads(_path(store, shard).read_text("utf-8"))
        rows, asked = content["articles"], content["claims"]
        if content["key"] != _key(store, config, shard, [rows, asked]):
            return None
        return [Note(*row) for row in rows], [Claim(*row) for row in asked]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def any_referenced(store: Store, config: Config) -> bool:
    """Whether an article has references; without a word from the notes it may."""
    for shard in range(store.shard_count(ingest.NAME)):
        found = read(store, config, shard)
        if found is None or any(note.referenced for note in found[0]):
            return True
    return False


def _path(store: Store, shard: int) -> Path:
    return store.shard_path(ingest.NAME, shard).with_suffix(".notes.json")


def _key(store: Store, config: Config, shard: int, rows: list[list[list[object]]]) -> str:
    made_by = {**near_parts(config), **code_parts("pipeline.execution.article_index")}
    return digest({**made_by, "shard": store.read_lock(ingest.NAME, shard).sha256, "articles": digest({"rows": rows})})
