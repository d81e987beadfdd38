"""Plans and collates training batches with a constant number of tokens and few distinct shapes.

Every new tensor shape costs a CPU more than the step itself, and a GPU wants full batches: so lengths are rounded up
to a few buckets, and all batches of a bucket have the same rows. A batch depends only on the seed, the epoch
and its position, never on earlier steps: a resumed run sees the same batches.
"""

from __future__ import annotations

import bisect
import queue
import random
import threading
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.training.augment import capitals, exchange_names, exchange_words, names_of, substitute, words_of
from pipeline.training.tokens import Tokens

T = TypeVar("T")
EXCHANGED = 0.3  # of the words on both sides of a pair whose words are exchanged
Ids = npt.NDArray[np.int64]
_ROWS = 8  # the rows of a last, smaller batch are rounded up to this, so that its shape recurs


@dataclass(frozen=True, slots=True)
class Item:
    """A training example as ids (both end with the end token; a reverse source starts with the marker).

    ``index`` is its row in the alignments and in the cached encoder states; -1 when it has none. ``cut``: the source
    ids are only the beginning of ``source_text``. ``synthetic``: a network made one of its sides.
    """

    source_text: str
    target_text: str
    source: tuple[int, ...]
    target: tuple[int, ...]
    weight: float = 1.0
    reverse: bool = False
    index: int = -1
    alignment: tuple[int, ...] = ()
    cut: bool = False
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class TrainingBatch:
    """Rows of items that share a shape (source length, target length), and the epoch that they are part of."""

    shape: tuple[int, int]
    rows: tuple[int, ...]
    seed: int
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Arrays:
    """A collated batch, padded: ids [rows, length], ``alignment`` -1 where no link is certain, or empty."""

    source: Ids
    target: Ids
    items: tuple[int, ...]
    alignment: Ids = field(default_factory=lambda: np.zeros((0, 0), np.int64))


