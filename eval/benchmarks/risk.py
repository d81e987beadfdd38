"""Fits and measures ``pipeline/guards/risk.toml`` on sentences that were read and labelled.

    python -m eval.benchmarks.risk [--write]

``eval/results/labelled_news.tsv`` holds no text: beginnings of the SHA-256 of Indonesian news sentences (articles of
the dev briefs) and of their translations by ``marian-id-en``, the severity and kind of their worst error as a reader
sees it, the flags of the guards before ``unsure`` was among them, and the features of the model. The figures printed
are of sentences left out of the fit (ten folds, twenty times); the limit is the one with the best recall at 75%
precision.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.guards.risk import FEATURES, TABLE
from pipeline.guards.severity import severity

LABELS = Path(__file__).parents[1] / "results" / "labelled_news.tsv"
PENALTY, FOLDS, TIMES, PRECISION = 3.0, 10, 20, 0.75


def fit(x: Any, y: Any) -> Any:
    """Weights of a logistic regression with an L2 penalty on standardized features; the first is the bias."""
    weights = np.zeros(x.shape[1])
    penalty = PENALTY * np.diag([0.0, *np.ones(x.shape[1] - 1)])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - penalty @ weights
        weights += np.linalg.solve((x.T * (p * (1 - p))) @ x + penalty, gradient)
    return weights


def left_out(x: Any, y: Any) -> Any:
    """The probability of each sentence by models that were fitted without it."""
    rng, n = np.random.RandomState(0), len(y)
    found = np.zeros(n)
    for _ in range(TIMES):
        order = rng.permutation(n)
        for fold in range(FOLDS):
            test = order[fold::FOLDS]
            train = np.setdiff1d(order, test)
            found[test] += 1 / (1 + np.exp(-x[test] @ fit(x[train], y[train]))) / TIMES
    return found


def auc(values: Any, y: Any) -> float:
    """The probability that a sentence with a major error has the higher value."""
    ranks = np.argsort(np.argsort(values))
    bad = y.sum()
    return float((ranks[y == 1].sum() - bad * (bad - 1) / 2) / (bad * (len(y) - bad)))


def main() -> None:
    """Print recall, precision and how risk falls with coverage; with --write, the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    y = np.array([row["severity"] == "major" for row in rows], float)
    raw = np.array([[float(row[name]) for name in FEATURES] for row in rows])
    mean, spread = raw.mean(0), raw.std(0)
    x = np.c_[np.ones(len(y)), (raw - mean) / spread]
    p = left_out(x, y)
    order = np.argsort(-p)
    precision = y[order].cumsum() / np.arange(1, len(y) + 1)
    taken = max((k + 1 for k in range(len(y)) if precision[k] >= PRECISION), default=1)
    limit = float(p[order[taken - 1]])
    flagged = np.array([any(severity(f) in ("critical", "major") for f in row["flags"].split()) for row in rows])
    both = flagged | (p >= limit)
    print(f"{len(y)} sentences, {int(y.sum())} with a major error; area under the curve {auc(p, y):.3f}")
    for name, said in (("other guards", flagged), ("unsure", p >= limit), ("both", both)):
        print(f"{name}: recall {y[said].sum() / y.sum():.3f}, precision {y[said].mean() if said.any() else 0:.3f}")
    for share in (1.0, 0.75, 0.5, 0.25):
        kept = order[::-1][: int(share * len(y))]
        print(f"the surest {share:.0%}: {y[kept].mean():.3f} with a major error")
    if given.write:
        weights = fit(x, y)
        plain = weights[1:] / spread
        bias = weights[0] - (plain * mean).sum()
        lines = [
            "# Weights of pipeline/guards/risk.py; made by: python -m eval.benchmarks.risk --write",
            'engines = ["marian-id-en"]',
            f"limit = {limit:.4f}",
            "",
            "[weights]",
            f"bias = {bias:.4f}",
            *(f"{name} = {value:.4f}" for name, value in zip(FEATURES, plain, strict=True)),
        ]
        TABLE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
