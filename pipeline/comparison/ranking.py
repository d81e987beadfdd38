"""Ranks systems as far as the evidence goes: those that no test separates share their ranks.

Systems are ordered by their score. A line is drawn between two neighbours where every system above it is significantly
better than every system below it (as at WMT); what lies between two lines is one cluster, "1-3".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.comparison.results import Comparison, Difference
from pipeline.core.records import Score

# What is said beneath a table in which values are bold.
BOLD = (
    "Bold: shown to be better than every system that is not bold (p, corrected, below 0.05). Where nothing in a column "
    "is bold, no evidence sets the highest-ranking systems apart from the others."
)


@dataclass(frozen=True, slots=True)
class Rank:
    """A system's place: ``1``, or ``1-3`` where three systems cannot be told apart."""

    system: str
    place: str


def ranked(
    metric: str, scores: Sequence[Score], differences: Sequence[Difference], better: Mapping[str, str]
) -> list[Rank]:
    """The systems by one metric, the best first, in clusters."""
    sign = -1.0 if better.get(metric) == "lower" else 1.0
    values = {s.system: sign * s.value for s in scores if s.metric == metric}
    order = sorted(values, key=lambda system: (values[system] != values[system], -values[system]))
    won = {(d.right, d.left) for d in differences if d.metric == metric and d.finding == "better"}
    won |= {(d.left, d.right) for d in differences if d.metric == metric and d.finding == "worse"}
    places = range(1, len(order))
    lines = [0, *(at for at in places if all((a, b) in won for a in order[:at] for b in order[at:]))]
    ranks: list[Rank] = []
    for first, end in zip(lines, [*lines[1:], len(order)], strict=True):
        place = str(first + 1) if end - first == 1 else f"{first + 1}-{end}"
        ranks += [Rank(system, place) for system in order[first:end]]
    return ranks


def shown_best(metric: str, comparison: Comparison) -> set[str]:
    """The first cluster of systems by a metric, each of them better than every system outside it; none where the
    metric does not judge, or no test sets a cluster apart from the others."""
    if comparison.better[metric] == "neither":
        return set()
    places = ranked(metric, comparison.scores, comparison.differences, comparison.better)
    first = {rank.system for rank in places if rank.place == places[0].place}
    return first if len(first) < len(places) else set()
