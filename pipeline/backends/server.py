"""Asks an OpenAI-compatible chat endpoint: llama.cpp's server, vLLM, Ollama, LM Studio, or a service.

A run with such a card is the one that opens sockets; to this machine only, unless the config allows another by name.
The server applies the chat template; the requests are those of :mod:`pipeline.backends.causal`, and so are the guards
behind them. Requests are sent at temperature 0 with a seed, several at once, and again when one fails for a reason that
may pass. The key is read from the environment when it is needed, and stands in no message.
"""

from __future__ import annotations

import logging
import math
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from pipeline.backends import _answers
from pipeline.backends._batching import once_each
from pipeline.backends._client import Client
from pipeline.backends._prompts import MARK, Request, article_request, defused, sentence_request, user_turn
from pipeline.backends._text_ends import up_to_an_end
from pipeline.backends.base import NO_HINTS, Decoding, Hints, Hypothesis
from pipeline.backends.model_card import Card
from pipeline.core import cancellation
from pipeline.core.errors import ModelError, UserError
from pipeline.core.fingerprints import digest

log = logging.getLogger(__name__)
T = TypeVar("T")
TURNS = 16  # tokens that a chat template puts around the turns, about
PENALTY = 2.0  # of a repetition penalty, as the protocol's frequency penalty: 1.2 becomes 0.4


class _Asked(NamedTuple):
    """A request with its place: the text it is about, the prompt, and the most tokens to write."""

    text: str
    system: str
    request: Request
    limit: int


