"""Agreement against the figures that Kocmi et al. (2024) print: their thresholds table and their tool's README."""

from __future__ import annotations

import pytest

from pipeline.comparison.human_agreement import agreement


def test_the_tools_own_example() -> None:
    assert agreement("bleu", 1.0) == pytest.approx(63.989, abs=0.001)
    assert agreement("bleu", 5.0) == pytest.approx(87.635, abs=0.001)


@pytest.mark.parametrize(
    ("metric", "delta", "percent"),
    [
        ("bleu", 0.27, 50), ("bleu", 1.06, 65), ("bleu", 1.79, 75), ("bleu", 3.35, 85),
        ("chrf", 0.14, 50), ("chrf", 0.76, 65), ("chrf", 1.28, 75), ("chrf", 3.05, 90),
        ("comet", 0.03, 50), ("comet", 0.45, 75), ("comet", 0.94, 90), ("comet", 1.53, 95),
    ],
)  # fmt: skip
def test_the_papers_table_of_thresholds(metric: str, delta: float, percent: int) -> None:
    assert agreement(metric, delta) == pytest.approx(percent, abs=0.6)
    assert agreement(f"translation.{metric}", -delta) == agreement(metric, delta)


def test_nothing_is_claimed_where_nothing_is_published() -> None:
    assert agreement("chrf++", 1.0) is None
    assert agreement("brief.chrf", 1.0) is None
    assert agreement("bleu", float("nan")) is None
