"""Picks the sentences of a brief together, so that none leans on a sentence that is not picked.

The ranking by salience takes each sentence for itself. Here the first few of it are exchanged for others of nearly the
same salience, as long as the sum of their scores grows, less what is taken off for their faults (:mod:`.leaning`).
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import product

from pipeline.backends._salience import Ranking
from pipeline.stages.summarize.leaning import DEBRIS, Leanings

SPARE = 5  # sentences behind the first ones that may take their places


def picked(ranking: Ranking, leanings: Leanings, count: int, kept: Collection[int] = ()) -> list[int]:
    """The order of a ranking with the sentences in front that stand best together.

    Args:
        ranking: of the sentences of a body.
        leanings: their faults.
        count: the sentences of a brief.
        kept: sentences that stay among the first if they are.
    """
    order = ranking.order
    first = order[:count]
    unfit = ranking.last | leanings.ends
    spare = [i for i in order[count : count + SPARE] if i not in unfit and leanings.fault(i) < DEBRIS]
    fixed = {i for i in first if i in kept}
    if leanings.fault(order[0]) < DEBRIS / 2:
        fixed.add(order[0])  # the rest of a news story is not understood without it

    def worth(chosen: Collection[int]) -> float:
        return sum(ranking.scores[i] - leanings.fault(i) - _leans(leanings, i, chosen) for i in chosen)

    best = worth(first)
    while True:
        swaps = ((out, into) for out, into in product(first, spare) if out not in fixed and into not in first)
        offers = [[into if i == out else i for i in first] for out, into in swaps]
        offer = max(offers, key=worth, default=first)
        if worth(offer) <= best + 1e-9:
            break
        first, best = offer, worth(offer)
    return [*(i for i in order if i in first), *(i for i in order if i not in first)]


def _leans(leanings: Leanings, at: int, chosen: Collection[int]) -> float:
    """What is taken off a sentence's score for leaning on what is not chosen."""
    return max((lean.weight for lean in leanings.leans(at) if lean.on.isdisjoint(chosen)), default=0.0)
