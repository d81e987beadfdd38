"""Writes a summarizer's briefs as a run does and compares them with the extractive rankers (the step *evaluate*).

Every score of a brief is reported with those of the lead and of the most central sentences: a summarizer that does not
beat them adds nothing, and its card must say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline import metrics
from pipeline.backends import EXTRACTIVE, load_summarizer
from pipeline.backends.model_card import load_card
from pipeline.comparison import analysis
from pipeline.comparison.results import ItemText, Side, Systems
from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief, CleanArticle, Sentence, TranslatedArticle, Translation
from pipeline.stages.score.stage import as_lines
from pipeline.stages.summarize import postprocess
from pipeline.stages.summarize.stage import SummarizeStage
from pipeline.training.parallel_text import Pair
from pipeline.training.pseudo_summaries import body
from pipeline.training.reference_systems import card_rows

SENTENCES = 3
BASELINES = ("lead", "centroid")
METRICS = ("rouge1", "rouge2", "rougeLsum")
NOTE = f"`lead-{SENTENCES}` is an article's first sentences, `centroid-{SENTENCES}` its most central ones."


def write(model: Path | str, articles: Sequence[str], *, guards: bool) -> list[str]:
    """A brief of at most three sentences for each English article, a sentence a line; "" where there is none.

    Args:
        model: a checkpoint's folder with its card, a card's name, or a ranker's.
        articles: English texts, perhaps behind a task's name ("brief: ...").
        guards: whether what the article does not say is replaced by its own sentences, as in a run.
    """
    stage = _stage(SummarizeTable(model=str(model), sentences=SENTENCES, guards=guards))
    outcomes = stage.run([_article(str(n), body(text)) for n, text in enumerate(articles)])
    return ["\n".join(s.text for s in o.sentences) if isinstance(o, Brief) else "" for o in outcomes]


def _stage(options: SummarizeTable) -> SummarizeStage:
    """The stage with a ranker, or with a trained model, which is measured without a self-test, whatever it is worth."""
    if options.model in EXTRACTIVE:
        return SummarizeStage(options)
    card = load_card(options.model)
    return SummarizeStage(options, summarizer=load_summarizer(card, check=False), card=card)


def _article(name: str, text: str) -> tuple[CleanArticle, TranslatedArticle]:
    """An English article that was neither cleaned nor translated."""
    sentences = postprocess.split(text)
    clean = tuple(Sentence(i, 0, s, s) for i, s in enumerate(sentences))
    same = tuple(Translation(i, s, s) for i, s in enumerate(sentences))
    return CleanArticle(name, name, None, None, None, None, "en", clean), TranslatedArticle(name, name, None, same)


def compare_with_rankers(name: str, written: Sequence[str], pairs: Sequence[Pair], samples: int) -> dict[str, Any]:
    """The rankers' briefs of the same articles, and how far they are from these.

    Args:
        name: of the checkpoint.
        written: its briefs, one for each pair.
        pairs: articles and their reference briefs.
        samples: resamples.

    Returns:
        ``scores`` by system with intervals, and ``differences``: ranker minus checkpoint, paired, with the p-value of
        approximate randomization (Holm-corrected over all pairs of systems).
    """
    articles = [p.source for p in pairs]
    ranked = {f"{ranker}-{SENTENCES}": write(ranker, articles, guards=False) for ranker in BASELINES}
    texts = {name: list(written), **ranked}
    references = [[as_lines(p.target)] for p in pairs]
    sources = [body(text) for text in articles]
    side = Side(
        name="text",
        ids=tuple(str(n + 1) for n in range(len(pairs))),
        items={
            n: metrics.make_items(t, references, sources, source_language="en", allow_empty=True)
            for n, t in texts.items()
        },
        groups={n: np.arange(len(pairs)) for n in texts},
        unit="unit:article",
        shown=tuple(ItemText(p.source, p.target) for p in pairs),
        outputs={n: tuple(t) for n, t in texts.items()},
    )
    comparison = analysis.compare(Systems(tuple(texts), (side,), "briefs"), METRICS, samples=samples)
    return {**card_rows(comparison, {system: system for system in texts}, name), "note": NOTE}
