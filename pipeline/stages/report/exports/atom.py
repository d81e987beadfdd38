"""An Atom feed (RFC 4287), a brief an entry, for readers and content management systems."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import IO, Any

from markupsafe import Markup

from pipeline.stages.report.exports.base import Export, Item, grouped

NAMESPACE = "http://www.w3.org/2005/Atom"


def write(export: Export, file: IO[bytes]) -> None:
    """Write the feed. An entry without a date of its own has the run's, since Atom wants one of each; one that an
    editor worded says since when, so that readers fetch it anew."""
    from lxml import etree

    feed = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    entries = [_entry(item, export) for item in export.items]
    _add(feed, "title", export.title)
    _add(feed, "id", _ident("feed", "events" if export.events else "articles", export.title))
    _add(feed, "updated", moment(export.moment) or "1970-01-01T00:00:00Z")
    _add(_add(feed, "author"), "name", "Ringkas")
    _add(feed, "generator", "Ringkas")
    feed.extend(entries)
    file.write(etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _entry(item: Item, export: Export) -> Any:
    from lxml import etree

    entry = etree.Element(f"{{{NAMESPACE}}}entry")
    _add(entry, "title", item.headline)
    _add(entry, "id", _ident("event" if export.events else "article", item.id))
    _add(entry, "updated", moment(item.edited) or moment(item.last) or moment(export.moment) or "1970-01-01T00:00:00Z")
    if published := moment(item.first):
        _add(entry, "published", published)
    linked = [source for source in item.sources if source.url]
    for place, source in enumerate(linked):
        link = _add(entry, "link")
        link.set("rel", "via" if place or export.events else "alternate")
        link.set("href", source.url)
        link.set("title", source.credit())
    _add(entry, "summary", item.text)
    _add(entry, "content", _content(item, with_source=export.with_source)).set("type", "html")
    if item.severity:
        _add(entry, "category").set("term", item.severity)
    return entry


def _content(item: Item, *, with_source: bool) -> str:
    """The brief as HTML, every text in it escaped."""
    parts: list[Markup] = []
    if item.checks():
        parts.append(Markup("<p><strong>Check:</strong> {}.</p>").format("; ".join(item.checks())))
    for heading, lines in grouped(item):
        if heading:
            parts.append(Markup("<h3>{}</h3>").format(heading))
        for line in lines:
            parts.append(Markup("<p>{}</p>").format(line.text))
            indonesian = " ".join(one.indonesian for one in line.evidence)
            if with_source and indonesian:
                parts.append(Markup('<blockquote lang="id">{}</blockquote>').format(indonesian))
    parts += [Markup("<p>Source: {}</p>").format(source.credit()) for source in item.sources]
    return str(Markup("").join(parts))


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    from lxml import etree

    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    child.text = text
    return child


def _ident(*parts: str) -> str:
    """An id that stays the same whenever the same thing is written."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(["ringkas", *parts])).urn


def moment(text: str) -> str:
    """A date or moment as RFC 3339 has it; "" where the text is none. A moment that names no zone counts as UTC,
    because the format has no way to leave it open."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return ""
    found = found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    return found.isoformat(timespec="seconds").replace("+00:00", "Z")
