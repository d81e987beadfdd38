"""Reads feeds (RSS, Atom) and sitemaps (also indexes, news sitemaps, plain lists) as lists of links.

What an address holds is told by its content and not by what its server calls it. XML that declares entities is
refused, and nothing is fetched while reading.
"""

from __future__ import annotations

import calendar
import datetime as dt
import email.utils
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser

from pipeline.collection.addresses import normal
from pipeline.collection.errors import NotFetched

FEED, SITEMAP, INDEX, PAGE = "feed", "sitemap", "index", "page"
_START = 4096
_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_FEEDS = frozenset({"rss", "feed", "rdf"})
_LIST_LINE = re.compile(rb"https?://\S+")
_ZONES = {"WIB": "+0700", "WITA": "+0800", "WIT": "+0900"}  # Indonesia's, which feeds write and RFC 822 does not know


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a feed or sitemap names, with what it says of the page; moments are ISO 8601, None if unknown."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What an answer holds. ``kind``: feed, sitemap, index (of sitemaps) or page; ``skipped`` is the number of entries
    without an address that could be fetched."""

    kind: str
    links: tuple[Link, ...] = ()
    skipped: int = 0


def read(body: bytes, address: str, content_type: str = "") -> Document:
    """The links of a feed or sitemap; a page has none.

    Raises:
        NotFetched: it begins as a feed or sitemap and cannot be read as one.
    """
    kind = kind_of(body)
    if kind == PAGE:
        return Document(PAGE)
    if b"<!entity" in body.replace(b"\x00", b"").lower():
        # No feed needs its own; ten lines of them unfold to gigabytes, and ten seconds pass until a parser notices.
        raise NotFetched("XML that declares entities", permanent=True)
    if kind == FEED:
        every = list(_feed(body, address, content_type))
    elif _start(body).startswith(b"<"):
        every = list(_sitemap(body))
    else:
        every = [Link(line.strip().decode("utf-8", "replace")) for line in body.split(b"\n") if line.strip()]
    links: dict[str, Link] = {}
    skipped = 0
    for link in every:
        try:
            url = normal(urljoin(address, link.url)) if link.url else ""
        except (NotFetched, ValueError):
            url = ""
        if url:
            links.setdefault(url, Link(url, link.title, link.published, link.updated))
        skipped += not url
    return Document(kind, tuple(links.values()), skipped)


def kind_of(body: bytes) -> str:
    """Whether bytes are a feed, a sitemap, an index of sitemaps, or, as all else, a page."""
    start = _start(body)
    if not start.startswith(b"<"):
        first = start.split(b"\n", 1)[0].strip()
        return SITEMAP if _LIST_LINE.fullmatch(first) else PAGE
    start = re.sub(rb"<!--.*?-->", b"", start, flags=re.DOTALL)
    root = _ROOT.search(start)
    name = root.group(1).lower().decode("ascii", "replace") if root else ""
    if name in _FEEDS:
        return FEED
    return {"urlset": SITEMAP, "sitemapindex": INDEX}.get(name, PAGE)


def _start(body: bytes) -> bytes:
    """How a body begins, without byte-order mark and white space; in UTF-16, without the null bytes too."""
    return body[:_START].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def moment(text: str | None) -> str | None:
    """A date as feeds and sitemaps write it in ISO 8601, in its own time zone; None where it is none."""
    text = (text or "").strip()
    if not text:
        return None
    try:
        return (
            dt.datetime.fromisoformat(text).isoformat() if len(text) > 10 else dt.date.fromisoformat(text).isoformat()
        )
    except ValueError:
        pass
    for zone, offset in _ZONES.items():
        text = re.sub(rf"\b{zone}$", offset, text)
    try:
        return email.utils.parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError):
        return None


def _feed(body: bytes, address: str, content_type: str) -> Iterator[Link]:
    """The entries of a feed; a broken one gives those that can be read of it."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, which the library does not read
        body = re.sub(r"^<\?xml[^>]*\?>", "", body.decode("utf-16", "replace")).encode("utf-8", "replace")
    headers = {"content-type": content_type or "application/xml", "content-location": address}
    # A stream, because the library would take a text that looks like an address for one to open.
    found = feedparser.parse(io.BytesIO(body), response_headers=headers)
    if not found.entries and found.bozo:
        raise NotFetched(f"a feed that cannot be read: {_one_line(found.get('bozo_exception'))}")
    for entry in found.entries:
        url = entry.get("feedburner_origlink") or entry.get("link") or _address_in(entry.get("id"))
        yield Link(
            url or "",
            _one_line(entry.get("title")) or None,
            _said(entry, "published"),
            _said(entry, "updated"),
        )


def _said(entry: Any, name: str) -> str | None:
    """A moment of an entry. Asked for without a look, ``updated`` would be ``published`` where it is missing."""
    own = moment(entry[name]) if name in entry else None
    parsed = f"{name}_parsed"
    return own or (_utc(entry[parsed]) if parsed in entry else None)


def _address_in(ident: Any) -> str:
    """An entry's id where it is an address."""
    return str(ident) if str(ident).startswith(("http://", "https://")) else ""


def _utc(parsed: Any) -> str | None:
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC).isoformat() if parsed else None
    except (ValueError, TypeError, OverflowError):
        return None


def _one_line(value: Any) -> str:
    return " ".join(str(value or "").encode("utf-8", "replace").decode("utf-8").split())[:1000]


def _sitemap(body: bytes) -> Iterator[Link]:
    """The entries of a sitemap or an index; what comes before a mistake in the XML is kept when there is any."""
    from lxml import etree

    count = 0
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}
    try:
        for _, element in etree.iterparse(io.BytesIO(body), events=("end",), **options):
            if not isinstance(element.tag, str) or etree.QName(element).localname.lower() not in ("url", "sitemap"):
                continue
            count += 1
            yield _sitemap_entry(element)
            element.clear()
            while element.getprevious() is not None:  # a sitemap has up to 50,000 entries
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        if not count:
            raise NotFetched(f"a sitemap that cannot be read: {_one_line(error)}") from error


def _sitemap_entry(element: Any) -> Link:
    from lxml import etree

    values: dict[str, str] = {}
    for child in element.iter():
        if isinstance(child.tag, str) and child is not element:
            name = etree.QName(child).localname.lower()
            inside = etree.QName(child.getparent()).localname.lower()
            if inside in ("url", "sitemap", "news"):  # an image has a ``loc`` and a ``title`` too
                values.setdefault(name, (child.text or "").strip())
    return Link(
        values.get("loc", ""),
        _one_line(values.get("title")) or None,
        moment(values.get("publication_date")),
        moment(values.get("lastmod")),
    )
