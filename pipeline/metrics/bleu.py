"""Computes BLEU of translations (Papineni et al. 2002), with sacrebleu's tokenizer and counts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from pipeline.metrics.base import Items, Metric, Rows, Values
from pipeline.metrics.references import sacrebleu_layout

ORDER = 4


@lru_cache(maxsize=4)
def _scorer(references: tuple[tuple[str, ...], ...]) -> Any:
    """A sacrebleu metric that has counted these references; kept, because a comparison scores many systems on them."""
    from sacrebleu.metrics import BLEU

    return BLEU(references=sacrebleu_layout(references), force=True)


def statistics(items: Items) -> Rows:
    """(items, 10): system length, closest reference length, matches and totals of 1- to 4-grams."""
    return np.asarray(_scorer(items.references)._extract_corpus_statistics(items.hypotheses, None), dtype=np.float64)


def value(rows: Rows, effective_order: bool = False) -> Values:
    """BLEU of sums of rows, 0 to 100, smoothed as sacrebleu's default (``exp``) does.

    Args:
        rows: (..., 10).
        effective_order: leave out orders that a short text cannot have, as sentence BLEU must.
    """
    length, reference = rows[..., 0], rows[..., 1]
    matches, totals = rows[..., 2 : 2 + ORDER], rows[..., 2 + ORDER :]
    possible = totals > 0
    # Each order without a match halves what it would have scored, cumulatively (NIST's mteval).
    zeros = np.cumsum((matches == 0) & possible, axis=-1)
    smoothed = np.where(matches > 0, matches, 1.0 / np.exp2(zeros))
    logs = np.log(np.divide(smoothed, totals, out=np.ones_like(smoothed), where=possible))
    orders = possible.sum(axis=-1) if effective_order else ORDER
    # sacrebleu: an impossible order without effective_order leaves precision 0, and the whole score 0.
    complete = np.ones_like(length, dtype=bool) if effective_order else possible.all(axis=-1)
    mean = logs.sum(axis=-1) / np.maximum(orders, 1)
    short = np.divide(reference, length, out=np.full_like(length, np.inf), where=length > 0)
    penalty = np.where(length < reference, np.exp(np.minimum(0.0, 1.0 - short)), 1.0)
    usable = (matches.sum(axis=-1) > 0) & complete
    result: Values = np.where(usable, 100.0 * penalty * np.exp(mean), 0.0)
    return result


def item_value(rows: Rows) -> Values:
    """Sentence BLEU with effective order."""
    return value(rows, effective_order=True)


def signature(items: Items) -> str:
    """sacrebleu's own signature."""
    return str(_scorer(items.references).get_signature())


METRICS = (
    Metric(
        "bleu",
        "higher",
        statistics,
        value,
        signature,
        item_value=item_value,
        group="translation",
        description="n-gram precision against the reference; unreliable between unrelated systems",
    ),
)
