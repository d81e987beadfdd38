"""Computes BERTScore F1 (Zhang et al. 2020), an optional extra for briefs and translations.

Needs the package ``bert-score`` and an encoder on disk, which the environment variable ``RINGKAS_BERTSCORE`` names;
``RINGKAS_BERTSCORE_LAYER`` is the layer to use (the package's own table gives it for known models).
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import numpy as np

from pipeline.core.errors import UserError
from pipeline.metrics.base import Items, Metric, Rows, mean_rows, percent

VARIABLE = "RINGKAS_BERTSCORE"
LAYER = "RINGKAS_BERTSCORE_LAYER"
PACKAGE = "bert-score"


def _settings() -> tuple[Path, int]:
    named, layer = os.environ.get(VARIABLE, ""), os.environ.get(LAYER, "")
    if not named or not (Path(named) / "config.json").is_file() or not layer.isdigit():
        hint = f"set {VARIABLE} to a model folder and {LAYER} to its layer (17 for roberta-large)"
        raise UserError("metric 'bertscore' needs an encoder on disk and its layer", hint)
    return Path(named), int(layer)


def statistics(items: Items) -> Rows:
    """(items, 2): F1 with the nearest reference, 1; no baseline rescaling.

    Raises:
        UserError: the package or the encoder is missing.
    """
    folder, layer = _settings()
    try:
        score = importlib.import_module("bert_score").score
    except ModuleNotFoundError as error:
        raise UserError(f"metric 'bertscore' needs the package {PACKAGE}", f"pip install {PACKAGE}") from error
    references = [list(entry) for entry in items.references]
    f1 = score(list(items.hypotheses), references, model_type=str(folder), num_layers=layer, device="cpu")[2]
    return mean_rows(np.asarray(f1, dtype=np.float64).tolist())


def signature(items: Items) -> str:
    from importlib.metadata import version

    folder, layer = _settings()
    return f"bertscore|model:{folder.name}|layer:{layer}|rescale:no|device:cpu|version:{PACKAGE}-{version(PACKAGE)}"


METRICS = (
    Metric(
        "bertscore",
        "higher",
        statistics,
        percent,
        signature,
        group="meaning",
        requires=PACKAGE,
        description="token-embedding F1 (optional extra, needs an encoder)",
    ),
)
