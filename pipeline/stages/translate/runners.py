"""Defines what translates a list of sentences: the guards' ladder, or the engine alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.core.records import Translation

if TYPE_CHECKING:
    from pipeline.backends.base import Translator


class Runner(Protocol):
    """Translates a list of sentences that fit."""

    def run(self, sentences: Sequence[str]) -> list[Translation]: ...


class Plain:
    """The engine without guards.

    Args:
        translator: the engine.
        decoding: its settings.
    """

    def __init__(self, translator: Translator, decoding: dict[str, Any]) -> None:
        self._translator, self._decoding = translator, decoding

    def run(self, sentences: Sequence[str]) -> list[Translation]:
        """The engine's best for each sentence, with ``index`` left at its place in ``sentences``."""
        found = self._translator.translate(sentences, **self._decoding)
        return [
            Translation(i, s, hypotheses[0].text, hypotheses[0].score)
            for i, (s, hypotheses) in enumerate(zip(sentences, found, strict=True))
        ]
