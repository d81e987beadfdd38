"""Defines the ``[server]`` table of a model card: an OpenAI-compatible chat endpoint and how it is asked."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from pipeline.core.tables import Table


class Endpoint(Table):
    """A chat endpoint and how it is asked.

    Attributes:
        url: its base, as in ``http://127.0.0.1:8080/v1``.
        model: the name that the server knows the model by.
        version: what is served there, in the card's words (a commit, a file's hash). The server's weights cannot be
            looked at, so that a change of this text is what makes everything that it wrote be written anew.
        key_env: the environment variable that holds the key; "" sends none.
        seed: sent with each request.
        timeout: seconds that an answer may take.
        retries: how often a request is sent again that failed for a reason that may pass.
        concurrency: requests under way at once.
        n_best: whether the server takes ``n``: further candidates are then drawn with ``spread`` as the temperature.
        spread: temperature of further candidates; the first is always at 0.
        characters_per_token: the server's tokenizer is not here, so that tokens are estimated by this.
        body: further fields of each request, such as ``chat_template_kwargs``.
    """

    url: str
    model: Annotated[str, Field(min_length=1)]
    version: str = ""
    key_env: str = ""
    seed: int = 1234
    timeout: Annotated[float, Field(gt=0)] = 120.0
    retries: Annotated[int, Field(ge=0, le=20)] = 5
    concurrency: Annotated[int, Field(ge=1, le=256)] = 4
    n_best: bool = False
    spread: Annotated[float, Field(gt=0, le=2)] = 0.7
    characters_per_token: Annotated[float, Field(gt=0.2, le=8)] = 2.5
    body: dict[str, Any] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("a server's `url` is http://HOST:PORT/v1 or https://HOST/v1")
        if parts.username or parts.password or parts.query:
            raise ValueError("no user, password or key in `url`: name the key's environment variable in `key_env`")
        return url.rstrip("/")

    @property
    def host(self) -> str:
        """The name or address of the machine."""
        return urlsplit(self.url).hostname or ""

    @property
    def loopback(self) -> bool:
        """Whether it is this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"
