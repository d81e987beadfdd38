"""Converts a difference between two systems into the share of people expected to rank the two alike.

Kocmi, Zouhar, Federmann and Post (2024), "Navigating the Metrics Maze: Reconciling Score Magnitudes and Accuracies"
(ACL 2024, arXiv 2401.06760) fitted ``a / (1 + exp(-b * delta))`` to 6,530 pairs of systems judged by people (ToShip23).
The constants are those the authors publish with their tool (github.com/kocmitom/MT-Thresholds, ``python-tool``); they
are for translation only. Between unrelated systems string metrics agree with people far less: on 59.1% of pairs for
BLEU and 58.2% for chrF over all (their table of accuracies), which is why :data:`CAVEAT` goes with every figure.
"""

from __future__ import annotations

import math

# Metric -> (ceiling in percent, steepness per point).
CURVES = {
    "bleu": (88.33333333333225, 0.9663926931178954),
    "chrf": (92.999999999972, 1.1142732157139852),
    "comet": (96.22374133884283, 2.8359194570556636),  # COMET-22, on the scale 0 to 100
}
CAVEAT = (
    "Agreement: how often people rank two systems as a difference of this size does (Kocmi et al. 2024, arXiv "
    "2401.06760), fitted over all kinds of pairs. Between unrelated systems BLEU and chrF agreed with people on only "
    "59% and 58% of pairs."
)


def agreement(metric: str, delta: float) -> float | None:
    """Percent of pairs with this difference on which people agree; None without a published curve or a difference.

    Args:
        metric: ``bleu``, ``chrf`` or ``comet``, with or without ``translation.`` before it.
        delta: difference in points; its sign does not matter.
    """
    side, _, name = metric.rpartition(".")
    if side not in ("", "translation", "text") or name not in CURVES or math.isnan(delta) or delta == 0:
        return None
    ceiling, steepness = CURVES[name]
    return ceiling / (1.0 + math.exp(-steepness * abs(delta)))
