"""Implements what all engines over sequence-to-sequence checkpoints share.

An engine says how texts become tokens and how a batch of them is decoded; counting, length limits, batching,
duplicates, settings and the fingerprint are here, so that two engines differ in their arithmetic only.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, ClassVar

from pipeline.backends._batching import Batch, ContentionLock, once_each, plan_batches, run_batches
from pipeline.backends.base import Decoding, Hypothesis
from pipeline.backends.model_card import Card
from pipeline.core.errors import ModelError, UserError
from pipeline.core.fingerprints import cuda_devices, device_class, digest, library_version

Rows = Sequence[list[Hypothesis]]


class Seq2Seq(abc.ABC):
    """A checkpoint in an engine; implements both protocols of :mod:`pipeline.backends.base`.

    A subclass names itself in ``backend``, the distributions whose version shapes its output in ``libraries``, and
    sets ``device`` and ``compute_type`` when it has loaded.

    Args:
        card: what is loaded.
        batch_tokens: tokens of source and expected output per batch.
    """

    backend: ClassVar[str]
    libraries: ClassVar[tuple[str, ...]]
    device: str
    compute_type: str

    def __init__(self, card: Card, batch_tokens: int) -> None:
        self.card = card
        self.batch_tokens = batch_tokens
        self._ahead = 0  # batches that may be under way at once; 0: one after the other
        self._lanes = 1  # batches that are computed side by side
        self._lock = ContentionLock()  # shards are translated in threads, two at a time

    @abc.abstractmethod
    def _encode(self, texts: Sequence[str]) -> Sequence[Sequence[Any]]:
        """The tokens of each text, special ones included, nothing cut."""

    @abc.abstractmethod
    def _submit(
        self, batch: Batch, tokens: Sequence[Sequence[Any]], settings: Decoding, n_best: int
    ) -> Callable[[], Rows]:
        """Start a batch of those tokens; the returned function waits for its results."""

    @cached_property
    def fingerprint(self) -> str:
        """Card and weights, backend, compute type, device class, and the libraries' versions."""
        return digest(
            {
                "card": self.card.fingerprint(),
                "backend": self.backend,
                "compute_type": self.compute_type,
                "device": device_class(self.device),
                "version": " ".join(library_version(name) for name in self.libraries),
            }
        )

    @property
    def max_source_tokens(self) -> int:
        return self.card.max_source_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(t) for t in self._encode([self.card.prefix + text for text in texts])]

    def translate(
        self, texts: Sequence[str], *, beam_size: int | None = None, n_best: int = 1, **decoding: Any
    ) -> list[list[Hypothesis]]:
        return self._decode("", texts, n_best, {"beam_size": beam_size, **decoding})

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
        overrides = {"min_tokens": min_tokens, "max_tokens": max_tokens, "beam_size": beam_size, **decoding}
        return self._decode(style, texts, n_best, overrides)

    def _decode(
        self, style: str, texts: Sequence[str], n_best: int, overrides: dict[str, Any]
    ) -> list[list[Hypothesis]]:
        settings = Decoding.of(self.card.generation).override(**overrides)
        prefix = self.card.prefix + style
        return once_each(texts, lambda unique: self._decode_unique([prefix + t for t in unique], settings, n_best))

    def _decode_unique(self, texts: list[str], settings: Decoding, n_best: int) -> list[list[Hypothesis]]:
        tokens = self._encode(texts)
        lengths = [len(t) for t in tokens]
        refuse_too_long(self.card, texts, lengths)
        batches = plan_batches(lengths, texts, self.batch_tokens)
        results = run_batches(
            batches,
            lambda b: self._submit(b, tokens, settings, n_best),
            ahead=self._ahead,
            lanes=self._lanes,
            lock=self._lock,
        )
        return [results[i] for i in range(len(texts))]


def refuse_too_long(card: Card, texts: Sequence[str], lengths: Sequence[int]) -> None:
    """Raise for a text over the card's limit: cutting is never done here, splitting is the stage's work."""
    for text, length in zip(texts, lengths, strict=True):
        if length > card.max_source_tokens:
            raise ModelError(
                f"a text of {length} tokens is over the {card.max_source_tokens} that {card.name} takes: {text[:60]!r}",
                "split it first; nothing is cut silently",
            )


def resolve_device(device: str) -> tuple[str, int]:
    """A device name as kind and index.

    Raises:
        UserError: not ``auto``, ``cpu``, ``cuda`` or ``cuda:N``, or a CUDA device that this machine does not have.
    """
    if device == "auto":
        return ("cuda" if device_class("auto") == "cuda" else "cpu"), 0
    kind, colon, index = device.partition(":")
    if kind not in ("cpu", "cuda") or bool(colon) != index.isdigit() or (kind == "cpu" and colon):
        raise UserError(f"unknown device {device!r}", "one of: auto, cpu, cuda, cuda:0 ...")
    if kind == "cuda" and int(index or 0) >= cuda_devices():
        there = f"{cuda_devices()} of them" if cuda_devices() else "none"
        raise UserError(
            f"device {device!r} is not there: the NVIDIA driver of this machine offers {there}",
            "--device cpu, or --device auto for the best there is",
        )
    return kind, int(index or 0)
