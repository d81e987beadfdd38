"""No address, name or redirect leads into a private network, unless the user named it."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from pipeline.collection.errors import NotFetched
from pipeline.collection.network import Allowed, is_public
from tests.collection.conftest import Collect, Reply, Site, page

PRIVATE = (
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
)
PUBLIC = ("8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_private_site_is_refused_with_the_flag_that_allows_it(site: Site, gather: Collect) -> None:
    site.routes["/a"] = Reply(page())
    summary = gather(f"{site.address}/a", private=())
    assert [reason for _, reason in summary.failed] == [
        "127.0.0.1 is a private address (127.0.0.1); --allow-private 127.0.0.1 allows it"
    ]
    assert site.asked == []
    assert gather(f"{site.address}/a", private=("127.0.0.0/8",)).fetched == 1


@pytest.mark.parametrize("spelling", ["2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "localhost"])
def test_other_spellings_of_this_machine_are_refused(site: Site, gather: Collect, spelling: str) -> None:
    port = site.address.rpartition(":")[2]
    summary = gather(f"http://{spelling}:{port}/a", private=())
    assert len(summary.failed) == 1
    assert site.asked == []


def test_a_feed_and_a_redirect_cannot_lead_into_the_network(
    site: Site, gather: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site itself is allowed by name; ``dalam.example`` resolves to the same machine and is not."""
    known = socket.getaddrinfo

    def resolve(host: str, *rest: Any, **more: Any) -> Any:
        return known("127.0.0.1" if host.endswith(".example") else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    port = site.address.rpartition(":")[2]
    address = site.feed("a", "b")
    feed = site.routes["/rss"]
    assert isinstance(feed, Reply)
    feed.body = feed.body.replace(b"127.0.0.1", b"dalam.example", 1)
    site.routes["/b"] = Reply(b"", 302, {"Location": f"http://dalam.example:{port}/rahasia"})
    summary = gather(address.replace("127.0.0.1", "luar.example"), private=("luar.example", "127.0.0.1/32")[:1])
    assert all("is a private address" in reason for _, reason in summary.failed)
    assert len(summary.failed) == 2
    assert "/rahasia" not in site.paths()


def test_the_address_that_was_checked_is_the_one_connected_to(
    site: Site, gather: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that resolves to a public address first and to this machine afterwards never reaches this machine."""
    answers = ["203.0.113.7", "127.0.0.1"]  # a documentation address stands for a public one
    known = socket.getaddrinfo
    monkeypatch.setattr("pipeline.collection.network.is_public", lambda address: str(address).startswith("203."))
    reached: list[str] = []

    def resolve(host: str, *rest: Any, **more: Any) -> Any:
        return known(answers.pop(0) if host == "ganti.example" and answers else host, *rest, **more)

    def connect(self: Any, host: str, *rest: Any, **more: Any) -> Any:
        import httpcore2

        reached.append(host)
        raise httpcore2.ConnectError("nobody there")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("httpcore2.SyncBackend.connect_tcp", connect)
    summary = gather(f"http://ganti.example:{site.address.rpartition(':')[2]}/a", private=())
    assert len(summary.failed) == 1
    assert reached == ["203.0.113.7"]
    assert site.asked == []


def test_behind_a_proxy_what_is_written_is_checked(
    site: Site, gather: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.address)
    for address in ("http://10.0.0.1/a", "http://localhost/a", "http://basis.internal/a"):
        assert "--allow-private" in gather(address, private=()).failed[0][1]
    assert site.asked == []
    site.routes["http://contoh.example/a"] = Reply(page())
    assert gather("http://contoh.example/a", private=()).fetched == 1


def test_what_is_named_is_allowed() -> None:
    allowed = Allowed(("intranet.example", "10.0.0.0/8"))
    allowed.check("intranet.example", ipaddress.ip_address("192.168.0.1"))
    allowed.check("lain.example", ipaddress.ip_address("10.9.9.9"))
    allowed.check_name("contoh.example")
    with pytest.raises(NotFetched):
        allowed.check("lain.example", ipaddress.ip_address("192.168.0.1"))
