"""What sites ask for is done: robots.txt, crawl delays, Retry-After; slow and failing servers are given up in time."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from typing import Any

import pytest

from pipeline.collection.errors import NotFetched
from pipeline.collection.fetcher import Limits, seconds_of, unpacked
from pipeline.collection.pacing import Pacer
from tests.collection.conftest import QUICK, Asked, Collect, Reply, Site, page

ROBOTS = b"User-agent: *\nDisallow: /\n\nUser-agent: ringkas\nDisallow: /b\nDisallow: /*.php$\nAllow: /b-boleh\n"


def test_robots_is_asked_first_and_once_and_obeyed(site: Site, gather: Collect) -> None:
    site.routes["/robots.txt"] = Reply(ROBOTS, headers={"Content-Type": "text/plain"})
    summary = gather(site.feed("a", "b", "b-boleh", "c.php"))
    assert site.paths(robots=True)[:2] == ["/robots.txt", "/rss"]
    assert sorted(site.paths(robots=True)[2:]) == ["/a", "/b-boleh"]
    assert [(url.rpartition("/")[2], reason) for url, reason in summary.forbidden] == [
        ("b", "robots.txt forbids it"),
        ("c.php", "robots.txt forbids it"),
    ]
    site.routes["/robots.txt"] = Reply(b"")  # what was refused is asked for when the rules change
    assert gather(f"{site.address}/rss").fetched == 2


def test_a_redirect_is_no_way_around_robots(site: Site, gather: Collect) -> None:
    site.routes |= {"/robots.txt": Reply(ROBOTS), "/b": Reply(page()), "/a": Reply(b"", 301, {"Location": "/b"})}
    assert [reason for _, reason in gather(f"{site.address}/a").forbidden] == ["robots.txt forbids it"]
    assert "/b" not in site.paths()


@pytest.mark.parametrize(("status", "fetched"), [(404, 1), (403, 1), (500, 0), (503, 0), (429, 0)])
def test_a_robots_file_that_cannot_be_read_allows_nothing(
    site: Site, gather: Collect, status: int, fetched: int
) -> None:
    site.routes |= {"/robots.txt": Reply(b"", status), "/a": Reply(page())}
    summary = gather(f"{site.address}/a")
    assert (summary.fetched, len(summary.forbidden)) == (fetched, 1 - fetched)
    assert ("/a" in site.paths()) == bool(fetched)


@pytest.mark.parametrize("line", ["Crawl-delay: 0.3", "Request-rate: 1/0.3"])
def test_the_crawl_delay_of_a_site_is_longer_than_ours(site: Site, gather: Collect, line: str) -> None:
    site.routes["/robots.txt"] = Reply(f"User-agent: *\n{line}\nDisallow:".encode())
    gather(site.feed("a", "b"), delay=0.05)
    times = [one.at for one in site.asked][1:]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    expected = 0.25 if line.startswith("Crawl") else 0.04
    assert min(gaps) >= expected


def test_a_host_gets_its_turns_and_others_do_not_wait_for_it() -> None:
    pacer = Pacer(0.2)
    began = time.monotonic()
    pacer.wait("a")
    pacer.wait("b")
    assert time.monotonic() - began < 0.15
    pacer.wait("a")
    assert 0.19 <= time.monotonic() - began < 0.39
    pacer.pause("b", 0.6)
    pacer.wait("b")
    assert time.monotonic() - began >= 0.59


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_kept_to(site: Site, gather: Collect, status: int) -> None:
    site.routes["/a"] = [Reply(b"", status, {"Retry-After": "1"}), Reply(page())]
    assert gather(f"{site.address}/a").fetched == 1
    first, second = [one.at for one in site.asked if one.path == "/a"]
    assert second - first >= 0.95


def test_a_site_that_asks_for_an_hour_is_left_alone(site: Site, gather: Collect) -> None:
    address = site.feed("a", "b", "c")
    site.routes["/a"] = Reply(b"", 429, {"Retry-After": "3600"})
    summary = gather(address)
    assert [reason.split(":")[0] for _, reason in summary.failed] == ["HTTP 429"] * 3
    assert site.paths() == ["/rss", "/a"]
    site.routes["/a"] = Reply(page())
    assert gather(address).fetched == 3


def test_a_passing_failure_is_tried_again_and_a_lasting_one_given_up(site: Site, gather: Collect) -> None:
    site.routes["/a"] = [Reply(b"", 500), Reply(b"", 502), Reply(page(3))]
    site.routes["/b"] = Reply(b"", 500)
    site.routes["/c"] = Reply(b"", 404)
    summary = gather(*(f"{site.address}/{name}" for name in "abc"))
    assert summary.fetched == 1
    assert [reason for _, reason in summary.failed] == ["HTTP 500", "HTTP 404"]
    assert [site.paths().count(f"/{name}") for name in "abc"] == [3, 3, 1]


def drip(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(60):
        handler.wfile.write(b"<p>")
        handler.wfile.flush()
        time.sleep(0.05)


def hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.2)


def break_off(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"<html>half of it")


def test_headers_that_never_end_are_given_up(site: Site, gather: Collect) -> None:
    def send(handler: BaseHTTPRequestHandler) -> None:
        for piece in (b"HTTP/1.1 200 OK\r\n", *([b"X-A: a\r\n"] * 60)):
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.05)

    site.routes |= {"/robots.txt": Reply(b""), "/a": Reply(send=send, raw=True)}
    summary = gather(f"{site.address}/a", limits=Limits(read=0.4, total=0.5, tries=1))
    assert [reason for _, reason in summary.failed] == ["slower than 0.5 seconds"]


@pytest.mark.parametrize(
    ("send", "headers", "reason"),
    [
        (drip, {"Content-Type": "text/html"}, "slower than 0.5 seconds"),
        (hang, {"Content-Type": "text/html", "Content-Length": "9"}, "no answer within 0.4 seconds"),
        (break_off, {"Content-Type": "text/html", "Content-Length": "900"}, "the connection failed"),
    ],
)
def test_slow_and_broken_answers_end(
    site: Site, gather: Collect, send: Any, headers: dict[str, str], reason: str
) -> None:
    site.routes["/robots.txt"] = Reply(b"")
    site.routes["/a"] = Reply(headers=headers, send=send)
    limits = Limits(read=0.4, total=0.5, tries=2, backoff=0.01)
    began = time.monotonic()
    summary = gather(f"{site.address}/a", limits=limits)
    assert [found.startswith(reason) for _, found in summary.failed] == [True], summary.failed
    assert site.paths() == ["/a", "/a"]
    assert time.monotonic() - began < 10


def test_a_server_that_is_not_there_is_asked_for_robots_only(gather: Collect) -> None:
    summary = gather("http://127.0.0.1:9/a", "http://127.0.0.1:9/b")
    assert len(summary.failed) == 2
    assert all("robots.txt cannot be read (the connection failed" in reason for _, reason in summary.failed)


def test_cookies_are_not_sent_back(site: Site, gather: Collect) -> None:
    site.routes["/a"] = Reply(b"", 302, {"Location": "/b", "Set-Cookie": "reader=7; Path=/"})
    site.routes["/b"] = Reply(page())
    assert gather(f"{site.address}/a").fetched == 1
    assert not any("cookie" in one.headers for one in site.asked)


def test_the_agent_names_the_program_and_the_contact(site: Site, gather: Collect) -> None:
    def answer(asked: Asked) -> Reply:
        return Reply(page())

    site.routes["/a"] = answer
    gather(f"{site.address}/a", contact="https://contoh.example/kontak")
    assert {one.headers["user-agent"].split("/")[0] for one in site.asked} == {"ringkas"}
    assert {one.headers["user-agent"].split(" ")[1] for one in site.asked} == {"(+https://contoh.example/kontak)"}


@pytest.mark.parametrize(
    ("text", "seconds"), [("7", 7.0), ("", None), ("bald", None), ("-3", None), ("Wed, 01 Jan 2020 00:00:00 GMT", 0.0)]
)
def test_retry_after_is_read(text: str, seconds: float | None) -> None:
    assert seconds_of(text) == seconds


def test_a_packed_file_may_not_unfold_without_end() -> None:
    import gzip

    packed = gzip.compress(b"x" * 100_000)
    assert unpacked(packed, 100_000) == b"x" * 100_000
    for broken, reason in ((packed, "unpacked"), (packed[:-20], "breaks off"), (packed[:10] + b"???" * 9, "damaged")):
        with pytest.raises(NotFetched, match=reason):
            unpacked(broken, 99_999 if broken is packed else QUICK.document)
