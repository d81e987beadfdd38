"""Aligns target tokens to source tokens with IBM model 1 in both directions (the step *align*).

The two directions are made to agree (Liang, Taskar and Klein 2006, here by the geometric mean of the posteriors) and
tokens far from the diagonal are not paired, as in fast_align (Dyer et al. 2013). On subword ids, in numpy: no tool
to install. Used by the word-for-word start, by guided attention and by the lexical filter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.core.files import atomic_write
from pipeline.training.config import Align

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Sides = tuple[Sequence[int], Sequence[int]]
_BAND = 0.4  # how far from the diagonal a link may lie, as a share of the sentence
_SLOPE = 4.0
_AGREE_FROM = 2
_CHUNK = 4000  # pairs at a time when applying the table: bounds memory
_FLOOR = 1e-7


@dataclass(frozen=True, slots=True)
class Alignments:
    """Per pair: target token -> source position or -1. Flat arrays with offsets, as saved on disk.

    ``scores`` is the mean log-probability of the target tokens given their best source token (natural log, <= 0):
    low for pairs that are no translations of each other.
    """

    flat: npt.NDArray[np.int16]
    offsets: Ints
    scores: Floats

    def of(self, index: int) -> list[int]:
        """Source positions of the target tokens of a pair, its end token included (linked to the source's)."""
        part: list[int] = self.flat[self.offsets[index] : self.offsets[index + 1]].tolist()
        return part

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def save(self, path: Path) -> None:
        with atomic_write(path) as file:
            np.savez(file, flat=self.flat, offsets=self.offsets, scores=self.scores)

    @classmethod
    def load(cls, path: Path) -> Alignments:
        with np.load(path) as stored:
            return cls(stored["flat"], stored["offsets"], stored["scores"])


@dataclass(frozen=True, slots=True)
class _Cells:
    """All (source, target) token pairs inside the diagonal band, of several sentence pairs concatenated."""

    source: Ints
    target: Ints
    prior: Floats
    by_target: Ints  # running number of the target token, over all pairs
    by_source: Ints
    shapes: list[tuple[int, int]]


class LexicalTable:
    """p(target | source) and p(source | target) of the token pairs that co-occur in training."""

    def __init__(self, keys: Ints, forward: Floats, backward: Floats, size: int) -> None:
        self.keys, self.forward, self.backward, self.size = keys, forward, backward, size

    @classmethod
    def fit(cls, pairs: Sequence[Sides], size: int, options: Align, seed: int) -> LexicalTable:
        """Fits the table by EM on at most ``options.pairs`` pairs drawn with ``seed``.

        Args:
            pairs: source and target ids without end tokens.
            size: number of ids in the (joint) vocabulary.
            options: rounds and pairs.
            seed: of the draw.
        """
        if len(pairs) > options.pairs:
            chosen = np.sort(np.random.default_rng(seed).choice(len(pairs), options.pairs, replace=False))
            pairs = [pairs[i] for i in chosen]
        cells = _cells(pairs)
        keys, inverse = np.unique(cells.source * size + cells.target, return_inverse=True)
        key_source, key_target = keys // size, keys % size
        forward, backward = np.ones(len(keys)), np.ones(len(keys))
        for number in range(options.rounds):
            a = _posterior(forward[inverse] * cells.prior, cells.by_target)
            b = _posterior(backward[inverse] * cells.prior, cells.by_source)
            if number >= _AGREE_FROM:
                a = b = np.sqrt(a * b)
            count = np.bincount(inverse, a, minlength=len(keys)) + 1e-4
            forward = count / np.bincount(key_source, count, minlength=size)[key_source]
            count = np.bincount(inverse, b, minlength=len(keys)) + 1e-4
            backward = count / np.bincount(key_target, count, minlength=size)[key_target]
        return cls(keys, forward, backward, size)

    def apply(self, pairs: Sequence[Sides], sure: float) -> Alignments:
        """Links each target token to its likeliest source position, -1 below the posterior ``sure``."""
        parts: list[npt.NDArray[np.int16]] = []
        scores: list[float] = []
        for start in range(0, len(pairs), _CHUNK):
            for links, score in self._chunk(pairs[start : start + _CHUNK], sure):
                parts.append(links)
                scores.append(score)
        lengths = [len(p) for p in parts]
        flat = np.concatenate(parts) if parts else np.zeros(0, np.int16)
        return Alignments(flat, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), np.array(scores))

    def _chunk(self, pairs: Sequence[Sides], sure: float) -> Iterator[tuple[npt.NDArray[np.int16], float]]:
        cells = _cells(pairs)
        keys = cells.source * self.size + cells.target
        place = np.minimum(np.searchsorted(self.keys, keys), max(len(self.keys) - 1, 0))
        known = self.keys[place] == keys if len(self.keys) else np.zeros(len(keys), bool)
        forward = np.where(known, self.forward[place], _FLOOR) if len(self.keys) else np.full(len(keys), _FLOOR)
        backward = np.where(known, self.backward[place], _FLOOR) if len(self.keys) else forward
        posterior = np.sqrt(
            _posterior(forward * cells.prior, cells.by_target) * _posterior(backward * cells.prior, cells.by_source)
        )
        targets = sum(j for _, j in cells.shapes)
        best = np.full(targets, _FLOOR)
        np.maximum.at(best, cells.by_target, forward)
        end = target = source = 0
        for i, j in cells.shapes:
            begin, end = end, end + int(np.count_nonzero(_band(i, j)[2]))
            grid = np.zeros((j, i))
            grid[cells.by_target[begin:end] - target, cells.by_source[begin:end] - source] = posterior[begin:end]
            links = np.full(j, -1, np.int16)
            if i and j:
                links = grid.argmax(1).astype(np.int16)
                links[grid.max(1) < sure] = -1
            score = float(np.log(best[target : target + j]).mean()) if j else 0.0
            yield np.concatenate([links, np.array([i], np.int16)]), score
            target, source = target + j, source + i


def _band(i: int, j: int) -> tuple[Ints, Ints, npt.NDArray[np.bool_], Floats]:
    columns, rows = np.tile(np.arange(i), j), np.repeat(np.arange(j), i)
    distance = np.abs(columns / max(i, 1) - rows / max(j, 1))
    return columns, rows, distance < _BAND, distance


def _cells(pairs: Sequence[Sides]) -> _Cells:
    source: list[Ints] = []
    target: list[Ints] = []
    prior: list[Floats] = []
    by_target: list[Ints] = []
    by_source: list[Ints] = []
    shapes: list[tuple[int, int]] = []
    targets = sources = 0
    for s, t in pairs:
        columns, rows, near, distance = _band(len(s), len(t))
        columns, rows = columns[near], rows[near]
        source.append(np.asarray(s, np.int64)[columns])
        target.append(np.asarray(t, np.int64)[rows])
        prior.append(np.exp(-_SLOPE * distance[near]))
        by_target.append(targets + rows)
        by_source.append(sources + columns)
        shapes.append((len(s), len(t)))
        targets, sources = targets + len(t), sources + len(s)
    whole = [np.concatenate(p) if p else np.zeros(0, np.int64) for p in (source, target, by_target, by_source)]
    weights = np.concatenate(prior) if prior else np.zeros(0)
    return _Cells(whole[0], whole[1], weights, whole[2], whole[3], shapes)


def _posterior(weight: Floats, group: Ints) -> Floats:
    total = np.bincount(group, weight) if len(group) else np.zeros(1)
    out: Floats = weight / np.maximum(total[group], 1e-30)
    return out
