"""Computes COMET of translations (Rei et al. 2022), an optional extra: of these metrics it agrees best with people.

Needs the package ``unbabel-comet`` and a checkpoint on disk, which the environment variable ``RINGKAS_COMET`` names
(``.../checkpoints/model.ckpt``): nothing is downloaded implicitly. Scores differ between package versions
(COMET issues #203, #204), so the version is in the signature; scores are 0 to 100 here.
"""

from __future__ import annotations

import importlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.core.errors import UserError
from pipeline.metrics.base import Items, Metric, Rows, mean_rows, percent

VARIABLE = "RINGKAS_COMET"
PACKAGE = "unbabel-comet"


def checkpoint() -> Path:
    """The checkpoint's file.

    Raises:
        UserError: not named, or not there.
    """
    named = os.environ.get(VARIABLE, "")
    if not named or not Path(named).is_file():
        given = f"{VARIABLE}={named} does not exist" if named else f"{VARIABLE} is not set"
        hint = "download Unbabel/wmt22-comet-da and set it to .../checkpoints/model.ckpt"
        raise UserError(f"metric 'comet' needs a checkpoint on disk: {given}", hint)
    return Path(named)


@lru_cache(maxsize=1)
def _model(path: Path) -> Any:
    try:
        load_from_checkpoint = importlib.import_module("comet").load_from_checkpoint
    except ModuleNotFoundError as error:
        raise UserError(f"metric 'comet' needs the package {PACKAGE}", f"pip install {PACKAGE}") from error
    return load_from_checkpoint(str(path))


def statistics(items: Items) -> Rows:
    """(items, 2): COMET's score, 1. With several references the first one counts, as in COMET itself."""
    model = _model(checkpoint())
    data = [
        {"src": source, "mt": hypothesis, "ref": entry[0]}
        for source, hypothesis, entry in zip(items.sources, items.hypotheses, items.references, strict=True)
    ]
    scores = model.predict(data, batch_size=8, gpus=0, progress_bar=False).scores
    return mean_rows([float(score) for score in scores])


def signature(items: Items) -> str:
    from importlib.metadata import version

    path = checkpoint()
    return f"comet|model:{path.parent.parent.name}|device:cpu|dtype:float32|version:{PACKAGE}-{version(PACKAGE)}"


METRICS = (
    Metric(
        "comet",
        "higher",
        statistics,
        percent,
        signature,
        frozenset({"references", "sources"}),
        group="translation",
        requires=PACKAGE,
        description="neural metric (optional extra, needs a checkpoint)",
    ),
)
