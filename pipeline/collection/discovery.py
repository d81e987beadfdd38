"""Finds the pages behind an address: the page itself, or what a feed, a sitemap or an index of sitemaps names.

A document that was read before is asked for with its validators; when it has not changed, its links are those that were
kept, so that pages which were left over or failed are not lost.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.collection import documents
from pipeline.collection.documents import INDEX, PAGE, Link
from pipeline.collection.errors import NotFetched
from pipeline.collection.fetcher import MEGABYTE, Answer, Fetcher, unpacked
from pipeline.collection.state import KEPT, KnownDocument, KnownPage, State

MOST_SITEMAPS = 1000  # of one call
DEEPEST = 3  # an index within an index within an index
log = logging.getLogger("ringkas")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may be fetched: the document that named it, "" when the user did; and the answer, where it was
    fetched already to find out what it is."""

    link: Link
    named_by: str = ""
    answer: Answer | None = field(default=None, repr=False)


def conditions(known: KnownDocument | KnownPage | None) -> dict[str, str]:
    """The headers that ask only for what is newer than what is known."""
    if known is None:
        return {}
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in headers.items() if value}


class Discovery:
    """Reads documents, for any number of threads.

    Args:
        fetcher: fetches them.
        admit: asks robots.txt.
        state: what was read before.
        since: sitemaps of an index that are known to be older are not read.
        enough: told the links met so far, whether there are enough of them; then the older sitemaps of an index are
            left for another call.
        tell: told of each document, and whether it changed.
        fail: told of each document that was not read.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        admit: Callable[[str], None],
        state: State,
        since: dt.date | None,
        enough: Callable[[Sequence[Candidate]], bool],
        tell: Callable[[bool], None],
        fail: Callable[[str, NotFetched], None],
    ) -> None:
        self._fetcher = fetcher
        self._admit = admit
        self._state = state
        self._since = since
        self._enough = enough
        self._tell = tell
        self._fail = fail
        self._seen: set[str] = set()

    def behind(self, address: str, depth: int = 0) -> list[Candidate]:
        """The pages behind an address; none where it failed, which is told."""
        if address in self._seen or len(self._seen) >= MOST_SITEMAPS:
            return []
        self._seen.add(address)
        page = self._state.page(address)
        if page is not None and page.state == KEPT:
            return [Candidate(Link(address))]
        try:
            kind, links, answer = self._read(address)
        except NotFetched as error:
            self._fail(address, error)
            return self._named_earlier(address)
        if kind == PAGE:
            return [Candidate(Link(address), answer=answer)]
        if kind != INDEX:
            return [Candidate(link, address) for link in links]
        return self._of_index(links, depth) if depth < DEEPEST else []

    def _read(self, address: str) -> tuple[str, list[Link], Answer | None]:
        known = self._state.document(address)
        limits = self._fetcher.limits
        answer = self._fetcher.get(address, most=limits.document, headers=conditions(known), admit=self._admit)
        if answer.status == 304 and known is not None:
            self._tell(False)
            return known.kind, self._state.links_of(address), None
        body = unpacked(answer.body, limits.document)
        found = documents.read(body, answer.url, answer.header("content-type"))
        if found.kind == PAGE:
            if len(answer.body) > limits.page:
                raise NotFetched(f"larger than {limits.page / MEGABYTE:g} MB", permanent=True)
            return PAGE, [], answer
        if found.skipped:
            log.info("%s: %d entries have no address that could be fetched", address, found.skipped)
        read = KnownDocument(address, found.kind, answer.header("etag"), answer.header("last-modified"))
        self._state.put_document(read, found.links, replace=found.kind == INDEX)
        self._tell(True)
        return found.kind, self._state.links_of(address), answer

    def _named_earlier(self, address: str) -> list[Candidate]:
        """What a feed or sitemap named before it failed."""
        known = self._state.document(address)
        if known is None or known.kind == INDEX:
            return []
        return [Candidate(link, address) for link in self._state.links_of(address)]

    def _of_index(self, links: Sequence[Link], depth: int) -> list[Candidate]:
        """What the sitemaps of an index name, the newest sitemap first where they are dated."""
        dated = all(link.updated for link in links)
        order = sorted(links, key=lambda link: link.updated or "", reverse=True) if dated else links
        found: list[Candidate] = []
        for link in order:
            changed = day_of(link.updated)
            if self._since and changed and changed < self._since:
                continue
            found += self.behind(link.url, depth + 1)
            if dated and self._enough(found):
                break
        return found


def day_of(moment: str | None) -> dt.date | None:
    """The day of an ISO 8601 moment, in its own time zone."""
    return dt.date.fromisoformat(moment[:10]) if moment else None


def newest_first(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates that the user named, then the others by day, those without a date at the end; each page once."""
    seen: set[str] = set()
    for candidate in sorted(candidates, key=_age):
        if candidate.link.url not in seen:
            seen.add(candidate.link.url)
            yield candidate


def _age(candidate: Candidate) -> tuple[bool, bool, float]:
    moment = candidate.link.published or candidate.link.updated
    return (bool(candidate.named_by), not moment, -seconds_of(moment) if moment else 0.0)


def seconds_of(moment: str) -> float:
    """An ISO 8601 moment as seconds since 1970; UTC where it names no zone."""
    found = dt.datetime.fromisoformat(moment)
    return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).timestamp()
