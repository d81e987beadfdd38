"""Turns the events and entities of a run into the rows of ``events.jsonl`` and ``entities.jsonl``.

Scripts and the pages rely on these rows: a change of a row here is a change of the contract.
"""

from __future__ import annotations

from typing import Any

from pipeline.core.event_records import Entity, Event
from pipeline.core.run_folder import Store

ENTITIES, GROUP = "entities", "group"


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
