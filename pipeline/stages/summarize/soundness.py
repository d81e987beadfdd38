"""Ranks an article's sentences so that those which are badly or probably badly translated give way to others.

Two ways. A ranker with scores weighs a sentence's importance against the risk of its translation: 160 articles with
written briefs gave the weight (``eval/results/briefs.md``). For one without scores, flagged sentences move behind the
next few. Both leave the first sentence where it is, because the rest of a news story is not understood without it.
What an editor mended in a brief comes before all others.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.guards.risk import UNKNOWN
from pipeline.stages.summarize.drafts import BROKEN, DOUBTFUL, SummaryInput

SPARE = 2  # further sentences that a brief may take instead of badly translated ones
RISK = 0.2  # taken off the score of a sentence that is certainly wrong; scores lie between about 0 and 1
FLAGGED = 0.3  # taken off besides where the guards found the translation broken or doubtful


def penalties(article: SummaryInput) -> list[float]:
    """What is taken off the score of each sentence of the body."""
    return [_penalty(article, position) for position in article.body]


def _penalty(article: SummaryInput, position: int) -> float:
    known = article.translation(position).risk
    return RISK * (UNKNOWN if known is None else known) + (FLAGGED if _doubtful(article, position) else 0.0)


def _doubtful(article: SummaryInput, position: int) -> bool:
    return not (BROKEN | DOUBTFUL).isdisjoint(article.flags(position))


def editors_first(article: SummaryInput, ranked: Sequence[int]) -> list[int]:
    """The ranking with the sentences in front that an editor mended in a brief, which is to keep them."""
    mended = {translation.index for translation in article.translated.sentences if translation.in_brief}
    return sorted(ranked, key=lambda position: article.index[position] not in mended) if mended else list(ranked)


def sound_first(article: SummaryInput, ranked: Sequence[int], window: int) -> list[int]:
    """The ranking with the badly or probably badly translated of its first ``window`` sentences moved behind the others
    of these; the first keeps its place."""
    head, rest = list(ranked[1:window]), list(ranked[window:])
    broken = [i for i in head if _doubtful(article, i)]
    return [*ranked[:1], *(i for i in head if i not in broken), *broken, *rest]
