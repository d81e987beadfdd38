"""A call that is killed leaves whole pages behind, and the next one fetches only what is missing."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from pipeline.stages.ingest import sidecars
from tests.collection.conftest import Collect, Reply, Site, page

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_killed_in_the_middle_and_again(site: Site, gather: Collect, tmp_path: Path, sent: signal.Signals) -> None:
    address = site.feed("a", "b", "c", "d")

    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(page()[:50])
        handler.wfile.flush()
        time.sleep(8)

    whole = site.routes["/c"]
    site.routes["/c"] = Reply(send=half)
    command = [sys.executable, "-m", "pipeline", "collect", address, "--out", str(tmp_path / "pages"), "--delay", "0"]
    command += ["--allow-private", "127.0.0.1"]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    until = time.monotonic() + 90
    while "/c" not in site.paths() and time.monotonic() < until and running.poll() is None:
        time.sleep(0.05)
    running.send_signal(sent)
    began = time.monotonic()
    _, errors = running.communicate(timeout=60)
    assert "/c" in site.paths(), errors
    assert time.monotonic() - began < 7  # it does not wait for the answer that is being read
    assert running.returncode == (-9 if sent == signal.SIGKILL else 1)
    if sent == signal.SIGTERM:
        assert "the same command again goes on" in errors
    files = sorted((tmp_path / "pages").rglob("*.html"))
    assert {f.read_bytes() for f in files} == {page(3), page(4)}
    assert all(sidecars.read(f).url for f in files)
    (files[0].parent / f".{files[0].name}.x.tmp").write_bytes(b"half")  # as a kill within a write leaves it
    site.routes["/c"] = whole
    site.asked.clear()
    summary = gather(address)
    assert (summary.fetched, summary.known) == (2, 2)
    assert site.paths() == ["/rss", "/c", "/d"]
    assert not list((tmp_path / "pages").rglob("*.tmp"))
    assert len(list((tmp_path / "pages").rglob("*.html"))) == 4


def test_a_page_that_was_written_but_not_noted_is_written_over(site: Site, gather: Collect, tmp_path: Path) -> None:
    gather(site.feed("a"))
    (tmp_path / "pages" / ".collect.sqlite").unlink()
    assert gather(f"{site.address}/rss").fetched == 1
    assert len(list((tmp_path / "pages").rglob("*.html"))) == 1
