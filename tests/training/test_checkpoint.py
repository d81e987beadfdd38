"""A full disk costs the newest checkpoint, never the one before."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from pipeline.core.errors import StoreError
from pipeline.core.files import restore_folder
from pipeline.training.checkpoint import load_state, save_model, save_state
from pipeline.training.tokens import MarianTokens

CPU = torch.device("cpu")


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond ``size`` bytes: the write fails in the operating system, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_the_state_before_survives(tmp_path: Path) -> None:
    path = tmp_path / "state.pt"
    save_state({"x": torch.ones(3)}, path)
    with room_for(20_000), pytest.raises(StoreError) as caught:
        save_state({"x": torch.ones(200_000)}, path)
    assert "last complete checkpoint is kept" in caught.value.message
    assert "same command again" in caught.value.hint
    assert load_state(path, CPU)["x"].tolist() == [1, 1, 1]
    assert [p.name for p in tmp_path.iterdir()] == ["state.pt"]


def test_the_model_before_survives(small: Any, tokens: MarianTokens, tmp_path: Path) -> None:
    folder = tmp_path / "best"
    save_model(small, tokens, folder)
    before = (folder / "model.safetensors").read_bytes()
    with torch.no_grad():
        small.model.encoder.embed_tokens.weight.add_(1)
    with room_for(20_000), pytest.raises(StoreError):
        save_model(small, tokens, folder)
    assert (folder / "model.safetensors").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["best"]


def test_a_kill_between_the_two_renames_loses_nothing(small: Any, tokens: MarianTokens, tmp_path: Path) -> None:
    folder = tmp_path / "best"
    save_model(small, tokens, folder)
    folder.rename(tmp_path / "best.old")
    assert (restore_folder(folder) / "model.safetensors").is_file()


def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.pt"
    save_state({"x": torch.ones(300)}, path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(StoreError, match="damaged"):
        load_state(path, CPU)
