"""Saves and loads training states and checkpoints, so that the last complete one survives a full disk or a kill."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from pipeline.core.errors import StoreError
from pipeline.core.files import atomic_folder, atomic_write
from pipeline.training.tokens import Tokens


def save_state(state: dict[str, Any], path: Path) -> None:
    """Replaces ``path`` by the new state, or leaves the old one as it is.

    Raises:
        StoreError: the disk is full or the folder cannot be written to; the state before is still there.
    """
    with _reported(path), atomic_write(path) as file:
        torch.save(state, file)


def load_state(path: Path, device: torch.device) -> dict[str, Any]:
    """A state written by :func:`save_state`.

    Raises:
        StoreError: it is damaged.
    """
    try:
        state: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    except (OSError, RuntimeError, EOFError) as error:
        raise StoreError(f"{path}: the state is damaged ({error})", "remove it to begin this round anew") from error
    return state


def save_model(model: Any, tokens: Tokens, folder: Path) -> None:
    """Saves a loadable checkpoint (weights and tokenizer), replacing the old one only when complete.

    Raises:
        StoreError: the disk is full; the checkpoint before is still there.
    """
    with _reported(folder), atomic_folder(folder) as part:
        model.save_pretrained(str(part))
        tokens.save(part)


def count_parameters(folder: Path) -> int:
    """The number of parameters in a checkpoint's safetensors (from their headers, nothing is loaded); 0 without."""
    from safetensors import safe_open

    total = 0
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(str(file), framework="np") as tensors:
            total += sum(math.prod(tensors.get_slice(key).get_shape()) for key in tensors.keys())  # noqa: SIM118
    return total


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Reports a write that failed as :class:`StoreError`."""
    try:
        yield
    except Exception as error:
        # torch reports a failed write as RuntimeError, safetensors as its own SafetensorError, which is no OSError
        if not isinstance(error, OSError | RuntimeError) and "afetensor" not in type(error).__name__:
            raise
        free = shutil.disk_usage(path.parent).free // 2**20 if path.parent.exists() else 0
        raise StoreError(
            f"{path}: could not be written ({error}); {free} MB are free. The last complete checkpoint is kept.",
            "make room and give the same command again: training goes on from there",
        ) from error
