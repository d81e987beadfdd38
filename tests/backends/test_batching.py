"""Batches: one width each, canonical, within the budget, and smaller when memory is short."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.backends._batching import (
    LEAST,
    WIDTH,
    Batch,
    ContentionLock,
    once_each,
    plan_batches,
    run_batches,
    width_of,
)
from pipeline.core.errors import ModelError


@given(st.lists(st.integers(1, 200), max_size=60), st.integers(1, 4096), st.randoms(use_true_random=False))
def test_plans_are_whole_within_budget_and_canonical(lengths: list[int], budget: int, order: random.Random) -> None:
    texts = [f"{n}-{i}" for i, n in enumerate(lengths)]
    batches = plan_batches(lengths, texts, budget)
    assert sorted(i for b in batches for i in b.items) == list(range(len(texts)))
    for batch in batches:
        assert {width_of(lengths[i]) for i in batch.items} == {batch.width}
        assert len(batch.items) == 1 or 2 * batch.width * len(batch.items) <= budget
        assert batch.width % WIDTH == 0
    shuffled = list(range(len(texts)))
    order.shuffle(shuffled)
    again = plan_batches([lengths[i] for i in shuffled], [texts[i] for i in shuffled], budget)
    assert [[texts[shuffled[i]] for i in b.items] for b in again] == [[texts[i] for i in b.items] for b in batches]


def needy(room: int, error: Exception) -> Callable[[Batch], Callable[[], Sequence[int]]]:
    """An engine with room for so many texts at once."""

    def submit(batch: Batch) -> Callable[[], Sequence[int]]:
        def finish() -> Sequence[int]:
            if len(batch.items) > room:
                raise error
            return [i * 10 for i in batch.items]

        return finish

    return submit


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("CUDA failed with error out of memory")])
@pytest.mark.parametrize("ahead", [0, 3])
def test_what_does_not_fit_is_halved_until_it_does(error: Exception, ahead: int) -> None:
    batches = [Batch(8, tuple(range(9))), Batch(8, (9, 10))]
    assert run_batches(batches, needy(2, error), ahead=ahead) == {i: i * 10 for i in range(11)}


def test_a_text_that_does_not_fit_alone_is_an_error_and_so_is_anything_else() -> None:
    with pytest.raises(ModelError, match="does not fit into memory"):
        run_batches([Batch(8, (0, 1))], needy(0, MemoryError()))
    with pytest.raises(RuntimeError, match="broken"):
        run_batches([Batch(8, (0, 1))], needy(0, RuntimeError("broken")))


def test_threads_take_turns_at_starting_batches() -> None:
    """Each thread's batches stand together in the engine's queue, and the next one's begin before the last are done."""
    started: list[str] = []
    waiting, second = threading.Event(), threading.Event()

    def run(name: str, lock: ContentionLock) -> None:
        def submit(batch: Batch) -> Callable[[], Sequence[int]]:
            started.append(name)
            if name == "b":
                second.set()

            def finish() -> Sequence[int]:
                if name == "a" and started.count("a") == 6:  # all of a's are started: b must be let in meanwhile
                    assert second.wait(30)
                return list(batch.items)

            waiting.set()
            return finish

        run_batches([Batch(8, (i,)) for i in range(6)], submit, ahead=2, lock=lock)

    lock = ContentionLock()
    threads = [threading.Thread(target=run, args=(name, lock)) for name in "ab"]
    threads[0].start()
    assert waiting.wait(30)
    threads[1].start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert started == list("aaaaaabbbbbb")


def started(batches: list[Batch], lanes: int) -> list[Batch]:
    """What reaches the engine, every text of it once."""
    seen: list[Batch] = []

    def submit(batch: Batch) -> Callable[[], Sequence[int]]:
        seen.append(batch)
        return lambda: list(batch.items)

    found = run_batches(batches, submit, ahead=2 * lanes, lanes=lanes)
    given_items = sorted(i for b in batches for i in b.items)
    assert found == {i: i for i in given_items}
    assert sorted(i for b in seen for i in b.items) == given_items
    return seen


def test_the_last_batches_are_small_enough_for_all_lanes_to_end_together() -> None:
    batches = [Batch(32, tuple(range(64 * n, 64 * n + 64))) for n in range(10)]
    assert started(batches, lanes=1) == batches
    pieces = started(batches, lanes=2)
    assert pieces[:6] == batches[:6]  # there is enough left for both
    left = sum(b.tokens for b in pieces)
    for piece in pieces:
        assert piece.tokens <= max(left / 4, 2 * LEAST - 1)
        assert piece.tokens >= LEAST
        left -= piece.tokens


def test_no_batch_is_made_smaller_while_another_threads_batches_follow() -> None:
    lock = ContentionLock()
    batches = [Batch(32, tuple(range(64 * n, 64 * n + 64))) for n in range(4)]
    arrived, done = threading.Event(), threading.Event()
    seen: list[Batch] = []

    def submit(batch: Batch) -> Callable[[], Sequence[int]]:
        if not seen:
            other.start()
            assert arrived.wait(30)
            while not lock.contended:
                time.sleep(0.001)
        seen.append(batch)
        return lambda: list(batch.items)

    def follow() -> None:
        arrived.set()
        with lock:
            done.set()

    other = threading.Thread(target=follow)
    run_batches(batches, submit, ahead=4, lanes=2, lock=lock)
    assert done.wait(30)
    assert seen == batches
    other.join(30)


def test_halves_share_the_longest() -> None:
    """Both are as wide as the batch without padding, if two texts are."""
    assert Batch(8, (4, 3, 2, 1, 0)).halves() == (Batch(8, (4, 2, 0)), Batch(8, (3, 1)))


def test_duplicates_are_decoded_once() -> None:
    given_texts: list[list[str]] = []

    def decode(texts: list[str]) -> list[str]:
        given_texts.append(texts)
        return [t.upper() for t in texts]

    assert once_each(["a", "b", "a"], decode) == ["A", "B", "A"]
    assert given_texts == [["a", "b"]]
