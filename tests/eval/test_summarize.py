"""The benchmark of briefs: what was trained on is left out, and what is flagged is told from what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.benchmarks import brief_page, brief_sets, summarize
from pipeline.core.config import SummarizeTable
from pipeline.core.errors import UserError
from pipeline.core.records import Brief, BriefSentence
from pipeline.language.fact import FIGURES, NAMES

STORY = (
    "The bridge over the river fell on Monday morning. Seven people were hurt. Work on a new one begins in {year}. " * 2
)


def write(folder: Path) -> Path:
    rows = [
        {"article": STORY.format(year=y) + "x" * n, "summary": f"Bridge {n} falls."} for n, y in enumerate((2031, 2032))
    ]
    rows[1]["article"] = (
        "An entirely different beginning, on another day and in another town, as long as the first. " * 2
    )
    (folder / "xsum.dev.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
    training = folder / "train.jsonl"
    seen = {"article": STORY.format(year=2031).upper().replace(".", " ."), "summary": "s", "task": "brief"}
    training.write_text(json.dumps(seen) + "\n")
    return training


def test_articles_that_were_trained_on_are_left_out_and_counted(tmp_path: Path) -> None:
    training = write(tmp_path)
    assert len(brief_sets.load("xsum", tmp_path, 0, "fake").items) == 2
    loaded = brief_sets.load("xsum", tmp_path, 0, "fake", (training,))
    assert [item.reference for item in loaded.items] == ["Bridge 1 falls."]
    assert loaded.notes == ("1 of 2 are in the training data and left out",)


def test_a_set_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cnn_dailymail"):
        brief_sets.load("cnn", tmp_path, 0, "fake")


def test_an_unsupported_figure_counts_as_accounted_for_only_with_its_own_flag() -> None:
    source = "Tujuh orang tewas di Bandung pada 2024."
    flags = {
        "": 1,
        "name-invented-by-summarization": 1,
        "number-invented-by-summarization": 2,
        "translation-number-added": 2,
    }
    for flag, good in flags.items():
        sentence = BriefSentence("Seven people died and 35 were hurt.", flags=(flag,) if flag else ())
        brief = Brief("a", "a", None, None, (sentence,), "m")
        assert summarize.accounted(source, brief, FIGURES, "id") == (good, 2), flag
    named = Brief("a", "a", None, None, (BriefSentence("Seven people died in Bandung."),), "m")
    assert summarize.accounted(source, named, NAMES, "id") == (1, 1)


def test_the_tables_hold_every_system_beside_the_lead() -> None:
    loaded = brief_sets.load("starter", Path(), 3, "fake")
    scores = []
    for model in ("lead", "centroid"):
        briefs = summarize.brief_all(loaded.items, SummarizeTable(model=model, sentences=2, guards=False))
        scores += summarize.measure(loaded.items, briefs, f"{model}-2", 1)
    scores += summarize.against_lead(scores, 1)
    text = brief_page.page("Briefs", "python -m x", {"starter": (3, (), scores)})
    for name in ("rougeLsum", "chrf", "compression", "novelty", "repetition", "numbers-accounted", "adjusted - lead's"):
        assert f"| {name} |" in text
    assert "| | lead-2 | centroid-2 |" in text
