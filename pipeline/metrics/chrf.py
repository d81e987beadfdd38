"""Computes chrF and chrF++ of translations (Popović 2015, 2017), with sacrebleu's counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np

from pipeline.metrics.base import Items, Metric, Rows, Values
from pipeline.metrics.references import sacrebleu_layout

BETA = 2


@lru_cache(maxsize=4)
def _scorer(references: tuple[tuple[str, ...], ...], word_order: int) -> Any:
    from sacrebleu.metrics import CHRF

    return CHRF(word_order=word_order, beta=BETA, references=sacrebleu_layout(references))


def statistics(items: Items, word_order: int) -> Rows:
    """(items, 3 * orders): hypothesis n-grams, reference n-grams and matches, for each order."""
    scorer = _scorer(items.references, word_order)
    return np.asarray(scorer._extract_corpus_statistics(items.hypotheses, None), dtype=np.float64)


def value(rows: Rows) -> Values:
    """chrF of sums of rows, 0 to 100: F2 of the mean precision and the mean recall over the orders both sides have."""
    orders = rows.reshape(*rows.shape[:-1], -1, 3)
    hypothesis, reference, matches = orders[..., 0], orders[..., 1], orders[..., 2]
    both = (hypothesis > 0) & (reference > 0)
    count = np.maximum(both.sum(axis=-1), 1)
    precision = np.divide(matches, hypothesis, out=np.zeros_like(matches), where=both).sum(axis=-1) / count
    recall = np.divide(matches, reference, out=np.zeros_like(matches), where=both).sum(axis=-1) / count
    factor = BETA**2
    bottom = factor * precision + recall
    score = (1 + factor) * precision * recall
    result: Values = 100.0 * np.divide(score, bottom, out=np.zeros_like(score), where=bottom > 0)
    return result


def signature(items: Items, word_order: int) -> str:
    """sacrebleu's own signature."""
    return str(_scorer(items.references, word_order).get_signature())


def _metric(name: str, word_order: int, description: str) -> Metric:
    rows: Callable[[Items], Rows] = partial(statistics, word_order=word_order)
    signs: Callable[[Items], str] = partial(signature, word_order=word_order)
    return Metric(name, "higher", rows, value, signs, group="translation", description=description)


METRICS = (
    _metric("chrf", 0, "character n-gram F-score: sees endings and names where BLEU sees only whole words"),
    _metric("chrf++", 2, "chrF with word pairs"),
)
