"""A folder is a registry: listing imports nothing, an unknown name gets a suggestion."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.core.registry import Registry, names_in


def test_names_are_file_stems_without_private_and_excluded_ones(tmp_path: Path) -> None:
    for name in ("b.py", "a.py", "_helper.py", "base.py", "notes.txt"):
        (tmp_path / name).touch()
    assert names_in(tmp_path, ".py", exclude=("base",)) == ("a", "b")


def test_listing_imports_nothing() -> None:
    before = set(sys.modules)
    assert "local" in Registry("pipeline.execution.engines", "engine").names()
    assert not {m for m in set(sys.modules) - before if m.startswith("pipeline.execution.engines.")}


def test_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(UserError, match="did you mean 'local'"):
        Registry("pipeline.execution.engines", "engine").load("locl")


def test_load_imports_the_member() -> None:
    assert Registry("pipeline.execution.engines", "engine").load("local").__name__ == "pipeline.execution.engines.local"
