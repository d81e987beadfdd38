"""The card that an export writes for runs: valid, and with what the summarizer was taught to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.backends.model_card import load_card
from pipeline.training.config import Export, TrainConfig
from pipeline.training.export import card_toml

Toy = Callable[..., TrainConfig]


def test_the_card_says_behind_which_prefix_the_summarizer_writes_what(toy: Toy, tmp_path: Path) -> None:
    export = Export(
        name="brief-mine", licence="MIT", styles={"brief": "brief: ", "headline": "headline: "}, reads="sentence"
    )
    config = toy().model_copy(update={"task": "summarize", "export": export})
    decoding = {"beam_size": 4, "length_penalty": 1.0, "no_repeat_ngram_size": 3}
    (tmp_path / "card.toml").write_text(card_toml(config, "marian", decoding), encoding="utf-8")
    card = load_card(tmp_path)
    assert card.styles == export.styles
    assert card.reads == "sentence"
    assert (card.name, card.task, card.generation.no_repeat_ngram_size) == ("brief-mine", "summarize", 3)
    plain = toy().model_copy(update={"export": Export(name="mine")})
    assert "[styles]" not in card_toml(plain, "marian", decoding)
