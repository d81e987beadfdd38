"""Fits and measures ``pipeline/guards/risk.toml`` on sentences that were read and labelled.

    python -m eval.benchmarks.risk [--write | --check]

``eval/results/labelled_news.tsv`` holds no text: beginnings of the SHA-256 of Indonesian news sentences (of articles
from which no run of eight words is in the translator's lists of news sentences) and of their translations by
``marian-id-en``, the severity and kind of their worst error as a reader sees it, the flags of the guards before
``unsure`` was among them, and the features of the model. The figures printed are of sentences left out of the fit (ten
folds, twenty times); the limit is the one with the best recall at 50% precision. ``--write`` writes the weights and how
the share of wrong sentences falls with the risk to the table, and the latter to the model's card, where ``ringkas
train`` writes the same. ``--check`` measures the shipped table on sentences that it was not fitted to:
``labelled_news_2.tsv``, 1,467 others drawn at random from news that the translator has no pairs of, labelled by other
readers in the same way, and ``labelled_news_3.tsv``, the first ten sentences of each of 160 articles, which is what
briefs are made of.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.guards.risk import FEATURES, TABLE, Kept, Measured, probability
from pipeline.guards.severity import severity
from pipeline.stages.report.odds import surest
from pipeline.training.card_risk import coverage, replaced

LABELS = Path(__file__).parents[1] / "results" / "labelled_news.tsv"
OTHERS = (LABELS.with_name("labelled_news_2.tsv"), LABELS.with_name("labelled_news_3.tsv"))
ENGINE = "marian-id-en"
CARD = Path(__file__).parents[2] / "models" / ENGINE / "README.md"
PENALTY, FOLDS, TIMES, PRECISION = 3.0, 10, 20, 0.5
Z = 1.96  # of a 95% interval


def fit(x: Any, y: Any) -> Any:
    """Weights of a logistic regression with an L2 penalty on standardized features; the first is the bias."""
    weights = np.zeros(x.shape[1])
    penalty = PENALTY * np.diag([0.0, *np.ones(x.shape[1] - 1)])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - penalty @ weights
        weights += np.linalg.solve((x.T * (p * (1 - p))) @ x + penalty, gradient)
    return weights


@dataclasses.dataclass(frozen=True, slots=True)
class Labelled:
    """Labelled sentences, ready for a fit.

    Attributes:
        rows: of the file.
        names: of the features.
        y: (rows,), 1 for a major error.
        x: (rows, 1 + features), the bias and the standardized features.
        mean: (features,), of the raw features.
        spread: (features,), their standard deviation.
    """

    rows: list[dict[str, str]]
    names: tuple[str, ...]
    y: Any
    x: Any
    mean: Any
    spread: Any

    @classmethod
    def read(cls, path: Path, names: tuple[str, ...]) -> Labelled:
        """The sentences of a file of labels."""
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        y = np.array([row["severity"] == "major" for row in rows], float)
        raw = np.array([[float(row[name]) for name in names] for row in rows])
        mean, spread = raw.mean(0), raw.std(0)
        return cls(rows, names, y, np.c_[np.ones(len(y)), (raw - mean) / spread], mean, spread)

    def weights(self) -> dict[str, float]:
        """The weights of a fit to all sentences, for features as they are."""
        fitted = fit(self.x, self.y)
        plain = fitted[1:] / self.spread
        return {"bias": fitted[0] - (plain * self.mean).sum(), **dict(zip(self.names, plain, strict=True))}


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


def kept(p: Any, y: Any) -> Iterator[Kept]:
    """For each share of the sentences, the surest first: the largest risk, the wrong ones expected and found."""
    order = np.argsort(p, kind="stable")
    for row in surest(map(float, p)):
        n = int(row["sentences"])
        wrong = y[order[:n]].mean()
        middle = (wrong + Z * Z / (2 * n)) / (1 + Z * Z / n)  # Wilson's interval
        half = Z / (1 + Z * Z / n) * np.sqrt(wrong * (1 - wrong) / n + Z * Z / (4 * n * n))
        found = (row["risk"], row["expected"], wrong, max(0.0, middle - half), min(1.0, middle + half))
        yield Kept(row["share"], *(round(float(value), 4) for value in found))


def table(weights: dict[str, float], limit: float, found: Measured) -> str:
    """The content of ``risk.toml``."""
    lines = [
        "# Weights of pipeline/guards/risk.py; made by: python -m eval.benchmarks.risk --write",
        f'engines = ["{ENGINE}"]',
        f"limit = {limit:.4f}",
        "# Of the labelled sentences left out of the fit, how many were found wrong among the surest.",
        f"sentences = {found.sentences}",
        f"wrong = {found.wrong}",
        "",
        "[weights]",
        *(f"{name} = {value:.4f}" for name, value in weights.items()),
    ]
    for row in found.coverage:
        lines += ["", "[[coverage]]", *(f"{name} = {value}" for name, value in dataclasses.asdict(row).items())]
    return "\n".join(lines) + "\n"


def checked(path: Path) -> str:
    """How the shipped table does on sentences that it was not fitted to."""
    labelled = Labelled.read(path, FEATURES)
    y = labelled.y
    shipped = tomllib.loads(TABLE.read_text("utf-8"))
    p = np.array([probability({n: float(row[n]) for n in FEATURES}, shipped["weights"]) for row in labelled.rows])
    said = p >= shipped["limit"]
    found = Measured(len(y), int(y.sum()), tuple(kept(p, y)))
    lines = (
        f"{path.name}: {len(y)} sentences",
        f"{int(y.sum())} with a major error ({y.mean():.1%}; expected: {p.mean():.1%})",
        f"area under the curve {auc(p, y):.3f}",
        f"unsure: recall {y[said].sum() / y.sum():.3f}, precision {y[said].mean():.3f}",
    )
    return "\n".join((*lines, "", coverage(found)))


def main() -> None:
    """Print recall, precision and how risk falls with coverage; with --write, write the table and the card's part."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    if given.check:
        print("\n\n".join(map(checked, OTHERS)))
        return
    labelled = Labelled.read(LABELS, FEATURES)
    y = labelled.y
    p = left_out(labelled.x, y)
    order = np.argsort(-p)
    precision = y[order].cumsum() / np.arange(1, len(y) + 1)
    taken = max((k + 1 for k in range(len(y)) if precision[k] >= PRECISION), default=1)
    limit = float(p[order[taken - 1]])
    flagged = np.array(
        [any(severity(f) in ("critical", "major") for f in row["flags"].split()) for row in labelled.rows]
    )
    both = flagged | (p >= limit)
    print(f"{len(y)} sentences, {int(y.sum())} with a major error; area under the curve {auc(p, y):.3f}")
    for name, said in (("other guards", flagged), ("unsure", p >= limit), ("both", both)):
        print(f"{name}: recall {y[said].sum() / y.sum():.3f}, precision {y[said].mean() if said.any() else 0:.3f}")
    found = Measured(len(y), int(y.sum()), tuple(kept(p, y)))
    print(f"\n{coverage(found)}")
    if given.write:
        TABLE.write_text(table(labelled.weights(), limit, found), "utf-8")
        CARD.write_text(replaced(CARD.read_text("utf-8"), coverage(found)), "utf-8")


if __name__ == "__main__":
    main()
