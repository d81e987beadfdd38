"""Turns the events and entities of a run into the rows of ``events.jsonl`` and ``entities.jsonl``.

Scripts and the pages rely on these rows: a change of a row here is a change of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pipeline.core.event_records import Entity, Event, Respelling
from pipeline.core.fingerprints import digest
from pipeline.core.run_articles import ArticleRecords
from pipeline.core.run_folder import Store
from pipeline.stages.group.naming import respelled

ENTITIES, GROUP = "entities", "group"


class EventIndex:
    """What the events of a run say of its articles: which event each is in, and the names that its brief has otherwise.

    Args:
        events: of the run; without any, articles stay as they are.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._event: dict[str, str] = {}
        self._changes: dict[str, list[Respelling]] = {}
        for event in events:
            self._event.update(dict.fromkeys(event.article_ids, event.id))
            for change in event.respelled:
                self._changes.setdefault(change.article_id, []).append(change)

    def shard_digest(self, store: Store, shard: int) -> str:
        """A hash of all that the index says of a shard's articles, so that its part of the files can be kept."""
        if not self._event:
            return ""
        import pyarrow.parquet as pq

        with pq.ParquetFile(store.shard_path("ingest", shard)) as file:  # read_table would import pandas
            articles = file.read(columns=["id"], use_threads=False)["id"].to_pylist()
        changes = {a: [[c.old, c.new] for c in self._changes[a]] for a in articles if a in self._changes}
        return digest({"events": [self._event.get(article) for article in articles], "changes": changes})

    def applied(self, records: ArticleRecords) -> ArticleRecords:
        """An article's records with the event's id and the run's names in its brief."""
        if records.brief is None or records.id not in self._event:
            return records
        brief = replace(records.brief, event_id=self._event[records.id])
        changes = self._changes.get(records.id, [])
        if changes:
            sentences = tuple(replace(s, text=respelled(s.text, changes)) for s in brief.sentences)
            headline = respelled(brief.headline, changes) if brief.headline else brief.headline
            brief = replace(brief, headline=headline, sentences=sentences)
        return replace(records, brief=brief)


def read_events(store: Store) -> list[Event]:
    """The events of a run, in the order of their first articles; none where grouping is off or was not done.

    Raises:
        StoreError: their shard is damaged.
    """
    return store.read_shard(GROUP, 0, Event) if store.has_lock(GROUP, 0) else []


def event_rows(store: Store) -> list[dict[str, Any]]:
    """The rows of ``events.jsonl``; see :func:`read_events`."""
    return [event_row(event) for event in read_events(store)]


def event_row(event: Event) -> dict[str, Any]:
    """A line of ``events.jsonl``."""
    return {
        "event_id": event.id,
        "article_ids": list(event.article_ids),
        "duplicates": {copy.article_id: copy.kept for copy in event.duplicates},
        "first": event.first,
        "last": event.last,
        "headline": {
            "text": event.headline,
            "article_id": event.headline_article,
            "flags": list(event.headline_flags),
        },
        "brief": event.brief,
        "sentences": [
            {
                "text": s.text,
                "kind": s.kind,
                "citations": [{"article_id": c.article_id, "sentence": c.sentence} for c in s.citations],
                "sources": list(s.sources),
                "flags": list(s.flags),
            }
            for s in event.sentences
        ],
        "timeline": [
            {"date": t.date, "text": t.text, "article_id": t.article_id, "sentence": t.sentence} for t in event.timeline
        ],
        "names": list(event.names),
    }


def entity_rows(store: Store) -> list[dict[str, Any]]:
    """The rows of ``entities.jsonl``; none where grouping is off or was not done.

    Raises:
        StoreError: their shard is damaged.
    """
    entities = store.read_shard(ENTITIES, 0, Entity) if store.has_lock(ENTITIES, 0) else []
    return [entity_row(entity) for entity in entities]


def entity_row(entity: Entity) -> dict[str, Any]:
    """A line of ``entities.jsonl``."""
    forms = [
        {"text": f.text, "language": f.language, "count": f.count, "articles": list(f.articles)} for f in entity.forms
    ]
    return {"name": entity.name, "kind": entity.kind, "forms": forms}
