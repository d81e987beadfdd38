"""Sends requests to an OpenAI-compatible server, and again where they fail for a reason that may pass."""

from __future__ import annotations

import json
import logging
import os
import weakref
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import httpx2
import tenacity

from pipeline.backends._endpoint import Endpoint
from pipeline.core import cancellation
from pipeline.core.errors import ModelError

log = logging.getLogger(__name__)
T = TypeVar("T")
PASSING = (408, 409, 425, 429, 500, 502, 503, 504, 529)  # what a server says that is busy, loading or restarting
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before a request is sent again
SHOWN = 300  # characters of what a server said, in a message


class Passing(Exception):
    """A failure that may pass; ``wait`` is how many seconds the server asked to be left alone."""

    def __init__(self, what: str, wait: float = 0.0) -> None:
        super().__init__(what)
        self.wait = wait


class Client:
    """A connection to the endpoint of a card.

    Args:
        card: the card's name, for messages.
        endpoint: what it says about its server.
    """

    def __init__(self, card: str, endpoint: Endpoint) -> None:
        self.card, self.endpoint = card, endpoint

    @cached_property
    def _http(self) -> httpx2.Client:
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # a line for each sentence otherwise
        client = httpx2.Client(
            timeout=httpx2.Timeout(self.endpoint.timeout, connect=min(10.0, self.endpoint.timeout)),
            limits=httpx2.Limits(max_connections=2 * self.endpoint.concurrency),
            trust_env=not self.endpoint.loopback,  # a proxy has no business with this machine's own server
            follow_redirects=False,
        )
        weakref.finalize(self, client.close)  # servers keep their connections open until we close them
        return client

    def require_model(self) -> None:
        """Whether the server serves the card's model.

        Raises:
            ModelError: it does not answer, refuses the key, or lists other models. One that keeps no list is believed.
        """
        response = self._again(lambda: self._send("GET", "/models"))
        if response.status_code in (401, 403):
            self._raise_for(response)
        try:
            listed = [str(model["id"]) for model in response.json()["data"]]
        except (ValueError, KeyError, TypeError):
            return
        if listed and not any(_same(name, self.endpoint.model) for name in listed):
            raise ModelError(
                f"card {self.card}: {self.endpoint.url} does not serve {self.endpoint.model!r}",
                f"it serves: {', '.join(listed[:10])}; correct `model` in the card's [server], or start the right one",
            )

    def complete(self, body: Mapping[str, Any]) -> list[tuple[str, bool]]:
        """The answers to a chat, and whether each was cut off by the limit on its length.

        Raises:
            ModelError: it was refused, or failed as often as the card allows.
        """

        def once() -> list[tuple[str, bool]]:
            response = self._send("POST", "/chat/completions", {"model": self.endpoint.model, "stream": False, **body})
            if response.status_code != 200:
                self._raise_for(response)
            return self._answers(response)

        return self._again(once)

    def _answers(self, response: httpx2.Response) -> list[tuple[str, bool]]:
        try:
            found = response.json()
            model, choices = found.get("model"), found["choices"]
            answers = [
                (str(choice["message"].get("content") or "").strip(), choice.get("finish_reason") == "length")
                for choice in choices
            ]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Passing(f"its answer is no chat completion: {self._shown(response)}") from error
        if not answers:
            raise Passing("its answer holds no choice")
        if model and not _same(str(model), self.endpoint.model):
            raise ModelError(
                f"card {self.card}: {self.endpoint.url} answered with the model {model!r} "
                f"instead of {self.endpoint.model!r}",
                "correct `model` in the card's [server], or start the right one",
            )
        return answers

    # -- sending

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx2.Response:
        """One request.

        Raises:
            Passing: nothing came back, not in time or not whole, or the server says that it is busy.
        """
        key = os.environ.get(self.endpoint.key_env, "") if self.endpoint.key_env else ""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            response = self._http.request(method, self.endpoint.url + path, json=body, headers=headers)
        except httpx2.TimeoutException as error:
            raise Passing(f"no answer within {self.endpoint.timeout:g} seconds") from error
        except httpx2.HTTPError as error:
            raise Passing(self._without_key(f"{type(error).__name__}: {error}")) from error
        if response.status_code in PASSING and not _too_long(response):
            wait = response.headers.get("retry-after", "")
            raise Passing(self._said(response), float(wait) if wait.replace(".", "", 1).isdigit() else 0.0)
        return response

    def _again(self, send: Callable[[], T]) -> T:
        """Send until it succeeds, waiting longer each time.

        Raises:
            ModelError: it failed as often as the card allows.
        """
        backoff = tenacity.wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT, min=FIRST_WAIT / 2)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.wait if isinstance(error, Passing) else 0.0
            return max(backoff(state), min(asked, 2 * LONGEST_WAIT))

        def tell(state: tenacity.RetryCallState) -> None:
            cancellation.check()
            error = state.outcome.exception() if state.outcome else None
            log.info("%s: %s; asking again (%d of %d)", self.card, error, state.attempt_number, self.endpoint.retries)

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(Passing),
            stop=tenacity.stop_after_attempt(self.endpoint.retries + 1),
            wait=wait,
            before_sleep=tell,
            reraise=True,
        )
        try:
            return retrying(send)
        except Passing as error:
            times = self.endpoint.retries + 1
            raise ModelError(
                f"card {self.card}: the server at {self.endpoint.url} failed {times} times: {error}",
                "is it running, and with enough memory? What is done is kept, and the same command goes on from there",
            ) from error

    def _raise_for(self, response: httpx2.Response) -> None:
        """Raise for an answer that will not be another one the next time."""
        where = f"card {self.card}: the server at {self.endpoint.url}"
        if response.status_code in (401, 403):
            name = self.endpoint.key_env
            hint = f"look at the key in {name}" if name else "it wants a key: name its variable in `key_env`"
            raise ModelError(f"{where} refused the key ({response.status_code})", hint)
        if _too_long(response):
            raise ModelError(
                f"{where} takes less text than the card says: {self._said(response)}",
                "lower max_source_tokens on the card, or start the server with a larger context",
            )
        hint = "correct the url and model in the card's [server]" if response.status_code == 404 else ""
        raise ModelError(f"{where} does not take the request: {self._said(response)}", hint)

    def _said(self, response: httpx2.Response) -> str:
        return f"{response.status_code} {self._shown(response)}".strip()

    def _shown(self, response: httpx2.Response) -> str:
        """What a server said, shortened; a message in the protocol's form without the form around it."""
        text = response.text
        try:
            error = json.loads(text)["error"]
            text = str(error["message"] if isinstance(error, dict) else error)
        except (ValueError, KeyError, TypeError):
            pass
        return self._without_key(" ".join(text.split())[:SHOWN])

    def _without_key(self, text: str) -> str:
        key = os.environ.get(self.endpoint.key_env, "") if self.endpoint.key_env else ""
        return text.replace(key, "***") if key else text


def _too_long(response: httpx2.Response) -> bool:
    """Whether a server says that a request is longer than its context."""
    said = response.text.lower()
    return (
        response.status_code in (400, 413, 422, 500)
        and "context" in said
        and ("length" in said or "size" in said or "window" in said)
    )


def _same(name: str, wanted: str) -> bool:
    """Whether a server's name of a model is the card's: as written, with a date or tag behind it, or as a path."""
    if name == wanted:
        return True
    short = name.replace("\\", "/").rsplit("/", 1)[-1]
    return short == wanted.rsplit("/", 1)[-1] or name.startswith((f"{wanted}-", f"{wanted}:"))
