"""Asks every site's robots.txt before anything else is fetched from it, as RFC 9309 says.

No file (HTTP 404 and the like) allows everything. A file that cannot be read (a server's error, no connection) allows
nothing. A crawl delay or request rate that the file states is kept to.
"""

from __future__ import annotations

import threading

from protego import Protego

from pipeline.collection.addresses import host_of, origin_of
from pipeline.collection.errors import NotFetched, Temporary
from pipeline.collection.fetcher import Fetcher
from pipeline.collection.pacing import Pacer

MOST = 1 << 20  # bytes; the standard asks for half as many at least


class Robots:
    """What sites allow; each robots.txt is read once.

    Args:
        fetcher: reads them.
        agent: our name in them.
        pacer: told of crawl delays.
    """

    def __init__(self, fetcher: Fetcher, agent: str, pacer: Pacer) -> None:
        self._fetcher = fetcher
        self._agent = agent
        self._pacer = pacer
        self._rules: dict[str, Protego | NotFetched] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def admit(self, address: str) -> None:
        """Let an address through when its site's robots.txt does.

        Raises:
            NotFetched: it does not, or it cannot be read.
        """
        rules = self._of(origin_of(address))
        if isinstance(rules, NotFetched):
            raise NotFetched(rules.reason, permanent=rules.permanent, robots=rules.robots)
        if not rules.can_fetch(address, self._agent):
            raise NotFetched("robots.txt forbids it", robots=True)

    def _of(self, origin: str) -> Protego | NotFetched:
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._rules:
                self._rules[origin] = self._read(origin)
            return self._rules[origin]

    def _read(self, origin: str) -> Protego | NotFetched:
        try:
            answer = self._fetcher.get(f"{origin}/robots.txt", most=MOST)
        except NotFetched as error:
            if 400 <= error.status < 500 and error.status != 429:
                return Protego.parse("")
            if isinstance(error, Temporary) or error.status:
                reason = f"robots.txt cannot be read ({error.reason}), so nothing is fetched from there"
                return NotFetched(reason, robots=bool(error.status), status=error.status)
            return error
        rules = Protego.parse(answer.body.decode("utf-8-sig", "replace"))
        delay = rules.crawl_delay(self._agent)
        rate = rules.request_rate(self._agent)
        if delay:
            self._pacer.slow_down(host_of(origin), float(delay))
        if rate and rate.requests:
            self._pacer.slow_down(host_of(origin), rate.seconds / rate.requests)
        return rules
