"""Computes sentence vectors for citation alignment, from models already on this machine.

``semantic`` is the optional embedding model of the metrics; ``encoder:CARD`` is the encoder of a translator's
checkpoint, its states averaged over the tokens. Neither downloads anything. ``eval/benchmarks/citations.py --embed``
measures whether they help.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import UserError, did_you_mean

if TYPE_CHECKING:
    from pipeline.stages.summarize.citations import Embedder, Vectors

NAMES = ("semantic", "encoder:marian-id-en")
BATCH = 32


def load_embedder(name: str) -> Embedder | None:
    """The embedder of that name; None for the empty name.

    Raises:
        UserError: there is no such embedder, or its package is not installed.
        ModelError: the card's checkpoint is not here.
    """
    if not name:
        return None
    if name == "semantic":
        from pipeline.backends.embedding import embedder

        model = embedder()
        return lambda texts: model.embed(texts).astype("float32")
    return _encoder(_card_of(name))


def fingerprint(name: str) -> str:
    """What shapes an embedder's vectors: the model's own fingerprint; loads nothing.

    Raises:
        UserError: there is no such embedder, or its package is not installed.
        ModelError: the model is not here, or not what it should be.
    """
    if name == "semantic":
        from pipeline.backends import embedding

        return embedding.fingerprint(embedding.locate())
    from pipeline.backends.model_card import load_card

    return load_card(_card_of(name)).fingerprint()


def _card_of(name: str) -> str:
    kind, _, card = name.partition(":")
    if kind != "encoder" or not card:
        raise UserError(f"[summarize] embeddings: unknown embedder {name!r}", did_you_mean(name, NAMES, "embedders"))
    return card


@lru_cache(maxsize=2)
def _encoder(card: str) -> Encoder:
    return Encoder(card)


class Encoder:
    """The mean of a sequence-to-sequence encoder's states, in float32, as unit vectors.

    Args:
        name: a card whose checkpoint has an encoder.
    """

    def __init__(self, name: str) -> None:
        from pipeline.backends.model_card import load_card
        from pipeline.backends.transformers import Engine

        engine = Engine(load_card(name), device="cpu", compute_type="float32")
        self._encode = engine._encode
        self._padding: int = engine._tokenizer.pad_token_id
        self._model: Any = engine._model.get_encoder()
        self._limit = engine.card.max_source_tokens

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Vectors (texts, dimensions); what is over the model's limit does not count."""
        import numpy as np

        ids = [row[: self._limit] for row in self._encode(texts)]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        vectors: dict[int, Any] = {}
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            vectors |= zip(chosen, self._states([ids[i] for i in chosen]), strict=True)
        stacked: Vectors = np.stack([vectors[i] for i in range(len(ids))])
        return stacked

    def _states(self, rows: Sequence[Sequence[int]]) -> Any:
        import torch

        width = max(map(len, rows))
        ids = torch.tensor([[*row, *[self._padding] * (width - len(row))] for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        with torch.inference_mode():
            states = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(pooled, dim=-1).numpy()
