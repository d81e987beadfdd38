"""A model that writes one sentence of a brief from an Indonesian sentence: what it reads, what is refused and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pipeline.core.records import Brief
from pipeline.stages.summarize.sentence_writing import source_text

from . import test_titled_article
from .test_stage import INDONESIAN, Scripted

CARD = test_titled_article.CARD.model_copy(update={"reads": "titled-sentence"})


def written(write: Callable[[str], list[str]], **options: Any) -> tuple[Brief, Scripted]:
    def scripted(style: str, text: str) -> list[str]:
        return ["Quake shakes Krui"] if style.startswith("headline") else write(text)

    return test_titled_article.written(scripted, card=CARD, **options)


def test_the_sentence_before_is_marked_off_and_left_out_where_nothing_leans_on_it() -> None:
    assert source_text("", "", "Ia pergi.") == "Ia pergi."
    assert source_text("Judul.", "", "Ia pergi.") == "Judul — | Ia pergi."
    assert source_text("", "Budi datang.", "Ia pergi.") == "Budi datang. | Ia pergi."


def test_each_sentence_is_written_from_one_sentence_and_cites_it() -> None:
    made, model = written(lambda text: ["Wednesday's earthquake shook Krui."] if text == INDONESIAN[0] else [])
    asked = [text for style, text in model.given if style == "brief: "]
    assert all(text.rpartition("| ")[2] in INDONESIAN for text in asked)
    assert made.sentences[0].text == "Wednesday's earthquake shook Krui."
    assert [c.sentence for c in made.sentences[0].citations] == [0]
    assert all("extracted" in s.flags for s in made.sentences[1:])  # where nothing was written


def test_an_invented_figure_a_foreign_word_and_a_repetition_give_way_to_the_translation() -> None:
    for wrong in (
        "An earthquake shook Krui and damaged 999 houses.",
        "An unprecedented hurricane devastated Krui.",
        "Krui shook Krui and Krui on Wednesday.",
        "No earthquake shook Krui on Wednesday.",
    ):
        made, _ = written(lambda text, wrong=wrong: [wrong] if text == INDONESIAN[0] else [])
        assert made.sentences[0].text != wrong
        assert made.plan is not None
        assert any(rung["text"] == wrong for rung in json.loads(made.plan)["ladder"])


def test_without_guards_the_first_hypothesis_is_taken_as_it_is() -> None:
    made, _ = written(lambda text: ["An unprecedented hurricane devastated Krui."], guards=False)
    assert {s.text for s in made.sentences} == {"An unprecedented hurricane devastated Krui."}
