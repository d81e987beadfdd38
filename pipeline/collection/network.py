"""Opens connections to public addresses only, however a name resolves: no feed may lead into the user's own network.

The address that was checked is the one that is connected to, so that a name which resolves otherwise a moment later
(DNS rebinding) gains nothing. Where the environment names a proxy, it resolves the names itself; then only what is
written in an address can be checked.
"""

from __future__ import annotations

import ipaddress
import math
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2

from pipeline.collection.errors import NotFetched
from pipeline.core import cancellation

CONNECTIONS = 32
_STEP = 0.5  # seconds between two looks at the clock
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # public IPv4 addresses, as networks with IPv6 only see them
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, also when an IPv4 address hides in an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if hidden is None and address in _NAT64:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(hidden)
    return address.is_global and not address.is_multicast


class Allowed:
    """The hosts and networks of private addresses that the user named.

    Args:
        named: host names, addresses, or networks such as ``10.0.0.0/8``.
    """

    def __init__(self, named: Collection[str] = ()) -> None:
        self._names = {name.lower() for name in named}
        self._networks = [network for name in named if (network := _network(name))]

    def check(self, host: str, address: Address) -> None:
        """Refuse an address that is neither public nor named.

        Raises:
            NotFetched: with the flag that would allow it.
        """
        named = host.lower() in self._names or any(address in network for network in self._networks)
        if not named and not is_public(address):
            reason = f"{host} is a private address ({address}); --allow-private {host} allows it"
            raise NotFetched(reason, permanent=False)

    def check_name(self, host: str) -> None:
        """Refuse a host that is private by what is written, for connections whose name a proxy resolves.

        Raises:
            NotFetched: likewise.
        """
        try:
            self.check(host, ipaddress.ip_address(host.strip("[]")))
        except ValueError:
            local = host.lower() == "localhost" or host.lower().endswith(_LOCAL_NAMES)
            if local and host.lower() not in self._names:
                raise NotFetched(f"{host} is a private name; --allow-private {host} allows it") from None


def _network(name: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(name, strict=False)
    except ValueError:
        return None


class _Watch(threading.local):
    """When the request that this thread makes must have ended."""

    ends = math.inf


_watch = _Watch()


@contextmanager
def ending(at: float) -> Iterator[None]:
    """Let no answer that is read in this block last beyond a moment of the monotonic clock, not even its headers."""
    _watch.ends = at
    try:
        yield
    finally:
        _watch.ends = math.inf


class WatchedStream(httpcore2.NetworkStream):
    """A connection that is given up when the request's time is over, or when the verb is interrupted."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        ends = min(_watch.ends, time.monotonic() + (math.inf if timeout is None else timeout))
        while True:
            cancellation.check()
            left = ends - time.monotonic()
            if left <= 0:
                raise httpcore2.ReadTimeout("the answer takes too long")
            try:
                return self._inner.read(max_bytes, min(left, _STEP))
            except httpcore2.ReadTimeout:
                continue  # look at the clock, then go on

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return WatchedStream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to what :class:`Allowed` lets through, by the address that was checked."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"the host {host} is not known") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            self._allowed.check(host, ipaddress.ip_address(address.partition("%")[0]))
        last: Exception = httpcore2.ConnectError(f"the host {host} has no address")
        for address in addresses:
            try:
                return WatchedStream(self._inner.connect_tcp(address, port, timeout, local_address, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
        raise last


class _Stream(httpx2.SyncByteStream):
    def __init__(self, inner: Iterable[bytes]) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        close = getattr(self._inner, "close", None)
        if close is not None:
            close()


class GuardedTransport(httpx2.BaseTransport):
    """What an ``httpx2.Client`` sends through; its errors are those of ``httpcore2``, or of ``httpx2`` behind a proxy.

    Args:
        allowed: private hosts that may be reached.
    """

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._direct = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=CONNECTIONS,
            max_keepalive_connections=CONNECTIONS,
            network_backend=GuardedBackend(allowed),
        )
        found = urllib.request.getproxies()
        self._proxies = {
            scheme: httpx2.HTTPTransport(proxy=found[scheme]) for scheme in ("http", "https") if found.get(scheme)
        }

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        proxy = self._proxies.get(request.url.scheme)
        if proxy is not None and not urllib.request.proxy_bypass(request.url.host):
            self._allowed.check_name(request.url.host)
            return proxy.handle_request(request)
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore2.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
        answer = self._direct.handle_request(asked)
        assert isinstance(answer.stream, Iterable)
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        self._direct.close()
        for proxy in self._proxies.values():
            proxy.close()
