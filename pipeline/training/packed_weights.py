"""Packs weights as int8 rows with a scale each (``.npz``), a quarter of the size, to move them to another machine.

``name|q`` holds the int8 rows, ``name|s`` their float16 scales, ``name|f`` a tensor kept in float16.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.core.errors import ModelError

_FIXED = ("final_logits_bias", "embed_positions")


def pack(model: Any, path: Path) -> None:
    """Writes the weights of a model as int8 rows."""
    arrays: dict[str, Any] = {}
    for name, tensor in model.state_dict().items():
        if any(part in name for part in _FIXED):
            continue
        values = tensor.detach().cpu().float().numpy()
        if values.ndim == 2:
            scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, 6.2e-5).astype(np.float16)
            arrays[f"{name}|q"] = np.clip(np.rint(values / scale.astype(np.float32)), -127, 127).astype(np.int8)
            arrays[f"{name}|s"] = scale
        else:
            arrays[f"{name}|f"] = values.astype(np.float16)
    np.savez_compressed(path, **arrays)


def unpack(path: Path, model: Any) -> dict[str, torch.Tensor]:
    """Copies packed weights into the model's tensors of the same name and shape.

    Returns:
        All tensors of the file by name, also those the model has no place for.

    Raises:
        ModelError: not such a file, or nothing in it fits the model.
    """
    stored: dict[str, torch.Tensor] = {}
    try:
        with np.load(path) as file:
            for name in sorted({key.rpartition("|")[0] for key in file.files}):
                if f"{name}|q" in file.files:
                    values = file[f"{name}|q"].astype(np.float32) * file[f"{name}|s"].astype(np.float32)
                else:
                    values = file[f"{name}|f"].astype(np.float32)
                stored[name] = torch.from_numpy(values)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: no packed weights ({error})", "give an .npz with name|q, name|s, name|f") from error
    state = model.state_dict()
    fitting = {n: t for n, t in stored.items() if n in state and state[n].shape == t.shape}
    if not fitting:
        raise ModelError(f"{path}: none of its weights has the shape of this model", "check width and heads in [start]")
    model.load_state_dict(fitting, strict=False)
    return stored
