"""Computes the dev score that selects a round's checkpoint: chrF of translations, ROUGE-Lsum of summaries."""

from __future__ import annotations

from collections.abc import Sequence

METRIC = {"translate": "chrf", "summarize": "rougeLsum"}


def dev_score(task: str, hypotheses: Sequence[str], references: Sequence[str]) -> tuple[str, float]:
    """The metric's name and its value, 0..100; the same metric that ``compare`` reports, without the interval."""
    from pipeline import metrics

    metric = metrics.load_metric(METRIC[task])
    items = metrics.make_items(hypotheses, [[r] for r in references], allow_empty=True)
    return metric.name, float(metric.value(metrics.statistics(metric, items).sum(axis=0)))
