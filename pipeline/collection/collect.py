"""Collects pages into a folder: reads feeds and sitemaps, chooses pages, fetches them, keeps them as they came.

Hosts are worked on beside each other, the pages of one host one after another. Whatever happens, the folder holds whole
pages only, and the same call goes on from there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import TypeVar

from pipeline.collection import pages
from pipeline.collection.addresses import host_of, matches, normal
from pipeline.collection.discovery import Candidate, Discovery, conditions, day_of, newest_first, seconds_of
from pipeline.collection.errors import NotFetched
from pipeline.collection.fetcher import Answer, Fetcher
from pipeline.collection.network import Allowed
from pipeline.collection.pacing import Pacer
from pipeline.collection.request import AGENT, CollectRequest, Summary
from pipeline.collection.robots import Robots
from pipeline.collection.state import FAILED, FORBIDDEN, KEPT, KnownPage, State
from pipeline.core import cancellation
from pipeline.core.errors import StoreError, UserError

HOSTS = 8  # worked on at a time
T = TypeVar("T")
R = TypeVar("R")
log = logging.getLogger("ringkas")


def collect(request: CollectRequest) -> Summary:
    """Collect what is asked for.

    Raises:
        UserError: an address is none, or the folder is a run folder.
        StoreError: the folder is in use, or its state damaged.
    """
    try:
        given = [normal(address) for address in request.addresses]
    except NotFetched as error:
        raise UserError(f"collect: {error.reason}", "give addresses that begin with http:// or https://") from error
    if (request.folder / "run.json").exists():
        raise UserError(f"{request.folder} is a run folder", "collect into a folder of its own, then run that")
    pacer = Pacer(request.delay)
    fetcher = Fetcher(request.user_agent(), pacer, Allowed(request.private), request.limits)
    with closing(fetcher), _claimed(request), closing(State(request.folder, keep=not request.dry_run)) as state:
        return _Collection(request, fetcher, Robots(fetcher, AGENT, pacer), state).run(given)


@contextmanager
def _claimed(request: CollectRequest) -> Iterator[None]:
    """Lock the folder for this process and take away what a killed one left half-written."""
    if request.dry_run:
        yield
        return
    from filelock import FileLock, Timeout

    if request.folder.exists() and not request.folder.is_dir():
        raise UserError(f"{request.folder} is a file", "choose another --out")
    request.folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(request.folder / ".collect.lock", timeout=0):
            for leftover in request.folder.glob("*/.*.tmp"):
                leftover.unlink(missing_ok=True)
            yield
    except Timeout as error:
        raise StoreError(f"another process collects into {request.folder}", "wait for it") from error


class _Collection:
    """One call at work."""

    def __init__(self, request: CollectRequest, fetcher: Fetcher, robots: Robots, state: State) -> None:
        self._request = request
        self._fetcher = fetcher
        self._robots = robots
        self._state = state
        self._lock = threading.Lock()  # of the summary, and of the decision which file a page belongs to
        self.summary = Summary()

    def run(self, given: Sequence[str]) -> Summary:
        discovery = Discovery(
            self._fetcher,
            self._robots.admit,
            self._state,
            self._request.since,
            self._enough,
            self._document,
            self._failed,
        )
        found: list[Candidate] = []
        for candidates in self._by_host(dict.fromkeys(given), host_of, discovery.behind):
            found += candidates
        chosen = self._chosen(found)
        for _ in self._by_host(
            chosen, lambda c: host_of(c.link.url), self._plan if self._request.dry_run else self._page
        ):
            pass
        self.summary.planned.sort()
        self.summary.failed.sort()
        self.summary.forbidden.sort()
        return self.summary

    def _by_host(self, items: Iterable[T], host: Callable[[T], str], work: Callable[[T], R]) -> list[R]:
        """Do the work on each item, hosts beside each other; the results are in the order of the hosts."""
        groups: dict[str, list[T]] = {}
        for item in items:
            groups.setdefault(host(item), []).append(item)
        threads = ThreadPoolExecutor(HOSTS, thread_name_prefix="collect")
        with cancellation.working(threads):
            waiting = [threads.submit(lambda group: [work(item) for item in group], group) for group in groups.values()]
            return [result for future in waiting for result in future.result()]

    def _count(self, name: str, number: int = 1) -> None:
        with self._lock:
            setattr(self.summary, name, getattr(self.summary, name) + number)

    def _document(self, changed: bool) -> None:
        self._count("documents")
        self._count("documents_unchanged", 0 if changed else 1)

    def _failed(self, url: str, error: NotFetched) -> None:
        with self._lock:
            (self.summary.forbidden if error.robots else self.summary.failed).append((url, error.reason))
        log.info("%s: %s", url, error.reason)

    def _enough(self, candidates: Sequence[Candidate]) -> bool:
        limit = self._request.limit
        return bool(limit) and sum(self._standing(c) == "open" for c in candidates) >= limit

    def _chosen(self, found: Sequence[Candidate]) -> list[Candidate]:
        """The pages to ask for in this call; all others are counted."""
        chosen: list[Candidate] = []
        for candidate in newest_first(found):
            standing = self._standing(candidate)
            if standing != "open":
                self._count(standing)
            elif self._request.limit and len(chosen) >= self._request.limit:
                self._count("left")
            else:
                chosen.append(candidate)
                dated = candidate.link.published or candidate.link.updated
                self._count("undated", bool(self._request.since and not dated))
        return chosen

    def _standing(self, candidate: Candidate) -> str:
        """``open``, or the name of the count of the summary that it belongs to."""
        link, request = candidate.link, self._request
        day = day_of(link.published or link.updated)
        if candidate.named_by and not matches(link.url, request.match):
            return "filtered"
        if request.since and day and day < request.since:
            return "filtered"
        known = self._state.page(link.url)
        if known is None or request.refresh or not candidate.named_by:
            return "open"
        if known.state == KEPT:
            return "open" if _changed_since(link.updated, known.at) else "known"
        return "given_up" if known.permanent else "open"

    def _plan(self, candidate: Candidate) -> None:
        """Of a dry run: say whether the page would be asked for."""
        try:
            self._robots.admit(candidate.link.url)
        except NotFetched as error:
            self._failed(candidate.link.url, error)
        else:
            with self._lock:
                self.summary.planned.append(candidate.link.url)

    def _page(self, candidate: Candidate) -> None:
        """Fetch a page and keep it; a failure is kept, too."""
        url = candidate.link.url
        known = self._state.page(url)
        kept = known if known is not None and known.state == KEPT else None
        try:
            answer = candidate.answer or self._ask(url, kept)
            if answer.status == 304 and kept is not None:
                self._count("unchanged")
                return
            pages.check_page(answer)
        except NotFetched as error:
            self._failed(url, error)
            if kept is None:
                state = FORBIDDEN if error.robots else FAILED
                failed = KnownPage(url, state, at=_now(), reason=error.reason, permanent=error.permanent)
                self._state.put_page(failed)
            return
        self._keep(candidate, answer)

    def _ask(self, url: str, kept: KnownPage | None) -> Answer:
        here = kept is not None and (self._request.folder / kept.file).is_file()
        headers = conditions(kept) if here else {}
        return self._fetcher.get(url, most=self._fetcher.limits.page, headers=headers, admit=self._robots.admit)

    def _keep(self, candidate: Candidate, answer: Answer) -> None:
        """Put a page into the folder, unless these bytes lie there already."""
        sha256, at = hashlib.sha256(answer.body).hexdigest(), _now()
        with self._lock:  # two hosts may lead to one page
            there = self._state.kept_at(answer.url)
            same = self._state.same_content(sha256)
            twin = same if same is not None and (self._request.folder / same.file).is_file() else None
            own = self._state.page(candidate.link.url)
            if twin is not None:
                file = twin.file
                outcome = "unchanged" if own is not None and own.sha256 == sha256 else "same"
            else:
                file = pages.keep(self._request.folder, candidate.link, candidate.named_by, answer, at)
                outcome = "updated" if there is not None else "fetched"
            self._state.put_page(
                KnownPage(
                    candidate.link.url,
                    KEPT,
                    final=answer.url,
                    file=file,
                    sha256=sha256,
                    etag=answer.header("etag"),
                    modified=answer.header("last-modified"),
                    at=at,
                )
            )
            setattr(self.summary, outcome, getattr(self.summary, outcome) + 1)
        log.info("%s: %s", candidate.link.url, outcome)


def _changed_since(updated: str | None, at: str) -> bool:
    """Whether a page changed after it was fetched, as far as its feed says; a day alone counts from its end."""
    if not updated or not at:
        return False
    if len(updated) == 10:
        return dt.date.fromisoformat(updated) > dt.date.fromisoformat(at[:10])
    return seconds_of(updated) > seconds_of(at)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
