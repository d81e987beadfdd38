"""Describes texts without judging them: length, compression, coverage and density, novelty, repetition.

Coverage, density and compression are those of Grusky et al. (2018), "Newsroom", section 4.1: how much of a brief is
copied from its source, and in how long pieces. They compare a brief with English text (the translation it was
made from), so their source is ``middles`` where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial

import numpy as np

from pipeline.metrics.base import Better, Items, Metric, Need, Rows, Values, mean_rows, percent, ratio, words


def fragments(source: Sequence[str], summary: Sequence[str]) -> list[int]:
    """Lengths of the extractive fragments: going along the summary, the longest run that also occurs in the source.

    Source: Grusky et al. (2018), figure 3 (the greedy algorithm).
    """
    places: dict[str, list[int]] = {}
    for n, word in enumerate(source):
        places.setdefault(word, []).append(n)
    lengths: list[int] = []
    at = 0
    while at < len(summary):
        best = 0
        for start in places.get(summary[at], ()):
            run = 1
            while at + run < len(summary) and start + run < len(source) and summary[at + run] == source[start + run]:
                run += 1
            best = max(best, run)
        if best:
            lengths.append(best)
        at += max(best, 1)
    return lengths


def texts_behind(items: Items) -> tuple[str, ...]:
    """The English text a brief was written from, or else the source (for a system that read the source itself)."""
    return items.middles or items.sources


@lru_cache(maxsize=8)
def _fragments(hypotheses: tuple[str, ...], behind: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(fragments(words(b), words(h))) for h, b in zip(hypotheses, behind, strict=True))


def coverage(items: Items) -> Rows:
    """(items, 2): share of a brief's words that are in copied fragments, 1 (0, 0 for an empty brief)."""
    cut = _fragments(items.hypotheses, texts_behind(items))
    lengths = [len(words(h)) for h in items.hypotheses]
    return mean_rows([sum(f) / n if n else np.nan for f, n in zip(cut, lengths, strict=True)])


def density(items: Items) -> Rows:
    """(items, 2): mean length of the fragment that a word is in, 1."""
    cut = _fragments(items.hypotheses, texts_behind(items))
    lengths = [len(words(h)) for h in items.hypotheses]
    return mean_rows([sum(x * x for x in f) / n if n else np.nan for f, n in zip(cut, lengths, strict=True)])


def compression(items: Items) -> Rows:
    """(items, 2): words of the source per word of the brief, 1."""
    pairs = zip(items.hypotheses, texts_behind(items), strict=True)
    return mean_rows([len(words(b)) / len(words(h)) if words(h) else np.nan for h, b in pairs])


def length(items: Items) -> Rows:
    """(items, 2): words of the hypothesis, 1."""
    return mean_rows([float(len(words(h))) for h in items.hypotheses])


def length_ratio(items: Items) -> Rows:
    """(items, 2): words of the hypotheses, words of the references (the mean one of several)."""
    counts = [float(np.mean([len(words(r)) for r in entry])) for entry in items.references]
    return np.array([[len(words(h)), c] for h, c in zip(items.hypotheses, counts, strict=True)], dtype=np.float64)


def _ngrams(text: str, order: int) -> list[tuple[str, ...]]:
    cut = words(text)
    return [tuple(cut[n : n + order]) for n in range(len(cut) - order + 1)]


def novelty(items: Items) -> Rows:
    """(items, 2): bigrams of the brief that the source lacks, bigrams of the brief."""
    rows = []
    for hypothesis, behind in zip(items.hypotheses, texts_behind(items), strict=True):
        known, ngrams = set(_ngrams(behind, 2)), _ngrams(hypothesis, 2)
        rows.append([sum(g not in known for g in ngrams), len(ngrams)])
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def copied(items: Items) -> Rows:
    """(items, 2): 4-grams of the brief that occur in the source too, 4-grams of the brief."""
    rows = []
    for hypothesis, behind in zip(items.hypotheses, texts_behind(items), strict=True):
        known, ngrams = set(_ngrams(behind, 4)), _ngrams(hypothesis, 4)
        rows.append([sum(g in known for g in ngrams), len(ngrams)])
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def repetition(items: Items) -> Rows:
    """(items, 2): trigrams that occurred before in the same text, trigrams."""
    rows = []
    for hypothesis in items.hypotheses:
        ngrams = _ngrams(hypothesis, 3)
        rows.append([len(ngrams) - len(set(ngrams)), len(ngrams)])
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def _signature(items: Items, name: str) -> str:
    behind = "translation" if items.middles else "source"
    return f"{name}|words:[a-z0-9]+|behind:{behind}|version:ringkas-1"


def _metric(
    name: str,
    better: Better,
    rows: Callable[[Items], Rows],
    value: Callable[[Rows], Values],
    needs: frozenset[Need],
    description: str,
) -> Metric:
    signs = partial(_signature, name=name)
    return Metric(name, better, rows, value, signs, needs, group="shape", description=description)


# Which text a brief is compared with is decided in `texts_behind`, so only `sources` is required.
SOURCE: frozenset[Need] = frozenset({"sources"})
REFERENCE: frozenset[Need] = frozenset({"references"})
METRICS = (
    _metric("length", "neither", length, ratio, frozenset(), "words per text"),
    _metric("length-ratio", "neither", length_ratio, percent, REFERENCE, "words against the reference's, in percent"),
    _metric("compression", "neither", compression, ratio, SOURCE, "words of the source per word of the brief"),
    _metric("coverage", "neither", coverage, percent, SOURCE, "share of the brief that is copied from its source"),
    _metric("density", "neither", density, ratio, SOURCE, "mean length of the copied piece a word stands in"),
    _metric("novelty", "neither", novelty, percent, SOURCE, "share of the brief's word pairs that its source lacks"),
    _metric(
        "copied-4grams", "neither", copied, percent, SOURCE, "share of the brief's four-word pieces that are copied"
    ),
    _metric("repetition", "lower", repetition, percent, frozenset(), "share of word triples said twice in one text"),
)
