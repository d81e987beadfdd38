"""A model that reads the Indonesian title and first sentences: what it is given, its headline, names it garbles."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pipeline.backends.model_card import Card
from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief
from pipeline.stages.summarize.name_copies import mask_names, unmask_names
from pipeline.stages.summarize.stage import SummarizeStage

from .test_stage import INDONESIAN, Scripted, pair

CARD = Card(
    name="writer",
    task="direct",
    architecture="marian",
    summary="s",
    licence="l",
    source="s",
    path=".",
    reads="titled-article",
    styles={"brief": "brief: ", "headline": "headline: "},
)
GOOD = "An earthquake shook Krui on Wednesday and damaged 214 houses. Hendra Wiratama said 1,100 people had fled."


def written(
    write: Callable[[str, str], list[str]], limit: int = 1000, card: Card = CARD, **options: Any
) -> tuple[Brief, Scripted]:
    model = Scripted(write, limit)
    table = SummarizeTable(**{"model": "writer"} | options)
    made = SummarizeStage(table, summarizer=model, card=card).run([pair()])[0]
    assert isinstance(made, Brief)
    return made, model


def plain(style: str, text: str) -> list[str]:
    return ["Quake damages 214 houses in Krui"] if style.startswith("headline") else [GOOD]


def test_it_reads_the_indonesian_title_and_article_and_writes_brief_and_headline() -> None:
    made, model = written(plain)
    assert made.text == GOOD
    assert made.headline == "Quake damages 214 houses in Krui"
    assert [style for style, _ in model.given] == ["brief: ", "headline: "]
    assert model.given[0][1] == "Gempa guncang Krui — " + " ".join(INDONESIAN)
    assert model.given[1][1] == "Gempa guncang Krui — " + " ".join(INDONESIAN[:2])
    assert made.sentences[0].citations
    assert made.flags == ()


def test_a_selection_holds_the_most_salient_sentences_in_the_articles_order() -> None:
    selects = CARD.model_copy(update={"reads": "titled-selection"})
    _, model = written(plain, limit=32, card=selects)
    given = model.given[0][1].removeprefix("Gempa guncang Krui — ")
    held = [s for s in INDONESIAN if s in given]
    assert given == " ".join(held)
    assert 1 < len(held) < len(INDONESIAN)
    assert INDONESIAN[1] in held  # figures and names


def test_what_does_not_fit_is_left_out_from_the_end_and_on_record() -> None:
    made, model = written(plain, limit=32)
    given = model.given[0][1]
    assert given.startswith("Gempa guncang Krui — " + INDONESIAN[0])
    assert INDONESIAN[-1] not in given
    assert made.plan is not None
    assert json.loads(made.plan)["read"] < len(INDONESIAN)


def test_a_garbled_name_is_written_again_behind_a_placeholder() -> None:
    def garbles(style: str, text: str) -> list[str]:
        if style.startswith("headline"):
            return ["Quake shakes Krui"]
        code = next((c for c in ("Zx1", "Zx2", "Zx3") if f"{c} mengatakan" in text), "")
        return [f"{code or 'Hasan Waritomo'} said 1,100 people had fled to higher ground."]

    made, model = written(garbles)
    assert made.text == "Hendra Wiratama said 1,100 people had fled to higher ground."
    assert len([style for style, _ in model.given if style == "brief: "]) == 2
    assert not any("invented" in flag for flag in made.flags)


def test_a_headline_with_an_invented_figure_gives_way_to_the_title() -> None:
    made, _ = written(lambda style, text: ["Quake kills 900"] if style.startswith("headline") else [GOOD])
    assert made.headline == "Quake shakes Krui"


def test_names_are_masked_wherever_they_stand_and_come_back() -> None:
    masked = mask_names(["Menteri Hendra Wiratama tiba di Kupang.", "Lalu Hendra Wiratama pergi."])
    assert "Hendra Wiratama" not in masked.text
    assert masked.text.count(masked.codes[0][0]) == 2
    code = next(c for c, span in masked.codes if span.text == "Hendra Wiratama")
    assert unmask_names(masked, f"{code} arrived; {code} spoke.") == "Hendra Wiratama arrived; Hendra Wiratama spoke."
