"""The events suite: B-cubed by hand-counted values, the suite's shape, and how well grouping does on it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.events import b_cubed, profiles, read_suite
from pipeline.core.config import load_config
from pipeline.core.resources import data_dir
from pipeline.stages.group.clusters import cluster

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
SEEDS = 5


def test_b_cubed_by_hand() -> None:
    gold = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2"}
    score = b_cubed([["a", "b"], ["c", "d", "e"]], gold)
    # precision: a, b 1; c 1/3; d, e 2/3; recall: a, b 2/3; c 1/3; d, e 1
    assert score.precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert score.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert score.f1 == pytest.approx(2 * score.precision * score.recall / (score.precision + score.recall))


@pytest.mark.parametrize(
    ("groups", "precision", "recall"),
    [
        ([["a", "b"], ["c", "d"]], 1.0, 1.0),
        ([["a", "b", "c", "d"]], 0.5, 1.0),
        ([["a"], ["b"], ["c"], ["d"]], 1.0, 0.5),
    ],
)
def test_b_cubed_of_right_one_and_none(groups: list[list[str]], precision: float, recall: float) -> None:
    score = b_cubed(groups, {"a": "1", "b": "1", "c": "2", "d": "2"})
    assert (score.precision, score.recall) == (precision, recall)


def test_articles_without_a_label_do_not_count() -> None:
    assert b_cubed([["a", "x", "b"], ["y"]], {"a": "1", "b": "1"}).f1 == 1


def test_the_suite_has_sixty_articles_in_twenty_events() -> None:
    folder = data_dir("eval/suites") / "events"
    rows = [
        json.loads(line)
        for name in ("articles.jsonl", "elsewhere.jsonl")
        for line in (folder / name).read_text("utf-8").splitlines()
    ]
    events = Counter(row["event"] for row in rows)
    assert (len(rows), len(events)) == (60, 20)
    own = [row for row in rows if "text" in row]
    assert len({row["id"] for row in own}) == len(own) == 55
    assert all(set(row) == {"file", "sha256", "event"} for row in rows if "text" not in row)


def test_grouping_reaches_its_mark_on_the_articles_of_the_suite() -> None:
    config = load_config("default")
    labelled = read_suite()
    groups = cluster(profiles((o.article for o in labelled), config), config.group.threshold, config.group.window_days)
    for part in (labelled, [one for one in labelled if one.held_out]):
        assert b_cubed(groups, {one.article.id: one.event for one in part}).f1 >= 0.93


def test_the_articles_from_elsewhere_are_two_events() -> None:
    if len(read_suite(SHARED)) != len(read_suite()) + SEEDS:
        pytest.skip("the articles that the suite names by their hashes are not on this machine")
    config = load_config("default")
    seeds = [one for one in read_suite(SHARED) if one.article.id not in {o.article.id for o in read_suite()}]
    groups = cluster(profiles((o.article for o in seeds), config), config.group.threshold, config.group.window_days)
    assert b_cubed(groups, {one.article.id: one.event for one in seeds}).f1 == 1
    assert sorted(map(len, groups)) == [1, 4]
