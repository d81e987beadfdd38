"""Fits and measures ``pipeline/stages/summarize/rewriting_risk.toml`` on rewritten sentences that were read.

    python -m eval.benchmarks.rewriting_risk [--write]

``eval/results/labelled_rewritings.tsv`` holds no text: beginnings of the SHA-256 of what the model was given and of
what it wrote, the severity of its worst error as a strict reader sees it, whether the checks of a rewriting refuse it,
the severity of the translation of the same sentence as the same reader sees it, and the features. The figures printed
are of sentences left out of the fit (ten folds, twenty times). The limit is the largest risk up to which at most
``WRONG`` of the rewritings that no check refuses are wrong.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from eval.benchmarks.risk import auc, fit, left_out
from pipeline.stages.summarize.rewriting_risk import FEATURES, TABLE

LABELS = Path(__file__).parents[1] / "results" / "labelled_rewritings.tsv"
ENGINE = "marian-id-en-brief"
WRONG = 0.12  # of the translations of the same sentences 0.18 are


def text(weights: dict[str, float], limit: float) -> str:
    """The content of the table."""
    lines = [
        "# Weights of rewriting_risk.py; made by: python -m eval.benchmarks.rewriting_risk --write",
        f'engines = ["{ENGINE}"]',
        f"limit = {limit:.4f}",
        "",
        "[weights]",
        *(f"{name} = {value:.4f}" for name, value in weights.items()),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print how well risk tells wrong rewritings, and what is wrong at the limit; with --write, write the table."""
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
    able = np.array([row["refused"] == "no" for row in rows])
    plain = np.array([row["translation_severity"] == "major" for row in rows], float)
    order = np.flatnonzero(able)[np.argsort(p[able], kind="stable")]
    wrong = y[order].cumsum() / np.arange(1, len(order) + 1)
    taken = max((k + 1 for k in range(len(order)) if wrong[k] <= WRONG), default=1)
    limit, used = float(p[order[taken - 1]]), order[:taken]
    print(f"{len(y)} rewritings, {int(y.sum())} wrong; area under the curve {auc(p, y):.3f}")
    for name, part in (("not refused by the checks", able), (f"of these, at the limit {limit:.3f}", used)):
        print(f"{name}: {len(y[part])}, {y[part].mean():.1%} wrong; their translations: {plain[part].mean():.1%}")
    if given.write:
        weights = fit(x, y)
        values = weights[1:] / spread
        named = {"bias": weights[0] - (values * mean).sum(), **dict(zip(FEATURES, values, strict=True))}
        TABLE.write_text(text(named, limit), "utf-8")


if __name__ == "__main__":
    main()
