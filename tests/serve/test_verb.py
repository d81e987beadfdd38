"""The verb serve: what it refuses, and a server that is really listened to."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]


def test_without_the_extra_it_says_what_to_install(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in sys.modules if name.startswith("pipeline.serve")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fastapi", None)
    done = cli("serve", tmp_path)
    assert done.code == 2
    assert done.err.strip().splitlines() == [
        f"starting the desk for {tmp_path}; its address follows",
        "error: ringkas serve needs the package fastapi",
        "  pip install '.[serve]'   (in a checkout)",
    ]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "news.example"])
def test_other_machines_only_when_told_so(cli: Cli, tmp_path: Path, host: str) -> None:
    done = cli("serve", tmp_path, "--host", host)
    assert done.code == 2
    assert "--allow-remote" in done.err


def test_a_folder_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    done = cli("serve", tmp_path / "none")
    assert done.code == 2
    assert done.err.startswith(f"error: there is no folder {tmp_path / 'none'}\n")
    assert cli("serve", tmp_path, "--config", "none").err.startswith("error: there is no config 'none'")


@pytest.fixture
def address(runs: Path) -> Iterator[tuple[str, int, subprocess.Popen[str]]]:
    """A server of its own on a free port of the loopback interface."""
    command = [sys.executable, "-m", "pipeline", "serve", str(runs), "--port", "0", "--config", "tiny"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ.copy(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process, process.stdout, process.stderr:
        assert process.stderr.readline().startswith("starting the desk for ")
        line = process.stdout.readline()
        host, _, port = line.split("/")[2].rpartition(":")
        yield host, int(port), process
        process.kill()


def request(host: str, port: int, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_server_that_listens(address: tuple[str, int, subprocess.Popen[str]]) -> None:
    host, port, process = address
    assert host == "127.0.0.1"
    status, body = request(host, port, "GET", "/api/runs")
    assert status == 200
    assert b'"first"' in body
    assert request(host, port, "GET", "/", {"Host": "evil.example"})[0] == 421
    assert request(host, port, "POST", "/api/jobs")[0] == 403
    for path in ("/runs/../../etc/passwd", "/static/../app.py", "/runs/first/../../secret", "//etc/passwd", "/runs/.."):
        assert request(host, port, "GET", path)[0] == 404, path
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.heavy)])
def test_a_signal_while_a_request_is_under_way(
    address: tuple[str, int, subprocess.Popen[str]], number: signal.Signals
) -> None:
    """The server waits for the request and then told the signal once more: it was taken for a second Ctrl-C."""
    host, port, process = address
    status, body, cookie = session(host, port)
    assert status == 200
    head = f"POST /api/jobs HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\nX-Ringkas-Token: {body['token']}\r\n"
    with socket.create_connection((host, port)) as slow:
        slow.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{{".encode())
        time.sleep(0.5)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "stopped at once" not in err
    assert err.rstrip().endswith("stopped")


def session(host: str, port: int) -> tuple[int, dict[str, str], str]:
    """The answer to a request for the token, and its cookie."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    connection.request("GET", "/api/session")
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    return answer.status, body, answer.headers["Set-Cookie"].partition(";")[0]
