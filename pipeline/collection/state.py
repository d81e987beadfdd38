"""Keeps what was collected so far in ``DIR/.collect.sqlite``, so that nothing is fetched twice after a kill either.

Its tables:


    documents   feeds and sitemaps, with what a conditional request needs
    links       what each of them named
    pages       addresses that were asked for: kept (file, hash, validators), or not (why, and whether for good)
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.collection.documents import Link
from pipeline.core.errors import StoreError

NAME = ".collect.sqlite"
VERSION = 1
KEPT, FAILED, FORBIDDEN = "kept", "failed", "forbidden"
SCHEMA = """
CREATE TABLE documents (url TEXT PRIMARY KEY, kind TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL);
CREATE TABLE links (document TEXT NOT NULL, url TEXT NOT NULL, title TEXT, published TEXT, updated TEXT, place INTEGER,
    PRIMARY KEY (document, url)) WITHOUT ROWID;
CREATE TABLE pages (url TEXT PRIMARY KEY, state TEXT NOT NULL, final TEXT NOT NULL, file TEXT NOT NULL,
    sha256 TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
    permanent INTEGER NOT NULL);
CREATE INDEX pages_by_final ON pages (final);
CREATE INDEX pages_by_hash ON pages (sha256);
"""


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A feed or sitemap that was read: its kind and the validators of that answer."""

    url: str
    kind: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that was asked for.

    Attributes:
        url: as it was asked for.
        state: ``kept``, ``failed`` or ``forbidden``.
        final: where redirects led.
        file: relative to the folder; that of another page when the content is the same.
        sha256: of the page.
        etag: for conditional requests, likewise ``modified``.
        at: when, ISO 8601 in UTC.
        reason: why it was not kept.
        permanent: whether asking again would change nothing.
    """

    url: str
    state: str
    final: str = ""
    file: str = ""
    sha256: str = ""
    etag: str = ""
    modified: str = ""
    at: str = ""
    reason: str = ""
    permanent: bool = False


_NAMES = tuple(f.name for f in fields(KnownPage))
_PAGE = ", ".join(_NAMES)


class State:
    """What was collected into a folder; every change is on the disk when its method returns.

    Args:
        folder: the folder; its file is made when there is none.
        keep: False leaves the folder as it is: changes live in memory and are lost.
    """

    def __init__(self, folder: Path, *, keep: bool = True) -> None:
        self._lock = threading.RLock()
        self.path = folder / NAME
        try:
            self._base = self._open(keep)
        except sqlite3.DatabaseError as error:
            hint = "move it away: what was collected stays, and is fetched once more"
            raise StoreError(f"{self.path} is damaged: {error}", hint) from error

    def _open(self, keep: bool) -> sqlite3.Connection:
        target = str(self.path) if keep else ":memory:"
        base = sqlite3.connect(target, check_same_thread=False, isolation_level=None)
        if not keep and self.path.is_file():
            before = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)
            before.backup(base)
            before.close()
        version = base.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            base.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version != VERSION:
            base.close()
            hint = "collect into another folder"
            raise StoreError(f"{self.path} is of format {version}, this version reads format {VERSION}", hint)
        return base

    def close(self) -> None:
        self._base.close()

    def document(self, url: str) -> KnownDocument | None:
        row = self._one("SELECT url, kind, etag, modified FROM documents WHERE url = ?", url)
        return KnownDocument(*row) if row else None

    def put_document(self, document: KnownDocument, links: Iterable[Link], *, replace: bool) -> None:
        """Keep what a feed or sitemap says now; ``replace`` forgets the links that are no longer in it, which is right
        for an index and not for a feed, whose older entries may not have been fetched yet."""
        rows = ((document.url, k.url, k.title, k.published, k.updated, n) for n, k in enumerate(links))
        with self._change():
            if replace:
                self._base.execute("DELETE FROM links WHERE document = ?", (document.url,))
            self._base.executemany("INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._base.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)", astuple(document))

    def links_of(self, document: str) -> list[Link]:
        """All that a feed or sitemap has named, the present order first."""
        order = "SELECT url, title, published, updated FROM links WHERE document = ? ORDER BY place, url"
        with self._lock:
            return [Link(*row) for row in self._base.execute(order, (document,))]

    def page(self, url: str) -> KnownPage | None:
        return self._page("url = ?", url)

    def kept_at(self, final: str) -> KnownPage | None:
        """A kept page that redirects led to this address."""
        return self._page("final = ? AND state = 'kept'", final)

    def same_content(self, sha256: str) -> KnownPage | None:
        """A kept page of the same bytes."""
        return self._page("sha256 = ? AND state = 'kept'", sha256)

    def put_page(self, page: KnownPage) -> None:
        marks = ", ".join("?" * len(fields(KnownPage)))
        with self._change():
            self._base.execute(f"INSERT OR REPLACE INTO pages ({_PAGE}) VALUES ({marks})", astuple(page))

    def _page(self, condition: str, value: str) -> KnownPage | None:
        row = self._one(f"SELECT {_PAGE} FROM pages WHERE {condition} ORDER BY url LIMIT 1", value)
        return KnownPage(**{**dict(zip(_NAMES, row, strict=True)), "permanent": bool(row[-1])}) if row else None

    def _one(self, query: str, value: str) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._base.execute(query, (value,)).fetchone()
            return row

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._lock:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")
