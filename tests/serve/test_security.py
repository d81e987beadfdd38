"""Who reaches the web app and what leaves it: hosts, other sites, bodies, paths, and headers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.serve.security import TOKEN_HEADER, Guard, Policy

Open = Callable[..., Any]
TWO = "runs=first&runs=second"
PAGES = ("/", "/runs/first", "/try", "/api", f"/judge?{TWO}", f"/judge?{TWO}&form=direct", "/nowhere", "/runs/none")


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("localhost", True),
        ("localhost:8765", True),
        ("127.0.0.1:1", True),
        ("[::1]:8765", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example:8765", False),
        ("192.168.1.5", False),
        ("evil@127.0.0.1.example", False),
        ("", False),
    ],
)
def test_only_names_of_this_machine_are_answered(client: Any, host: str, answered: bool) -> None:
    assert (client.get("/", headers={"host": host}).status_code == 200) is answered
    assert (client.get("/static/app.js", headers={"host": host}).status_code == 200) is answered


def test_a_remote_server_answers_to_addresses_and_allowed_names(opened: Open) -> None:
    client = opened(policy=Policy(hosts=("news.example",), loopback=False))
    for host, answered in (("192.168.1.5:80", True), ("news.example", True), ("evil.example", False)):
        assert (client.get("/", headers={"host": host}).status_code == 200) is answered


def test_a_remote_server_asks_for_its_key_once(opened: Open, runs: Path) -> None:
    from fastapi.testclient import TestClient

    from pipeline.serve.app import Settings, create_app

    app = create_app(Settings(runs, policy=Policy(loopback=False, key="the-key")))
    with TestClient(app, base_url="http://10.0.0.1") as http:
        assert http.get("/").status_code == 401
        assert http.get("/?key=wrong").status_code == 401
        assert http.get("/static/app.js").status_code == 401
        assert http.get("/?key=the-key").status_code == 200
        assert http.get("/").status_code == 200  # by its cookie


def posts(client: Any) -> Iterator[str]:
    """Every address of the API that takes a POST."""
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        assert set(methods) <= {"get", "post"}  # a new method needs a look at the guard
        if "post" in methods:
            yield re.sub(r"\{\w+\}", "first", path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {TOKEN_HEADER: "0" * 64},
        {"origin": "http://evil.example", TOKEN_HEADER: "TOKEN"},
        {"origin": "http://localhost:9999", TOKEN_HEADER: "TOKEN"},
        {"origin": "null", TOKEN_HEADER: "TOKEN"},
        {"sec-fetch-site": "cross-site", TOKEN_HEADER: "TOKEN"},
        {"sec-fetch-site": "same-site", TOKEN_HEADER: "TOKEN"},
    ],
)
def test_no_post_from_elsewhere_changes_anything(client: Any, runs: Path, headers: dict[str, str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in runs.rglob("*") if path.is_file()}
    sent = {name: client.token if value == "TOKEN" else value for name, value in headers.items()}
    every = list(posts(client))
    assert len(every) >= 10
    for path in every:
        assert client.http.post(path, json={}, headers=sent).status_code == 403, path
    assert {path: path.stat().st_mtime_ns for path in runs.rglob("*") if path.is_file()} == before


def test_our_own_posts_pass_the_guard(client: Any) -> None:
    for headers in ({}, {"origin": "http://localhost:8765", "sec-fetch-site": "same-origin"}):
        assert client.post("/api/jobs/none/cancel", {}, headers=headers).status_code == 404  # past the guard


def test_a_token_belongs_to_its_session(client: Any, opened: Open) -> None:
    other = opened()
    assert other.token != client.token
    assert client.post("/api/jobs/none/cancel", {}, headers={TOKEN_HEADER: other.token}).status_code == 403
    policy = Policy()
    assert policy.token("a") != policy.token("b") != Policy().token("b")


def test_the_cookie_is_for_this_site_alone(opened: Open, runs: Path) -> None:
    from fastapi.testclient import TestClient

    from pipeline.serve.app import Settings, create_app

    with TestClient(create_app(Settings(runs)), base_url="http://localhost") as http:
        cookie = http.get("/").headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "set-cookie" not in http.get("/").headers  # it is kept


def test_every_answer_has_the_headers(client: Any) -> None:
    for path in (*PAGES, "/static/app.js", "/static/app.css", "/api/runs", "/api/runs/none"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "access-control-allow-origin" not in headers


def test_what_a_run_wrote_is_shown_in_an_origin_of_its_own(client: Any) -> None:
    for path in ("/runs/first/report.html", f"/compare/page?{TWO}"):
        answer = client.get(path)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("sandbox allow-scripts")
        assert "allow-same-origin" not in policy
        assert "default-src 'none'" in policy
        assert "connect-src" not in policy


def test_pages_hold_no_script_of_their_own_and_ask_nobody_else(client: Any) -> None:
    for path in PAGES:
        text = client.get(path).text
        assert re.findall(r"<script[^>]*>", text) == ['<script src="/static/app.js" defer>'], path
        assert not re.search(r"""\s(on\w+|style)=["']""", text), path
        assert not re.search(r"""(src|href)=["'](https?:)?//""", text), path
    for name in ("app.js", "app.css"):
        text = client.get(f"/static/{name}").text
        assert "http:" not in text
        assert "https:" not in text
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text


