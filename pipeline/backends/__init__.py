"""Loads the engines that translate and summarize: one module per backend, found by its file's name.

``load_translator`` and ``load_summarizer`` pick a backend that the card allows, load it, and test it (against the
card's known answers, or for signs of sound weights) before anything else is decoded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.backends._self_test import check_summarizer, check_translator
from pipeline.backends.base import Decoding, Hypothesis, Summarizer, Translator
from pipeline.backends.model_card import HELPERS, Card, list_cards, load_card
from pipeline.core.errors import UserError
from pipeline.core.progress import doing
from pipeline.core.registry import Registry

__all__ = [
    "BACKENDS",
    "EXTRACTIVE",
    "Decoding",
    "Hypothesis",
    "Summarizer",
    "Translator",
    "check_card",
    "load_summarizer",
    "load_translator",
]

BACKENDS = Registry("pipeline.backends", "backend", exclude=HELPERS)
EXTRACTIVE = ("lead", "centroid", "salient")


def load_translator(
    card: Card | str,
    *,
    backend: str = "auto",
    device: str = "auto",
    compute_type: str = "auto",
    threads: int = 0,
    batch_tokens: int = 0,
    check: bool = True,
    hosts: Sequence[str] = (),
) -> Translator:
    """An engine that translates and has passed its self-test.

    Args:
        card: a card, or its name; ``fake`` is the tests' own translator.
        backend: ``auto`` takes the first that the card lists.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        compute_type: ``auto``, or one that the backend knows.
        threads: CPU threads; 0 takes all that this process may use.
        batch_tokens: tokens of source and expected output per batch; 0 is the backend's own choice.
        check: whether to test it.
        hosts: machines beside this one that a card with a server may send texts to.

    Raises:
        UserError: an unknown card or backend, a card that does not translate, or one with a server elsewhere.
        ModelError: the checkpoint is missing, does not load, or fails its self-test; a server does not answer.
    """
    if card == "fake" or backend == "fake":
        from pipeline.backends.fake import FakeTranslator

        return FakeTranslator()
    loaded = load_card(card) if isinstance(card, str) else card
    _require(loaded, "translate")
    with doing(f"loading {loaded.name}"):
        engine: Translator = _engine(loaded, backend, device, compute_type, threads, batch_tokens, hosts)
        if check:
            check_translator(loaded, engine)
    return engine


def load_summarizer(
    card: Card | str,
    *,
    backend: str = "auto",
    device: str = "auto",
    compute_type: str = "auto",
    threads: int = 0,
    batch_tokens: int = 4096,
    check: bool = True,
    hosts: Sequence[str] = (),
) -> Summarizer:
    """An engine that summarizes: a checkpoint's that has passed its self-test, or an extractive ranker (``lead``,
    ``centroid``, ``salient``); as :func:`load_translator`.

    Raises:
        UserError: an unknown card or backend, a card that does not summarize, or one with a server elsewhere.
        ModelError: the checkpoint is missing, does not load, or fails its self-test; a server does not answer.
    """
    if card in EXTRACTIVE:
        from pipeline.backends.extractive import Extractive

        return Extractive(str(card))
    if card == "fake" or backend == "fake":
        from pipeline.backends.fake import FakeSummarizer

        return FakeSummarizer()
    loaded = load_card(card) if isinstance(card, str) else card
    _require(loaded, "summarize", "direct")
    with doing(f"loading {loaded.name}"):
        engine: Summarizer = _engine(loaded, backend, device, compute_type, threads, batch_tokens, hosts)
        if check:
            check_summarizer(loaded, engine)
    return engine


def check_card(card: Card, backend: str, slots: tuple[str, ...], hosts: Sequence[str] = ()) -> None:
    """Whether a card can be used, as far as that is known without loading it.

    Args:
        card: the card.
        backend: ``auto``, or a backend's name.
        slots: the tasks that there is a use for; the first one is named in messages.
        hosts: machines beside this one that a card with a server may send texts to.

    Raises:
        UserError: it is for another task, does not run on the backend, needs a package that is not installed, or its
            server is on a machine that nobody allowed.
    """
    _require(card, *slots)
    name = _backend(card, backend)
    if card.gguf:
        BACKENDS.load(name).require_gguf(card)
    if card.server:
        BACKENDS.load(name).require_allowed(card, hosts)


def _require(card: Card, *slots: str) -> None:
    if not set(slots) & set(card.stages):
        other = " or ".join(name for name in list_cards() if set(slots) & set(load_card(name).stages))
        hint = f"ringkas models lists the cards; those that can {slots[0]}: {other}"
        raise UserError(f"card {card.name} is for {', '.join(card.stages)}, not for {slots[0]}", hint)


def _backend(card: Card, backend: str) -> str:
    name = card.backends[0] if backend == "auto" else BACKENDS.require(backend)
    if name not in card.backends:
        raise UserError(f"card {card.name} does not run on {name}", f"it runs on: {', '.join(card.backends)}")
    return name


def _engine(
    card: Card,
    backend: str,
    device: str,
    compute_type: str,
    threads: int,
    batch_tokens: int,
    hosts: Sequence[str],
) -> Any:
    module = BACKENDS.load(_backend(card, backend))
    more: dict[str, Any] = {"batch_tokens": batch_tokens} if batch_tokens else {}
    more |= {"hosts": hosts} if card.server else {}
    return module.Engine(card, device=device, compute_type=compute_type, threads=threads, **more)
