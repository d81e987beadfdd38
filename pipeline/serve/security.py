"""Decides which requests reach the web app, and which headers leave it.

- Host: an address, ``localhost`` or a name that was allowed, so that a foreign name cannot be rebound to this server.
- Requests that change something: from our own pages (Origin, Sec-Fetch-Site) and with a token that belongs to the
  session cookie. The cookie is SameSite=Strict; the token is its HMAC, so that nothing needs to be remembered.
- Bodies: of limited size, and received within a limited time, before anything reads them.
- Answers: a Content-Security-Policy that allows our own script and style and nothing else.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import json
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "x-ringkas-token"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Pages that a run or a comparison wrote. Their scripts run in an origin of their own: they can neither read our pages
# nor ask the server for anything, whoever wrote the run folder.
REPORT_CSP = (
    "sandbox allow-scripts allow-popups; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
_SAFE = ("GET", "HEAD", "OPTIONS")


class _RefusedError(Exception):
    """A request that does not reach the app."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.hint = status, message, hint


@dataclass(frozen=True, slots=True)
class Policy:
    """What is allowed.

    Attributes:
        hosts: names by which the server may be called, beside ``localhost`` and addresses.
        loopback: whether only the loopback interface's addresses may be used.
        key: what a browser must show once (``?key=...``) before it is answered; empty on the loopback interface.
        most_bytes: the largest body.
        body_seconds: the longest that a body may take to arrive.
        secret: makes tokens out of sessions; new with every start.
    """

    hosts: tuple[str, ...] = ()
    loopback: bool = True
    key: str = ""
    most_bytes: int = 5 * 2**20
    body_seconds: float = 30.0
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def cookie(self) -> str:
        """The session cookie's name; servers on other ports of one machine share their cookies, but not this name."""
        return f"ringkas_{hashlib.sha256(self.secret).hexdigest()[:8]}"

    def token(self, session: str) -> str:
        """The token of a session."""
        return hmac.new(self.secret, session.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def knows_host(self, host: str) -> bool:
        """Whether a Host header names this server and not somebody else's."""
        name = urlsplit(f"//{host}").hostname or ""
        if name == "localhost" or name in self.hosts:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback if self.loopback else True


class Guard:
    """The ASGI middleware that holds a :class:`Policy`.

    The token of the request's session is in its state, for pages to pass on.
    """

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        cookies = _cookies(Headers(scope=scope).get("cookie", ""))
        session = cookies.get(self.policy.cookie, "")
        new = not session
        session = session or secrets.token_urlsafe(24)
        scope.setdefault("state", {})["token"] = self.policy.token(session)
        set_cookies = [f"{self.policy.cookie}={session}; Path=/; HttpOnly; SameSite=Strict"] if new else []
        outgoing = _with_headers(send, set_cookies)
        try:
            self._check(scope, session if not new else "", cookies, set_cookies)
            body = await self._body(scope, receive)
        except _RefusedError as refused:
            await _answer(refused, scope, outgoing)
            return
        await self.app(scope, body, outgoing)

    def _check(self, scope: Scope, session: str, cookies: dict[str, str], set_cookies: list[str]) -> None:
        headers = Headers(scope=scope)
        if not self.policy.knows_host(headers.get("host", "")):
            raise _RefusedError(421, "this server does not answer to that name", "ringkas serve --allow-host NAME")
        self._check_key(scope, cookies, set_cookies)
        if scope["method"] in _SAFE:
            return
        origin = headers.get("origin")
        if origin is not None and origin.split("://", 1)[-1] != headers["host"]:
            raise _RefusedError(403, "the request comes from another site", "open the page again")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise _RefusedError(403, "the request comes from another site", "open the page again")
        given = headers.get(TOKEN_HEADER, "")
        if not session or not hmac.compare_digest(given.encode(), self.policy.token(session).encode()):
            hint = f"GET /api/session, keep its cookie, and send its token as {TOKEN_HEADER}"
            raise _RefusedError(403, "the token is missing or of another session", hint)

    def _check_key(self, scope: Scope, cookies: dict[str, str], set_cookies: list[str]) -> None:
        """Ask for the key where there is one; a browser that has shown it gets a cookie."""
        if not self.policy.key:
            return
        name, expected = f"{self.policy.cookie}_key", self.policy.token(f"key {self.policy.key}")
        if hmac.compare_digest(cookies.get(name, "").encode(), expected.encode()):
            return
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("key", [""])[0]
        if not hmac.compare_digest(given.encode(), self.policy.key.encode()):
            raise _RefusedError(401, "this server asks for its key", "open the address that ringkas serve printed")
        set_cookies.append(f"{name}={expected}; Path=/; HttpOnly; SameSite=Strict")

    async def _body(self, scope: Scope, receive: Receive) -> Receive:
        """The request's body, received whole; then what ``receive`` says."""
        if scope["method"] in _SAFE:
            return receive
        most = self.policy.most_bytes
        too_large = _RefusedError(413, f"more than {most:,} bytes", "give a smaller text or file")
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            raise too_large
        pieces = bytearray()
        try:
            async with asyncio.timeout(self.policy.body_seconds):
                while True:
                    message = await receive()
                    pieces += message.get("body", b"")
                    if len(pieces) > most:
                        raise too_large
                    if message["type"] == "http.disconnect" or not message.get("more_body", False):
                        break
        except TimeoutError:
            raise _RefusedError(408, "the body took too long to arrive", "try again") from None
        first: list[Message] = [{"type": "http.request", "body": bytes(pieces), "more_body": False}]

        async def replay() -> Message:
            return first.pop() if first else await receive()

        return replay


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _with_headers(send: Send, set_cookies: list[str]) -> Send:
    async def outgoing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            for cookie in set_cookies:
                headers.append("set-cookie", cookie)
        await send(message)

    return outgoing


async def _answer(refused: _RefusedError, scope: Scope, send: Send) -> None:
    content = json.dumps({"error": refused.message, "hint": refused.hint}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})
