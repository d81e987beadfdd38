"""Writes the public files that have a row or a section per article, all of them at once, shard by shard.

A shard's part of a file is copied from the last report where it is there (:mod:`.lock`), and rendered otherwise. The
articles of one shard are in memory at a time; they are read once for all files, when the first file needs them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pipeline.core import run_articles
from pipeline.core.errors import StoreError
from pipeline.core.files import atomic_write
from pipeline.core.run_folder import Store
from pipeline.stages.report.events import EventIndex
from pipeline.stages.report.lock import LastReport, Span, Spans, span
from pipeline.stages.report.pages import Page

_CHUNK = 1 << 20
ROWS: dict[str, tuple[Callable[[run_articles.ArticleRecords], Any], Callable[[Any], dict[str, Any]]]] = {
    "briefs.jsonl": (lambda records: records.brief, run_articles.brief_row),
    "translations.jsonl": (lambda records: records.translated, run_articles.translation_row),
    "clean.jsonl": (lambda records: records.clean, run_articles.clean_row),
}


class ReportShard:
    """A shard of the report; its articles are read when they are first used.

    Args:
        store: the run folder.
        number: the shard's number.
        fingerprint: the digest of everything that its part of the files depends on.
        size: how many articles it has.
        events: what the events say of its articles.
    """

    def __init__(self, store: Store, number: int, fingerprint: str, size: int, events: EventIndex) -> None:
        self.fingerprint = fingerprint
        self.size = size
        self._store = store
        self._number = number
        self._events = events

    @cached_property
    def articles(self) -> list[run_articles.ArticleRecords]:
        """The records of its articles.

        Raises:
            StoreError: the shard is damaged.
        """
        return [self._events.applied(records) for records in run_articles.articles_of_shard(self._store, self._number)]


class PublicFile:
    """A public file that is being written.

    Args:
        file: the new file.
        old: the same file of the last report, to copy from.
        known: where the last report has each shard's part; those of this report are in ``spans``.
    """

    def __init__(self, file: IO[bytes], old: IO[bytes], known: Spans) -> None:
        self.spans: Spans = {}
        self._file = file
        self._old = old
        self._known = known

    def add(self, shard: ReportShard) -> None:
        """Write a shard's part."""
        raise NotImplementedError

    def finish(self) -> None:
        """Write what comes after the last shard."""

    def _find(self, shard: ReportShard) -> Span | None:
        """Where the last report has the shard's part."""
        kept = self._known.get(shard.fingerprint)
        return None if kept is None else span(kept)

    def _kept(self, begin: int, length: int) -> Iterator[bytes]:
        """Bytes of the last report's file, in pieces that fit into memory."""
        self._old.seek(begin)
        while length > 0:
            block = self._old.read(min(length, _CHUNK))
            if not block:
                hint = f"ringkas run --out {Path(self._old.name).parent} writes it again"
                raise StoreError(f"{self._old.name} was changed while it was read", hint)
            length -= len(block)
            yield block


class RowsFile(PublicFile):
    """A JSONL file: a row for each article that has the file's kind of record."""

    def __init__(self, file: IO[bytes], old: IO[bytes], known: Spans, name: str) -> None:
        super().__init__(file, old, known)
        self._record, self._row = ROWS[name]

    def add(self, shard: ReportShard) -> None:
        begin = self._file.tell()
        kept = self._find(shard)
        pieces = self._kept(kept.begin, sum(kept.lengths)) if kept else self._made(shard.articles)
        length = sum(self._file.write(piece) for piece in pieces)
        self.spans[shard.fingerprint] = Span(begin, 0, (length,)).text()

    def _made(self, articles: Iterable[run_articles.ArticleRecords]) -> Iterator[bytes]:
        for records in articles:
            if (record := self._record(records)) is not None:
                yield run_articles.line(self._row(record))


class SectionsFile(PublicFile):
    """A page: sections numbered from 1, of the first ``room`` articles; length 0 is an article without a section."""

    def __init__(self, file: IO[bytes], old: IO[bytes], known: Spans, page: Page, room: int) -> None:
        super().__init__(file, old, known)
        self._page = page
        self._room = room
        self._number = 1
        file.write(run_articles.encoded(page.head()))

    def add(self, shard: ReportShard) -> None:
        wanted = min(shard.size, self._room)
        if not wanted:
            return
        self._room -= wanted
        begin, first = self._file.tell(), self._number
        kept = self._find(shard)
        if kept and len(kept.lengths) >= wanted:  # a page that ended within the shard has its first articles only
            sections = self._copied(kept, wanted)
        else:
            sections = self._made(islice(shard.articles, wanted))
        lengths: list[int] = []
        for section in sections:
            lengths.append(self._file.write(section))
            self._number += bool(section)
        self.spans[shard.fingerprint] = Span(begin, first, tuple(lengths)).text()

    def finish(self) -> None:
        self._file.write(run_articles.encoded(self._page.tail()))

    def _made(self, articles: Iterable[run_articles.ArticleRecords]) -> Iterator[bytes]:
        return (run_articles.encoded(self._page.section(records, self._number)) for records in articles)

    def _copied(self, kept: Span, wanted: int) -> Iterator[bytes]:
        begin, old = kept.begin, kept.first
        for length in kept.lengths[:wanted]:
            section = b"".join(self._kept(begin, length))
            yield self._page.renumbered(section, old, self._number)
            begin += length
            old += bool(length)


def write(
    root: Path,
    last: LastReport,
    shards: Iterable[ReportShard],
    jsonl: Iterable[str],
    pages: Mapping[str, tuple[Page, int]],
) -> dict[str, Spans]:
    """Write the files; returns where each shard's bytes are in each of them.

    Args:
        root: the run folder.
        last: the report that the folder holds.
        shards: all of them, in order.
        jsonl: names of the JSONL files that are wanted, of those in ``ROWS``.
        pages: the wanted pages by file name, and of how many articles each has sections.

    Raises:
        StoreError: a shard is damaged.
    """
    with ExitStack() as new, ExitStack() as old:  # the old files are closed before the new ones take their names

        def opened(name: str) -> tuple[IO[bytes], IO[bytes], Spans]:
            known = last.spans.get(name, {})
            before = old.enter_context((root / name).open("rb")) if known else io.BytesIO()
            return new.enter_context(atomic_write(root / name)), before, known

        parts: dict[str, PublicFile] = {name: RowsFile(*opened(name), name) for name in jsonl}
        parts |= {name: SectionsFile(*opened(name), page, room) for name, (page, room) in pages.items()}
        for shard in shards:
            for part in parts.values():
                part.add(shard)
        for part in parts.values():
            part.finish()
    return {name: part.spans for name, part in parts.items()}
