"""Decides what of the models goes into a wheel.

By default a wheel holds the embedded weights, so that ``pip install .`` is all there is to do. With
``RINGKAS_WEIGHTS=apart`` (``make wheels``) it holds the cards alone and depends on a distribution of each model, which
is built from the model's folder and installs the weights into the same place. An editable install copies nothing: the
checkout has it all.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = "pipeline/_data/models"
RECIPE = "pyproject.toml"  # of a model's own distribution
PAIRS = "data"  # folders of training pairs, which only training reads: the checkout and the sdist have them


class ModelsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the model cards and, unless they are built apart, their weights."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        models = Path(self.root) / "models"
        apart = os.environ.get("RINGKAS_WEIGHTS", "") == "apart"
        for path in sorted(p for p in models.rglob("*") if p.is_file() and p.name != RECIPE):
            name = path.relative_to(models)
            if PAIRS in name.parts:
                continue
            if not apart or len(name.parts) == 1 or name.name == "README.md":
                build_data["force_include"][str(path)] = f"{DATA}/{name.as_posix()}"
        if apart:
            recipes = [tomllib.loads(p.read_text("utf-8"))["project"] for p in sorted(models.glob(f"*/{RECIPE}"))]
            build_data["dependencies"] += [f"{r['name']}=={r['version']}" for r in recipes]
