"""A run at an address: its shards are there as soon as they are finished, and go on elsewhere; inputs come from there.

``memory://`` needs nothing but fsspec. The S3 server is a real one, moto's, which the tests start on this machine and
stop; they are skipped where it is not installed (``make test-s3`` installs it).
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import StoreError, UserError
from pipeline.core.remote import Place, is_address
from pipeline.core.run_folder import Store
from pipeline.execution import mirror
from pipeline.execution.fetched import fetched
from pipeline.execution.mirror_claim import NAME, Claim
from tests.conftest import Cli

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed (the extra remote)")
ROOT = Path(__file__).resolve().parents[2]
QUICK = ("--config", "tiny", "--set", "run.shard_size=2", "--set", "translate.memory=", "--set", "report.html=false")
TEXT = "Banjir merendam kota itu sejak hari Rabu. Warga mengungsi ke gedung sekolah."
LOCKED = "shards/clean/00000.lock.json"


@pytest.fixture(autouse=True)
def _own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A cache of its own for each test, and nothing left of one in ``memory://``."""
    machine(monkeypatch, tmp_path, "one")
    yield
    fsspec.filesystem("memory").store.clear()


def machine(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str) -> None:
    """Be another machine: one with another cache."""
    monkeypatch.setenv("RINGKAS_CACHE", str(folder / f"cache-{name}"))


def articles(folder: Path, count: int = 4) -> Path:
    path = folder / "news.jsonl"
    path.write_text("".join(json.dumps({"id": f"a{n}", "text": f"Kabar {n}. {TEXT}"}) + "\n" for n in range(count)))
    return path


def content(address: str) -> dict[str, bytes]:
    place = Place(address)
    return {name: place._files.cat_file(place._at(name)) for name in place.listing()}


def shards(files: dict[str, bytes]) -> dict[str, bytes]:
    """What is the same in every run of the same inputs."""
    return {name: data for name, data in files.items() if name.endswith(".parquet") or name == "briefs.jsonl"}


