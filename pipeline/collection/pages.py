"""Keeps pages as they came: the bytes in ``HOST/NAME.html``, and beside them what is known of them.

The sidecar, ``NAME.html.json``, has ``url``, ``title``, ``published`` and ``charset`` as
:mod:`pipeline.stages.ingest.sidecars` reads them, and for people and archives ``requested``, ``fetched``, ``status``,
``headers``, ``sha256``, ``bytes`` and ``from`` (the feed or sitemap that named the page).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from pipeline.collection.addresses import file_name
from pipeline.collection.documents import Link
from pipeline.collection.errors import NotFetched
from pipeline.collection.fetcher import Answer
from pipeline.core.files import atomic_write, write_json
from pipeline.stages.ingest import sidecars

HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_WIDE = (b"\xff\xfe", b"\xfe\xff")
# Browsers read these labels as windows-1252 (WHATWG Encoding), and so do we.
_WESTERN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"})


def check_page(answer: Answer) -> None:
    """Refuse what is no web page, by what the server says and by what it sent.

    Raises:
        NotFetched: it is none.
    """
    kind = answer.header("content-type").partition(";")[0].strip().lower()
    if kind not in HTML:
        raise NotFetched(f"{kind} is no web page", permanent=True)
    if not answer.body.strip():
        raise NotFetched("an empty page")
    if b"\x00" in answer.body[:1024] and not answer.body.startswith(_WIDE):
        raise NotFetched("no text, whatever its server calls it", permanent=True)
    if b"<" not in answer.body[:4096].replace(b"\x00", b""):
        raise NotFetched("no HTML, whatever its server calls it", permanent=True)


def charset_of(answer: Answer) -> str:
    """The encoding that the server names, as Python calls it; "" when it names none."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", answer.header("content-type"), re.IGNORECASE)
    charset = found.group(1).lower() if found else ""
    return "cp1252" if charset in _WESTERN else charset


def keep(folder: Path, link: Link, named_by: str, answer: Answer, at: str) -> str:
    """Write a page and its sidecar; the file's name, relative to the folder.

    The sidecar comes first and the page last, so that a page never lies there without it, whenever the process is
    killed.

    Args:
        folder: of the collection.
        link: the page as it was named.
        named_by: the feed or sitemap; "" when the user did.
        answer: what the server sent.
        at: now, ISO 8601.
    """
    name = file_name(answer.url)
    path = folder / name
    row: dict[str, Any] = {
        "url": answer.url,
        "title": link.title,
        "published": link.published,
        "charset": charset_of(answer),
        "requested": link.url,
        "from": named_by or None,
        "fetched": at,
        "status": answer.status,
        "sha256": hashlib.sha256(answer.body).hexdigest(),
        "bytes": len(answer.body),
        "headers": [list(pair) for pair in answer.headers],
    }
    write_json(sidecars.path_of(path), row)
    with atomic_write(path) as file:
        file.write(answer.body)
    return name
