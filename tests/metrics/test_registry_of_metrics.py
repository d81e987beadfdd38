"""The folder of metrics is their registry."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline import metrics
from pipeline.core.errors import UserError
from pipeline.core.registry import Registry
from pipeline.metrics.base import Metric, Rows, percent


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


BROKEN = {
    "name": ("X = 1\nY = undefined\nMETRICS = ()\n", "line 2: NameError: name 'undefined' is not defined"),
    "nothing": ('"""Forgot its table."""\n', "it has no METRICS, the tuple of its metrics"),
    "syntax": ("def rows(items:\n", "line 1: SyntaxError: '(' was never closed"),
    "twice": ("from pipeline.metrics.bleu import METRICS\n", "there is a metric 'bleu' already"),
}


@pytest.fixture
def with_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Adds a module to the registry of metrics, as a file in the folder would be, beside ``bleu``."""

    def add(text: str) -> None:
        (tmp_path / "own_metric.py").write_text(text, "utf-8")
        monkeypatch.setattr(Registry, "folder", property(lambda self: tmp_path))
        monkeypatch.setattr(metrics, "__path__", [*metrics.__path__, str(tmp_path)])
        (tmp_path / "bleu.py").write_text("", "utf-8")  # its name alone: the module comes from the package
        metrics._modules.cache_clear()
        sys.modules.pop("pipeline.metrics.own_metric", None)

    yield add
    sys.modules.pop("pipeline.metrics.own_metric", None)
    metrics._modules.cache_clear()


@pytest.mark.parametrize(("text", "cause"), BROKEN.values(), ids=list(BROKEN))
def test_a_module_that_fails_is_one_error_and_takes_no_other_along(
    text: str, cause: str, with_module: Callable[[str], None], cli: Callable[..., Any]
) -> None:
    with_module(text)
    assert metrics.load_metric("bleu").name == "bleu"
    with pytest.raises(UserError, match=r"unknown metric 'own', and metric module 'own_metric' failed") as refused:
        metrics.load_metric("own")
    assert "own_metric.py" in str(refused.value)
    assert cause in str(refused.value)
    assert "then: ringkas metrics" in refused.value.hint
    listed = cli("metrics")
    assert listed.code == 2
    assert "bleu" in listed.out
    assert "own_metric.py" in listed.err


def test_a_metric_that_fails_while_it_computes_says_where() -> None:
    def rows(items: Any) -> Rows:
        return np.array([[len(text), undefined] for text in items.hypotheses])  # type: ignore[name-defined]  # noqa: F821

    def flat(items: Any) -> Rows:
        return np.ones(len(items))

    def metric(function: Callable[[Any], Rows]) -> Metric:
        return Metric("own", "higher", function, percent, lambda items: "own", frozenset())

    items = metrics.make_items(["a", "b"])
    with pytest.raises(UserError, match=r"metric 'own' failed: .*test_registry_of_metrics.py, line \d+: NameError"):
        metrics.statistics(metric(rows), items)
    with pytest.raises(UserError, match=r"rows of shape \(2,\) for 2 items"):
        metrics.statistics(metric(flat), items)
    with pytest.raises(UserError, match="gave a list and no array"):
        metrics.statistics(metric(lambda items: [1.0, 2.0]), items)  # type: ignore[arg-type,return-value]
