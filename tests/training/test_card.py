"""A card's figures are the recorded ones; what was not done is not mentioned; the preset's prose has its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import UserError
from pipeline.core.resources import data_dir
from pipeline.guards import risk
from pipeline.training.card import readme
from pipeline.training.card_risk import HEADING, replaced, risk_of
from pipeline.training.card_scores import cell, in_words
from pipeline.training.config import TrainConfig, load
from pipeline.training.evaluate import Setting, ranked, settings
from pipeline.training.parallel_text import Pair
from pipeline.training.reference_systems import compare_with_systems
from pipeline.training.tables import Evaluate, Tried

NOTHING: dict[str, Any] = {"parts": 0, "flagged": None, "examples": [], "beside": {}, "licence": "", "seconds": 1.0}


def score(metric: str, value: float, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    return {"metric": metric, "value": value, "low": low, "high": high, "signature": f"{metric}-signature", "n": 40}


def described() -> TrainConfig:
    return TrainConfig.model_validate(
        {
            "name": "mine",
            "steps": ["evaluate", "export"],
            "data": {"dev": {"path": "dev.tsv", "name": "our dev set"}},
            "start": {"path": "marian-id-en"},
            "export": {"name": "mine", "notes": ["It can."], "prose": "## Training\n\nBy hand.", "command": "do it"},
        }
    )


def facts(suites: list[dict[str, Any]], tuning: list[Setting] | None = None) -> dict[str, Any]:
    setting = {"beam_size": 4, "length_penalty": 1.0, "no_repeat_ngram_size": 4, "repetition_penalty": 1.0}
    curve = [{**setting, "beam_size": s.beam_size, "score": s.score} for s in tuning or []]
    evaluated = {"setting": setting, "tuning": curve, "suites": suites}
    return {
        "evaluate": evaluated,
        "train": {},
        "machine": "a machine",
        "processor": "a processor",
        "parameters": 29_600_000,
    }


def test_the_risk_of_a_model_with_labelled_sentences_stands_behind_the_scores() -> None:
    suites = [{**NOTHING, "name": "news", "way": "int8", "n": 10, "scores": [score("chrf", 56.34)]}]
    config = described()
    assert HEADING not in readme(config, facts(suites))
    known = config.model_copy(update={"export": config.export.model_copy(update={"name": "marian-id-en"})})
    card = readme(known, facts(suites))
    section = "\n".join(risk_of("marian-id-en"))
    assert f"\n\n{section}\n\n## " in card
    assert card.index("## Scores") < card.index(HEADING) < card.index("## Training")
    found = risk.measured()
    assert f"{found.wrong / found.sentences:.1%} (" in section
    assert section.count("\n| ") == len(found.coverage) + 1


def test_the_embedded_card_has_the_risk_that_the_guards_use() -> None:
    card = (data_dir("models") / "marian-id-en" / "README.md").read_text("utf-8")
    assert "\n".join(risk_of("marian-id-en")) in card  # else: python -m eval.benchmarks.risk --write


def test_the_section_of_a_card_is_replaced_and_put_behind_the_scores() -> None:
    card = "# m\n\n## Scores\n\nFigures.\n\n## Data\n\nPairs.\n"
    first = f"{HEADING}\n\nOne."
    with_it = replaced(card, first)
    assert with_it == f"# m\n\n## Scores\n\nFigures.\n\n{first}\n\n## Data\n\nPairs.\n"
    assert replaced(with_it, f"{HEADING}\n\nTwo.") == with_it.replace("One.", "Two.")


def test_a_checkpoint_that_was_not_trained_here() -> None:
    suites = [
        {**NOTHING, "name": "news", "way": "int8", "n": 1012, "scores": [score("chrf", 56.34, 55.61, 57.12)]},
        {**NOTHING, "name": "news", "way": "guards", "n": 1012, "flagged": 7, "scores": [score("chrf", 56.4)],
         "examples": [{"source": "a", "output": "b", "reference": "c", "score": 12.3}]},
    ]  # fmt: skip
    curve = [Setting(4, 1.0, 4, score=57.2), Setting(1, 1.0, 4, score=56.7)]
    card = readme(described(), facts(suites, curve))
    for words in (
        "29.6M parameters",
        "nothing was trained by it",
        "It can.",
        "| news | 1,012 | int8 | 56.3 (55.6 to 57.1) |",
        "| news | 1,012 | int8, with the guards (what `ringkas run` does) | 56.4 |",
        "beam 4, length penalty 1.0, no-repeat n-gram 4;",
        "a processor",
        "`do it`",
        "news 7 of 1012",
        "- chrf: `chrf-signature`",
        "## Decoding, tuned on our dev set",
        "| 1 | 1.0 | 4 | 1.0 | 56.70 |",
        "| 4 | 1.0 | 4 | 1.0 | **57.20** |",
        "From news (1012 items), behind the guards",
        "output (12.3): b",
        "--set translate.model=marian-id-en",
    ):
        assert words in card, words
    assert "## Data" not in card
    assert card.count("## Training") == 1
    assert card.index("## Decoding") < card.index("By hand.") < card.index("## Real outputs")


def test_other_systems_beside_it(tmp_path: Path) -> None:
    references = [f"The market in village {n} was opened by the president on Monday." for n in range(30)]
    pairs = [Pair("x", r, "x") for r in references]
    ours = [r.replace("opened", "closed") for r in references]
    better = tmp_path / "better.en"
    better.write_text("".join(f"{r}\n" for r in references), encoding="utf-8")
    found = compare_with_systems("mine", ours, pairs, {"Better & Co": better}, 200)
    gap = {d["metric"]: d for d in found["differences"]}["chrf"]
    assert (gap["system"], gap["finding"]) == ("Better & Co", "better")
    assert gap["low"] > 0
    suite = {**NOTHING, "name": "news", "way": "int8", "n": 30, "scores": [score("chrf", 90.0)], "beside": found}
    card = readme(described(), facts([suite]))
    assert "## Beside other systems: news" in card
    lines = [line for line in card.splitlines() if line.startswith(("| Better", "| mine"))]
    assert [line.split(" | ")[0] for line in lines] == ["| Better & Co", "| mine"]
    assert "this checkpoint" in lines[1]
    with pytest.raises(UserError, match="does not exist"):
        compare_with_systems("mine", ours, pairs, {"gone": tmp_path / "gone.en"}, 10)


def test_values_and_settings_in_words() -> None:
    assert cell(score("bleu", float("nan"))) == "undefined"
    assert cell(score("bleu", 12.34, float("nan"), float("nan"))) == "12.3"
    both = {"beam_size": 1, "length_penalty": 0.8, "no_repeat_ngram_size": 0, "repetition_penalty": 1.1}
    assert in_words(both) == "beam 1, length penalty 0.8, repetition penalty 1.1"


def test_what_is_tried_on_the_dev_set() -> None:
    assert settings(Evaluate()) == [Setting(4, 1.0, 4)]
    grid = settings(Evaluate(tune_beams=[1, 4], tune_length_penalties=[0.6, 1.0]))
    assert [(s.beam_size, s.length_penalty) for s in grid] == [(1, 0.6), (1, 1.0), (4, 0.6), (4, 1.0)]
    more = settings(Evaluate(tune=[Tried(beam_size=6), Tried(repetition_penalty=1.1), Tried(beam_size=4)]))
    assert more == [Setting(4, 1.0, 4), Setting(6, 1.0, 4), Setting(4, 1.0, 4, 1.1)]


def test_a_costlier_search_must_earn_its_time() -> None:
    own, wide = Setting(4, 1.0, 4, score=57.24), Setting(8, 1.0, 4, score=57.36)
    assert ranked([own, wide], Evaluate()) == [wide, own]
    assert ranked([wide, own], Evaluate(tune_gain=0.3)) == [own, wide]
    assert ranked([own, wide], Evaluate(tune_gain=0.1)) == [wide, own]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("steps=['prepare','evaluate']", "data.train is missing"),
        ("steps=['train']", "data.train is missing"),
        ("start={kind='random',tokenizer='x'}", "only a checkpoint needs no training"),
        ("evaluate.ways=[]", "at least 1 item"),
    ],
)
def test_what_a_preset_without_rounds_must_not_say(change: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        load("marian-id-en", [change])
    assert said in caught.value.message