class Engine:
    """A language model behind a chat endpoint, which translates and summarizes.

    Args:
        card: with a ``[server]``.
        device: not used; the server has its own.
        compute_type: not used.
        threads: not used.
        batch_tokens: not used.
        hosts: machines beside this one that texts may be sent to.

    Raises:
        UserError: the server is on a machine that nobody allowed, or the key's variable is not set.
        ModelError: it does not answer, or does not serve the card's model.
    """

    backend = "server"
    device = compute_type = ""

    def __init__(
        self,
        card: Card,
        *,
        device: str = "auto",
        compute_type: str = "auto",
        threads: int = 0,
        batch_tokens: int = 0,
        hosts: Sequence[str] = (),
    ) -> None:
        require_allowed(card, hosts)
        assert card.server is not None  # require_allowed has looked
        self.card, self.endpoint = card, card.server
        self.client = Client(card.name, self.endpoint)
        self.client.require_model()
        self._free = threading.Semaphore(self.endpoint.concurrency)

    @cached_property
    def fingerprint(self) -> str:
        """The card, its prompts, endpoint and version among it; what the server holds cannot be looked at."""
        return digest({"card": self.card.fingerprint(), "backend": self.backend})

    @property
    def max_source_tokens(self) -> int:
        return self.card.max_source_tokens

    @property
    def takes(self) -> frozenset[str]:
        """Which hints a translation is given."""
        return self.card.translation.takes

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of the whole prompt, estimated from its length; an instruction counts as part of its text."""
        return [self._overhead + self._tokens(text) for text in texts]

    @cached_property
    def _overhead(self) -> int:
        translates = "translate" in self.card.stages
        told = [self.card.system + article_request("").text]
        told += [self.card.translation.system + sentence_request(self.card.translation).text] if translates else []
        return TURNS + max(map(self._tokens, told))

    def _tokens(self, text: str) -> int:
        return math.ceil(len(text) / self.endpoint.characters_per_token)

    # -- the two tasks

    def translate(
        self,
        texts: Sequence[str],
        *,
        beam_size: int | None = None,
        n_best: int = 1,
        hints: Sequence[Hints] = (),
        **decoding: Any,
    ) -> list[list[Hypothesis]]:
        """As the protocol says; ``beam_size`` has no meaning here."""
        settings = Decoding.of(self.card.generation).override(beam_size=beam_size, **decoding)
        asked = zip(texts, hints or [NO_HINTS] * len(texts), strict=True)
        prompt = self.card.translation
        rows = [
            _Asked(text, prompt.system, self._fitted(text, hint), settings.output_limit(self._tokens(text)))
            for text, hint in asked
        ]
        found = self._answered(rows, settings, n_best)
        return [
            [h._replace(text=_answers.translation(h.text, row.text)) for h in own]
            for row, own in zip(rows, found, strict=True)
        ]

    def summarize(
        self,
        texts: Sequence[str],
        *,
        min_tokens: int | None = None,
        max_tokens: int | None = None,
        n_best: int = 1,
        style: str = "",
        beam_size: int | None = None,
        **decoding: Any,
    ) -> list[list[Hypothesis]]:
        """As the protocol says; ``min_tokens`` and ``beam_size`` have no meaning here."""
        overrides = {"min_tokens": min_tokens, "max_tokens": max_tokens, "beam_size": beam_size, **decoding}
        settings = Decoding.of(self.card.generation).override(**overrides)
        request = article_request(style)
        rows = [_Asked(text, self.card.system, request, settings.max_tokens) for text in texts]
        return self._answered(rows, settings, n_best)

    def _fitted(self, text: str, hint: Hints) -> Request:
        """The request for a sentence, with as much of its context as there is room for, then without other hints."""

        def size(request: Request) -> int:
            values = sum(self._tokens(value) for value in request.values.values())
            return TURNS + values + sum(map(self._tokens, (self.card.translation.system, request.text, text)))

        request = sentence_request(self.card.translation, hint)
        while size(request) > self.max_source_tokens and hint != NO_HINTS:
            hint = hint._replace(context=hint.context[1:]) if hint.context else NO_HINTS
            request = sentence_request(self.card.translation, hint)
        return request

    # -- asking

    def _answered(self, rows: Sequence[_Asked], settings: Decoding, n_best: int) -> list[list[Hypothesis]]:
        """The hypotheses of each request; each distinct one is sent once."""
        for row in rows:
            if (length := self.count_tokens([row.text])[0]) > self.max_source_tokens:
                raise ModelError(
                    f"a text of about {length} tokens is over the {self.max_source_tokens} that {self.card.name} "
                    f"takes: {row.text[:60]!r}",
                    "split it first; nothing is cut silently",
                )
        keys = [(row.text, row.system, row.request.text, *row.request.values.items(), row.limit) for row in rows]
        by_key = dict(zip(keys, rows, strict=True))

        def ask(unique: list[tuple[Any, ...]]) -> list[list[Hypothesis]]:
            return self._at_once(lambda key: self._ask(by_key[key], settings, n_best), unique)

        return once_each(keys, ask)

    def _at_once(self, ask: Callable[[Any], T], keys: Iterable[Any]) -> list[T]:
        """Several requests under way at once; the first that fails for good ends all."""
        with ThreadPoolExecutor(self.endpoint.concurrency, thread_name_prefix="ask") as pool:
            pending = [pool.submit(self._when_free, ask, key) for key in keys]
            try:
                found = []
                for one in pending:
                    cancellation.check()
                    found.append(one.result())
                return found
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _when_free(self, ask: Callable[[Any], T], key: Any) -> T:
        with self._free:  # threads of two shards share the engine, and together keep to its limit
            return ask(key)

    def _ask(self, asked: _Asked, settings: Decoding, n_best: int) -> list[Hypothesis]:
        body: dict[str, Any] = {
            "messages": _turns(asked, self.card.languages.codes),
            "temperature": 0,
            "seed": self.endpoint.seed,
            "max_tokens": asked.limit,
            **self.endpoint.body,
        }
        if codes := self.card.languages.codes:
            # vLLM reads them beside the text; llama.cpp's server keeps only the text there, and takes them here.
            named = {"source_lang_code": codes[0], "target_lang_code": codes[1]}
            body["chat_template_kwargs"] = {**named, **body.get("chat_template_kwargs", {})}
        if settings.repetition_penalty > 1:
            body["frequency_penalty"] = round((settings.repetition_penalty - 1) * PENALTY, 3)
        first = self.client.complete(body)[:1]
        drawn = (
            self.client.complete({**body, "n": n_best - 1, "temperature": self.endpoint.spread})
            if n_best > 1 and self.endpoint.n_best
            else []
        )
        texts = [up_to_an_end(text) if cut else text for text, cut in (*first, *drawn)]
        return [Hypothesis(text, None, self._tokens(text)) for text in dict.fromkeys(texts)][:n_best]


def _turns(asked: _Asked, codes: tuple[str, str] | None) -> list[dict[str, Any]]:
    """The conversation; what is data in it has the tags that delimit it taken apart."""
    content = asked.request.text.replace(MARK, defused(asked.text))
    for mark, value in asked.request.values.items():
        content = content.replace(mark, defused(value))
    system = [{"role": "system", "content": asked.system}] if asked.system else []
    return [*system, user_turn(content, codes)]


def require_allowed(card: Card, hosts: Sequence[str]) -> None:
    """Whether texts may be sent to a card's server, and its key is at hand; opens no connection.

    Raises:
        UserError: it is on another machine, which is not among ``hosts``; or the key's variable is not set.
    """
    server = card.server
    if server is None:
        raise UserError(f"card {card.name} has no [server]", "name its url and model on the card")
    if not server.loopback and server.host not in hosts:
        raise UserError(
            f"card {card.name} sends texts to {server.host}, which is not this machine",
            f'to allow it: --set \'run.servers=["{server.host}"]\', or servers = ["{server.host}"] under [run]',
        )
    if server.key_env and not os.environ.get(server.key_env):
        raise UserError(
            f"card {card.name} takes its key from the environment variable {server.key_env}, which is not set",
            f"export {server.key_env}=...",
        )
