"""Defines the protocols that backends implement, and the decoding settings they take.

Stages know :class:`Translator` and :class:`Summarizer` only. A backend is one module of this folder; helpers have
names that start with an underscore.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

from pipeline.backends._prompts import NO_HINTS, Hints
from pipeline.backends.model_card import Generation
from pipeline.core.errors import UserError, did_you_mean

__all__ = ["NO_HINTS", "Decoding", "Hints", "Hypothesis", "Summarizer", "Translator"]


class Hypothesis(NamedTuple):
    """One candidate output.

    Attributes:
        text: detokenized.
        score: mean natural log-probability per token (the end token counted), rounded to 5 places; None when the text
            did not come from a model.
        tokens: how many tokens were generated, the end token not counted.
    """

    text: str
    score: float | None
    tokens: int


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to search; everything here changes the text, so everything here belongs in a fingerprint.

    Attributes:
        beam_size: 1 is greedy.
        length_penalty: exponent on the length that a beam's score is divided by.
        repetition_penalty: above 1 makes tokens already generated less likely.
        no_repeat_ngram_size: 0 switches it off.
        max_output_ratio: output tokens allowed per source token (10 more are always allowed).
        min_tokens: shortest output, in tokens.
        max_tokens: longest output, in tokens, whatever the ratio says.
    """

    beam_size: int = 4
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    max_output_ratio: float = 3.0
    min_tokens: int = 1
    max_tokens: int = 256

    @classmethod
    def of(cls, generation: Generation) -> Decoding:
        """The settings a card asks for."""
        values = generation.model_dump()
        values["min_tokens"] = max(1, values["min_tokens"])
        return cls(**values)

    def override(self, **changes: Any) -> Decoding:
        """These settings with some changed; None leaves a setting as it is.

        Raises:
            UserError: an unknown setting.
        """
        allowed = {f.name for f in dataclasses.fields(self)}
        for name in changes:
            if name not in allowed:
                raise UserError(f"unknown decoding setting {name!r}", did_you_mean(name, allowed, "settings"))
        return dataclasses.replace(self, **{k: v for k, v in changes.items() if v is not None})

    def output_limit(self, source_tokens: int) -> int:
        """The longest output allowed for a source of this many tokens."""
        return max(self.min_tokens, min(self.max_tokens, int(source_tokens * self.max_output_ratio) + 10))


@runtime_checkable
class Translator(Protocol):
    """Indonesian sentences to English ones.

    ``fingerprint`` names the engine: card, weights, backend, compute type, device class and library versions; the
    decoding settings are the caller's to add. An engine that can be told terms, context or style says so in
    ``takes``, and its ``translate`` has one more parameter, ``hints``: what it is told with each text.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def max_source_tokens(self) -> int: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text, special ones included, to compare with ``max_source_tokens``."""
        ...

    def translate(
        self, texts: Sequence[str], *, beam_size: int | None = None, n_best: int = 1, **decoding: Any
    ) -> list[list[Hypothesis]]:
        """The ``n_best`` candidates of each text, best first, in the order of ``texts``.

        What comes back for a text depends on that text alone: neither on its neighbours nor on their order.

        Raises:
            ModelError: a text is longer than ``max_source_tokens`` (nothing is ever cut here).
        """
        ...


@runtime_checkable
class Summarizer(Protocol):
    """English text (or Indonesian, for a ``direct`` card) to a shorter English one."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def max_source_tokens(self) -> int: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text, special ones included."""
        ...

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
        """The ``n_best`` summaries of each text, best first; ``style`` is put before the text (a control prefix).

        Raises:
            ModelError: a text is longer than ``max_source_tokens`` (nothing is ever cut here).
        """
        ...
