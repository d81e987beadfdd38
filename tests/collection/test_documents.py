"""Feeds and sitemaps of many makes give the same links; addresses have one spelling and safe file names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.collection import documents
from pipeline.collection.addresses import file_name, matches, normal
from pipeline.collection.documents import FEED, INDEX, PAGE, SITEMAP, Link
from pipeline.collection.errors import NotFetched

HERE = "https://contoh.example/kanal/rss"
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Contoh</title>
<entry><title>Banjir &amp; bantuan</title><link rel="alternate" href="/a"/><id>tag:1</id>
<published>2026-03-01T07:00:00+07:00</published><updated>2026-03-02T07:00:00Z</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"/>
<item rdf:about="y"><title>Banjir &amp; bantuan</title><link>/a</link><dc:date>2026-03-01T07:00:00+07:00</dc:date>
</item></rdf:RDF>"""
RSS = """<!-- dibuat otomatis --><rss version="2.0"><channel><item><guid>https://contoh.example/a</guid>
<title>Banjir &amp; bantuan</title><pubDate>Sun, 01 Mar 2026 07:00:00 WIB</pubDate></item></channel></rss>"""
NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><image:image><image:loc>https://contoh.example/foto.jpg</image:loc><image:title>Foto</image:title></image:image>
<loc> https://contoh.example/a </loc><news:news><news:publication><news:name>Contoh</news:name></news:publication>
<news:publication_date>2026-03-01T07:00:00+07:00</news:publication_date><news:title>Banjir &amp; bantuan</news:title>
</news:news></url></urlset>"""


@pytest.mark.parametrize(("text", "kind"), [(ATOM, FEED), (RDF, FEED), (RSS, FEED), (NEWS, SITEMAP)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_feeds_and_sitemaps(text: str, kind: str, encoding: str) -> None:
    text = text.replace(' encoding="utf-8"', "")
    found = documents.read(text.encode(encoding), HERE)
    assert (found.kind, found.skipped) == (kind, 0)
    (link,) = found.links
    assert (link.url, link.title) == ("https://contoh.example/a", "Banjir & bantuan")
    moment = link.published or link.updated
    assert moment == "2026-03-01T07:00:00+07:00"


def test_an_index_and_a_plain_list() -> None:
    index = b"<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2026-03-01</lastmod></sitemap><sitemap/></sitemapindex>"
    found = documents.read(index, HERE)
    assert (found.kind, found.skipped) == (INDEX, 1)
    assert found.links == (Link("https://contoh.example/a.xml", updated="2026-03-01"),)
    plain = documents.read(b"https://contoh.example/a\r\n\nhttps://contoh.example/a\nmailto:x\n", HERE)
    assert (plain.kind, [link.url for link in plain.links], plain.skipped) == (SITEMAP, ["https://contoh.example/a"], 1)


@pytest.mark.parametrize(
    "body", [b"", b"<!doctype html><html>", b"<p>https://a.example", b"halo", b"\xff\xfe<\x00h\x00", b"{"]
)
def test_all_else_is_a_page(body: bytes) -> None:
    assert documents.read(body, HERE).kind == PAGE


@pytest.mark.parametrize("body", [b"<urlset><url", b"<rss><channel>", b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>"])
def test_what_begins_as_one_and_is_none(body: bytes) -> None:
    with pytest.raises(NotFetched):
        documents.read(body, HERE)


def test_a_sitemap_that_breaks_off_gives_what_it_has() -> None:
    found = documents.read(b"<urlset><url><loc>https://contoh.example/a</loc></url><url><lo", HERE)
    assert [link.url for link in found.links] == ["https://contoh.example/a"]


def test_no_address_in_a_feed_is_anything_but_the_web() -> None:
    items = "".join(
        f"<item><link>{url}</link></item>"
        for url in ("file:///etc/passwd", "javascript:x", "http://u:p@a.example/", "")
    )
    found = documents.read(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), HERE)
    assert (found.links, found.skipped) == ((), 4)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T07:00Z", "2026-03-01T07:00:00+00:00"),
        ("Sun, 01 Mar 2026 07:00:00 WITA", "2026-03-01T07:00:00+08:00"),
        ("kemarin", None),
        ("2026-13-01", None),
        ("", None),
        (None, None),
    ],
)
def test_moments(text: str | None, moment: str | None) -> None:
    assert documents.moment(text) == moment


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("HTTPS://Contoh.Example:443/A?utm_source=x&b=1&fbclid=2#c", "https://contoh.example/A?b=1"),
        ("http://contoh.example", "http://contoh.example/"),
        ("http://contoh.example:8080/a b", "http://contoh.example:8080/a%20b"),
        ("http://contoh.example./a", "http://contoh.example/a"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"),
    ],
)
def test_addresses_have_one_spelling(address: str, wanted: str) -> None:
    assert normal(address) == wanted
    assert normal(wanted) == wanted


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_an_address_with_a_safe_file_name_or_none(host: str, path: str) -> None:
    try:
        address = normal(f"http://{host}/{path}")
    except NotFetched:
        return
    assert normal(address) == address
    folder, name = file_name(address).split("/")
    assert set(folder) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-_")
    assert not folder.startswith(".")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(name) < 110


def test_file_names_say_what_is_in_them_and_differ() -> None:
    one, other = (
        file_name("https://contoh.example/berita/123/Banjir-Surut.html"),
        file_name("https://contoh.example/x/banjir-surut"),
    )
    assert one.startswith("contoh.example/banjir-surut-")
    assert one != other
    assert file_name("https://contoh.example:8443/../..").startswith("contoh.example_8443/")


def test_patterns() -> None:
    address = "https://contoh.example/kota/banjir-2026"
    assert matches(address, ())
    assert matches(address, ("/olahraga/", "/kota/"))
    assert matches(address, ("/k?ta/*2026",))
    assert not matches(address, ("/Kota/",))