def goes_there_and_on_elsewhere(address: str, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run at an address has the bytes of one in a folder, and another machine finds everything done."""
    news = articles(tmp_path)
    assert cli("run", news, "--out", tmp_path / "local", *QUICK).code == 0
    made = cli("run", news, "--out", address, *QUICK)
    assert made.code == 0, made.err
    assert f"run: {address}" in made.out
    here = {p.relative_to(tmp_path / "local").as_posix(): p.read_bytes() for p in (tmp_path / "local").rglob("*.*")}
    there = content(address)
    assert shards(there) == shards(here)
    assert {"run.json", LOCKED, "manifest.json", "briefs.md"} <= there.keys()
    machine(monkeypatch, tmp_path, "two")
    again = cli("run", "--out", address)
    assert again.code == 0, again.err
    assert "translate: up to date" in again.err
    assert shards(content(address)) == shards(here)


def test_a_run_in_memory_goes_on_elsewhere(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_there_and_on_elsewhere("memory://archive/run", tmp_path, cli, monkeypatch)


def test_a_damaged_or_missing_shard_there_is_made_again(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "memory://archive/run"
    assert cli("run", articles(tmp_path), "--out", address, *QUICK).code == 0
    before = shards(content(address))
    place = Place(address)
    place.send("shards/clean/00000.parquet", b"nothing")
    place.remove("shards/translate/00001.lock.json")
    machine(monkeypatch, tmp_path, "two")
    assert cli("run", "--out", address).code == 0
    assert shards(content(address)) == before


def test_fewer_articles_leave_no_shards_there(tmp_path: Path, cli: Cli) -> None:
    address = "memory://archive/run"
    assert cli("run", articles(tmp_path, 6), "--out", address, *QUICK).code == 0
    many = content(address)
    assert cli("run", articles(tmp_path, 2), "--out", address, *QUICK).code == 0
    few = content(address)
    assert "shards/clean/00002.parquet" in many
    assert "shards/clean/00002.parquet" not in few
    assert Store(next((tmp_path / "cache-one" / "runs").glob("*/*/"))).shard_count("clean") == 1


def test_what_another_machine_changed_comes_here_and_what_is_unsent_stays(tmp_path: Path) -> None:
    one, two = (mirror.Mirror("memory://bucket/run", tmp_path / name / "run") for name in ("one", "two"))
    for each in (one, two):
        each.folder.mkdir(parents=True)
    (one.folder / "run.json").write_text("{}")
    (one.folder / "a.txt").write_text("satu")
    one.push(last=True)
    two.pull()
    assert (two.folder / "a.txt").read_text() == "satu"
    (two.folder / "a.txt").write_text("dua")
    two.push(last=True)
    (one.folder / "b.txt").write_text("belum dikirim")
    one.pull()
    assert (one.folder / "a.txt").read_text() == "dua"
    (one.folder / "a.txt").unlink()
    one.push(last=True)
    two.pull()
    assert sorted(p.name for p in two.folder.iterdir()) == ["b.txt", "run.json"]


def test_where_everything_is_gone_the_copy_here_is_sent_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = mirror.Mirror("memory://bucket/run", tmp_path / "run")
    kept.folder.mkdir()
    (kept.folder / "run.json").write_text("{}")
    kept.push(last=True)
    kept.place.remove("run.json")
    kept.pull()
    kept.push()
    assert list(kept.place.listing()) == ["run.json"]

    def dead(*given: Any, **options: Any) -> None:
        raise OSError("does not answer")

    monkeypatch.setattr(type(kept.place._files), "find", dead)
    with pytest.raises(StoreError, match="cannot be read: does not answer"):
        kept.pull()
    assert (kept.folder / "run.json").exists()


def test_a_lock_is_sent_behind_the_file_it_speaks_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = mirror.Mirror("memory://bucket/run", tmp_path / "run")
    shard, lock = kept.folder / "shards/clean/00000.parquet", kept.folder / LOCKED
    shard.parent.mkdir(parents=True)
    shard.write_bytes(b"one")
    lock.write_bytes(b"of one")
    (kept.folder / "run.json").write_text("{}")
    sent: list[str] = []
    send, remove = Place.send, Place.remove

    def noted_send(place: Place, name: str, data: Path | bytes) -> str:
        sent.append(name)
        return send(place, name, data)

    def noted_remove(place: Place, name: str) -> None:
        sent.append(f"-{name}")
        remove(place, name)

    monkeypatch.setattr(Place, "send", noted_send)
    monkeypatch.setattr(Place, "remove", noted_remove)
    kept.push()
    assert sent == ["run.json", "shards/clean/00000.parquet", LOCKED]
    sent.clear()
    lock.unlink()
    shard.write_bytes(b"another")  # the shard is made again, and its lock is not there yet
    kept.push()
    assert sent == [f"-{LOCKED}", "shards/clean/00000.parquet"]
    assert LOCKED not in kept.place.listing()


def test_a_folder_of_other_files_is_no_run(tmp_path: Path, cli: Cli) -> None:
    Place("memory://bucket/photos").send("a.jpg", b"a")
    refused = cli("run", articles(tmp_path), "--out", "memory://bucket/photos", *QUICK)
    assert refused.code == 2
    assert "not empty and not a run folder" in refused.err


def test_parts_of_a_run_need_a_shared_folder(tmp_path: Path, cli: Cli) -> None:
    refused = cli("run", articles(tmp_path), "--out", "memory://bucket/run", "--shards", "1/2", *QUICK)
    assert refused.code == 2
    assert "a folder that they share" in refused.err


@pytest.mark.parametrize("way", ["the name of the folder here", "as an input"])
def test_a_run_goes_on_by_other_names(way: str, tmp_path: Path, cli: Cli) -> None:
    address = "memory://bucket/run"
    assert cli("run", articles(tmp_path), "--out", address, *QUICK).code == 0
    Place(address).remove(LOCKED)
    here = next((tmp_path / "cache-one" / "runs").glob("*/*/"))
    again = cli("run", "--out", here) if way != "as an input" else cli("clean", address)
    assert again.code == 0, again.err
    assert LOCKED in content(address)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "is full"),
        (OSError("QuotaExceeded: the bucket's quota"), "is full"),
        (PermissionError("Access Denied"), "cannot be written: Access Denied"),
        (ConnectionError("could not connect to the endpoint"), "cannot be written: could not connect"),
    ],
)
def test_a_full_or_dead_store_is_one_error_and_nothing_is_lost(
    error: Exception, says: str, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "memory://bucket/run"
    kind = type(Place(address)._files)
    written: list[str] = []

    def refuses(name: str) -> Any:
        write = getattr(kind, name)

        def called(self: Any, *given: Any, **options: Any) -> None:
            written.append(name)
            if len(written) > 2:
                raise error
            write(self, *given, **options)

        return called

    for name in ("pipe_file", "put_file"):
        monkeypatch.setattr(kind, name, refuses(name))
    failed = cli("run", articles(tmp_path), "--out", address, *QUICK)
    assert failed.code == 1
    assert says in failed.err
    assert "nothing is lost" in failed.err
    assert failed.err.count("error:") == 1
    assert "Traceback" not in failed.err
    monkeypatch.undo()
    machine(monkeypatch, tmp_path, "one")
    again = cli("run", "--out", address)
    assert again.code == 0, again.err
    assert "translate: up to date" in again.err
    assert LOCKED in content(address)


def test_a_store_that_refuses_for_long_stops_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = mirror.Mirror("memory://bucket/run", tmp_path / "run")
    kept.folder.mkdir()
    (kept.folder / "run.json").write_text("{}")
    monkeypatch.setattr(mirror, "EVERY", 0.01)
    monkeypatch.setattr(mirror, "PATIENCE", 0.05)

    def refuse(*given: Any) -> None:
        raise StoreError("memory://bucket/run cannot be written: gone")

    monkeypatch.setattr(Place, "send", refuse)

    def work_on() -> None:
        with kept.at_work():
            while True:
                kept.check()

    with pytest.raises(StoreError, match="gone"):
        work_on()


def test_inputs_at_an_address_are_those_of_a_folder(tmp_path: Path, cli: Cli) -> None:
    place = Place("memory://bucket/news")
    place.send("2026/b.jsonl.gz", gzip.compress(articles(tmp_path).read_bytes()))
    place.send("a.txt", TEXT.encode())
    place.send(".hidden.txt", b"x")
    assert cli("run", "memory://bucket/news", "--out", tmp_path / "run", *QUICK).code == 0
    rows = [json.loads(row) for row in (tmp_path / "run" / "briefs.jsonl").read_text().splitlines()]
    assert [row["input"] for row in rows] == [*(f"2026/b.jsonl.gz:{n}" for n in range(1, 5)), "a.txt"]
    place.remove("a.txt")
    place.send("2026/b.jsonl.gz", gzip.compress(articles(tmp_path, 2).read_bytes()))
    assert cli("run", "--out", tmp_path / "run").code == 2  # an input is gone
    assert cli("run", "--out", tmp_path / "run", "--drop-missing").code == 0
    assert len((tmp_path / "run" / "briefs.jsonl").read_text().splitlines()) == 2


def test_one_file_at_an_address(tmp_path: Path) -> None:
    Place("memory://bucket").send("a.txt", b"satu")
    assert fetched("memory://bucket/a.txt").read_text() == "satu"
    Place("memory://bucket").send("a.txt", b"dua")
    assert fetched("memory://bucket/a.txt").read_text() == "dua"


def test_wrong_addresses_are_the_users_mistake(cli: Cli) -> None:
    nothing = cli("run", "memory://bucket/nothing", *QUICK)
    assert (nothing.code, "memory://bucket/nothing does not exist" in nothing.err) == (2, True)
    with pytest.raises(UserError, match="Protocol not known"):
        Place("nosuch://bucket/run")
    assert [is_address(text) for text in ("s3://b/r", "runs/x", "https://a.example/b", "s3://", "C:\\runs")] == [
        True, False, False, False, False
    ]  # fmt: skip


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until something listens on a port.

    Raises:
        RuntimeError: the server ended, or says nothing for a minute.
    """
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"moto's server does not answer: {server.poll()}")


