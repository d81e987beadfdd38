"""A plan names the version that made what is there, where the code of this one differs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core import made_by
from pipeline.core.files import write_json
from pipeline.core.fingerprints import digest
from pipeline.core.run_folder import Store
from pipeline.core.sealed_json import read_sealed, write_sealed

OLD = {"code.core": "a", "code.language": "b", "clean.min_words": "1"}


def test_changed_code_of_another_version_is_that_version(tmp_path: Path) -> None:
    new = {**OLD, "code.core": "c", "clean.min_words": "2"}
    told = made_by.reasons(OLD, new, "0.1.0", tmp_path)
    assert told == [f"made by 0.1.0; this is {made_by.VERSION}", "clean.min_words 1 -> 2"]
    own = made_by.reasons(OLD, new, made_by.VERSION, tmp_path)  # somebody changed the code itself
    assert own == ["clean.min_words 1 -> 2", "code core changed"]
    assert made_by.reasons(OLD, {**OLD, "clean.min_words": "2"}, "0.1.0", tmp_path) == ["clean.min_words 1 -> 2"]


def test_a_lock_without_a_version_has_the_one_of_the_manifest(tmp_path: Path) -> None:
    new = {**OLD, "code.core": "c"}
    assert made_by.reasons(OLD, new, "", tmp_path) == ["code core changed"]
    write_json(tmp_path / "manifest.json", {"ringkas": "0.10.0"})
    assert made_by.reasons(OLD, new, "", tmp_path) == [f"made by 0.10.0; this is {made_by.VERSION}"]
    (tmp_path / "manifest.json").write_text("[]", "utf-8")
    assert made_by.reasons(OLD, new, "", tmp_path) == ["code core changed"]


def test_plan_says_so(
    cli: Callable[..., Any], articles: Callable[[int], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as earlier:
        earlier.setattr(made_by, "VERSION", "0.1.0")
        assert cli("run", articles(2), "--config", "tiny", "--out", out).code == 0
    assert "made by" not in cli("plan", "--out", out).out  # the same code, under another number
    for path in (Store(out).index_path, Store(out).lock_path("clean", 0)):
        sealed = read_sealed(path)
        parts = {**sealed["parts"], "code.core": "another"}
        write_sealed(path, {**sealed, "parts": parts, "fingerprint": digest(parts)})
        assert f"made by 0.1.0; this is {made_by.VERSION}" in cli("plan", "--out", out).out
