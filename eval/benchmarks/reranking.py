"""Ways to choose among a search's hypotheses without new weights, for ``decode_tuning.py`` to try.

``mbr``: minimum Bayes risk, the hypothesis that agrees most with the others, by sentence chrF (Kumar and Byrne 2004).
``coverage``: the engine's score and how well the hypothesis explains the words of the source, by IBM model 1 fitted on
parallel text. ``guards``: the ladder's choice, fewest failures of the guards first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.backends.base import Hypothesis
from pipeline.training.align import LexicalTable
from pipeline.training.parallel_text import read_lines
from pipeline.training.tables import Align
from pipeline.training.tokens import Tokens

ORDERS = 6
BETA = 2
PAIRS = 80_000
LONGEST = 60  # tokens of a pair that the table is fitted on
Matrix = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint64]


def pairwise_chrf(texts: Sequence[str]) -> Matrix:
    """Sentence chrF (0 to 1) of every text as the hypothesis (rows) with every text as the reference (columns).

    All n-grams of an order become numbers, so that a text is a row of counts and the matches of all pairs are one
    minimum over arrays; as sacrebleu counts: without spaces, the mean over the orders that both texts have.
    """
    codes = [np.frombuffer("".join(t.split()).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64) for t in texts]
    precision, recall, orders = (np.zeros((len(texts), len(texts))) for _ in range(3))
    for order in range(1, ORDERS + 1):
        counts = _counts(codes, order)
        totals = counts.sum(axis=1)
        matches = np.minimum(counts[:, None, :], counts[None, :, :]).sum(axis=2).astype(float)
        both = (totals[:, None] > 0) & (totals[None, :] > 0)
        orders += both
        precision += np.divide(matches, totals[:, None], out=np.zeros_like(matches), where=both)
        recall += np.divide(matches, totals[None, :], out=np.zeros_like(matches), where=both)
    orders = np.maximum(orders, 1)
    precision, recall = precision / orders, recall / orders
    bottom = BETA**2 * precision + recall
    return np.divide((1 + BETA**2) * precision * recall, bottom, out=np.zeros_like(bottom), where=bottom > 0)


def _counts(codes: Sequence[Codes], order: int) -> npt.NDArray[np.int32]:
    """[texts, distinct n-grams]: how often each n-gram of the order is in each text."""
    grams = []
    for code in codes:
        size = max(0, len(code) - order + 1)
        value = np.zeros(size, np.uint64)
        for k in range(order):
            value = value * np.uint64(0x9E3779B97F4A7C15) + code[k : k + size]
        grams.append(value)
    distinct, places = np.unique(np.concatenate(grams), return_inverse=True)
    rows = np.repeat(np.arange(len(codes)), [len(g) for g in grams])
    width = max(len(distinct), 1)
    flat = np.bincount(rows * width + places, minlength=len(codes) * width)
    return flat.reshape(len(codes), -1).astype(np.int32)


def mbr(hypotheses: Sequence[Hypothesis], temperature: float = math.inf) -> int:
    """The place of the hypothesis with the highest expected chrF.

    Args:
        hypotheses: of one source.
        temperature: of the weights, a softmax over the whole scores; infinite weighs all alike.
    """
    utility = pairwise_chrf([h.text for h in hypotheses])
    scores = np.array([(h.score or 0.0) * (h.tokens + 1) for h in hypotheses])
    weights = np.exp((scores - scores.max()) / temperature)
    return int(np.argmax(utility @ (weights / weights.sum())))


class Coverage:
    """How well hypotheses explain their sources.

    Args:
        path: parallel text to fit the table on: TSV whose last two columns are Indonesian and English.
        tokens: the checkpoint's tokenizer.
    """

    def __init__(self, path: Path, tokens: Tokens) -> None:
        self.tokens = tokens
        rows = [line.split("\t")[-2:] for line in read_lines(path)]
        rows = [r for r in rows if len(r) == 2]
        chosen = np.sort(np.random.default_rng(1).permutation(len(rows))[:PAIRS])
        english = self._ids([rows[i][1] for i in chosen], "target")
        indonesian = self._ids([rows[i][0] for i in chosen], "source")
        pairs = [(e, i) for e, i in zip(english, indonesian, strict=True) if 0 < len(e) < LONGEST > len(i) > 0]
        self.table = LexicalTable.fit(pairs, tokens.size, Align(rounds=5, pairs=PAIRS), 1)

    def choose(self, sources: Sequence[str], found: Sequence[Sequence[Hypothesis]], weight: float) -> list[int]:
        """The place of the best hypothesis of each source: engine score plus ``weight`` times the mean log-probability
        of a source token given its best word of the hypothesis."""
        ids = self._ids(sources, "source")
        made = self._ids([h.text for hypotheses in found for h in hypotheses], "target")
        repeated = [ids[n] for n, hypotheses in enumerate(found) for _ in hypotheses]
        covered = self.table.apply(list(zip(made, repeated, strict=True)), 0.2).scores
        places, start = [], 0
        for hypotheses in found:
            part = covered[start : start + len(hypotheses)]
            start += len(hypotheses)
            places.append(
                int(np.argmax([(h.score or 0.0) + weight * c for h, c in zip(hypotheses, part, strict=True)]))
            )
        return places

    def _ids(self, texts: Sequence[str], side: str) -> list[list[int]]:
        return [i[:-1] for i in self.tokens.encode(list(texts), side)]
