"""Grouping: what belongs together, whatever the order, and what a new article changes."""

from __future__ import annotations

import random
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.events import profiles, read_suite
from pipeline.core.config import load_config
from pipeline.core.event_records import Profile
from pipeline.stages.group import clusters
from pipeline.stages.group.clusters import candidates, cluster
from pipeline.stages.group.likeness import Likeness
from tests.stages.group.builders import profile

THRESHOLD, WINDOW = 0.38, 7
VISIT = (
    "Perdana Menteri Erik Sund bertemu Menteri Luar Negeri Arif Prabaswara di Jakarta untuk membahas nikel dan perawat"
)


@pytest.fixture(scope="module")
def suite() -> list[Profile]:
    return profiles((one.article for one in read_suite()), load_config("default"))


def grouped(articles: Iterable[Profile]) -> set[frozenset[str]]:
    return {frozenset(group) for group in cluster(list(articles), THRESHOLD, WINDOW)}


def test_the_defaults_are_those_tested_here() -> None:
    options = load_config("default").group
    assert (options.enabled, options.threshold, options.window_days) == (True, THRESHOLD, WINDOW)


def test_the_order_of_the_articles_does_not_matter(suite: list[Profile]) -> None:
    expected = cluster(suite, THRESHOLD, WINDOW)
    for seed in range(20):
        shuffled = list(suite)
        random.Random(seed).shuffle(shuffled)
        assert cluster(shuffled, THRESHOLD, WINDOW) == expected


@given(st.data())
def test_no_order_and_no_choice_of_articles_matters(suite: list[Profile], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(suite), unique_by=lambda p: p.id, max_size=12))
    assert cluster(chosen, THRESHOLD, WINDOW) == cluster(data.draw(st.permutations(chosen)), THRESHOLD, WINDOW)


def test_a_new_article_joins_its_event_and_changes_no_other(suite: list[Profile]) -> None:
    for new in ("gempa-pacitan-2", "sund-bali-3", "konser-1"):
        before = grouped(p for p in suite if p.id != new)
        joined = next(group for group in grouped(suite) if new in group)
        assert before - grouped(suite) == {joined - {new}}


def test_a_new_article_of_no_event_founds_one(suite: list[Profile]) -> None:
    founder = profile("lebah", "Peternak lebah di Sumbawa memanen madu hutan pertama musim ini", published="2026-03-12")
    assert grouped([*suite, founder]) == grouped(suite) | {frozenset({"lebah"})}


def test_two_visits_by_the_same_two_people_are_two_events() -> None:
    visits = [
        profile("a", f"{VISIT}. Mereka bertemu pada Rabu (13/9) di istana", published="2023-09-13"),
        profile("b", f"{VISIT}. Pertemuan berlangsung dua jam", published="2023-09-14"),
        profile("c", f"{VISIT}. Mereka bertemu pada Selasa (18/6) di istana", published="2024-06-18"),
    ]
    assert grouped(visits) == {frozenset("ab"), frozenset("c")}


def test_days_in_the_text_tell_visits_apart_where_nothing_says_when_they_were_published() -> None:
    visits = [
        profile("a", f"{VISIT}, 13 September 2023"),
        profile("b", f"{VISIT} pada Rabu (13/9)"),
        profile("c", f"{VISIT}, 18 Juni 2024"),
    ]
    assert grouped(visits) == {frozenset("ab"), frozenset("c")}


def test_nearness_falls_with_the_days_between() -> None:
    days = ("2026-03-01", "2026-03-02", "2026-03-08", "2026-03-22", "2026-09-01", None)
    articles = [profile(str(n), VISIT, published=day) for n, day in enumerate(days)]
    zero, every = np.zeros(len(days), dtype=int), np.arange(len(days))
    near = Likeness(articles, WINDOW).nearness(zero, every)
    assert near[0] == 1
    assert list(near[:5]) == sorted(near[:5], reverse=True)
    assert near[4] < 0.05 < near[3] < near[5] < near[2]


def test_the_turn_of_the_year_is_no_gap_between_days_without_a_year() -> None:
    articles = [profile("a", f"{VISIT} pada Kamis (31/12)"), profile("b", f"{VISIT} pada Sabtu (2/1)")]
    assert [p.day for p in articles] == ["?-12-31", "?-01-02"]
    assert Likeness(articles, WINDOW).nearness(np.array([0]), np.array([1]))[0] > 0.9


def test_the_index_brings_together_all_pairs_that_are_alike(suite: list[Profile]) -> None:
    likeness = Likeness(sorted(suite, key=lambda p: p.id), WINDOW)
    left, right = np.triu_indices(len(suite), 1)
    alike = likeness.pairs(left, right) >= THRESHOLD
    offered = set(zip(*(places.tolist() for places in candidates(likeness.vectors)), strict=True))
    assert set(zip(left[alike].tolist(), right[alike].tolist(), strict=True)) <= offered
    assert len(offered) < len(left)


def test_looking_for_pairs_in_small_steps_finds_the_same(suite: list[Profile], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = cluster(suite, THRESHOLD, WINDOW)
    monkeypatch.setattr(clusters, "_ROWS", 7)
    assert cluster(suite, THRESHOLD, WINDOW) == expected


def test_average_linkage_does_not_chain() -> None:
    """B is like A and like C, which have nothing in common: all three are not one event."""
    one = "Banjir merendam Demak setelah tanggul Sungai Wulan jebol dan warga mengungsi ke masjid"
    two = "Gunung Lewotobi meletus sehingga bandara Maumere ditutup dan penerbangan dibatalkan"
    articles = [profile("a", one), profile("b", f"{one}. {two}"), profile("c", two)]
    assert all(len(group) < 3 for group in grouped(articles))


def test_nothing_and_empty_articles() -> None:
    assert cluster([], THRESHOLD, WINDOW) == []
    assert grouped([profile("a", ""), profile("b", "")]) == {frozenset("a"), frozenset("b")}
