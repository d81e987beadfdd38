"""Data folders are found in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core import resources
from pipeline.core.errors import UserError


def test_checkout_has_all_data_folders() -> None:
    for name in resources.NAMES:
        assert resources.data_dir(name).is_dir()


def test_installed_package_uses_its_own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "pipeline"
    (package / "_data" / "models").mkdir(parents=True)
    (package.parent / "models").mkdir()  # somebody else's folder: there is no pyproject.toml beside it
    monkeypatch.setattr(resources, "PACKAGE", package)
    assert resources.data_dir("models") == package / "_data" / "models"


def test_missing_data_and_unknown_names_are_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="did you mean 'models'"):
        resources.data_dir("model")
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "pipeline")
    with pytest.raises(UserError, match="missing"):
        resources.data_dir("configs")
