"""Choosing among hypotheses: chrF of all pairs as sacrebleu counts it, the consensus, and what explains the source."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from sacrebleu.metrics import CHRF

from eval.benchmarks.decode_tuning import parsed
from eval.benchmarks.own_domain import corpus
from eval.benchmarks.reranking import Coverage, mbr, pairwise_chrf
from pipeline.backends.base import Hypothesis
from pipeline.training.tokens import MarianTokens


def test_all_pairs_as_sacrebleu_counts_them() -> None:
    rng = random.Random(4)
    words = ["pasar", "Rp2,5", "naik", "é", "a", "the", "market", "“quoted”", "in", "Bandung"]
    texts = [" ".join(rng.choices(words, k=rng.randint(1, 12))) for _ in range(9)] + ["a", "ab"]
    found = 100 * pairwise_chrf(texts)
    expected = [[CHRF().sentence_score(a, [b]).score for b in texts] for a in texts]
    assert np.allclose(found, expected, atol=1e-9)


def test_the_hypothesis_that_the_others_agree_with() -> None:
    texts = ["The dog slept.", "The market rose on Monday.", "The market rose Monday.", "The market rose on Sunday."]
    hypotheses = [Hypothesis(t, -0.1 * n, 6) for n, t in enumerate(texts)]
    assert mbr(hypotheses) in (1, 2)
    assert mbr(hypotheses, temperature=0.01) == 0  # cold: the engine's own choice


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> MarianTokens:
    folder = tmp_path_factory.mktemp("spm")
    lines = [side for pair in corpus()[0] for side in pair]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=str(folder / "m"), vocab_size=600, byte_fallback=True, eos_id=0,
        unk_id=1, bos_id=-1, pad_id=-1, hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    return MarianTokens.from_spm(folder / "m.model")


def test_the_hypothesis_that_explains_its_source(tokens: MarianTokens, tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"harbour\t{a}\t{b}\n" for a, b in corpus()[0]), encoding="utf-8")
    source = "Sebuah kapal tunda kandas di dekat alur pelayaran."
    found = [Hypothesis("A tug ran aground.", -0.30, 6), Hypothesis("A tug ran aground near the fairway.", -0.31, 9)]
    coverage = Coverage(path, tokens)
    assert coverage.choose([source], [found], 0.5) == [1]
    assert coverage.choose([source], [found], 0.0) == [0]


def test_settings_to_try() -> None:
    assert parsed("beam_size=8, length_penalty=0.8") == {"beam_size": 8, "length_penalty": 0.8}
    with pytest.raises(SystemExit, match="setting=value"):
        parsed("beam_size")
