"""`models fetch` against a hub of our own on 127.0.0.1, and loads that stay off the network."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.backends import download

ROOT = Path(__file__).resolve().parents[2]
COMMIT = "c0ffee" + "0" * 34
FILES = {
    "config.json": b'{"model_type": "marian"}',
    "model.safetensors": b"weights",
    "source.spm": b"pieces",
    "README.md": b"words",
    "modeling_evil.py": b"raise SystemExit",
    "tf_model.h5": b"other framework",
}


class Hub(BaseHTTPRequestHandler):
    """The hub's paths that a snapshot download asks for."""

    asked: list[str]
    files: dict[str, bytes]
    damaged: int  # how many times the weights arrive changed, their size the same
    cut: int  # how many times the connection is lost in the middle of the weights
    ranges: list[str]  # what was asked for of a file that was begun

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        self.asked.append(self.path)
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/owner/model"):
            siblings = [self._stated(name, content) for name, content in self.files.items()]
            tree = [{"type": "file", "path": n, "size": len(c), "oid": "0" * 40} for n, c in self.files.items()]
            about = {"id": "owner/model", "sha": COMMIT, "siblings": siblings, "cardData": {"license": "mit"}}
            found = tree if "/tree/" in path else about
            self._send(json.dumps(found).encode(), "application/json", body=body)
        elif path.startswith("/owner/model/resolve/") and (name := path.rsplit("/", 1)[1]) in self.files:
            self._send(self.files[name], "application/octet-stream", body=body)
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _stated(self, name: str, content: bytes) -> dict[str, object]:
        """Large files by their SHA-256, small ones by git's hash, as the hub does."""
        stated: dict[str, object] = {"rfilename": name, "size": len(content)}
        if name.endswith(".safetensors"):
            sha256 = hashlib.sha256(content).hexdigest()
            return {**stated, "blobId": "0" * 40, "lfs": {"size": len(content), "sha256": sha256, "pointerSize": 100}}
        return {**stated, "blobId": hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()}

    def _send(self, content: bytes, kind: str, *, body: bool) -> None:
        begun = self.headers.get("Range", "") if body else ""
        start = int(begun.removeprefix("bytes=").partition("-")[0] or 0)
        if start:
            self.ranges.append(begun)
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if body and content == FILES["model.safetensors"] and self.damaged > 0:
            type(self).damaged -= 1
            content = b"damaged"
        if body and self.cut > 0 and len(content) > 1_000_000:
            type(self).cut -= 1
            self.wfile.write(content[start : start + len(content) // 2])
            self.close_connection = True
            return
        if body:
            self.wfile.write(content[start:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[tuple[str, type[Hub]]]:
    handler = type("OwnHub", (Hub,), {"asked": [], "files": dict(FILES), "damaged": 0, "cut": 0, "ranges": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", handler
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def card(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(
        'name = "mine"\ntask = "translate"\narchitecture = "marian"\nsummary = "s"\nlicence = "MIT"\n'
        'source = "tests"\nhub_id = "owner/model"\nrevision = "main"\n'
    )
    return file


def run(code: str, tmp_path: Path, endpoint: str = "http://127.0.0.1:9") -> subprocess.CompletedProcess[str]:
    """In a process of its own, because the hub's library reads its address when it is imported."""
    env = {k: v for k, v in os.environ.items() if k not in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")}
    env |= {"HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path / "hf"), "RINGKAS_CACHE": str(tmp_path / "cache")}
    env |= {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=env, check=False, capture_output=True, text=True, timeout=120)


FETCH = (
    "from pipeline.backends.model_card import load_card; from pipeline.backends.download import fetch; "
    "c = load_card({card!r}); "
)
NO_NETWORK = (
    "import socket\n"
    "def no(*a, **k): raise AssertionError('a socket was opened')\n"
    "socket.socket.connect = no; socket.getaddrinfo = no\n"
)


def test_fetch_notes_the_commit_and_takes_no_code(hub: tuple[str, type[Hub]], card: Path, tmp_path: Path) -> None:
    endpoint, handler = hub
    code = FETCH.format(card=str(card)) + "print(fetch(c).commit); print(c.folder())"
    done = run(code, tmp_path, endpoint)
    assert done.returncode == 0, done.stderr
    commit, folder = done.stdout.split()
    assert commit == COMMIT
    assert sorted(p.name for p in Path(folder).iterdir()) == ["config.json", "model.safetensors", "source.spm"]
    assert not any("evil" in path or "tf_model" in path for path in handler.asked if "/resolve/" in path)
    # Later loads use that commit and open no socket, although the address is still that of a hub.
    asked = len(handler.asked)
    later = run(NO_NETWORK + FETCH.format(card=str(card)) + "print(c.folder(), c.fingerprint())", tmp_path, endpoint)
    assert later.returncode == 0, later.stderr
    assert later.stdout.split()[0] == folder
    assert len(handler.asked) == asked


def test_a_repository_without_safetensors_is_refused_by_name(
    hub: tuple[str, type[Hub]], card: Path, tmp_path: Path
) -> None:
    endpoint, handler = hub
    handler.files = {"config.json": b"{}", "pytorch_model.bin": b"pickle"}
    done = run(FETCH.format(card=str(card)) + "fetch(c)", tmp_path, endpoint)
    assert done.returncode != 0
    assert "has no *.safetensors; it has: config.json, pytorch_model.bin" in done.stderr
    assert not any("pytorch_model" in path for path in handler.asked if "/resolve/" in path)


def test_an_unreachable_hub_is_one_clear_error(card: Path, tmp_path: Path) -> None:
    done = run(FETCH.format(card=str(card)) + "fetch(c)", tmp_path)
    assert "was not fetched" in done.stderr.splitlines()[-2] + done.stderr.splitlines()[-1]


@pytest.mark.parametrize("said", ["[Errno -2] Name or service not known", "[Errno 11001] getaddrinfo failed"])
def test_without_a_network_that_is_what_is_said(said: str) -> None:
    """The operating system's words for a name that cannot be looked up say nothing to most people."""
    error = OSError("a connection failed")
    error.__cause__ = OSError(said)
    for met in (error, socket.gaierror(-2, "Name or service not known"), OSError(said)):
        assert "cannot be reached: there is no network here" in download._why(met)
    assert download._why(OSError("disk full")) == "disk full"


def test_a_card_with_a_folder_has_nothing_to_fetch() -> None:
    from pipeline.backends.download import fetch
    from pipeline.backends.model_card import load_card
    from pipeline.core.errors import UserError

    with pytest.raises(UserError, match="nothing to fetch"):
        fetch(load_card("marian-id-en"))


def test_a_file_damaged_on_its_way_is_downloaded_again(hub: tuple[str, type[Hub]], card: Path, tmp_path: Path) -> None:
    endpoint, handler = hub
    handler.damaged = 1
    code = FETCH.format(card=str(card)) + "d = fetch(c); print(d.files, d.bytes, d.verified); print(c.folder())"
    done = run(code, tmp_path, endpoint)
    assert done.returncode == 0, done.stderr
    assert "model.safetensors has another SHA-256" in done.stderr
    counts, folder = done.stdout.splitlines()
    assert counts == f"3 {sum(len(FILES[n]) for n in ('config.json', 'model.safetensors', 'source.spm'))} 3"
    assert (Path(folder) / "model.safetensors").read_bytes() == b"weights"


def test_a_file_damaged_twice_is_an_error(hub: tuple[str, type[Hub]], card: Path, tmp_path: Path) -> None:
    endpoint, handler = hub
    handler.damaged = 9
    done = run(FETCH.format(card=str(card)) + "fetch(c)", tmp_path, endpoint)
    assert "model.safetensors has another SHA-256 than the hub states, twice" in done.stderr
    assert "ringkas models fetch mine --force" in done.stderr


def test_a_file_damaged_here_is_found_by_fetching_again(hub: tuple[str, type[Hub]], card: Path, tmp_path: Path) -> None:
    endpoint, _ = hub
    code = FETCH.format(card=str(card)) + "fetch(c); print(c.folder())"
    folder = Path(run(code, tmp_path, endpoint).stdout.strip())
    (folder / "source.spm").resolve().write_bytes(b"peaces")
    done = run(code, tmp_path, endpoint)
    assert "source.spm has another hash" in done.stderr
    assert (folder / "source.spm").read_bytes() == b"pieces"


@pytest.mark.heavy
def test_force_downloads_everything_again(hub: tuple[str, type[Hub]], card: Path, tmp_path: Path) -> None:
    endpoint, handler = hub
    run(FETCH.format(card=str(card)) + "fetch(c)", tmp_path, endpoint)
    for force, expected in (("False", 0), ("True", 3)):
        handler.asked.clear()
        done = run(FETCH.format(card=str(card)) + f"fetch(c, force={force})", tmp_path, endpoint)
        assert done.returncode == 0, done.stderr
        got = {path for path in handler.asked if "/resolve/" in path}
        assert len(got) >= expected


def test_a_repository_that_is_not_there_names_the_card(hub: tuple[str, type[Hub]], card: Path, tmp_path: Path) -> None:
    card.write_text(card.read_text().replace("owner/model", "owner/other"))
    done = run(FETCH.format(card=str(card)) + "fetch(c)", tmp_path, hub[0])
    assert "the hub has no such repository" in done.stderr
    assert f"correct hub_id in {card}" in done.stderr


def test_the_verb_fetches_what_a_preset_needs(hub: tuple[str, type[Hub]], card: Path, tmp_path: Path) -> None:
    preset = tmp_path / "mine-preset.toml"
    preset.write_text(f'extends = "tiny"\n[translate]\nmodel = "{card}"\n')
    call = "import sys; sys.argv = ['ringkas', 'models', 'fetch', '--config', {preset!r}]; "
    call = call.format(preset=str(preset)) + "from pipeline.cli.app import main; main()"
    done = run(call, tmp_path, hub[0])
    assert done.returncode == 0, done.stderr
    assert f"mine: owner/model at commit {COMMIT}: 3 files, 37 bytes, 3 verified by their hashes" in done.stdout
    assert "nothing to fetch" in run(call, tmp_path, hub[0]).stdout


VERBS = (
    "import sys\n"
    "from pipeline.cli.app import main\n"
    "def call(*words):\n"
    "    sys.argv = ['ringkas', *words]\n"
    "    try:\n"
    "        main()\n"
    "    except SystemExit as stop:\n"
    "        print('exit', stop.code)\n"
)


@pytest.mark.heavy
def test_a_download_that_was_cut_off_goes_on_where_it_stopped(
    hub: tuple[str, type[Hub]], card: Path, tmp_path: Path
) -> None:
    endpoint, handler = hub
    weights = bytes(range(256)) * 120_000  # 30 MB: the hub's library writes 10 MB at a time
    handler.files = {**FILES, "model.safetensors": weights}
    handler.cut = 1
    code = FETCH.format(card=str(card)) + "print(fetch(c).verified); print(c.folder())"
    done = run(code, tmp_path, endpoint)
    assert done.returncode == 0, done.stderr
    assert handler.ranges
    assert int(handler.ranges[0].removeprefix("bytes=").rstrip("-")) >= 10_000_000
    assert (Path(done.stdout.split()[1]) / "model.safetensors").read_bytes() == weights


@pytest.mark.heavy
def test_what_was_fetched_is_verified_later_and_a_flipped_bit_is_found(
    hub: tuple[str, type[Hub]], card: Path, tmp_path: Path
) -> None:
    endpoint, _ = hub
    folder = Path(run(FETCH.format(card=str(card)) + "fetch(c); print(c.folder())", tmp_path, endpoint).stdout.strip())
    verify = NO_NETWORK + VERBS + f"call('models', 'verify', {str(card)!r})"
    assert "mine: 3 of 3 as they should be" in run(verify, tmp_path).stdout
    (folder / "source.spm").resolve().write_bytes(b"piecer")
    done = run(verify, tmp_path)
    assert "damaged: source.spm" in done.stdout
    assert "exit 1" in done.stdout
    assert "ringkas models fetch mine --force" in done.stderr


def test_a_file_that_is_not_the_one_on_the_card_is_refused(
    hub: tuple[str, type[Hub]], card: Path, tmp_path: Path
) -> None:
    card.write_text(card.read_text() + f'[files]\n"model.safetensors" = "{"0" * 64}"\n')
    done = run(FETCH.format(card=str(card)) + "fetch(c)", tmp_path, hub[0])
    assert "model.safetensors is not the file that the card mine names" in done.stderr


@pytest.mark.heavy
def test_a_repository_without_a_card_gets_one(hub: tuple[str, type[Hub]], tmp_path: Path) -> None:
    endpoint, handler = hub
    handler.files = {**FILES, "vocab.json": b'{"</s>": 0}'}
    call = VERBS + "call('models', 'fetch', 'owner/model')\ncall('models', 'show', 'model', '--json')"
    done = run(f"import os; os.environ['RINGKAS_MODELS'] = {str(tmp_path / 'cards')!r}\n{call}", tmp_path, endpoint)
    assert done.returncode == 0, done.stderr
    assert f"owner/model at commit {COMMIT}: 4 files" in done.stdout
    shown = json.loads(done.stdout[done.stdout.index("{") :].split("exit")[0])
    assert (shown["hub_id"], shown["revision"], shown["licence"]) == ("owner/model", COMMIT, "MIT")
    assert shown["here"] is True
    later = NO_NETWORK + VERBS + "call('models', 'remove', 'model', '--yes', '--card')\ncall('models', 'show', 'model')"
    gone = run(f"import os; os.environ['RINGKAS_MODELS'] = {str(tmp_path / 'cards')!r}\n{later}", tmp_path, endpoint)
    assert "freed" in gone.stdout
    assert "there is no model card 'model'" in gone.stderr
    assert not list((tmp_path / "hf").rglob("model.safetensors"))


def test_offline_the_message_has_the_line_to_type(card: Path, tmp_path: Path) -> None:
    code = "import os; os.environ['HF_HUB_OFFLINE'] = '1'; " + FETCH.format(card=str(card)) + "fetch(c)"
    done = run(code, tmp_path)
    assert "offline mode is on" in done.stderr
    assert "hf download owner/model --local-dir mine" in done.stderr
    assert "ringkas models add mine" in done.stderr


def test_no_other_verb_opens_a_socket(tmp_path: Path) -> None:
    """Each of these, in one process in which every attempt to connect raises."""
    calls = (
        "call('models'); call('models', 'show', 'marian-id-en'); call('models', 'verify', 'marian-id-en'); "
        "call('models', 'add', 'owner/model'); call('models', 'remove', 'nllb-200-3.3b'); "
        "call('models', 'convert', 'quickmt-id-en'); call('models', 'try', 'opus-mt-id-en', 'Halo.'); "
        "call('swap', 'marian-id-en', 'opus-mt-id-en', '--out', 'out'); call('run', '--config', 'best-cpu'); "
        "call('suites'); call('metrics')"
    )
    done = run(NO_NETWORK + VERBS + calls, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "socket was opened" not in done.stderr
    assert "owner/model is not on this machine" in done.stderr
    assert done.stderr.count("is not on this machine") >= 4
