"""Computes and caches the encoder states of all items, so that a frozen encoder does not run in every epoch.

A flat float16 file of [source tokens of all items, width], memory-mapped, written next to the run and moved into
place when complete; offsets follow from the items, so a changed corpus cannot be mistaken for the cached one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from pipeline.core.errors import StoreError
from pipeline.core.files import atomic_path, write_json
from pipeline.training.batches import Item

Halves = npt.NDArray[np.float16]


class EncoderStates:
    """States by item index: ``states[offsets[i] : offsets[i + 1]]`` are those of item ``i``."""

    def __init__(self, states: Halves, offsets: npt.NDArray[np.int64]) -> None:
        self.states, self.offsets = states, offsets

    def of(self, index: int) -> Halves:
        """[source tokens, width] of one item."""
        part: Halves = self.states[self.offsets[index] : self.offsets[index + 1]]
        return part

    def padded(self, indexes: Sequence[int], length: int) -> npt.NDArray[np.float32]:
        """[rows, length, width], zeros after each item's end."""
        out = np.zeros((len(indexes), length, self.states.shape[1]), np.float32)
        for row, index in enumerate(indexes):
            part = self.of(index)
            out[row, : len(part)] = part
        return out


def compute(
    model: Any, items: Sequence[Item], pad: int, *, tokens: int = 8192, tick: Callable[[int], None] | None = None
) -> EncoderStates:
    """Runs the encoder over all items, in memory."""
    offsets = _offsets(items)
    states = np.zeros((int(offsets[-1]), model.config.d_model), np.float16)
    _fill(model, items, pad, states, offsets, tokens, tick)
    return EncoderStates(states, offsets)


def cached(
    model: Any, items: Sequence[Item], pad: int, path: Path, *, tick: Callable[[int], None] | None = None
) -> EncoderStates:
    """The states from ``path``, computed first if they are missing or were made from other items or weights.

    Raises:
        StoreError: the disk has no room for them.
    """
    offsets = _offsets(items)
    width = model.config.d_model
    label = {"items": _digest(items), "encoder": _encoder_digest(model), "shape": [int(offsets[-1]), width]}
    lock = path.with_suffix(".json")
    if not (path.is_file() and lock.is_file() and json.loads(lock.read_text(encoding="utf-8")) == label):
        try:
            with atomic_path(path) as part:
                states = np.lib.format.open_memmap(part, mode="w+", dtype=np.float16, shape=(int(offsets[-1]), width))
                _fill(model, items, pad, states, offsets, 8192, tick)
                states.flush()
                del states
            write_json(lock, label)
        except OSError as error:
            need = int(offsets[-1]) * width * 2 // 2**20
            raise StoreError(f"{path}: no room for {need} MB of encoder states ({error})", "free the disk") from error
    loaded: Halves = np.load(path, mmap_mode="r")
    return EncoderStates(loaded, offsets)


def _fill(
    model: Any,
    items: Sequence[Item],
    pad: int,
    states: Halves,
    offsets: npt.NDArray[np.int64],
    tokens: int,
    tick: Callable[[int], None] | None,
) -> None:
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    order = sorted(range(len(items)), key=lambda i: -len(items[i].source))
    start = 0
    with torch.no_grad():
        while start < len(order):
            length = len(items[order[start]].source)
            chosen = order[start : start + max(1, tokens // length)]
            start += len(chosen)
            ids = torch.full((len(chosen), length), pad)
            for row, i in enumerate(chosen):
                ids[row, : len(items[i].source)] = torch.tensor(items[i].source)
            ids = ids.to(device)
            out = model.model.encoder(input_ids=ids, attention_mask=(ids != pad).long()).last_hidden_state
            values = out.cpu().half().numpy()
            for row, i in enumerate(chosen):
                states[offsets[i] : offsets[i + 1]] = values[row, : len(items[i].source)]
            if tick:
                tick(len(chosen))
    model.train(was_training)


def _offsets(items: Sequence[Item]) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum([len(i.source) for i in items])]).astype(np.int64)


def _digest(items: Sequence[Item]) -> str:
    digest = hashlib.sha256()
    for item in items:
        digest.update(np.asarray(item.source, np.int32).tobytes() + b"|")
    return digest.hexdigest()


def _encoder_digest(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.model.encoder.state_dict().items()):
        digest.update(name.encode() + tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