@pytest.mark.parametrize(
    "name",
    ["..%2ffirst", "%2e%2e%2f%2e%2e%2fetc", "first%2f..%2fsecond", "%00", "~", "first~..", "outside", "deep~outside",
     ".hidden", "etc", "%252e%252e", "%2e%2e%5cfirst"],
)  # fmt: skip
def test_nothing_outside_of_the_folder_is_a_run(client: Any, runs: Path, name: str) -> None:
    outside = runs.parent / "elsewhere"
    (runs / "first").rename(runs / "moved")
    (runs / "moved").rename(outside)
    (runs / "outside").symlink_to(outside)
    (runs / "deep").mkdir()
    (runs / "deep" / "outside").symlink_to(outside)
    (runs / ".hidden").symlink_to(outside)
    for path in (f"/runs/{name}", f"/runs/{name}/report.html", f"/api/runs/{name}", f"/api/runs/{name}/edits"):
        assert client.get(path).status_code in (404, 405), path
    assert client.get(f"/api/compare?runs={name}&runs=second").status_code == 404
    assert [run["name"] for run in client.get("/api/runs").json()] == ["second"]


def test_a_linked_report_is_not_followed(client: Any, runs: Path) -> None:
    secret = runs.parent / "secret.html"
    secret.write_text("secret")
    (runs / "first" / "report.html").unlink()
    (runs / "first" / "report.html").symlink_to(secret)
    assert client.get("/runs/first/report.html").status_code == 404


def test_static_files_are_those_and_no_others(client: Any) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/"):
        assert client.get(path).status_code == 404


def test_a_large_body_is_refused_before_it_is_read(opened: Open) -> None:
    client = opened(policy=Policy(most_bytes=1000))
    assert client.post("/api/jobs", {"text": "x" * 2000}).status_code == 413
    headers = {TOKEN_HEADER: client.token}
    assert client.http.post("/api/jobs", content=iter([b"x" * 600] * 3), headers=headers).status_code == 413
    files = {"file": ("a.txt", b"x" * 2000)}
    assert client.http.post("/api/jobs/file", files=files, headers=headers).status_code == 413
    assert client.post("/api/jobs", {"text": "halo"}).status_code == 202


def test_a_body_that_never_ends_is_given_up(runs: Path) -> None:
    sent: list[dict[str, Any]] = []
    policy = Policy(body_seconds=0.05)

    async def never() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("the body is not there yet")

    session = b"s"
    headers = [
        (b"host", b"localhost"),
        (b"cookie", policy.cookie.encode() + b"=" + session),
        (TOKEN_HEADER.encode(), policy.token("s").encode()),
    ]
    scope = {"type": "http", "method": "POST", "path": "/api/jobs", "query_string": b"", "headers": headers}
    asyncio.run(Guard(app, policy)(scope, never, send))
    assert sent[0]["status"] == 408


@pytest.mark.parametrize("cookie", ["=;=", "a=b; ringkas", '"', "\x7f", "ringkas_0=" + "x" * 5000])
def test_odd_cookies_do_no_harm(client: Any, cookie: str) -> None:
    assert client.get("/", headers={"cookie": cookie}).status_code == 200


def test_the_server_is_named_by_nothing_else(client: Any) -> None:
    assert "server" not in client.get("/").headers
