"""A summarizer's card is measured on whole briefs, as a run writes them, and never without the rankers beside it."""

from __future__ import annotations

import pytest

from pipeline.core.errors import UserError
from pipeline.training import briefs, evaluate
from pipeline.training.card_scores import system_comparisons
from pipeline.training.config import TrainConfig, load
from pipeline.training.parallel_text import Pair

ARTICLES = [
    "brief: The bridge in Kediri reopened on Monday. It has two lanes. The mayor thanked 30 workers. Rain fell later.",
    "The market burnt down on Friday. Nobody was hurt. Police ask for witnesses. Traders lost 12 stalls. It was old.",
    "A ferry ran aground off Bali. All 40 passengers are safe. The captain was questioned. Waves were high.",
]
REFERENCES = [
    "The bridge reopened on Monday.",
    "The market burnt down, nobody was hurt.",
    "A ferry with 40 ran aground.",
]


def pairs() -> list[Pair]:
    return [Pair(a, r, "made") for a, r in zip(ARTICLES, REFERENCES, strict=True)]


def test_a_rankers_briefs_are_whole_sentences_a_line_each() -> None:
    made = briefs.write("lead", ARTICLES, guards=False)
    assert made[0] == "The bridge in Kediri reopened on Monday.\nIt has two lanes.\nThe mayor thanked 30 workers."
    assert [text.count("\n") for text in made] == [2, 2, 2]


def test_the_rankers_stand_beside_a_summarizer_that_is_measured() -> None:
    made = briefs.write("lead", ARTICLES, guards=False)
    found = briefs.compare_with_rankers("mine", made, pairs(), samples=50)
    assert {s["system"] for s in found["scores"]} == {"mine", "lead-3", "centroid-3"}
    same = [d for d in found["differences"] if d["system"] == "lead-3"]
    assert {d["metric"] for d in same} == set(briefs.METRICS)
    assert all((d["delta"], d["finding"]) == (0.0, "no evidence") for d in same)
    other = next(d for d in found["differences"] if d["system"] == "centroid-3" and d["metric"] == "rougeLsum")
    values = {s["system"]: s["value"] for s in found["scores"] if s["metric"] == "rougeLsum"}
    assert other["delta"] == pytest.approx(values["centroid-3"] - values["mine"])
    card = "\n".join(system_comparisons({"suites": [{"name": "news", "beside": found}]}))
    assert "| lead-3 |" in card
    assert briefs.NOTE in card


def test_the_lines_of_a_reference_count_for_rouge() -> None:
    config = TrainConfig.model_validate(
        {"name": "mine", "task": "summarize", "steps": ["evaluate"], "start": {"path": "marian-id-en"}}
    )
    two = Pair("x", "Rain fell. The river rose.", "made")
    scores = {s.metric: s for s in evaluate.score_all(config, [two], ["The river rose.\nRain fell."])}
    assert scores["rougeLsum"].value == pytest.approx(100.0)


@pytest.mark.parametrize(
    ("way", "reads", "whole"),
    [
        ("int8", "sentence", True),
        ("int8", "article", False),
        ("guards", "article", True),
        ("float32", "article", False),
    ],
)
def test_what_is_measured_as_a_run_writes_it(way: str, reads: str, whole: bool) -> None:
    config = load("summarizer", ["evaluate.ways=['int8']", f"export.reads={reads!r}"])
    assert evaluate.as_briefs(config, way) is whole
    translator = load("finetune", [])
    assert not evaluate.as_briefs(translator, "guards")


def test_a_way_that_briefs_do_not_have_is_refused() -> None:
    with pytest.raises(UserError, match="in int8"):
        load("summarizer", ["evaluate.ways=['float32']", "export.reads='sentence'"])