class BatchPlan:
    """Batches of about ``tokens`` padded tokens on the longer side.

    Args:
        items: what to train on.
        tokens: rows times the longer of both bucket lengths.
        source_buckets: rising lengths; empty ``target_buckets`` means square shapes.
        seed: of the order and of the fractional weights.
    """

    def __init__(
        self,
        items: Sequence[Item],
        tokens: int,
        source_buckets: Sequence[int],
        target_buckets: Sequence[int],
        seed: int,
    ) -> None:
        self.items, self.tokens, self.seed = items, tokens, seed
        self._source, self._target = list(source_buckets), list(target_buckets)
        self.shapes = [self._shape(i) for i in items]

    def _shape(self, item: Item) -> tuple[int, int]:
        s, t = len(item.source), len(item.target)
        if not self._target:
            n = self._source[min(bisect.bisect_left(self._source, max(s, t)), len(self._source) - 1)]
            return max(n, s, t), max(n, s, t)
        a = self._source[min(bisect.bisect_left(self._source, s), len(self._source) - 1)]
        b = self._target[min(bisect.bisect_left(self._target, t), len(self._target) - 1)]
        return max(a, s), max(b, t)

    def epoch(self, number: int, *, real: bool = False) -> list[TrainingBatch]:
        """All batches of an epoch in training order; an item of weight 2.5 comes two or three times.

        ``real`` leaves out synthetic items.
        """
        rng = random.Random(f"{self.seed} epoch {number}")
        members: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row, (item, shape) in enumerate(zip(self.items, self.shapes, strict=True)):
            if real and item.synthetic:
                continue
            copies = int(item.weight) + (rng.random() < item.weight % 1)
            members[shape].extend([row] * copies)
        batches: list[tuple[tuple[int, int], tuple[int, ...]]] = []
        for shape in sorted(members):
            rows = members[shape]
            rng.shuffle(rows)
            size = max(1, self.tokens // max(shape))
            for start in range(0, len(rows), size):
                part = rows[start : start + size]
                count = min(size, -(-len(part) // _ROWS) * _ROWS)
                batches.append((shape, tuple(part + rng.choices(rows, k=count - len(part)))))
        rng.shuffle(batches)
        return [TrainingBatch(shape, rows, rng.getrandbits(31), number) for shape, rows in batches]

    def target_tokens(self) -> int:
        """Target tokens an epoch shows, weights counted, padding not."""
        return round(sum(i.weight * len(i.target) for i in self.items))


class Collator:
    """Pads a batch and, where asked, replaces numbers and words and samples other segmentations of the source.

    Args:
        items: the same list the plan was made from.
        tokens: the tokenizer.
        languages: source and target language, for the formats of numbers.
        numbers: share of items whose numbers are exchanged.
        words: share of items of which some words are exchanged for those of their neighbours in the batch.
        names: share of items whose names are exchanged for those of their neighbours in the batch.
        capitals: share of items whose source is written in headline capitals.
        sampling: share of items whose source is segmented anew.
        alpha: sharpness of that sampling (1 is the model's own distribution, 0 uniform).
        marker: id put before a reverse source.
        guided: whether alignments are wanted.
    """

    def __init__(
        self,
        items: Sequence[Item],
        tokens: Tokens,
        languages: tuple[str, str],
        *,
        numbers: float = 0.0,
        words: float = 0.0,
        names: float = 0.0,
        capitals: float = 0.0,
        sampling: float = 0.0,
        alpha: float = 0.2,
        marker: int = -1,
        guided: bool = False,
    ) -> None:
        self.items, self.tokens, self.languages = items, tokens, languages
        self.numbers, self.alpha, self.marker, self.guided = numbers, alpha, marker, guided
        self.words, self.names, self.capitals = words, names, capitals
        self.sampling = sampling if tokens.can_sample else 0.0

    def __call__(self, batch: TrainingBatch) -> Arrays:
        rng = random.Random(batch.seed)
        others = [w for r in batch.rows for w in words_of(self.items[r].source_text)] if self.words else []
        if self.names:
            others = [n for r in batch.rows for n in names_of(self.items[r].source_text, self.items[r].target_text)]
        rows = [self._ids(self.items[r], batch.shape, others, rng) for r in batch.rows]
        source = np.full((len(rows), batch.shape[0]), self.tokens.pad, np.int64)
        target = np.full((len(rows), batch.shape[1]), self.tokens.pad, np.int64)
        guides = np.full((len(rows), batch.shape[1]), -1, np.int64) if self.guided else np.zeros((0, 0), np.int64)
        for k, (s, t, a) in enumerate(rows):
            source[k, : len(s)], target[k, : len(t)] = s, t
            if self.guided and a:
                guides[k, : len(a)] = a
        return Arrays(source, target, batch.rows, guides)

    def _ids(
        self, item: Item, shape: tuple[int, int], others: Sequence[str], rng: random.Random
    ) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        """Ids of both sides and the alignment; an augmented item too long for its bucket is used unchanged."""
        texts = (item.source_text, item.target_text)
        if self.numbers and rng.random() < self.numbers:
            languages = self.languages[::-1] if item.reverse else self.languages
            texts = substitute(*texts, languages, rng)
        if self.words and rng.random() < self.words:
            texts = exchange_words(*texts, others, EXCHANGED, rng)
        if self.names and rng.random() < self.names:
            texts = exchange_names(*texts, others, rng)
        if self.capitals and not item.reverse and rng.random() < self.capitals:
            texts = capitals(*texts, rng)
        changed = texts != (item.source_text, item.target_text)
        resampled = bool(self.sampling) and rng.random() < self.sampling
        if not changed and not resampled:
            return item.source, item.target, item.alignment
        # A reverse item's source is text of the target language, and its tokenizer side follows the language.
        sides = ("target", "source") if item.reverse else ("source", "target")
        new = self.tokens.sample(texts[0], sides[0], self.alpha, rng) if resampled else self._encode(texts[0], sides[0])
        source = [self.marker, *new] if item.reverse and self.marker >= 0 else new
        target = self._encode(texts[1], sides[1]) if changed else item.target
        if item.cut:
            source = [*source[: len(item.source) - 1], self.tokens.eos]
        if len(source) > shape[0] or len(target) > shape[1]:
            return item.source, item.target, item.alignment
        return source, target, ()

    def _encode(self, text: str, side: str) -> list[int]:
        return self.tokens.encode([text], side)[0]


_END: Any = object()


def prefetch(source: Iterable[T], depth: int = 4) -> Generator[T]:
    """Runs an iterable in a thread, ``depth`` elements ahead; its errors are raised here, closing ends the thread."""
    ready: queue.Queue[Any] = queue.Queue(depth)
    stop = threading.Event()

    def offer(element: Any) -> bool:
        while not stop.is_set():
            try:
                ready.put(element, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for element in source:
                if not offer((element, None)):
                    return
            offer(_END)
        except Exception as error:  # noqa: BLE001 - raised again in the consumer
            offer((None, error))

    thread = threading.Thread(target=work, name="batches", daemon=True)
    thread.start()
    try:
        while (got := ready.get()) is not _END:
            element, error = got
            if error is not None:
                raise error
            yield element
    finally:
        stop.set()
        thread.join()
