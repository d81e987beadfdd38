"""IBM model 1 finds word pairs, leaves the unsure alone, and ranks pairs that are no translations last."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from pipeline.training.align import Alignments, LexicalTable
from pipeline.training.config import Align


def corpus(count: int = 400, words: int = 30) -> list[tuple[list[int], list[int]]]:
    """Source word n is target word n + 100; neighbours change places now and then."""
    rng = random.Random(1)
    pairs = []
    for _ in range(count):
        source = [rng.randrange(words) for _ in range(rng.randint(3, 9))]
        target = [n + 100 for n in source]
        if rng.random() < 0.5:
            target[0], target[1] = target[1], target[0]
        pairs.append((source, target))
    return pairs


def test_links_are_word_pairs() -> None:
    pairs = corpus()
    found = LexicalTable.fit(pairs, 200, Align(), 1).apply(pairs, 0.2)
    right = total = 0
    for index, (source, target) in enumerate(pairs):
        links = found.of(index)
        assert len(links) == len(target) + 1
        assert links[-1] == len(source)  # end to end
        for word, link in zip(target, links[:-1], strict=True):
            total += link >= 0
            right += link >= 0 and source[link] == word - 100
    assert total > 0.9 * sum(len(t) for _, t in pairs)
    assert right / total > 0.97


def test_pairs_that_are_no_translations_score_lowest() -> None:
    pairs = corpus()
    rng = random.Random(2)
    wrong = [(s, [rng.randrange(100, 130) for _ in t]) for s, t in corpus()[:20]]
    table = LexicalTable.fit(pairs + wrong, 200, Align(), 1)
    scores = table.apply(pairs + wrong, 0.2).scores
    assert np.median(scores[-20:]) < np.quantile(scores[:400], 0.02)


def test_unknown_words_and_empty_sides_stay_unlinked() -> None:
    table = LexicalTable.fit(corpus(), 200, Align(), 1)
    found = table.apply([([150, 151], [160, 161]), ([], [160]), ([1], [])], 0.9)
    assert found.of(1) == [-1, 0]
    assert found.of(2) == [1]
    assert np.isfinite(found.scores).all()


def test_saved_and_loaded(tmp_path: Path) -> None:
    pairs = corpus(20)
    found = LexicalTable.fit(pairs, 200, Align(), 1).apply(pairs, 0.2)
    found.save(tmp_path / "a.npz")
    loaded = Alignments.load(tmp_path / "a.npz")
    assert [loaded.of(i) for i in range(20)] == [found.of(i) for i in range(20)]
    assert len(loaded) == 20


def test_a_sample_is_enough_for_the_table() -> None:
    pairs = corpus(600)
    table = LexicalTable.fit(pairs, 200, Align(pairs=300), 1)
    assert len(table.apply(pairs, 0.2)) == 600