@pytest.fixture(scope="module")
def s3() -> Iterator[subprocess.Popen[bytes]]:
    """A real S3 server on this machine, with a bucket."""
    own = ROOT / ".venv-s3" / "bin" / "moto_server"
    command = shutil.which("moto_server") or (str(own) if own.exists() else "")
    if not command:
        pytest.skip("moto's S3 server is not installed (make test-s3 installs it)")
    port = free_port()
    server = subprocess.Popen([command, "-H", "127.0.0.1", "-p", str(port)], stderr=subprocess.DEVNULL)
    values = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }
    try:
        wait_for(port, server)
        with pytest.MonkeyPatch.context() as patch:
            for name, value in values.items():
                patch.setenv(name, value)
            bucket = urllib.request.Request(f"http://127.0.0.1:{port}/bucket", method="PUT")
            bucket.add_header("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request")
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(bucket).close()
            yield server
    finally:
        server.kill()
        server.wait()


@pytest.mark.heavy
@pytest.mark.usefixtures("s3")
def test_a_run_in_s3_goes_on_elsewhere(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_there_and_on_elsewhere("s3://bucket/archive/run", tmp_path, cli, monkeypatch)


@pytest.mark.usefixtures("s3")
def test_inputs_in_s3_and_a_bucket_that_is_not_there(tmp_path: Path, cli: Cli) -> None:
    Place("s3://bucket/news").send("a.jsonl", articles(tmp_path).read_bytes())
    assert cli("run", "s3://bucket/news/a.jsonl", "--out", tmp_path / "run", *QUICK).code == 0
    assert len((tmp_path / "run" / "briefs.jsonl").read_text().splitlines()) == 4
    failed = cli("run", articles(tmp_path), "--out", "s3://nosuchbucket/run", *QUICK)
    assert failed.code == 1
    assert "s3://nosuchbucket/run cannot be" in failed.err
    assert "the same command goes on" in failed.err


@pytest.mark.heavy
def test_a_dead_s3_server_is_one_error(
    s3: subprocess.Popen[bytes], tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last of these tests: it ends the server."""
    send = Place.send

    def ends_the_server(place: Place, name: str, data: Path | bytes) -> str:
        if name == LOCKED:
            s3.kill()
            s3.wait()
        return send(place, name, data)

    monkeypatch.setattr(Place, "send", ends_the_server)
    failed = cli("run", articles(tmp_path), "--out", "s3://bucket/dead", *QUICK)
    assert failed.code == 1
    assert "s3://bucket/dead cannot be" in failed.err
    assert failed.err.count("error:") == 1
    refused = cli("run", "--out", "s3://bucket/dead")
    assert refused.code == 1
    assert "s3://bucket/dead cannot be read" in refused.err


def test_a_run_at_an_address_is_shown_exported_and_compared(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another machine, which has a copy of nothing."""
    news = articles(tmp_path)
    for name, more in (("monday", ()), ("tuesday", ("--sentences", "1"))):
        assert cli("run", news, *QUICK, *more, "--out", f"memory://bucket/{name}").code == 0
    machine(monkeypatch, tmp_path, "reader")
    monkeypatch.chdir(tmp_path)
    shown = cli("show", "memory://bucket/monday")
    assert (shown.code, "news.jsonl:4" in shown.out) == (0, True), shown.out
    exported = cli("export", "memory://bucket/monday", "--to", "csv")
    assert exported.code == 0, exported.err
    assert (tmp_path / "exports" / "articles.csv").read_text("utf-8").count("\n") == 5
    compared = cli("compare", "memory://bucket/monday", "memory://bucket/tuesday", "--samples", "20")
    assert "monday" in compared.out, compared.err
    assert "tuesday" in compared.out
    nothing = cli("show", "memory://bucket/sunday")
    assert (nothing.code, "no run is there" in nothing.err) == (2, True)


def claim(name: str) -> Claim:
    return Claim(Place("memory://bucket/run"), name, every=0.05)


def test_a_second_machine_is_held_off_while_the_first_one_works() -> None:
    first, second = claim("first"), claim("second")
    first.take()
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.02):
            first.beat()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        with pytest.raises(StoreError, match="another machine works on this run"):
            second.take()
    finally:
        stop.set()
        thread.join()
    first.release()
    second.take()
    assert Place("memory://bucket/run").listing() == {}  # no part of the run


def test_a_claim_that_was_left_behind_is_taken_over_and_its_owner_told() -> None:
    first, second = claim("first"), claim("second")
    first.take()
    claim("first").take()  # the same machine again, at once
    second.take()
    with pytest.raises(StoreError, match="has taken over this run"):
        first.beat()
    first.release()
    second.beat()


def test_a_run_that_another_machine_takes_ends_and_deletes_nothing_there(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "memory://bucket/run"
    news = articles(tmp_path)
    assert cli("run", news, *QUICK, "--out", address).code == 0
    assert Place(address).read(NAME) is None
    monkeypatch.setattr(mirror, "EVERY", 0.01)
    before = content(address)
    beat = Claim.beat

    def taken(own: Claim) -> None:
        Place(address).send(NAME, b'{"machine": "other", "host": "other", "token": "t"}')
        beat(own)

    monkeypatch.setattr(Claim, "beat", taken)
    ended = cli("run", news, *QUICK, "--sentences", "1", "--out", address)
    assert (ended.code, "another machine has taken over this run (other)" in ended.err) == (1, True), ended.err
    assert before.keys() <= content(address).keys()
    assert Place(address).read(NAME) is not None
