"""Near-duplicates: the same story on two sites is found, different stories are not."""

from __future__ import annotations

import random

import pytest

from pipeline.stages.ingest.near_duplicates import Stories, near_duplicates

WORDS = [f"kata{number}" for number in range(400)]


def story(seed: int, length: int = 200) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def changed(text: str, every: int) -> str:
    return " ".join("lain" if i % every == 0 else word for i, word in enumerate(text.split()))


def test_the_same_story_on_two_sites_is_one_group() -> None:
    wire = story(1)
    texts = {"a": wire, "b": story(2), "c": changed(wire, 40), "d": story(3), "e": wire.upper()}
    assert near_duplicates(texts) == [("a", "c", "e")]


def test_a_story_told_anew_is_another() -> None:
    wire = story(1)
    assert near_duplicates({"a": wire, "b": changed(wire, 4)}) == []


def test_every_article_of_a_group_is_near_its_first() -> None:
    wire = story(1)
    chain = {"a": wire, "b": changed(wire, 20), "c": changed(changed(wire, 20), 19)}
    assert near_duplicates({"b": chain["b"], "c": chain["c"]}) == [("b", "c")]
    assert near_duplicates(chain) == [("a", "b")]


def test_short_and_empty_texts_are_compared_too() -> None:
    assert near_duplicates({"a": "", "b": "", "c": "Harga naik", "d": "harga NAIK!"}) == [("c", "d")]
    assert near_duplicates({}) == []


def test_of_a_text_of_megabytes_the_beginning_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.stages.ingest.near_duplicates.LONGEST", len(story(1)))
    assert near_duplicates({"a": f"{story(1)} {story(2)}", "b": f"{story(1)} {story(3)}", "c": story(4)}) == [
        ("a", "b")
    ]


def test_sketches_are_those_of_runs_that_are_there_already() -> None:
    """By datasketch 2.0.0, which made them before: the first four of 128 values, and a text in more than one part."""
    stories = Stories()
    made = stories.sketch("Harga beras naik di Pasar Johar")
    assert (len(made), made[:16].hex()) == (512, "a4fd6c61e89947122c9f0156d60d8832")
    numbers = " ".join(map(str, range(25_000)))
    assert stories.sketch(numbers)[:16].hex() == "43ef0600c420000020e70000cbf00400"
