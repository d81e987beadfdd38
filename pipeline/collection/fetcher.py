"""Makes requests that end: limits of time, size and redirects, and a few retries where a failure may pass.

What a server asks for in ``Retry-After`` is kept to; where that is longer than anybody would wait, the host is left
alone for the rest of the call.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import NoReturn
from urllib.parse import urljoin

import httpcore2
import httpx2
import tenacity

from pipeline.collection.addresses import host_of, normal
from pipeline.collection.errors import NotFetched, Temporary
from pipeline.collection.network import Allowed, GuardedTransport, ending
from pipeline.collection.pacing import Pacer, sleep
from pipeline.core import cancellation

MEGABYTE = 1 << 20
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})
ASK_AGAIN_LATER = frozenset({401, 403, 407})  # a site may let the next visitor in
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how large and how often.

    Attributes:
        connect: seconds to connect.
        read: seconds without a byte.
        total: seconds for a whole answer.
        page: bytes of a page, unpacked.
        document: bytes of a feed or sitemap, unpacked; the protocol of sitemaps allows as many.
        redirects: in a row.
        tries: of a request.
        backoff: seconds before the second try; twice as many before the next, and so on.
        patience: seconds: where a server asks to wait longer, its other pages are left for another call.
    """

    connect: float = 10.0
    read: float = 20.0
    total: float = 90.0
    page: int = 10 * MEGABYTE
    document: int = 50 * MEGABYTE
    redirects: int = 5
    tries: int = 4
    backoff: float = 1.0
    patience: float = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: ``url`` is where the redirects led, ``body`` is unpacked, ``headers`` are as they came."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        """The first value of a header; "" where it is missing."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def no_question(address: str) -> None:
    """Let every address through."""


