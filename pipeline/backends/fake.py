"""Implements fake engines for tests: deterministic, instant, and without weights.

Words are looked up in a tiny dictionary and numbers kept, so that guards, memory and alignment have realistic
input; each further hypothesis is the first with a word missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from pipeline.backends.base import Decoding, Hypothesis

_WORDS = {
    "presiden": "president",
    "gempa": "earthquake",
    "rumah": "house",
    "warga": "residents",
    "pemerintah": "government",
    "orang": "people",
    "hari": "day",
    "dan": "and",
    "di": "in",
    "yang": "that",
}


class FakeTranslator:
    """Word for word; ``calls`` counts the texts it was given, for tests of memory and duplicates."""

    fingerprint = "fake-translator-1"
    max_source_tokens = 64

    def __init__(self) -> None:
        self.calls = 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 1 for text in texts]

    def translate(
        self, texts: Sequence[str], *, beam_size: int | None = None, n_best: int = 1, **decoding: Any
    ) -> list[list[Hypothesis]]:
        Decoding().override(beam_size=beam_size, **decoding)
        self.calls += len(texts)
        return [self._one(text, n_best) for text in texts]

    def _one(self, text: str, n_best: int) -> list[Hypothesis]:
        words = [_WORDS.get(word.lower(), word) for word in text.split()]
        hypotheses = []
        for rank in range(n_best):
            kept = words[: max(1, len(words) - rank)]
            hypotheses.append(Hypothesis(" ".join(kept), _score(text, rank), len(kept)))
        return hypotheses


class FakeSummarizer:
    """The first words of a text, as a sentence."""

    fingerprint = "fake-summarizer-1"
    max_source_tokens = 512

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 1 for text in texts]

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
        Decoding().override(beam_size=beam_size, **decoding)
        results = []
        for text in texts:
            words = text.split()[: max_tokens or 24]
            cut = [words[: max(1, len(words) - rank)] for rank in range(n_best)]
            results.append([Hypothesis(" ".join(w), _score(text, rank), len(w)) for rank, w in enumerate(cut)])
        return results


def _score(text: str, rank: int) -> float:
    """A made-up log-probability in -2..0 that depends on the text alone."""
    return -round(int(hashlib.sha256(text.encode()).hexdigest()[:4], 16) / 0xFFFF + rank * 0.1, 5)
