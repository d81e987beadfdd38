"""Scores on a scale: where a value and its interval are drawn."""

from __future__ import annotations

from typing import Any

from pipeline.stages.report.plots import MARGIN, WIDTH, scores_by_metric


def score(metric: str, value: float, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    return {"metric": metric, "system": "run", "value": value, "low": low, "high": high}


def test_metrics_keep_their_order_and_rows() -> None:
    metrics = scores_by_metric([score("b", 1), score("a", 2), score("b", 3)])
    assert [(m["metric"], [row["value"] for row in m["rows"]]) for m in metrics] == [("b", [1, 3]), ("a", [2])]


def test_the_scale_goes_from_0_to_100_and_further_where_a_value_does() -> None:
    ((usual,), (far, near)) = (
        m["rows"] for m in scores_by_metric([score("a", 50, 0, 100), score("b", 150, None, 200), score("b", -50)])
    )
    assert (usual["left"], usual["x"], usual["right"]) == (MARGIN, WIDTH / 2, WIDTH - MARGIN)
    assert far["right"] == WIDTH - MARGIN
    assert far["left"] == far["x"]  # without a lower end
    assert near["x"] == MARGIN
