"""The public files with a row or a section per article, written side by side, shard by shard.

A shard's part of a file is copied from the last report where it stands there (:mod:`.lock`) and rendered otherwise;
its articles are read when the first file needs them, once for all files, and never more than one shard's at a time.
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
from pipeline.stages.report.lock import Last, Span, Spans, span
from pipeline.stages.report.pages import Page

_CHUNK = 1 << 20
ROWS: dict[str, tuple[Callable[[run_articles.ArticleRecords], Any], Callable[[Any], dict[str, Any]]]] = {
    "briefs.jsonl": (lambda records: records.brief, run_articles.brief_row),
    "translations.jsonl": (lambda records: records.translated, run_articles.translation_row),
    "clean.jsonl": (lambda records: records.clean, run_articles.clean_row),
}


class Shard:
    """A shard at hand: the fingerprint of its part of the files, and ``size`` articles that are not read yet."""

    def __init__(self, store: Store, number: int, fingerprint: str, size: int) -> None:
        self.fingerprint = fingerprint
        self.size = size
        self._store = store
        self._number = number

    @cached_property
    def articles(self) -> list[run_articles.ArticleRecords]:
        """
        Raises:
            StoreError: the shard is damaged.
        """
        return list(run_articles.articles_of_shard(self._store, self._number))


class Part:
    """A public file in the making, with the same file of the last report beside it to copy from."""

    def __init__(self, file: IO[bytes], old: IO[bytes], known: Spans) -> None:
        self.spans: Spans = {}
        self._file = file
        self._old = old
        self._known = known

    def add(self, shard: Shard) -> None:
        """Write a shard's part."""
        raise NotImplementedError

    def finish(self) -> None:
        """Write what comes after the last shard."""

    def _find(self, shard: Shard) -> Span | None:
        """Where the last report has the shard's part."""
        found = self._known.get(shard.fingerprint)
        return None if found is None else span(found)

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


class Rows(Part):
    """A JSONL file: a row for each article of which the stage at hand made something."""

    def __init__(self, file: IO[bytes], old: IO[bytes], known: Spans, name: str) -> None:
        super().__init__(file, old, known)
        self._record, self._row = ROWS[name]

    def add(self, shard: Shard) -> None:
        begin = self._file.tell()
        found = self._find(shard)
        pieces = self._kept(found.begin, sum(found.lengths)) if found else self._made(shard.articles)
        length = sum(self._file.write(piece) for piece in pieces)
        self.spans[shard.fingerprint] = Span(begin, 0, (length,)).text()

    def _made(self, articles: Iterable[run_articles.ArticleRecords]) -> Iterator[bytes]:
        for records in articles:
            if (record := self._record(records)) is not None:
                yield run_articles.line(self._row(record))


class Sections(Part):
    """A page: sections numbered from 1, of the first ``room`` articles. A length of 0 is an article without one."""

    def __init__(self, file: IO[bytes], old: IO[bytes], known: Spans, page: Page, room: int) -> None:
        super().__init__(file, old, known)
        self._page = page
        self._room = room
        self._number = 1
        file.write(run_articles.encoded(page.head()))

    def add(self, shard: Shard) -> None:
        wanted = min(shard.size, self._room)
        if not wanted:
            return
        self._room -= wanted
        begin, first = self._file.tell(), self._number
        found = self._find(shard)
        if found and len(found.lengths) >= wanted:  # a page that ended within the shard knows its first articles only
            sections = self._copied(found, wanted)
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

    def _copied(self, found: Span, wanted: int) -> Iterator[bytes]:
        begin, old = found.begin, found.first
        for length in found.lengths[:wanted]:
            section = b"".join(self._kept(begin, length))
            yield self._page.renumbered(section, old, self._number)
            begin += length
            old += bool(length)


def write(
    root: Path,
    last: Last,
    shards: Iterable[Shard],
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

        parts: dict[str, Part] = {name: Rows(*opened(name), name) for name in jsonl}
        parts |= {name: Sections(*opened(name), page, room) for name, (page, room) in pages.items()}
        for shard in shards:
            for part in parts.values():
                part.add(shard)
        for part in parts.values():
            part.finish()
    return {name: part.spans for name, part in parts.items()}
