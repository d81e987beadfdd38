"""Reads the briefs of a run, of its articles or of its events, as an export needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

from pipeline.core.edits import TITLE, Edit, no_longer_in, of_brief, standing, worded
from pipeline.core.records import Brief, TranslatedArticle
from pipeline.core.run_articles import ArticleRecords, articles_of_run
from pipeline.core.run_folder import Store
from pipeline.stages.report import article_data
from pipeline.stages.report.events import EventIndex, event_rows, read_events
from pipeline.stages.report.exports.base import Evidence, Item, Line, Source, plain
from pipeline.stages.report.words import worse

NO_EDITS: Mapping[tuple[str, int], Edit] = MappingProxyType({})
_ADDRESS = "".join(chr(n) for n in range(33, 127) if chr(n) not in "<>\"'`\\{}|^()")


def article_items(
    store: Store, edits: Mapping[tuple[str, int], Edit] = NO_EDITS, every: Iterable[Edit] = ()
) -> Iterator[Item]:
    """A brief per article, in the input's order; articles without a brief are passed over.

    Args:
        store: the run folder.
        edits: what editors made of briefs, by article and place, to be put over them.
        every: all edits of the run, in order: what was accepted for a brief and stands in it no more is told.

    Raises:
        StoreError: a shard is damaged.
    """
    index = EventIndex(read_events(store))
    edited = {article for article, _ in edits}
    accepted: dict[str, list[Edit]] = {}
    for edit in every:
        accepted.setdefault(edit.article, []).append(edit)
    for records in articles_of_run(store):
        if records.brief is not None:
            shown = index.applied(records)
            item = _edited_item(shown, records.brief, edits) if records.id in edited else _article_item(shown)
            gone = no_longer_in(records.brief, accepted.get(records.id, ()))
            named = tuple("the title" if e.index == TITLE else f"sentence {e.index}" for e in gone)
            yield replace(item, gone=named) if gone else item


def event_items(store: Store) -> Iterator[Item]:
    """A brief per event, in the order of their first articles.

    Raises:
        StoreError: a shard is damaged.
    """
    rows = event_rows(store)
    wanted = {ident for row in rows for ident in row["article_ids"]}
    articles = {r.id: (_source(r), r.translated) for r in articles_of_run(store, lambda article: article.id in wanted)}
    for row in rows:
        yield _event_item(article_data.event(row), articles)


def _edited_item(records: ArticleRecords, made: Brief, edits: Mapping[tuple[str, int], Edit]) -> Item:
    """An article's brief as editors worded it.

    Args:
        records: of the article, its brief as it would be exported otherwise.
        made: the brief before names were made one form in the run: what the desk shows and editors changed.
        edits: of the run's briefs.
    """
    applied = standing(made, edits)
    item = _article_item(replace(records, brief=worded(records.brief or made, applied)))
    outdated = sum(1 for _ in of_brief(made, edits)) - len(applied)
    return replace(item, edited=max((edit.at for edit in applied.values()), default=""), outdated=outdated)


def _article_item(records: ArticleRecords) -> Item:
    row = article_data.overview(records)
    sentences = _sentences(records.translated)
    lines = tuple(
        _line(line, tuple(Evidence(0, n, *sentences[n]) for n in line["cites"] if n in sentences))
        for line in row.get("sentences", ())
    )
    source = _source(records)
    headline = row.get("headline_finding", {})
    return Item(
        id=records.id,
        headline=plain(row.get("headline")) or source.title or plain(records.article.input),
        lines=lines,
        sources=(source,),
        severity=row.get("severity", ""),
        reasons=_reasons(headline),
        notes=tuple(map(plain, row.get("notes", ()))),
        bullets=row.get("style") == "bullets",
        first=source.published,
        last=source.published,
    )


def _event_item(row: Mapping[str, Any], articles: Mapping[str, tuple[Source, TranslatedArticle | None]]) -> Item:
    places = {ident: n for n, ident in enumerate(i for i in row["article_ids"] if i in articles)}
    texts = {ident: _sentences(articles[ident][1]) for ident in places}
    severity = row["headline"].get("severity", "")
    lines = []
    for line in row["sentences"]:
        cited = [(c["article_id"], c["sentence"]) for c in line["citations"]]
        evidence = tuple(
            Evidence(places[ident], n, *texts[ident][n]) for ident, n in cited if n in texts.get(ident, {})
        )
        lines.append(_line(line, evidence))
        severity = worse(severity, lines[-1].severity)
    return Item(
        id=row["event_id"],
        headline=plain(row["headline"]["text"]) or plain(row["event_id"]),
        lines=tuple(lines),
        sources=tuple(articles[ident][0] for ident in places),
        severity=severity,
        reasons=_reasons(row["headline"]),
        first=plain(row["first"]),
        last=plain(row["last"]),
        timeline=tuple((plain(entry["date"]), plain(entry["text"])) for entry in row["timeline"]),
    )


def _line(row: Mapping[str, Any], evidence: tuple[Evidence, ...]) -> Line:
    beside = f" (Indonesian: {plain(row['source'])})" if row.get("source") else ""
    return Line(
        plain(row["text"]) + beside,
        evidence,
        row.get("severity", ""),
        tuple(row.get("reasons", ())),
        row.get("kind", ""),
    )


def _reasons(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Of a headline, those that a reader is warned of."""
    return tuple(row.get("reasons", ())) if row.get("severity") in ("critical", "major") else ()


def _sentences(translated: TranslatedArticle | None) -> dict[int, tuple[str, str]]:
    """Indonesian and English of an article's sentences by their numbers."""
    return {t.index: (plain(t.source), plain(t.text)) for t in translated.sentences} if translated else {}


def _source(records: ArticleRecords) -> Source:
    article, clean = records.article, records.clean
    address = (clean.url if clean else None) or article.url or ""
    url = quote(address, safe=_ADDRESS) if article_data.is_web(address) else ""
    site = (urlsplit(url).hostname or "").removeprefix("www.")
    named = plain((clean.source if clean else None) or article.source)
    return Source(
        id=plain(records.id),
        name=named or plain(site) or plain(Path(article.input).name),
        title=plain((clean.title if clean else None) or article.title),
        published=plain((clean.published if clean else None) or article.published),
        url=url,
        input=plain(article.input),
    )
