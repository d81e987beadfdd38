"""The folder of metrics is their registry."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline import metrics
from pipeline.core.errors import UserError


def test_every_metric_is_listed_once_and_described() -> None:
    names = [metric.name for metric in metrics.list_metrics()]
    assert len(set(names)) == len(names)
    assert {"bleu", "chrf", "chrf++", "ter", "rouge1", "rouge2", "rougeL", "rougeLsum", "semantic", "comet"} <= set(
        names
    )
    assert all(metric.description for metric in metrics.list_metrics())


def test_names_are_found_in_any_case() -> None:
    assert metrics.load_metric("chrF").name == "chrf"
    assert metrics.load_metric("ROUGEl").name == "rougeL"
    with pytest.raises(UserError, match="unknown metric 'bleuu'"):
        metrics.load_metric("bleuu")


def test_listing_imports_no_heavy_library() -> None:
    code = (
        "import sys; from pipeline import metrics; metrics.list_metrics();"
        "print([m for m in ('torch', 'transformers', 'sacrebleu', 'rouge_score', 'datasets') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
