"""Processes that collate give the batches that a thread gives, in the same order, and leave nothing behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pipeline.core.errors import PipelineError, UserError
from pipeline.training import batch_workers, networks
from pipeline.training.batch_workers import BatchWorkers, PackedItems, collating, worker_count
from pipeline.training.batches import BatchPlan, Collator, Item, TrainingBatch, prefetch
from pipeline.training.tokens import MarianTokens
from tests.training.test_trainer import make


def toy_items(tokens: MarianTokens) -> list[Item]:
    pairs = [(f"Ada {n} guru di Bandung.", f"The {n} teachers in Bandung.") for n in range(20, 80)]
    sides = ((a, b, tokens.encode([a], "source")[0], tokens.encode([b], "target")[0]) for a, b in pairs)
    return [Item(a, b, tuple(s), tuple(t), alignment=tuple(range(len(t)))) for a, b, s, t in sides]


def setting(tokens: MarianTokens) -> tuple[Collator, list[TrainingBatch]]:
    items = toy_items(tokens)
    collate = Collator(items, tokens, ("id", "en"), numbers=0.5, names=0.3, sampling=0.5, guided=True)
    return collate, BatchPlan(items, 128, [40], [], seed=1).epoch(2)


class Fragile(Collator):
    """Fails at one batch, with an error that cannot be sent where ``strange`` is set."""

    at = -1
    strange = False

    def __call__(self, batch: TrainingBatch) -> Any:
        if batch.seed == self.at:
            raise Strange("gone", 3) if self.strange else UserError("this batch", "leave it out")
        return super().__call__(batch)


class Strange(Exception):
    def __init__(self, word: str, number: int) -> None:
        super().__init__(f"{word} {number}")


def alive() -> list[Any]:
    return [p for p in multiprocessing.active_children() if p.name.startswith("batches-")]


def test_the_batches_are_those_of_one_thread_in_the_same_order(tokens: MarianTokens) -> None:
    collate, batches = setting(tokens)
    with collating(collate, 2) as several, collating(collate, 0) as one:
        for _ in range(2):
            for (b, x), (c, y) in zip(several(batches), one(batches), strict=True):
                assert b == c
                assert x.items == y.items
                assert all(np.array_equal(getattr(x, n), getattr(y, n)) for n in ("source", "target", "alignment"))
    assert not alive()


def test_a_stream_left_early_does_not_leak_into_the_next(tokens: MarianTokens) -> None:
    collate, batches = setting(tokens)
    with collating(collate, 2) as collated:
        with closing(prefetch(collated(batches), 2)) as first:
            assert next(first)[0] == batches[0]
        assert [b for b, _ in prefetch(collated(batches[5:]))] == batches[5:]


def test_packed_items_are_the_items(tokens: MarianTokens) -> None:
    items = toy_items(tokens)
    packed = PackedItems(items)
    assert (len(packed), packed[3:5], list(packed)) == (60, items[3:5], items)


@pytest.mark.heavy
@pytest.mark.parametrize("strange", [False, True])
def test_errors_are_raised_in_the_parent(tokens: MarianTokens, strange: bool) -> None:
    collate, batches = setting(tokens)
    fragile = Fragile(collate.items, tokens, ("id", "en"))
    fragile.at, fragile.strange = batches[3].seed, strange
    with collating(fragile, 2) as collated, closing(prefetch(collated(batches))) as made:
        assert [next(made)[0] for _ in range(3)] == batches[:3]
        with pytest.raises(
            RuntimeError if strange else UserError, match="Strange: gone 3" if strange else "this batch"
        ):
            next(made)
    assert not alive()


def test_a_dead_process_is_an_error_and_not_a_wait(tokens: MarianTokens) -> None:
    collate, batches = setting(tokens)
    pool = BatchWorkers(collate, 2)
    with closing(pool):
        stream = pool.stream(batches)
        next(stream)
        pool._all[1][0].kill()
        pool._all[1][0].join()
        with pytest.raises(PipelineError, match="SIGKILL"):
            list(stream)


def test_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(16)))
    assert [worker_count("auto", gpu=True), worker_count("auto", gpu=False), worker_count(3, gpu=False)] == [14, 0, 3]
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0})
    assert worker_count("auto", gpu=True) == 0
    assert batch_workers._MOST == 24


def test_a_round_with_processes_ends_with_the_same_weights(tokens: MarianTokens, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    one, _ = make(tokens, tmp_path / "one")
    one.fit()
    two, _ = make(tokens, tmp_path / "two")
    two.workers = 2
    two.fit()
    assert networks.weights_digest(one.model) == networks.weights_digest(two.model)
    assert not alive()


PROGRAM = """
import sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from pipeline.training.batch_workers import BatchWorkers
from pipeline.training.batches import Collator, Item
from pipeline.training.tokens import MarianTokens
if __name__ == "__main__":
    tokens = MarianTokens.from_spm(Path({spm!r}))
    pool = BatchWorkers(Collator([Item("a", "b", (2, 0), (3, 0))], tokens, ("id", "en")), 2)
    print(*(p.pid for p, _ in pool._all), flush=True)
    time.sleep(60)
"""


def test_processes_end_when_their_parent_is_killed(spm: Path) -> None:
    program = textwrap.dedent(PROGRAM.format(root=str(Path(networks.__file__).parents[2]), spm=str(spm)))
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        numbers = [int(n) for n in parent.stdout.readline().split()]
        parent.send_signal(signal.SIGKILL)
    assert len(numbers) == 2
    deadline = time.monotonic() + 30
    while any(_running(n) for n in numbers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_running(n) for n in numbers)


def _running(number: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
