"""Scores facts: numbers and names that a translation keeps or adds, and the origin of a brief's wrong facts.

Recall and precision are micro-averaged: an article with many figures weighs more than one with few. A missing number
may be spelled out ("three minutes") or left out on purpose; an added one is the stronger signal, so read precision
first. The human references of FLORES themselves reach about 93 and 96.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from pipeline.metrics.attribution import KINDS, Kind, attribute
from pipeline.metrics.base import Better, Items, Metric, Need, Rows, percent

if TYPE_CHECKING:
    from pipeline.language.facts import FactReport


@lru_cache(maxsize=65536)
def _report(source: str, hypothesis: str, source_language: Literal["id", "en"]) -> FactReport:
    from pipeline.language import facts

    return facts.compare(source, hypothesis, source_language, "en")


def kept(items: Items, kind: Kind, side: Literal["lost", "added"]) -> Rows:
    """(items, 2): facts kept, facts kept or on that side; (0, 0) for an item without such facts."""
    rows = []
    for source, hypothesis in zip(items.sources, items.hypotheses, strict=True):
        report = _report(source, hypothesis, items.source_language)
        good = sum(fact.kind in KINDS[kind] for fact in report.kept)
        bad = sum(fact.kind in KINDS[kind] for fact in getattr(report, side))
        rows.append([good, good + bad])
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def attributed(items: Items, part: Literal["supported", "by_translation", "by_summary"]) -> Rows:
    """(items, 2): facts of the brief in that part of the attribution, all its numbers and names."""
    rows = []
    for source, middle, brief in zip(items.sources, items.middles, items.hypotheses, strict=True):
        attribution = attribute(source, middle, brief, items.source_language)
        total = len(attribution.supported) + len(attribution.by_translation) + len(attribution.by_summary)
        rows.append([len(getattr(attribution, part)), total])
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def recalled(items: Items) -> Rows:
    """(items, 2): numbers and names of the first reference that the brief has too, all of the reference's."""
    from pipeline.language import facts

    judged = frozenset[str]().union(*KINDS.values())
    rows = []
    for references, brief in zip(items.references, items.hypotheses, strict=True):
        report = facts.compare(references[0], brief, "en", "en")
        good = sum(fact.kind in judged for fact in report.kept)
        rows.append([good, good + sum(fact.kind in judged for fact in report.lost)])
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def _signature(items: Items, name: str) -> str:
    return f"{name}|average:micro|source:{items.source_language}|version:ringkas-1"


def _metric(
    name: str, better: Better, rows: Callable[[Items], Rows], needs: frozenset[Need], description: str
) -> Metric:
    signs = partial(_signature, name=name)
    return Metric(name, better, rows, percent, signs, needs, group="facts", description=description)


_SOURCE: frozenset[Need] = frozenset({"sources"})
_BOTH: frozenset[Need] = frozenset({"sources", "middles"})
METRICS = (
    _metric("numbers-recall", "higher", partial(kept, kind="numbers", side="lost"), _SOURCE, "source numbers kept"),
    _metric(
        "numbers-precision", "higher", partial(kept, kind="numbers", side="added"), _SOURCE, "numbers not invented"
    ),
    _metric("names-recall", "higher", partial(kept, kind="names", side="lost"), _SOURCE, "source names kept"),
    _metric("names-precision", "higher", partial(kept, kind="names", side="added"), _SOURCE, "names not invented"),
    _metric("facts-recall", "higher", recalled, frozenset({"references"}), "facts of the reference brief that it has"),
    _metric("facts-supported", "higher", partial(attributed, part="supported"), _BOTH, "brief's facts in the source"),
    _metric(
        "facts-wrong-translation",
        "lower",
        partial(attributed, part="by_translation"),
        _BOTH,
        "made wrong by translation",
    ),
    _metric("facts-wrong-summary", "lower", partial(attributed, part="by_summary"), _BOTH, "made wrong by summarizing"),
)
