"""A web site on this machine that answers as it is told and remembers what it was asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("feedparser", reason="the extra collect is not installed")
pytest.importorskip("protego", reason="the extra collect is not installed")
pytest.importorskip("tenacity", reason="the extra collect is not installed")

from pipeline.collection.collect import collect
from pipeline.collection.fetcher import Limits
from pipeline.collection.request import CollectRequest, Summary

SENTENCES = (
    "Pemerintah Kota Semarang membagikan {n} paket bantuan kepada warga yang terendam banjir pada Rabu pagi.",
    "Kepala dinas mengatakan bahwa bantuan itu berasal dari anggaran daerah dan akan dibagikan sampai akhir pekan.",
    "Warga di kecamatan ke-{n} berharap pemerintah segera memperbaiki saluran air yang rusak sejak tahun lalu.",
)
QUICK = Limits(connect=2.0, read=1.0, total=2.0, page=200_000, document=400_000, tries=3, backoff=0.01, patience=5.0)


def page(n: int = 3) -> bytes:
    """A page with an article of its own."""
    text = "".join(f"<p>{sentence.format(n=n)}</p>" for sentence in SENTENCES)
    head = f"<!doctype html><html><head><title>Bantuan {n}</title></head>"
    return f"{head}<body><article>{text}</article></body></html>".encode()


@dataclass
class Reply:
    """An answer; ``send`` writes the body where that is not simply its bytes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    send: Callable[[BaseHTTPRequestHandler], None] | None = None
    raw: bool = False  # ``send`` writes the status line and the headers too


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    at: float


Route = Reply | Callable[[Asked], Reply]


class Site:
    """Routes by path; a list of routes is answered one after another, the last one for ever."""

    def __init__(self) -> None:
        self.routes: dict[str, Route | list[Route]] = {}
        self.asked: list[Asked] = []
        self.address = ""

    def paths(self, robots: bool = False) -> list[str]:
        return [one.path for one in self.asked if robots or one.path != "/robots.txt"]

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        route = self.routes.get(asked.path, Reply(b"no such page", 404))
        if isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        return route(asked) if callable(route) else route

    def feed(self, *names: str, path: str = "/rss", **headers: str) -> str:
        """Put up a feed of pages, each an article of its own; its address."""
        items = "".join(
            f"<item><title>Judul {name}</title><link>{self.address}/{name}</link>"
            f"<pubDate>{pub_date(n)}</pubDate></item>"
            for n, name in enumerate(names)
        )
        rss = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Contoh</title>{items}</channel></rss>"
        self.routes[path] = Reply(rss.encode(), headers={"Content-Type": "application/rss+xml", **headers})
        for n, name in enumerate(names):
            self.routes.setdefault(f"/{name}", Reply(page(n + 3)))
        return self.address + path


def pub_date(n: int) -> str:
    """The moments of a feed's entries, the first one the newest."""
    return f"Mon, {20 - n:02d} Apr 2026 07:30:00 +0700"


def validated(body: bytes, etag: str, content_type: str = "text/html") -> Callable[[Asked], Reply]:
    """A route that knows conditional requests."""

    def answer(asked: Asked) -> Reply:
        headers = {"Content-Type": content_type, "ETag": etag}
        if asked.headers.get("if-none-match") == etag:
            return Reply(b"", 304, headers)
        return Reply(body, headers=headers)

    return answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        reply = self.site.answer(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic()))
        try:
            if reply.raw and reply.send is not None:
                self.close_connection = True
                reply.send(self)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.send is not None:
                self.close_connection = True
                self.end_headers()
                reply.send(self)
                return
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    made = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": made}))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that leaves early is no news
    server.daemon_threads = True
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


Collect = Callable[..., Summary]


@pytest.fixture
def gather(tmp_path: Path) -> Collect:
    """Collect into a folder, without waiting and with short limits."""

    def call(*addresses: str, **changes: Any) -> Summary:
        usual: dict[str, Any] = {"folder": tmp_path / "pages", "delay": 0.0, "limits": QUICK, "private": ("127.0.0.1",)}
        return collect(CollectRequest(addresses, **{**usual, **changes}))

    return call
