"""Saves and loads training states and checkpoints, so that the last complete one survives a full disk or a kill.

Everything is written under a temporary name, flushed and renamed.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from pathlib import Path
from typing import Any

import torch

from pipeline.core.errors import StoreError
from pipeline.training.tokens import Tokens


def save_state(state: dict[str, Any], path: Path) -> None:
    """Replaces ``path`` by the new state, or leaves the old one as it is.

    Raises:
        StoreError: the disk is full or the folder cannot be written to; the state before is still there.
    """
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except (OSError, RuntimeError) as error:  # torch reports a failed write as RuntimeError
        part.unlink(missing_ok=True)
        raise _full(path, error) from error


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
    part, old = folder.with_name(f"{folder.name}.part"), folder.with_name(f"{folder.name}.old")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        model.save_pretrained(str(part))
        tokens.save(part)
        _flush(part)
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except (OSError, RuntimeError) as error:
        shutil.rmtree(part, ignore_errors=True)
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise _full(folder, error) from error
    except Exception as error:
        # safetensors raises its own SafetensorError, which is neither
        shutil.rmtree(part, ignore_errors=True)
        if "afetensor" in type(error).__name__:
            raise _full(folder, error) from error
        raise


def latest_model(folder: Path) -> Path:
    """The checkpoint in ``folder``, or the previous one where a kill interrupted its replacement."""
    old = folder.with_name(f"{folder.name}.old")
    if not folder.exists() and old.exists():
        old.rename(folder)
    return folder


def count_parameters(folder: Path) -> int:
    """The number of parameters in a checkpoint's safetensors (from their headers, nothing is loaded); 0 without."""
    from safetensors import safe_open

    total = 0
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(str(file), framework="np") as tensors:
            total += sum(math.prod(tensors.get_slice(key).get_shape()) for key in tensors.keys())  # noqa: SIM118
    return total


def write_json(path: Path, value: Any) -> None:
    """Writes a small JSON file, whole or not at all."""
    write_text(path, json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def write_text(path: Path, text: str) -> None:
    """Writes a small text file, whole or not at all.

    Raises:
        StoreError: the disk is full; the file before is still there.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _full(path, error) from error


def _flush(folder: Path) -> None:
    for file in folder.iterdir():
        with file.open("rb+") as handle:
            os.fsync(handle.fileno())


def _full(path: Path, error: Exception) -> StoreError:
    free = shutil.disk_usage(path.parent).free // 2**20 if path.parent.exists() else 0
    return StoreError(
        f"{path}: could not be written ({error}); {free} MB are free. The last complete checkpoint is kept.",
        "make room and give the same command again: training goes on from there",
    )
