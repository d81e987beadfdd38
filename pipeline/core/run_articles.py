"""Reads a run's records article by article, and turns records into the rows of the public files.

Scripts rely on the rows of ``briefs.jsonl`` and the other public files: a change of a row here is a change of the
contract. Everything else in a run folder is internal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.core.records import Article, Brief, BriefSentence, CleanArticle, Rejected, Score, TranslatedArticle
from pipeline.core.run_folder import Store


@dataclass(frozen=True, slots=True)
class ArticleRecords:
    """The records of one article at every stage; those of later stages are None when it was rejected on the way, which
    ``rejected`` tells then, or when the run has not come to them yet."""

    article: Article
    clean: CleanArticle | None = None
    translated: TranslatedArticle | None = None
    brief: Brief | None = None
    rejected: Rejected | None = None

    @property
    def id(self) -> str:
        return self.article.id

    @property
    def reached(self) -> str:
        """How far it came: ``brief``, ``translated``, ``clean``, or none of these: ``rejected`` or ``waiting``."""
        if self.brief is not None:
            return "brief"
        if self.translated is not None:
            return "translated"
        return "clean" if self.clean is not None else "rejected" if self.rejected is not None else "waiting"


def articles_of_run(store: Store, wanted: Callable[[Article], bool] = lambda article: True) -> Iterator[ArticleRecords]:
    """The records of every article of a run, shard by shard, in the input's order.

    Args:
        store: the run folder.
        wanted: which articles; where a shard holds none of them, only the articles themselves are read.

    Raises:
        StoreError: a shard is damaged.
    """
    for shard in range(store.shard_count("ingest")):
        yield from articles_of_shard(store, shard, wanted)


def articles_of_shard(
    store: Store, shard: int, wanted: Callable[[Article], bool] = lambda article: True
) -> Iterator[ArticleRecords]:
    """The records of every article of one shard; see :func:`articles_of_run`."""
    articles = [article for article in store.read_shard("ingest", shard, Article) if wanted(article)]
    if not articles:
        return
    clean = _by_id(store, "clean", shard, CleanArticle)
    translated = _by_id(store, "translate", shard, TranslatedArticle)
    briefs = _by_id(store, "summarize", shard, Brief)
    refused = _rejections(store, shard) if any(article.id not in briefs for article in articles) else {}
    for article in articles:
        brief = briefs.get(article.id)
        rejected = refused.get(article.input) if brief is None else None
        yield ArticleRecords(article, clean.get(article.id), translated.get(article.id), brief, rejected)


def _rejections(store: Store, shard: int) -> dict[str, Rejected]:
    """What the stages behind ingest have rejected of a shard, by input."""
    stages = [stage for stage in ("clean", "translate", "summarize") if store.has_lock(stage, shard)]
    return {row.input: row for stage in stages for row in store.read_lock(stage, shard).rejected}


def _by_id(store: Store, stage: str, shard: int, kind: type[Any]) -> dict[str, Any]:
    if not store.has_lock(stage, shard):
        return {}
    return {record.id: record for record in store.read_shard(stage, shard, kind)}


def brief_row(brief: Brief) -> dict[str, Any]:
    """A line of ``briefs.jsonl``. ``flags`` are the brief's and its sentences', each once."""
    row: dict[str, Any] = {
        "article_id": brief.id,
        "input": brief.input,
        "title": brief.title,
        "headline": brief.headline,
        "style": brief_style(brief),
        "brief": "\n".join(f"- {s.text}" for s in brief.sentences) if brief_style(brief) == "bullets" else brief.text,
        "sentences": [_brief_sentence(s) for s in brief.sentences],
        "flags": brief_flags(brief),
    }
    if brief.plan:
        row["plan"] = json.loads(brief.plan)
    if brief.event_id is not None:
        row["event_id"] = brief.event_id
    return row


def _brief_sentence(sentence: BriefSentence) -> dict[str, Any]:
    row: dict[str, Any] = {
        "text": sentence.text,
        "citations": [c.sentence for c in sentence.citations],
        "risk": sentence.risk,
    }
    return row if sentence.source is None else {**row, "source": sentence.source}


def brief_style(brief: Brief) -> str:
    """What was asked for: ``brief``, ``bullets`` or ``headline``."""
    plan = json.loads(brief.plan) if brief.plan else {}
    return str(plan.get("style", "brief"))


def brief_flags(brief: Brief) -> list[str]:
    """The flags of a brief and of its sentences, each once, in order."""
    every = [*brief.flags, *(flag for sentence in brief.sentences for flag in sentence.flags)]
    return list(dict.fromkeys(every))


def translation_row(article: TranslatedArticle) -> dict[str, Any]:
    """A line of ``translations.jsonl``."""
    sentences = [
        {"index": t.index, "source": t.source, "text": t.text, "flags": list(t.flags), "risk": t.risk}
        for t in article.sentences
    ]
    return {"article_id": article.id, "input": article.input, "sentences": sentences}


def clean_row(article: CleanArticle) -> dict[str, Any]:
    """A line of ``clean.jsonl``; paragraphs of ``text`` are separated by a blank line."""
    return {
        "article_id": article.id,
        "input": article.input,
        "title": article.title,
        "published": article.published,
        "text": "\n\n".join(paragraphs(article)),
        "removed": [{"line": r.line, "text": r.text, "rule": r.rule} for r in article.removed],
    }


def paragraphs(article: CleanArticle) -> list[str]:
    """The kept paragraphs: their sentences joined by spaces."""
    joined: dict[int, list[str]] = {}
    for sentence in article.sentences:
        joined.setdefault(sentence.paragraph, []).append(sentence.text)
    return [" ".join(sentences) for _, sentences in sorted(joined.items())]


def rejected_row(rejected: Rejected) -> dict[str, Any]:
    """A line of ``rejected.jsonl``."""
    return {"input": rejected.input, "stage": rejected.stage, "reason": rejected.reason}


def score_rows(scores: Iterable[Score]) -> list[dict[str, Any]]:
    """The content of ``scores.json``; ``system`` is ``run``, or the name of a baseline."""
    return [
        {
            "system": s.system,
            "metric": s.metric,
            "value": s.value,
            "low": s.low,
            "high": s.high,
            "signature": s.signature,
            "n": s.n,
        }
        for s in scores
    ]


def line(row: dict[str, Any]) -> bytes:
    """A row of a JSONL file."""
    return encoded(json.dumps(row, ensure_ascii=False) + "\n")


def encoded(text: str) -> bytes:
    """Text as the public files hold it. A lone surrogate, which JSON inputs can carry, has no UTF-8 form."""
    return text.encode("utf-8", "replace")
