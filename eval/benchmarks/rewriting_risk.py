"""Fits and measures ``pipeline/stages/summarize/rewriting_risk.toml`` on rewritten sentences that were read.

    python -m eval.benchmarks.rewriting_risk [--write]

``eval/results/labelled_rewritings.tsv`` holds no text: beginnings of the SHA-256 of Indonesian news sentences and of
what the model wrote of them alone, where the checks of a rewriting pass it and it is not the translation; the severity
of its worst error and that of the translation, as strict readers see them, and the features. The figures printed are of
sentences left out of the fit (ten folds by source, ten times). The limit was set by looking at them and at briefs: far
above it hardly a rewriting is left out, below it the briefs gain less and are read as no safer.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.benchmarks.risk import Labelled, auc, fit
from pipeline.stages.summarize.rewriting_risk import FEATURES, TABLE

LABELS = Path(__file__).parents[1] / "results" / "labelled_rewritings.tsv"
ENGINE = "marian-id-en-brief"
LIMIT = 0.15
FOLDS, TIMES = 10, 10


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


def left_out(x: Any, y: Any, groups: Sequence[str]) -> Any:
    """The probability of each row by models that were fitted without its group."""
    found, names = np.zeros(len(y)), sorted(set(groups))
    for seed in range(TIMES):
        shuffled = np.random.RandomState(seed).permutation(names)
        folds = {name: i % FOLDS for i, name in enumerate(shuffled)}
        fold = np.array([folds[group] for group in groups])
        for k in range(FOLDS):
            found[fold == k] += 1 / (1 + np.exp(-x[fold == k] @ fit(x[fold != k], y[fold != k]))) / TIMES
    return found


def main() -> None:
    """Print how well risk tells wrong rewritings, and what is wrong at the limit; with --write, write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    labelled = Labelled.read(LABELS, FEATURES)
    rows, y = labelled.rows, labelled.y
    p = left_out(labelled.x, y, [row["source"] for row in rows])
    plain = np.array([row["translation_severity"] == "major" for row in rows], float)
    used = p <= LIMIT
    print(f"{len(y)} rewritings, {int(y.sum())} wrong; area under the curve {auc(p, y):.3f}")
    for name, part in (("all", p <= 1), (f"at the limit {LIMIT}", used)):
        print(f"{name}: {len(y[part])}, {y[part].mean():.1%} wrong; their translations: {plain[part].mean():.1%}")
    if given.write:
        TABLE.write_text(text(labelled.weights(), LIMIT), "utf-8")


if __name__ == "__main__":
    main()
