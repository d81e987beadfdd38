"""Weighs the terms of articles against each other: TF-IDF vectors.

A small run has too few articles to tell ordinary words from telling ones, so every count begins with a prior: the words
that Indonesian and English news writes with a small letter count as met in many articles already.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.core.event_records import Profile
from pipeline.stages.profile.terms import common_stems

PRIOR_ARTICLES = 1000
PRIOR_COMMON, PRIOR_OTHER = 60, 1  # of those articles, how many hold an ordinary word, and any other
NAME_WEIGHT = 1.6


def vectors(profiles: Sequence[Profile]) -> Any:
    """A row of unit length for each article, a column for each term that two articles have."""
    counts = Counter(term for profile in profiles for term in profile.terms)
    columns = {term: place for place, term in enumerate(sorted(t for t, n in counts.items() if n > 1))}
    idf = {term: _idf(term, counts[term], len(profiles)) for term in columns}
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for profile in profiles:
        row = _row(profile, idf, counts, len(profiles))
        for term in profile.terms:
            if term in columns:
                indices.append(columns[term])
                data.append(row[term])
        starts.append(len(data))
    shape = (len(profiles), len(columns))
    return sparse.csr_matrix((np.array(data), np.array(indices, dtype=np.int32), np.array(starts)), shape=shape)


def _row(profile: Profile, idf: dict[str, float], counts: Counter[str], articles: int) -> dict[str, float]:
    """The weight of each term of an article; terms that no other article has make its vector longer all the same."""
    names = frozenset(profile.names)
    row = {}
    for term, count in zip(profile.terms, profile.weights, strict=True):
        weight = idf[term] if term in idf else _idf(term, counts[term], articles)
        row[term] = (1 + math.log(count)) * weight * (NAME_WEIGHT if term in names else 1.0)
    length = math.sqrt(sum(v * v for v in row.values())) or 1.0
    return {term: value / length for term, value in row.items()}


def _idf(term: str, count: int, articles: int) -> float:
    prior = PRIOR_COMMON if term in common_stems() else PRIOR_OTHER
    return math.log((articles + PRIOR_ARTICLES) / (count + prior))