class Fetcher:
    """Fetches addresses, for any number of threads.

    Args:
        agent: the ``User-Agent``.
        pacer: gives hosts their turns.
        allowed: private hosts that may be reached.
        limits: how long, how large and how often.
    """

    def __init__(self, agent: str, pacer: Pacer, allowed: Allowed, limits: Limits) -> None:
        self.limits = limits
        self._pacer = pacer
        self._closed: dict[str, str] = {}  # hosts that asked to be left alone, and how
        self._lock = threading.Lock()
        self._client = httpx2.Client(
            transport=GuardedTransport(allowed),
            headers={
                "User-Agent": agent,
                "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml;q=0.9,*/*;q=0.5",
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "id,en;q=0.5",
            },
            timeout=httpx2.Timeout(limits.read, connect=limits.connect),
        )
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def close(self) -> None:
        self._client.close()

    def get(
        self,
        address: str,
        *,
        most: int,
        headers: Mapping[str, str] | None = None,
        admit: Callable[[str], None] = no_question,
    ) -> Answer:
        """Fetch an address; the status is 200 or, where ``headers`` hold conditions, 304.

        Args:
            address: in its normal form.
            most: bytes that the answer may have.
            headers: of this request.
            admit: raises for an address that may not be fetched; asked before every redirect is followed.

        Raises:
            NotFetched: it was not.
        """
        met: list[str] = []
        here = address
        while True:
            cancellation.check()
            if here in met:
                raise NotFetched("a redirect in a circle", permanent=True)
            if len(met) > self.limits.redirects:
                raise NotFetched(f"more than {self.limits.redirects} redirects", permanent=True)
            met.append(here)
            admit(here)
            answer = self._with_retries(here, most, headers or {})
            if answer.status not in REDIRECTS:
                return answer
            target = answer.header("location")
            if not target:
                raise NotFetched(f"HTTP {answer.status} without an address to go to", permanent=True)
            here = normal(urljoin(here, target))

    def _with_retries(self, address: str, most: int, headers: Mapping[str, str]) -> Answer:
        backoff = self.limits.backoff
        rising = tenacity.wait_exponential_jitter(multiplier=backoff, max=30.0, jitter=backoff)

        def pause(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.after if isinstance(error, Temporary) else None
            return rising(state) if asked is None else asked

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.limits.tries),
            wait=pause,
            retry=tenacity.retry_if_exception_type(Temporary),
            sleep=sleep,
            reraise=True,
        )
        return retrying(self._once, address, most, headers)

    def _once(self, address: str, most: int, headers: Mapping[str, str]) -> Answer:
        host = host_of(address)
        with self._lock:
            if closed := self._closed.get(host):
                raise NotFetched(closed)
        self._pacer.wait(host)
        ends = time.monotonic() + self.limits.total
        try:
            with ending(ends), self._client.stream("GET", address, headers=headers, follow_redirects=False) as response:
                if response.status_code in MAY_PASS:
                    self._postponed(host, response)
                if response.status_code >= 400:
                    permanent = response.status_code not in ASK_AGAIN_LATER
                    raise NotFetched(f"HTTP {response.status_code}", permanent=permanent, status=response.status_code)
                body = b"" if response.status_code in REDIRECTS else self._body(response, most, ends)
                pairs = tuple((k, v) for k, v in response.headers.multi_items())
                return Answer(address, response.status_code, pairs, body)
        except (httpx2.TimeoutException, httpcore2.TimeoutException) as error:
            raise Temporary(self._too_slow(ends)) from error
        except (httpx2.TransportError, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise Temporary(f"the connection failed: {str(error) or type(error).__name__}") from error

    def _too_slow(self, ends: float) -> str:
        over = time.monotonic() >= ends
        return (
            f"slower than {self.limits.total:g} seconds" if over else f"no answer within {self.limits.read:g} seconds"
        )

    def _postponed(self, host: str, response: httpx2.Response) -> NoReturn:
        """Raise for a status that may pass, with what the server asks for."""
        status = f"HTTP {response.status_code}"
        after = seconds_of(response.headers.get("retry-after", ""))
        if after is not None and after > self.limits.patience:
            reason = f"{status}: {host} asks to come back in {after:.0f} seconds"
            with self._lock:
                self._closed[host] = reason
            raise NotFetched(reason, status=response.status_code)
        if after is not None:
            self._pacer.pause(host, after)
        raise Temporary(status, after, response.status_code)

    def _body(self, response: httpx2.Response, most: int, ends: float) -> bytes:
        """The answer's bytes, unpacked here so that a small file cannot become a huge one."""
        coding = response.headers.get("content-encoding", "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise NotFetched(f"packed as {coding}, which was not asked for", permanent=True)
        unpacker = zlib.decompressobj(GZIP_OR_ZLIB) if coding not in ("", "identity") else None
        parts, size = [], 0
        for block in response.iter_raw():
            cancellation.check()
            if time.monotonic() > ends:
                raise Temporary(self._too_slow(ends))
            if unpacker is not None:
                try:
                    block = unpacker.decompress(block, most + 1 - size)
                except zlib.error as error:
                    raise Temporary("the packed answer is damaged") from error
            parts.append(block)
            size += len(block)
            if size > most:
                raise NotFetched(f"larger than {most / MEGABYTE:g} MB", permanent=True)
        cancellation.check()  # an answer that the interruption cut short may look like a whole one
        return b"".join(parts)


def seconds_of(retry_after: str) -> float | None:
    """How long a ``Retry-After`` asks to wait, which is a number or a date; None where it says nothing."""
    text = retry_after.strip()
    if text.isdigit():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())


def unpacked(body: bytes, most: int) -> bytes:
    """A body without the gzip around it, which a file may have whatever the server says (``sitemap.xml.gz``).

    Raises:
        NotFetched: it is damaged, or too large unpacked.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        plain = unpacker.decompress(body, most + 1)
    except zlib.error as error:
        raise NotFetched("the gzip file is damaged") from error
    if len(plain) > most:
        raise NotFetched(f"larger than {most / MEGABYTE:g} MB unpacked", permanent=True)
    if not unpacker.eof:
        raise NotFetched("the gzip file breaks off")
    return plain
