"""Computes ROUGE-1, -2, -L and -Lsum of briefs (Lin 2004), with Google's rouge-score, which follows ROUGE-1.5.5."""

from __future__ import annotations

from functools import lru_cache, partial
from importlib.metadata import version

import numpy as np

from pipeline.metrics.base import Items, Metric, Rows, percent

KINDS = ("rouge1", "rouge2", "rougeL", "rougeLsum")


class _Tokenizer:
    """rouge-score's own tokens. Most of ROUGE's time goes into stemming the same words again, so stems are kept."""

    def __init__(self) -> None:
        from nltk.stem.porter import PorterStemmer  # type: ignore[import-untyped]
        from rouge_score import tokenize

        self._cut = tokenize.tokenize
        self.stem = lru_cache(maxsize=100_000)(PorterStemmer().stem)

    def tokenize(self, text: str) -> list[str]:
        return list(self._cut(text, self))  # rouge-score calls `stem` of what it is given


@lru_cache(maxsize=8)
def _all_kinds(hypotheses: tuple[str, ...], references: tuple[tuple[str, ...], ...]) -> Rows:
    """(items, kinds, 2): F-measure and 1, for every kind in one pass; with several references the best one counts."""
    from rouge_score import rouge_scorer

    scorer = rouge_scorer.RougeScorer(list(KINDS), tokenizer=_Tokenizer())
    rows = np.ones((len(hypotheses), len(KINDS), 2))
    for n, (hypothesis, wanted) in enumerate(zip(hypotheses, references, strict=True)):
        scores = scorer.score_multi(list(wanted), hypothesis)
        rows[n, :, 0] = [scores[kind].fmeasure for kind in KINDS]
    return rows


def statistics(items: Items, kind: str) -> Rows:
    """(items, 2): F-measure, 1. For ROUGE-Lsum each sentence of a text is on its own line."""
    return _all_kinds(items.hypotheses, items.references)[:, KINDS.index(kind), :]


def signature(items: Items, kind: str) -> str:
    references = sorted({len(entry) for entry in items.references})
    count = str(references[0]) if len(references) == 1 else "var"
    split = "|sentences:lines" if kind == "rougeLsum" else ""
    return f"{kind}|measure:f1|nrefs:{count}|stemmer:porter{split}|version:rouge-score-{version('rouge-score')}"


METRICS = tuple(
    Metric(
        kind,
        "higher",
        partial(statistics, kind=kind),
        percent,
        partial(signature, kind=kind),
        group="summary",
        description=f"{kind.replace('rouge', 'ROUGE-')} F1 against the reference brief",
    )
    for kind in KINDS
)
