"""Composes and runs batches so that a text's output depends on that text alone.

Why widths. In int8 the engine quantizes every activation row by itself, and integer sums are exact; what makes a
sentence's neighbours show in its translation is the padded length, which picks the float kernels of the attention
(measured on the embedded checkpoint: 37 of 300 sentences changed between batch 1 and batch 32). So every text is
padded to its own *width*, the next multiple of eight tokens, and a batch holds texts of one width. Texts and scores
are then identical bit for bit whatever the batch is (a property test holds it), and hardly any padding is computed.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.core import cancellation, progress
from pipeline.core.errors import ModelError

H = TypeVar("H", bound=Hashable)
T = TypeVar("T")
WIDTH = 8
LEAST = 512  # source tokens below which a batch costs more by being small than it helps by ending early


@dataclass(frozen=True, slots=True)
class Batch:
    """Positions of the texts that are decoded together; all are padded to ``width`` tokens."""

    width: int
    items: tuple[int, ...]

    @property
    def tokens(self) -> int:
        """Source tokens, padding among them."""
        return self.width * len(self.items)

    def halves(self) -> tuple[Batch, Batch]:
        """Each with its share of the longest, which come first: they fill the width without padding."""
        return Batch(self.width, self.items[::2]), Batch(self.width, self.items[1::2])


class ContentionLock:
    """A lock that reports whether another thread waits for it."""

    def __init__(self) -> None:
        self._lock, self._counting = threading.Lock(), threading.Lock()
        self._waiting = 0

    def __enter__(self) -> None:
        with self._counting:
            self._waiting += 1
        self._lock.acquire()
        with self._counting:
            self._waiting -= 1

    def __exit__(self, *exception: object) -> None:
        self._lock.release()

    @property
    def contended(self) -> bool:
        return self._waiting > 0


def width_of(tokens: int) -> int:
    """The length a source of this many tokens is padded to."""
    return max(WIDTH, -(-tokens // WIDTH) * WIDTH)


def plan_batches(lengths: Sequence[int], texts: Sequence[str], budget: int) -> list[Batch]:
    """Texts grouped by width, longest first, each batch within the token budget.

    The texts of a width are dealt out to as few batches as the budget allows: they come out equally full, and each
    gets its share of the texts that fill the width by themselves, so that an engine seldom has to add padding.

    Args:
        lengths: source tokens of each text.
        texts: decide between texts of one length, so that the plan does not depend on the input's order.
        budget: tokens per batch, source and expected output (as long as the source) counted together. A text that is
            over the budget alone gets a batch alone.
    """
    by_width: dict[int, list[int]] = {}
    for i in sorted(range(len(texts)), key=lambda i: (-lengths[i], texts[i])):
        by_width.setdefault(width_of(lengths[i]), []).append(i)
    batches: list[Batch] = []
    for width, items in by_width.items():
        parts = -(-len(items) // max(1, budget // (2 * width)))
        batches += [Batch(width, tuple(items[part::parts])) for part in range(parts)]
    return batches


def run_batches(
    batches: Iterable[Batch],
    submit: Callable[[Batch], Callable[[], Sequence[T]]],
    *,
    ahead: int = 0,
    lanes: int = 1,
    lock: ContentionLock | None = None,
) -> dict[int, T]:
    """Every batch's results by position; a batch that does not fit into memory is halved and tried again.

    Where several are computed at once and nothing follows, the last ones are halved too, so that all lanes end
    together (guided self-scheduling: a batch is at most half of a lane's share of what is left).

    Args:
        batches: what to run, in this order.
        submit: starts a batch and returns the function that waits for its results (one per item).
        ahead: how many batches may be under way at once; 0 finishes each before the next.
        lanes: how many batches the engine computes side by side.
        turn: held while batches are started. Threads that share an engine and a lock then take turns: one's last
            batches run while the next one starts its first, and neither finishes late because of the other.

    Raises:
        ModelError: a single text does not fit into memory.
    """
    results: dict[int, T] = {}
    queue: deque[tuple[Batch, Callable[[], Sequence[T]] | None]] = deque()

    def settle() -> None:
        cancellation.check()
        batch, finish = queue.popleft()
        try:
            if finish is None:
                finish = submit(batch)
            results.update(zip(batch.items, finish(), strict=True))
            progress.count_texts(len(batch.items))
        except (MemoryError, RuntimeError) as error:
            if not out_of_memory(error):
                raise
            if len(batch.items) == 1:
                message = f"a text of {batch.width} tokens does not fit into memory, even alone"
                raise ModelError(message, "lower translate.beam_size, or split the text") from error
            # Halves are started one at a time: memory is short, so nothing is queued ahead of them.
            queue.extendleft((half, None) for half in reversed(batch.halves()))

    lock = lock or ContentionLock()
    with lock:
        for batch in _tapered(batches, lanes, lock):
            while ahead and len(queue) >= ahead:
                settle()
            try:
                queue.append((batch, submit(batch)))
            except (MemoryError, RuntimeError) as error:
                if not out_of_memory(error):
                    raise
                queue.append((batch, None))
            while not ahead and queue:
                settle()
    while queue:
        settle()
    return results


def _tapered(batches: Iterable[Batch], lanes: int, lock: ContentionLock) -> Iterator[Batch]:
    """The batches in their order, the last ones in smaller pieces unless another thread's batches follow them."""
    waiting = deque(batches)
    left = sum(batch.tokens for batch in waiting)
    while waiting:
        batch = waiting.popleft()
        too_large = max(left / (2 * lanes), 2 * LEAST - 1)
        while lanes > 1 and len(batch.items) > 1 and batch.tokens > too_large and not lock.contended:
            batch, other = batch.halves()
            waiting.appendleft(other)
        left -= batch.tokens
        yield batch


def out_of_memory(error: BaseException) -> bool:
    """Whether an engine ran out of memory; CUDA's and oneDNN's own errors are RuntimeErrors that say so."""
    return isinstance(error, MemoryError) or any(
        sign in str(error).lower() for sign in ("out of memory", "bad_alloc", "failed to allocate")
    )


def once_each(texts: Sequence[H], decode: Callable[[list[H]], list[T]]) -> list[T]:
    """Decode each distinct text (or text with what goes with it) once; the results in the order of ``texts``."""
    unique = list(dict.fromkeys(texts))
    by_text = dict(zip(unique, decode(unique), strict=True))
    return [by_text[text] for text in texts]
