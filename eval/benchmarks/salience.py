"""Fits and measures the ranker ``salient``: which sentences of an article a written brief is made of.

    python -m eval.benchmarks.salience ARTICLES.json           # five-fold ROUGE-Lsum beside the lead
    python -m eval.benchmarks.salience ARTICLES.json --write   # and the weights into pipeline/backends/salience.toml

ARTICLES.json is a list of {"en": [translated sentences], "brief": "English brief"}; the articles are third-party text
and not part of the repository. A sentence's target is its ROUGE-2 recall of the brief, half its ROUGE-1 recall, less a
little for every word beyond twenty.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from rouge_score import rouge_scorer

from pipeline.backends import _salience
from pipeline.backends.extractive import content_words
from pipeline.metrics.resampling import bootstrap_weights, interval
from pipeline.stages.score.stage import as_lines

SENTENCES = 3
FOLDS = 5
RIDGE = 1.0


def table(sentences: list[str]) -> Any:
    """(sentences, features): what the ranker knows of each sentence."""
    rows = _salience.features(sentences, content_words)
    return np.array([list(row.values()) for row in rows])


def targets(sentences: list[str], brief: str, scorer: Any) -> Any:
    """(sentences,): how much of the brief each sentence holds."""
    values = []
    for sentence in sentences:
        found = scorer.score(brief, sentence)
        extra = max(0, len(sentence.split()) - 20)
        values.append(found["rouge2"].recall + 0.5 * found["rouge1"].recall - 0.004 * extra)
    return np.array(values)


def fit(rows: list[tuple[Any, Any]]) -> Any:
    """Ridge regression over all sentences of all articles."""
    x, y = np.vstack([r for r, _ in rows]), np.concatenate([t for _, t in rows])
    return np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ y)


def rouge(sentences: list[str], picked: list[int], brief: str, scorer: Any) -> float:
    text = "\n".join(sentences[i] for i in sorted(picked))
    return 100.0 * float(scorer.score(as_lines(brief), text)["rougeLsum"].fmeasure)


def main() -> None:
    """Measure, print, and write the weights where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)
    articles = [(list(filter(str.strip, a["en"])), a["brief"]) for a in json.loads(given.articles.read_text("utf-8"))]
    articles = [(en, brief) for en, brief in articles if len(en) >= SENTENCES]
    random.Random(0).shuffle(articles)
    rows = [(table(en), targets(en, brief, scorer)) for en, brief in articles]
    names = list(_salience.features(["A sentence."], content_words)[0])
    differences, lead = [], []
    for fold in range(FOLDS):
        weights = dict(zip(names, fit([r for i, r in enumerate(rows) if i % FOLDS != fold]), strict=True))
        _salience._weights = lambda weights=weights: weights  # type: ignore[assignment]
        for en, brief in articles[fold::FOLDS]:
            first = rouge(en, list(range(SENTENCES)), brief, scorer)
            chosen = _salience.salient_order(en, content_words)[:SENTENCES]
            lead.append(first)
            differences.append(rouge(en, chosen, brief, scorer) - first)
    values = np.array(differences)
    low, high = interval(bootstrap_weights(len(values), seed=1234) @ values / len(values))
    print(f"{len(values)} articles, {FOLDS} folds, ROUGE-Lsum: lead-3 {np.mean(lead):.2f},", end=" ")
    print(f"salient-3 {values.mean():+.2f} ({low:+.2f} to {high:+.2f})")
    if given.write:
        lines = [f"{name} = {weight:.4f}" for name, weight in zip(names, fit(rows), strict=True)]
        head = "# Weights of the ranker `salient`; made by: python -m eval.benchmarks.salience ARTICLES.json --write"
        _salience.WEIGHTS.write_text("\n".join([head, "[weights]", *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
