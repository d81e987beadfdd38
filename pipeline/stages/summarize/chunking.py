"""Cuts an article of any length into parts that fit into the summarizer, on sentence boundaries.

Tokens are counted by the model itself (``count_tokens``), so that its tokenizer truncates nothing. Parts are as few as
possible and about equally long: a short last part would be summarized as if it were as important as the others. A
sentence above the limit is split at its clauses, or between words where it has none; no word is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.core.errors import ModelError

CountTokens = Callable[[Sequence[str]], list[int]]
CLAUSE = re.compile(r"(?<=[;:,])\s+|\s+(?=[–—(])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence (or a piece of one) that goes into a part: its text, its tokens, the sentence it comes from."""

    sentence: int
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Part:
    """Units that are summarized together."""

    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        return " ".join(u.text for u in self.units)

    @property
    def tokens(self) -> int:
        return sum(u.tokens for u in self.units)

    @property
    def span(self) -> tuple[int, int]:
        """First and last sentence, both included."""
        return self.units[0].sentence, self.units[-1].sentence


def cut(sentences: Sequence[str], budget: int, count: CountTokens) -> list[Part]:
    """Parts of at most ``budget`` tokens each.

    Args:
        sentences: in order; blank ones are skipped.
        budget: tokens a part may have, the model's limit less its prefix.
        count: tokens of each text as the model counts them, special tokens included.

    Raises:
        ModelError: not even a single word fits.
    """
    kept = [(i, s) for i, s in enumerate(sentences) if s.strip()]
    counts = count([s for _, s in kept]) if kept else []
    units: list[Unit] = []
    for (i, text), tokens in zip(kept, counts, strict=True):
        if tokens <= budget:
            units.append(Unit(i, text, tokens))
        else:
            units += [Unit(i, piece, n) for piece, n in split_long(text, budget, count)]
    return [Part(tuple(units[a:b])) for a, b in _bounds([u.tokens for u in units], budget)]


def _bounds(tokens: Sequence[int], budget: int) -> list[tuple[int, int]]:
    """The fewest runs under ``budget``, and of these the cut whose longest run is shortest."""
    if not tokens:
        return []
    fewest = len(_runs(tokens, budget))
    low, high = max(*tokens, -(-sum(tokens) // fewest)) if len(tokens) > 1 else tokens[0], budget
    while low < high:
        middle = (low + high) // 2
        if len(_runs(tokens, middle)) <= fewest:
            high = middle
        else:
            low = middle + 1
    edges = [*_runs(tokens, high), len(tokens)]
    return list(pairwise(edges))


def _runs(tokens: Sequence[int], budget: int) -> list[int]:
    """Where the runs start when each is filled as far as ``budget`` allows."""
    starts, filled = [0], 0
    for i, n in enumerate(tokens):
        if filled + n > budget and filled:
            starts.append(i)
            filled = 0
        filled += n
    return starts


def split_long(text: str, budget: int, count: CountTokens) -> Iterator[tuple[str, int]]:
    """Pieces of one sentence, each within ``budget``: at clause ends where there are any, else between words.

    Raises:
        ModelError: a single word is above the budget.
    """
    tokens = count([text])[0]
    if tokens <= budget:
        yield text, tokens
        return
    words = text.split()
    if len(words) < 2:
        raise ModelError(
            f"a word of {tokens} tokens does not fit into {budget}: {text[:40]!r}...", "clean the article's text"
        )
    middle = len(text) / 2
    clauses = [m.end() for m in CLAUSE.finditer(text) if 0.2 < m.end() / len(text) < 0.8]
    at = min(clauses or [m.end() for m in re.finditer(r"\s+", text)], key=lambda end: abs(end - middle))
    yield from split_long(text[:at].strip(), budget, count)
    yield from split_long(text[at:].strip(), budget, count)
