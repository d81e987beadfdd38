"""Whole calls of ``collect`` against a site on this machine: what is fetched, what is not, and why."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import StoreError, UserError
from pipeline.stages.ingest import sidecars
from tests.collection.conftest import Collect, Reply, Site, page, validated

XML = {"Content-Type": "application/xml"}
NAMES = ("a", "b", "c")


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "pages").rglob("*.html"))


def sitemap(site: Site, *names: str, extra: str = "") -> bytes:
    entries = "".join(f"<url><loc>{site.address}/{name}</loc>{extra}</url>" for name in names)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def test_pages_of_a_feed_are_kept_as_they_came(site: Site, gather: Collect, tmp_path: Path) -> None:
    summary = gather(site.feed(*NAMES))
    assert (summary.fetched, summary.documents, summary.failed) == (3, 1, [])
    files = kept(tmp_path)
    assert {f.read_bytes() for f in files} == {page(3), page(4), page(5)}
    known = sidecars.read(next(f for f in files if f.read_bytes() == page(3)))
    assert known == sidecars.Sidecar(f"{site.address}/a", "Judul a", "2026-04-20T07:30:00+07:00", "utf-8")
    row = json.loads(sidecars.path_of(files[0]).read_text())
    assert row["from"] == f"{site.address}/rss"
    assert ["Content-Type", "text/html; charset=utf-8"] in [[k.title(), v] for k, v in row["headers"]]


def test_a_second_call_asks_for_the_feed_alone_and_under_conditions(site: Site, gather: Collect) -> None:
    address = site.feed(*NAMES)
    body = site.routes["/rss"]
    assert isinstance(body, Reply)
    site.routes["/rss"] = validated(body.body, '"v1"', "application/rss+xml")
    gather(address)
    site.asked.clear()
    summary = gather(address)
    assert site.paths() == ["/rss"]
    assert site.asked[-1].headers["if-none-match"] == '"v1"'
    assert (summary.known, summary.fetched, summary.documents_unchanged) == (3, 0, 1)


def test_a_page_that_is_named_again_is_asked_for_under_conditions(site: Site, gather: Collect, tmp_path: Path) -> None:
    site.routes["/a"] = validated(page(), '"p1"')
    gather(f"{site.address}/a")
    assert gather(f"{site.address}/a").unchanged == 1
    assert site.asked[-1].headers["if-none-match"] == '"p1"'
    site.routes["/a"] = validated(page(9), '"p2"')
    assert gather(f"{site.address}/a").updated == 1
    assert [f.read_bytes() for f in kept(tmp_path)] == [page(9)]


def test_last_modified_is_sent_back(site: Site, gather: Collect) -> None:
    moment = "Mon, 20 Apr 2026 00:30:00 GMT"
    site.routes["/a"] = Reply(page(), headers={"Content-Type": "text/html", "Last-Modified": moment})
    gather(f"{site.address}/a")
    assert gather(f"{site.address}/a").unchanged == 1  # the same bytes, although the server ignored the condition
    assert site.asked[-1].headers["if-modified-since"] == moment


def test_pages_that_failed_are_asked_for_again_although_the_feed_is_unchanged(site: Site, gather: Collect) -> None:
    address = site.feed("a", "b")
    feed = site.routes["/rss"]
    assert isinstance(feed, Reply)
    site.routes["/rss"] = validated(feed.body, '"v1"', "application/rss+xml")
    site.routes["/b"] = Reply(b"", 500)
    first = gather(address)
    assert (first.fetched, [reason for _, reason in first.failed]) == (1, ["HTTP 500"])
    site.routes["/b"] = Reply(page(8))
    second = gather(address)
    assert (second.fetched, second.known, second.failed) == (1, 1, [])


def test_what_is_gone_is_not_asked_for_again_unless_told(site: Site, gather: Collect) -> None:
    address = site.feed("a", "b")
    site.routes["/b"] = Reply(b"gone", 410)
    assert [reason for _, reason in gather(address).failed] == ["HTTP 410"]
    site.asked.clear()
    assert gather(address).given_up == 1
    assert "/b" not in site.paths()
    assert [reason for _, reason in gather(address, refresh=True).failed] == ["HTTP 410"]


def test_a_page_that_its_sitemap_says_changed_is_asked_for_again(site: Site, gather: Collect) -> None:
    site.routes["/a"], site.routes["/b"] = Reply(page(3)), Reply(page(4))
    site.routes["/map.xml"] = Reply(sitemap(site, "a", "b", extra="<lastmod>2020-01-01</lastmod>"), headers=XML)
    assert gather(f"{site.address}/map.xml").fetched == 2
    assert gather(f"{site.address}/map.xml").known == 2
    site.routes["/map.xml"] = Reply(sitemap(site, "a", "b", extra="<lastmod>2999-01-01</lastmod>"), headers=XML)
    assert gather(f"{site.address}/map.xml").unchanged == 2


def test_an_index_leads_through_packed_sitemaps(site: Site, gather: Collect) -> None:
    for n, name in enumerate(NAMES):
        site.routes[f"/{name}"] = Reply(page(n))
        site.routes[f"/{name}.xml.gz"] = Reply(
            gzip.compress(sitemap(site, name)), headers={"Content-Type": "application/gzip"}
        )
    # One of them is packed for the way, too.
    site.routes["/a.xml.gz"] = Reply(
        gzip.compress(gzip.compress(sitemap(site, "a"))), headers={**XML, "Content-Encoding": "gzip"}
    )
    entries = "".join(f"<sitemap><loc>{site.address}/{name}.xml.gz</loc></sitemap>" for name in NAMES)
    site.routes["/index.xml"] = Reply(f"<sitemapindex>{entries}</sitemapindex>".encode(), headers=XML)
    summary = gather(f"{site.address}/index.xml")
    assert (summary.fetched, summary.documents, summary.failed) == (3, 4, [])


def test_sitemaps_of_an_index_that_are_too_old_are_not_read(site: Site, gather: Collect) -> None:
    for name, day in (("old", "2020-01-31"), ("new", "2026-04-20")):
        site.routes[f"/{name}.xml"] = Reply(sitemap(site, name, extra=f"<lastmod>{day}</lastmod>"), headers=XML)
        site.routes[f"/{name}"] = Reply(page(len(day)))
    dated = "".join(
        f"<sitemap><loc>{site.address}/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in (("old", "2020-01-31"), ("new", "2026-04-20"))
    )
    site.routes["/index.xml"] = Reply(f"<sitemapindex>{dated}</sitemapindex>".encode(), headers=XML)
    assert gather(f"{site.address}/index.xml", since=dt.date(2026, 1, 1)).fetched == 1
    assert "/old.xml" not in site.paths()
    # With a limit the newest sitemap is read first, and the others are left where it is enough.
    site.asked.clear()
    assert gather(f"{site.address}/index.xml", limit=1, refresh=True).unchanged == 1
    assert "/old.xml" not in site.paths()


def test_limit_since_and_match_choose_the_newest(site: Site, gather: Collect) -> None:
    address = site.feed("kota/a", "kota/b", "olahraga/c", "kota/d")
    summary = gather(address, match=("/kota/",), since=dt.date(2026, 4, 18), limit=1)
    assert (summary.fetched, summary.left, summary.filtered) == (1, 1, 2)
    assert site.paths() == ["/rss", "/kota/a"]
    assert gather(address, match=("*/olah?aga/*",)).fetched == 1
    assert gather(address).fetched == 2


def test_a_dry_run_names_pages_and_writes_nothing(site: Site, gather: Collect, tmp_path: Path) -> None:
    site.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /b")
    summary = gather(site.feed(*NAMES), dry_run=True)
    assert summary.planned == [f"{site.address}/a", f"{site.address}/c"]
    assert [url for url, _ in summary.forbidden] == [f"{site.address}/b"]
    assert site.paths() == ["/rss"]
    assert not (tmp_path / "pages").exists()
    gather(f"{site.address}/a")
    before = (tmp_path / "pages" / ".collect.sqlite").read_bytes()
    assert gather(site.feed(*NAMES), dry_run=True).planned == [f"{site.address}/c"]
    assert (tmp_path / "pages" / ".collect.sqlite").read_bytes() == before


def test_one_page_under_several_addresses_is_kept_once(site: Site, gather: Collect, tmp_path: Path) -> None:
    site.routes["/a"] = Reply(page())
    site.routes["/a?id=1"] = Reply(page())
    site.routes["/short"] = Reply(b"", 302, {"Location": "/a?utm_source=x#top"})
    addresses = [f"{site.address}/{name}" for name in ("a", "a?utm_medium=rss", "a?id=1", "short", "a#bottom")]
    summary = gather(*addresses)
    assert len(kept(tmp_path)) == 1
    assert (summary.fetched, summary.same) == (1, 2)
    assert sorted(site.paths()) == ["/a", "/a", "/a?id=1", "/short"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}), "application/pdf is no web page"),
        (Reply(b"\x89PNG\r\n\x1a\n\x00\x00<"), "no text, whatever its server calls it"),
        (Reply(b"sekadar teks"), "no HTML, whatever its server calls it"),
        (Reply(b" "), "an empty page"),
        (Reply(b"<html>" + b"x" * 300_000), "larger than 0.19"),
        (Reply(gzip.compress(b"<html>" + b"x" * 300_000), headers={"Content-Encoding": "gzip"}), "larger than 0.19"),
        (Reply(page(), headers={"Content-Encoding": "br"}), "packed as br, which was not asked for"),
        (Reply(b"tidak", headers={"Content-Encoding": "gzip"}), "the packed answer is damaged"),
        (Reply(b"", 301, {}), "HTTP 301 without an address to go to"),
        (Reply(b"", 302, {"Location": "ftp://contoh.example/a"}), "only http and https addresses are fetched"),
        (Reply(b"", 302, {"Location": "file:///etc/passwd"}), "only http and https addresses are fetched"),
        (Reply(b"", 302, {"Location": "/a"}), "a redirect in a circle"),
        (Reply(b"", 403), "HTTP 403"),
    ],
)
def test_what_is_no_page_fails_with_the_reason(
    site: Site, gather: Collect, reply: Reply, reason: str, tmp_path: Path
) -> None:
    address = site.feed("a", "b")
    site.routes["/a"] = reply
    summary = gather(address)
    assert [(url, found.startswith(reason)) for url, found in summary.failed] == [(f"{site.address}/a", True)]
    assert summary.fetched == 1
    assert len(kept(tmp_path)) == 1


def test_redirects_end_after_a_few(site: Site, gather: Collect) -> None:
    for n in range(9):
        site.routes[f"/{n}"] = Reply(b"", 302, {"Location": f"/{n + 1}"})
    site.routes["/9"] = site.routes["/ok9"] = Reply(page())
    assert [reason for _, reason in gather(f"{site.address}/0").failed] == ["more than 5 redirects"]
    assert gather(f"{site.address}/4").fetched == 1


def test_a_broken_feed_gives_what_can_be_read_of_it(site: Site, gather: Collect) -> None:
    address = site.feed("a", "b")
    feed = site.routes["/rss"]
    assert isinstance(feed, Reply)
    feed.body = feed.body[: feed.body.rindex(b"</item>")] + b"<title>A & B"
    assert gather(address).fetched == 2
    feed.body = b"<rss version='2.0'><channel>"
    assert gather(address).known == 2  # the feed is not XML any more, but what it named stays known


def test_no_feed_can_read_files_or_blow_up(site: Site, gather: Collect, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("rahasia")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    for path, root in (("/map.xml", "urlset"), ("/rss", "rss")):
        site.routes[path] = Reply(
            f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY e0 "http">{bomb}]>'
            f"<{root}><url><loc>{site.address}/&x;&e9;</loc></url></{root}>".encode(),
            headers=XML,
        )
        gather(f"{site.address}{path}")
    assert not any("rahasia" in asked.path or "httphttp" in asked.path for asked in site.asked)


def test_a_folder_in_use_and_a_run_folder_are_refused(gather: Collect, tmp_path: Path) -> None:
    from filelock import FileLock

    (tmp_path / "pages").mkdir()
    with FileLock(tmp_path / "pages" / ".collect.lock"), pytest.raises(StoreError, match="another process"):
        gather("http://127.0.0.1:9/")
    (tmp_path / "pages" / "run.json").write_text("{}")
    with pytest.raises(UserError, match="run folder"):
        gather("http://127.0.0.1:9/")


@pytest.mark.parametrize(
    "address", ["contoh.example/a", "ftp://contoh.example/a", "http://u:p@contoh.example/", "http://"]
)
def test_what_is_no_address_is_the_users_mistake(gather: Collect, address: str) -> None:
    with pytest.raises(UserError, match="collect: "):
        gather(address)


def test_a_damaged_state_says_what_to_do(gather: Collect, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / ".collect.sqlite").write_bytes(b"not a data base at all" * 100)
    with pytest.raises(StoreError, match="move it away"):
        gather("http://127.0.0.1:9/")


def test_the_command_line_and_a_run_of_what_was_collected(site: Site, cli: Callable[..., Any], tmp_path: Path) -> None:
    site.routes["/windows"] = Reply(
        page(7).replace(b"pagi.", "pagi – siang.".encode("cp1252")),
        headers={"Content-Type": "text/html; charset=ISO-8859-1"},
    )
    out = tmp_path / "pages"
    options = ("--allow-private", "127.0.0.1", "--delay", "0", "--out", out)
    site.routes["/robots.txt"] = Reply(b"User-agent: ringkas\nDisallow: /b")
    result = cli("collect", site.feed("a", "b", "windows"), *options, "--contact", "redaksi@contoh.example")
    assert (result.code, "fetched: 2; unchanged: 0; refused by robots.txt: 1; failed: 0" in result.out) == (0, True)
    assert all(one.headers["user-agent"].endswith("(+redaksi@contoh.example)") for one in site.asked)
    run = cli("run", out, "--config", "tiny", "--out", tmp_path / "run", "-q")
    assert run.code == 0, run.err
    from pipeline.core.run_articles import articles_of_run
    from pipeline.core.run_folder import Store

    found = {records.article.url: records.article for records in articles_of_run(Store(tmp_path / "run"))}
    assert set(found) == {f"{site.address}/a", f"{site.address}/windows"}
    assert found[f"{site.address}/a"].published == "2026-04-20T07:30:00+07:00"
    assert "pagi – siang." in found[f"{site.address}/windows"].text
    assert not (tmp_path / "run" / "rejected.jsonl").read_text()


def test_exit_codes(site: Site, cli: Callable[..., Any], tmp_path: Path) -> None:
    options = ("--allow-private", "127.0.0.1", "--delay", "0", "--out", tmp_path / "pages", "-q")
    nothing = cli("collect", f"{site.address}/none", *options)
    assert (nothing.code, nothing.err) == (1, "error: nothing was collected: HTTP 404\n")
    site.routes["/a"] = Reply(page())
    some = ("collect", f"{site.address}/none", f"{site.address}/a", *options)
    assert cli(*some).code == 0
    strict = cli(*some, "--strict", "--json")
    assert strict.code == 1
    assert json.loads(strict.out)["failed"] == [{"url": f"{site.address}/none", "reason": "HTTP 404"}]
    assert cli("collect", "contoh.example", *options).code == 2
    assert cli("collect", f"{site.address}/a", *options, "--since", "kemarin").code == 2
    assert cli("collect", f"{site.address}/a", *options, "--contact", "a\nX: b").code == 2
