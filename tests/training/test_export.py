"""The card that an export writes for runs: valid, and with what the summarizer was taught to write."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.backends.model_card import load_card
from pipeline.training.checkpoint import save_model
from pipeline.training.config import Export, TrainConfig
from pipeline.training.export import INT8, card_toml, write_layout

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


def test_int8_keeps_the_start_token_that_training_taught(toy: Toy, small: Any, tokens: Any, tmp_path: Path) -> None:
    """CTranslate2's own converter starts Marian from a zero embedding instead."""
    small.model.decoder.embed_tokens.weight.data.normal_()
    save_model(small, tokens, tmp_path / "checkpoint")
    config = toy().model_copy(update={"export": Export(name="mine", int8=True)})
    decoding = {"beam_size": 1, "length_penalty": 1.0, "no_repeat_ngram_size": 0}
    folder = write_layout(tmp_path / "checkpoint", tmp_path / "out", config, decoding)
    settings = json.loads((folder / INT8 / "config.json").read_text("utf-8"))
    assert settings["decoder_start_token"] == "<pad>"
    assert (folder / INT8 / "model.bin").is_file()
