"""Turns pairs into training items: tokenizes them, counts those too long, and adds reverse and copied ones."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.training.align import Alignments
from pipeline.training.batches import Item
from pipeline.training.config import Filters
from pipeline.training.parallel_text import Pair
from pipeline.training.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Encoded:
    """Items of the forward direction, in the order of their pairs, and what did not fit."""

    items: list[Item]
    rejected: Counter[str]


def encode_pairs(pairs: Sequence[Pair], tokens: Tokens, filters: Filters) -> Encoded:
    """Tokenizes pairs; a source that is too long is cut only where the preset says so, else the pair is left out."""
    sources = tokens.encode([p.source for p in pairs], "source")
    targets = tokens.encode([p.target for p in pairs], "target")
    items: list[Item] = []
    rejected: Counter[str] = Counter()
    for pair, source, target in zip(pairs, sources, targets, strict=True):
        cut = len(source) > filters.max_source_tokens and filters.truncate_source
        if cut:
            source = [*source[: filters.max_source_tokens - 1], tokens.eos]
            rejected["source-cut"] += 1
        if len(source) > filters.max_source_tokens or len(target) > filters.max_target_tokens:
            rejected["too-many-tokens"] += 1
            continue
        sides = tuple(source), tuple(target)
        items.append(Item(pair.source, pair.target, *sides, pair.weight, index=len(items), cut=cut))
    return Encoded(items, rejected)


def directed(items: Sequence[Item], direction: str, marker: int) -> list[Item]:
    """The items of a round: forward as they are, reverse with the sides exchanged and the marker in front."""
    forward = list(items) if direction in ("forward", "both") else []
    if direction == "forward":
        return forward
    return forward + [
        replace(
            item,
            source_text=item.target_text,
            target_text=item.source_text,
            source=(marker, *item.target),
            target=item.source,
            reverse=True,
            index=-1,
            alignment=(),
        )
        for item in items
    ]


def copied(items: Sequence[Item], share: float, limit: int, seed: int) -> list[Item]:
    """A share of the targets as their own source; those of more than ``limit`` source tokens are left out."""
    chosen = random.Random(f"{seed} copies").sample(items, round(share * len(items)))
    return [
        replace(i, source_text=i.target_text, source=i.target, index=-1, alignment=())
        for i in chosen
        if len(i.target) <= limit
    ]


def with_alignments(items: Sequence[Item], alignments: Alignments) -> list[Item]:
    """The items with the source position that each target token is sure to come from (-1: not sure)."""
    return [replace(i, alignment=tuple(alignments.of(i.index))) if i.index >= 0 else i for i in items]
