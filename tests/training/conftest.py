"""A toy world for training tests: 200 made-up sentence pairs, a SentencePiece model, a preset that runs in seconds."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sentencepiece
import torch

from pipeline.training import networks
from pipeline.training.config import Start, TrainConfig
from pipeline.training.tokens import MarianTokens

WHO = [("Presiden", "The president"), ("Menteri itu", "The minister"), ("Warga desa", "The villagers"),
       ("Polisi", "The police"), ("Gubernur", "The governor"), ("Para guru", "The teachers")]  # fmt: skip
DID = [("membuka pasar baru", "opened a new market"), ("menolak rencana itu", "rejected the plan"),
       ("mengunjungi sekolah", "visited a school"), ("membangun jembatan", "built a bridge"),
       ("menjual beras", "sold rice")]  # fmt: skip
WHERE = [("di Bandung", "in Bandung"), ("di Medan", "in Medan"), ("di Surabaya", "in Surabaya"),
         ("di Makassar", "in Makassar")]  # fmt: skip
WHEN = [("kemarin", "yesterday"), ("pada hari Senin", "on Monday")]


def toy_pairs(count: int = 200, seed: int = 1) -> list[tuple[str, str]]:
    """Distinct sentences with the same words in the same roles; a model that learnt them knows nothing else."""
    every = list(itertools.product(WHO, DID, WHERE, WHEN))
    random.Random(seed).shuffle(every)
    return [(" ".join(p[0] for p in parts) + ".", " ".join(p[1] for p in parts) + ".") for parts in every[:count]]


@pytest.fixture
def toy_rows() -> list[tuple[str, str]]:
    """All 240 toy pairs, shuffled."""
    return toy_pairs(240)


@pytest.fixture(scope="session")
def spm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SentencePiece model over the toy corpus with numbers, </s> = 0, <unk> = 1 and byte pieces."""
    folder = tmp_path_factory.mktemp("spm")
    lines = [side for pair in toy_pairs(240) for side in pair]
    rng = random.Random(3)
    lines += [f"{rng.randint(2, 99999)} {rng.randint(2, 31)},{rng.randint(0, 9)}" for _ in range(200)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(folder / "toy"),
        vocab_size=420,
        byte_fallback=True,
        eos_id=0,
        unk_id=1,
        bos_id=-1,
        pad_id=-1,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    return folder / "toy.model"


@pytest.fixture
def toy(tmp_path: Path, spm: Path) -> Callable[..., TrainConfig]:
    """Writes toy data into the test's folder and makes a preset over it; keyword arguments replace top-level tables."""

    def make(**tables: Any) -> TrainConfig:
        pairs = toy_pairs()
        text = "".join(f"{a}\t{b}\n" for a, b in pairs)
        (tmp_path / "train.tsv").write_text(text, encoding="utf-8")
        dev = toy_pairs(240)[200:] if "dev" not in tables else tables.pop("dev")
        (tmp_path / "dev.tsv").write_text("".join(f"{a}\t{b}\n" for a, b in dev), encoding="utf-8")
        base: dict[str, Any] = {
            "name": "toy",
            "steps": ["prepare", "start", "train"],
            "threads": 1,
            "device": "cpu",
            "precision": "float32",
            "data_root": str(tmp_path),
            "data": {"train": [{"path": "train.tsv"}], "dev": {"path": "dev.tsv"}},
            "start": {
                "kind": "random",
                "tokenizer": str(spm),
                "encoder_layers": 1,
                "decoder_layers": 1,
                "width": 32,
                "heads": 2,
                "feed_forward": 64,
            },
            "rounds": [{"name": "only", "steps": 12, "tokens": 256, "rate": 2e-3, "warmup": 4, "eval_steps": 4}],
        }
        return TrainConfig.model_validate(base | tables)

    return make


@pytest.fixture
def tokens(spm: Path) -> MarianTokens:
    return MarianTokens.from_spm(spm)


@pytest.fixture
def small(tokens: MarianTokens) -> Any:
    """A random Marian over the toy vocabulary: one encoder and one decoder layer, width 32."""
    torch.manual_seed(5)
    return networks.build_marian(tokens, tiny_start())


def tiny_start(**changes: Any) -> Start:
    shape = {"encoder_layers": 1, "decoder_layers": 1, "width": 32, "heads": 2, "feed_forward": 64}
    return Start.model_validate({"kind": "random", "tokenizer": "x"} | shape | changes)
