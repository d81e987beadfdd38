"""Sketches that share a band are found, as datasketch's own index finds them, in a fraction of the memory."""

from __future__ import annotations

import random
import tracemalloc

import numpy as np
from datasketch import MinHash, MinHashLSH

from pipeline.stages.ingest.band_index import BandIndex
from pipeline.stages.ingest.near_duplicates import PERMUTATIONS, THRESHOLD, WEIGHTS

DICE = random.Random(3)


def sketches(count: int) -> list[np.ndarray]:
    """Of values, of which some are those of an earlier sketch: a few, or nearly all."""
    made: list[np.ndarray] = []
    for number in range(count):
        values = np.array([DICE.randrange(1 << 32) for _ in range(PERMUTATIONS)], np.uint32)
        if number % 3 and made:
            share = DICE.choice((0.3, 0.5, 0.7, 0.95))
            values = np.where(np.random.default_rng(number).random(PERMUTATIONS) < share, DICE.choice(made), values)
        made.append(values.astype(np.uint32))
    return made


def test_the_same_is_found_as_by_datasketch() -> None:
    theirs = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, weights=WEIGHTS)
    ours = BandIndex(theirs.b, theirs.r)
    met = 0
    for number, sketch in enumerate(sketches(700)):  # the table grows three times
        known = MinHash(num_perm=PERMUTATIONS)
        known.hashvalues = sketch.astype(np.uint64)
        keys = ours.keys(sketch)
        found = ours.query(keys)
        assert found == {int(name) for name in theirs.query(known)}
        met += len(found)
        theirs.insert(str(number), known)
        assert ours.insert(keys) == number
    assert met > 200


def test_keys_that_want_the_same_slot_and_a_key_twice() -> None:
    index = BandIndex(4, 1)
    keys = np.array([5, 5 + (1 << 40), 5 + (1 << 41), 5 + (1 << 40)], np.uint64)  # the last bits choose the slot
    assert index.query(keys) == set()
    assert [index.insert(keys) for _ in range(3)] == [0, 1, 2]
    assert index.query(keys) == {0, 1, 2}
    assert index.query(keys[::-1].copy() + np.uint64(1)) == set()


def test_a_sketch_takes_a_kilobyte_or_less() -> None:
    made = sketches(3000)
    tracemalloc.start()
    try:
        index = BandIndex(24, 4)
        for sketch in made:
            index.insert(index.keys(sketch))
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held < 1200 * len(made)
