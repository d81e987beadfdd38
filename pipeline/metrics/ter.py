"""Computes TER of translations (Snover et al. 2006): edits and shifts per reference word, with sacrebleu's counts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from pipeline.metrics.base import Items, Metric, Rows, Values
from pipeline.metrics.references import sacrebleu_layout


@lru_cache(maxsize=4)
def _scorer(references: tuple[tuple[str, ...], ...]) -> Any:
    from sacrebleu.metrics import TER

    return TER(references=sacrebleu_layout(references))


def statistics(items: Items) -> Rows:
    """(items, 2): edits, mean reference length in words."""
    return np.asarray(_scorer(items.references)._extract_corpus_statistics(items.hypotheses, None), dtype=np.float64)


def value(rows: Rows) -> Values:
    """TER of sums of rows, in percent; edits against no reference words at all count as 100."""
    edits, length = rows[..., 0], rows[..., 1]
    rate = np.divide(edits, length, out=np.where(edits > 0, 1.0, 0.0), where=length > 0)
    result: Values = 100.0 * rate
    return result


def signature(items: Items) -> str:
    """sacrebleu's own signature."""
    return str(_scorer(items.references).get_signature())


METRICS = (
    Metric(
        "ter",
        "lower",
        statistics,
        value,
        signature,
        group="translation",
        description="edits per reference word; lower is better",
    ),
)
