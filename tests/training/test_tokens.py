"""Ids are those of the hub's tokenizer; sampled segmentations spell the same text and come again with the seed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.training.tokens import MarianTokens, load_tokens

TEXTS = ["Presiden membuka pasar baru di Bandung kemarin.", "Wah, 1.234 \u00e9moji \U0001f600!", "guru"]


def test_ids_are_those_of_the_library(tokens: MarianTokens, tmp_path: Path) -> None:
    from transformers import MarianTokenizer

    tokens.save(tmp_path)
    theirs = MarianTokenizer.from_pretrained(str(tmp_path), source_lang="id", target_lang="en")
    assert tokens.encode(TEXTS, "source") == theirs(TEXTS)["input_ids"]
    assert load_tokens(tmp_path, ("id", "en")).encode(TEXTS, "target") == tokens.encode(TEXTS, "target")
    assert tokens.decode(tokens.encode(TEXTS, "source")) == TEXTS


def test_samples_spell_the_text_and_differ(tokens: MarianTokens) -> None:
    for text in TEXTS:
        drawn = [tokens.sample(text, "source", 0.1, random.Random(seed)) for seed in range(20)]
        assert tokens.decode(drawn) == [text] * 20
        assert drawn == [tokens.sample(text, "source", 0.1, random.Random(seed)) for seed in range(20)]
    assert len({tuple(tokens.sample(TEXTS[0], "source", 0.1, random.Random(s))) for s in range(20)}) > 5
    sharp = tokens.sample(TEXTS[0], "source", 100.0, random.Random(1))
    assert sharp == tokens.encode(TEXTS[:1], "source")[0]


def test_markers_and_models_that_are_not_there(tokens: MarianTokens, tmp_path: Path) -> None:
    assert tokens.piece(tokens.piece_id("<0x01>")) == "<0x01>"
    with pytest.raises(UserError, match="no piece of the vocabulary"):
        tokens.piece_id(">>en<<")
    with pytest.raises(UserError, match="no such SentencePiece model"):
        MarianTokens.from_spm(tmp_path / "gone.model")
