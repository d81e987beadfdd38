"""Batches: one width each, canonical, within the budget, and smaller when memory is short."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.backends._batching import WIDTH, Batch, once_each, plan_batches, run_batches, width_of
from pipeline.errors import ModelError


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

    def run(name: str, turn: threading.Lock) -> None:
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

        run_batches([Batch(8, (i,)) for i in range(6)], submit, ahead=2, turn=turn)

    turn = threading.Lock()
    threads = [threading.Thread(target=run, args=(name, turn)) for name in "ab"]
    threads[0].start()
    assert waiting.wait(30)
    threads[1].start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert started == list("aaaaaabbbbbb")


def test_duplicates_are_decoded_once() -> None:
    given_texts: list[list[str]] = []

    def decode(texts: list[str]) -> list[str]:
        given_texts.append(texts)
        return [t.upper() for t in texts]

    assert once_each(["a", "b", "a"], decode) == ["A", "B", "A"]
    assert given_texts == [["a", "b"]]
