"""Groups articles by average linkage, over the pairs that an inverted index brings together.

An index over each article's most telling terms names the pairs that can be alike; only those are compared, so that the
time grows with the events and not with the square of the articles. Two groups whose articles are alike on average have
at least one such pair between them, so looking at these pairs alone loses no merge.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.core.event_records import Profile
from pipeline.stages.group.likeness import Likeness, Places

SHARED_TERMS = 2  # of them, how many two articles need to have in common to be compared
TELLING = 24  # terms of each article that the index holds
MOST_ARTICLES, MOST_SHARE = 60, 0.004  # articles that a term of the index may be in
_ROWS = 2000  # articles whose pairs are looked for together


def cluster(profiles: Sequence[Profile], threshold: float, window: int) -> list[list[str]]:
    """The articles of each event, by id; the same groups in whatever order the articles are given.

    Args:
        profiles: of all articles.
        threshold: the average likeness from which two groups are one event, 0 to 1.
        window: days, see :class:`Likeness`.
    """
    ordered = sorted(profiles, key=lambda profile: profile.id)
    if not ordered:
        return []
    likeness = Likeness(ordered, window)
    left, right = candidates(likeness.vectors)
    values = likeness.pairs(left, right)
    kept = values >= threshold
    groups = _Groups(likeness, threshold, len(ordered))
    groups.add(left[kept], right[kept], values[kept])
    return [[ordered[place].id for place in group] for group in groups.merged()]


def candidates(vectors: Any) -> tuple[Places, Places]:
    """The pairs of articles that share telling terms, the lower number first, in order."""
    index = _index(vectors)
    columns = index.T.tocsr()
    lefts, rights = [], []
    for at in range(0, index.shape[0], _ROWS):
        shared = (index[at : at + _ROWS] @ columns).tocoo()
        rows, others = shared.row.astype(np.int64) + at, shared.col.astype(np.int64)
        wanted = (rows < others) & (shared.data >= SHARED_TERMS)
        order = np.lexsort((others[wanted], rows[wanted]))
        lefts.append(rows[wanted][order])
        rights.append(others[wanted][order])
    return np.concatenate(lefts), np.concatenate(rights)


def _index(vectors: Any) -> Any:
    """The vectors with their heaviest terms alone, those that too many articles have left out."""
    articles = vectors.shape[0]
    most = max(MOST_ARTICLES, int(articles * MOST_SHARE))
    common = np.bincount(vectors.indices, minlength=vectors.shape[1]) > most
    rows, columns = [], []
    for row in range(articles):
        begin, end = vectors.indptr[row], vectors.indptr[row + 1]
        terms, weights = vectors.indices[begin:end], vectors.data[begin:end]
        rare = ~common[terms]
        terms, weights = terms[rare], weights[rare]
        heaviest = np.lexsort((terms, -np.round(weights, 9)))[:TELLING]
        columns.append(terms[heaviest])
        rows.append(np.full(len(heaviest), row))
    every = np.concatenate(columns), np.concatenate(rows)
    ones = np.ones(len(every[0]), dtype=np.float32)
    return sparse.csr_matrix((ones, (every[1], every[0])), shape=vectors.shape)


class _Groups:
    """Groups that are being merged, the most alike first.

    Args:
        likeness: of the articles.
        threshold: the average likeness from which groups are merged.
        articles: how many there are.
    """

    def __init__(self, likeness: Likeness, threshold: float, articles: int) -> None:
        self._likeness, self._threshold = likeness, threshold
        self._members: dict[int, list[int]] = {place: [place] for place in range(articles)}
        self._near: dict[int, dict[int, float]] = defaultdict(dict)  # group -> groups with a pair above the threshold
        self._heap: list[tuple[float, int, int]] = []
        self._next = articles

    def add(self, left: Places, right: Places, values: Any) -> None:
        """Give the pairs above the threshold."""
        for one, two, value in zip(left.tolist(), right.tolist(), values.tolist(), strict=True):
            self._near[one][two] = self._near[two][one] = value
            self._heap.append((-value, one, two))
        heapq.heapify(self._heap)

    def merged(self) -> Iterator[list[int]]:
        """The groups when no two are alike enough any more, each in order, by their first articles."""
        while self._heap:
            _, one, two = heapq.heappop(self._heap)
            if one in self._members and two in self._members:
                self._merge(one, two)
        yield from sorted(sorted(group) for group in self._members.values())

    def _merge(self, one: int, two: int) -> None:
        ours, theirs = self._members.pop(one), self._members.pop(two)
        near_ours, near_theirs = self._near.pop(one), self._near.pop(two)
        made, self._next = self._next, self._next + 1
        for other in sorted((near_ours.keys() | near_theirs.keys()) - {one, two}):
            sums = 0.0
            for group, near in ((ours, near_ours), (theirs, near_theirs)):
                value = near[other] if other in near else self._likeness.between(group, self._members[other])
                sums += value * len(group)
            value = round(sums / (len(ours) + len(theirs)), 6)
            self._near[other].pop(one, None)
            self._near[other].pop(two, None)
            self._near[made][other] = self._near[other][made] = value
            if value >= self._threshold:
                heapq.heappush(self._heap, (-value, other, made))
        self._members[made] = ours + theirs
