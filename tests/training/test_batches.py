"""Batches hold a constant number of tokens in few shapes, and depend on seed, epoch and place alone."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.training.batches import BatchPlan, Collator, Item, prefetch
from pipeline.training.items import directed
from pipeline.training.tokens import MarianTokens

BUCKETS = [4, 8, 16]


def item(source: int, target: int, weight: float = 1.0) -> Item:
    return Item("a", "b", tuple(range(2, 2 + source)), tuple(range(2, 2 + target)), weight)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), min_size=1, max_size=80), st.booleans())
def test_every_item_is_in_an_epoch_and_fits_its_batch(lengths: list[tuple[int, int]], square: bool) -> None:
    plan = BatchPlan([item(s, t) for s, t in lengths], 64, BUCKETS, [] if square else BUCKETS, seed=1)
    seen = Counter(r for b in plan.epoch(0) for r in set(b.rows))
    assert set(seen) == set(range(len(lengths)))
    for batch in plan.epoch(0):
        assert len(batch.rows) * max(batch.shape) <= max(64, max(batch.shape))
        for row in batch.rows:
            assert lengths[row][0] <= batch.shape[0]
            assert lengths[row][1] <= batch.shape[1]


def test_few_shapes_repeat() -> None:
    rng = random.Random(1)
    plan = BatchPlan([item(rng.randint(2, 16), rng.randint(2, 16)) for _ in range(3000)], 256, BUCKETS, [], seed=1)
    shapes = Counter((len(b.rows), *b.shape) for b in plan.epoch(0))
    assert len(shapes) <= 2 * len(BUCKETS)


def test_epochs_differ_and_come_again() -> None:
    plan = BatchPlan([item(5, 5) for _ in range(50)], 64, BUCKETS, [], seed=1)
    assert plan.epoch(3) == plan.epoch(3)
    assert plan.epoch(3) != plan.epoch(4)
    assert plan.epoch(3) != BatchPlan(plan.items, 64, BUCKETS, [], seed=2).epoch(3)


def test_weights_are_how_often_an_epoch_shows_an_item() -> None:
    plan = BatchPlan([item(8, 8, 2.5), item(8, 8, 0.25)], 8, BUCKETS, [], seed=1)
    shown = Counter(r for e in range(400) for b in plan.epoch(e) for r in b.rows)
    assert shown[0] / 400 == pytest.approx(2.5, abs=0.1)
    assert shown[1] / 400 == pytest.approx(0.25, abs=0.1)
    assert plan.target_tokens() == 22


def test_synthetic_items_can_be_left_out() -> None:
    made = [item(5, 5), replace(item(5, 5), synthetic=True), item(5, 5)]
    plan = BatchPlan(made, 8, BUCKETS, [], seed=1)
    assert {r for b in plan.epoch(1) for r in b.rows} == {0, 1, 2}
    assert {r for b in plan.epoch(1, real=True) for r in b.rows} == {0, 2}
    assert {b.epoch for b in plan.epoch(1)} == {1}


def collate_all(collate: Collator, plan: BatchPlan) -> list[np.ndarray]:
    return [a for b in plan.epoch(0) for a in (collate(b).source, collate(b).target)]


def test_augmented_batches_come_again_whatever_ran_before(tokens: MarianTokens) -> None:
    pairs = [(f"Ada {n} guru di Bandung.", f"The {n} teachers in Bandung.") for n in range(20, 60)]
    items = [
        Item(a, b, tuple(tokens.encode([a], "source")[0]), tuple(tokens.encode([b], "target")[0])) for a, b in pairs
    ]
    plan = BatchPlan(items, 256, [40], [], seed=1)
    collate = Collator(items, tokens, ("id", "en"), numbers=0.5, sampling=0.5)
    first = collate_all(collate, plan)
    tokens.sample("Presiden", "source", 0.1, random.Random(0))
    second = collate_all(collate, plan)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    plain = collate_all(Collator(items, tokens, ("id", "en")), plan)
    assert any(not np.array_equal(a, b) for a, b in zip(first, plain, strict=True))


def test_the_reverse_direction_carries_the_marker_and_its_formats(tokens: MarianTokens) -> None:
    a, b = "Ada 1.234 guru.", "There are 1,234 teachers."
    forward = Item(a, b, tuple(tokens.encode([a], "source")[0]), tuple(tokens.encode([b], "target")[0]))
    marker = tokens.piece_id("<0x01>")
    both = directed([forward], "both", marker)
    assert [i.reverse for i in both] == [False, True]
    assert both[1].source == (marker, *forward.target)
    assert both[1].target == forward.source
    plan = BatchPlan(both[1:], 64, [60], [], seed=1)
    collate = Collator(both[1:], tokens, ("id", "en"), numbers=1.0, marker=marker)
    arrays = collate(plan.epoch(0)[0])
    source, target = arrays.source[0].tolist(), arrays.target[0].tolist()
    assert source[0] == marker
    english, indonesian = tokens.decode([source[1:], target])
    assert english.startswith("There are ")
    assert english.split()[2].replace(",", ".") == indonesian.split()[1]
    assert english != b


def test_an_article_that_was_cut_is_cut_again_when_its_numbers_change(tokens: MarianTokens) -> None:
    article, brief = "There are 1,234 teachers in Bandung. " * 12, "There are 1,234 teachers."
    source = (*tokens.encode([article], "source")[0][:39], tokens.eos)
    cut = Item(article, brief, source, tuple(tokens.encode([brief], "target")[0]), cut=True)
    plan = BatchPlan([cut], 40, [40], [], seed=1)
    arrays = Collator([cut], tokens, ("en", "en"), numbers=1.0)(plan.epoch(0)[0])
    ids = arrays.source[0].tolist()
    assert (len(ids), ids[-1]) == (40, tokens.eos)
    read, told = tokens.decode([ids, arrays.target[0].tolist()])
    assert told != brief
    assert told.split()[2] == read.split()[2]


def test_prefetch_keeps_order_raises_and_stops() -> None:
    assert list(prefetch(iter(range(50)), 2)) == list(range(50))

    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        list(prefetch(broken()))
    with closing(prefetch(iter(range(10**9)), 2)) as endless:
        assert next(endless) == 0
    assert not [t for t in threading.enumerate() if t.name == "batches"]
