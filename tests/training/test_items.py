"""Copies: some targets are learnt as their own source, the same ones at every call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.training.config import Filters, TrainConfig
from pipeline.training.items import copied, encode_pairs
from pipeline.training.parallel_text import Pair
from pipeline.training.steps import Run
from pipeline.training.tokens import MarianTokens


def test_a_share_of_the_targets_becomes_its_own_source(toy_rows: list[tuple[str, str]], tokens: MarianTokens) -> None:
    items = encode_pairs([Pair(a, b, "x") for a, b in toy_rows], tokens, Filters()).items
    made = copied(items, 0.1, 118, 7)
    assert len(made) == 24
    assert all(i.source_text == i.target_text and i.source == i.target and i.index == -1 for i in made)
    assert {i.target_text for i in made} <= {b for _, b in toy_rows}
    assert made == copied(items, 0.1, 118, 7)
    longest = min(len(i.target) for i in items)
    assert all(len(i.source) <= longest for i in copied(items, 1.0, longest, 7))


def test_copies_belong_to_the_key_of_their_round(tmp_path: Path, toy: Callable[..., TrainConfig]) -> None:
    table = {"name": "only", "steps": 12, "tokens": 256}
    plain, asked = (Run(toy(rounds=[{**table, **more}]), tmp_path / "x").keys for more in ({}, {"copies": 0.5}))
    assert plain["start"] == asked["start"]
    assert plain["rounds/only"] != asked["rounds/only"]
