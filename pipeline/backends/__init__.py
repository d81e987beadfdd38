"""Loads the engines that translate and summarize: one module per backend, found by its file's name.

``load_translator`` and ``load_summarizer`` pick a backend that the card allows, load it, and check it against
the card's known answers before anything else is decoded.
"""

from __future__ import annotations

from typing import Any

from pipeline.backends.base import Decoding, Hypothesis, Summarizer, Translator
from pipeline.backends.model_card import HELPERS, Card, list_cards, load_card
from pipeline.core.errors import ModelError, UserError
from pipeline.core.registry import Registry

__all__ = [
    "BACKENDS",
    "EXTRACTIVE",
    "Decoding",
    "Hypothesis",
    "Summarizer",
    "Translator",
    "check_card",
    "check_known_answers",
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
) -> Translator:
    """An engine that translates, checked against the card's known answers.

    Args:
        card: a card, or its name; ``fake`` is the tests' own translator.
        backend: ``auto`` takes the first that the card lists.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        compute_type: ``auto``, or one that the backend knows.
        threads: CPU threads; 0 takes all that this process may use.
        batch_tokens: tokens of source and expected output per batch; 0 is the backend's own choice.
        check: whether to run the known answers.

    Raises:
        UserError: an unknown card or backend, or a card that does not translate.
        ModelError: the checkpoint is missing, does not load, or fails its known answers.
    """
    if card == "fake" or backend == "fake":
        from pipeline.backends.fake import FakeTranslator

        return FakeTranslator()
    loaded = load_card(card) if isinstance(card, str) else card
    _require(loaded, "translate")
    engine = _engine(loaded, backend, device, compute_type, threads, batch_tokens)
    if check:
        check_known_answers(loaded, engine)
    return engine  # type: ignore[no-any-return]


def load_summarizer(
    card: Card | str,
    *,
    backend: str = "auto",
    device: str = "auto",
    compute_type: str = "auto",
    threads: int = 0,
    batch_tokens: int = 4096,
) -> Summarizer:
    """An engine that summarizes: a checkpoint's, or an extractive ranker (``lead``, ``centroid``, ``salient``).

    Raises:
        UserError: an unknown card or backend, or a card that does not summarize.
        ModelError: the checkpoint is missing or does not load.
    """
    if card in EXTRACTIVE:
        from pipeline.backends.extractive import Extractive

        return Extractive(str(card))
    if card == "fake" or backend == "fake":
        from pipeline.backends.fake import FakeSummarizer

        return FakeSummarizer()
    loaded = load_card(card) if isinstance(card, str) else card
    _require(loaded, "summarize", "direct")
    return _engine(loaded, backend, device, compute_type, threads, batch_tokens)  # type: ignore[no-any-return]


def check_card(card: Card, backend: str, slots: tuple[str, ...]) -> None:
    """Whether a card can be used, as far as that is known without loading it.

    Args:
        card: the card.
        backend: ``auto``, or a backend's name.
        slots: the tasks that there is a use for; the first one is named in messages.

    Raises:
        UserError: it is for another task, does not run on the backend, or needs a package that is not installed.
    """
    _require(card, *slots)
    name = _backend(card, backend)
    if card.gguf:
        BACKENDS.load(name).require_gguf(card)


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


def _engine(card: Card, backend: str, device: str, compute_type: str, threads: int, batch_tokens: int) -> Any:
    module = BACKENDS.load(_backend(card, backend))
    budget = {"batch_tokens": batch_tokens} if batch_tokens else {}
    return module.Engine(card, device=device, compute_type=compute_type, threads=threads, **budget)


def check_known_answers(card: Card, engine: Translator) -> None:
    """Compare the engine's translations with the card's known answers.

    Libraries have loaded translation weights wrongly without an error more than once (transformers #45005, #26216);
    the output is then unlike the answer, not just a word away.

    Raises:
        ModelError: an answer is not near enough.
    """
    from difflib import SequenceMatcher

    if not card.known_answers:
        return
    outputs = engine.translate([k.source for k in card.known_answers])
    for known, output in zip(card.known_answers, outputs, strict=True):
        likeness = SequenceMatcher(None, known.text, output[0].text, autojunk=False).ratio()
        if likeness < known.similarity:
            raise ModelError(
                f"card {card.name} failed its self-test: {known.source!r} gave {output[0].text!r}, "
                f"expected about {known.text!r} (likeness {likeness:.2f}, at least {known.similarity:.2f})",
                "the weights or a library loaded them wrongly; try another backend, or fetch the checkpoint again",
            )
