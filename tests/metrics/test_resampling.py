"""Intervals and p-values against exact results, R's p.adjust, normal theory and sacrebleu's own test."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pipeline.core.errors import UserError
from pipeline.metrics import resampling
from pipeline.metrics.base import mean_rows, ratio


def test_holm_is_rs_p_adjust() -> None:
    # R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    assert resampling.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert resampling.holm([0.6, 0.7]) == (1.0, 1.0)
    with_nan = resampling.holm([0.01, float("nan"), 0.02])
    assert with_nan[0] == pytest.approx(0.02)
    assert np.isnan(with_nan[1])


def test_weights_draw_every_item_as_often() -> None:
    weights = resampling.bootstrap_weights(20, 4000, 3)
    assert weights.shape == (4000, 20)
    assert (weights.sum(axis=1) == 20).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(20), abs=0.08)
    assert (weights == resampling.bootstrap_weights(20, 4000, 3)).all()
    assert (weights != resampling.bootstrap_weights(20, 4000, 4)).any()


def test_the_interval_of_a_mean_is_the_normal_one() -> None:
    values = np.random.default_rng(5).normal(10, 2, 400)
    low, high = resampling.interval(
        resampling.resampled(mean_rows(values.tolist()), ratio, resampling.bootstrap_weights(400, 4000, 1))
    )
    half = 1.96 * values.std(ddof=1) / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.02)


def test_randomization_is_exact_where_it_can_be_counted() -> None:
    # 8 items, all better by the same amount: only 2 of the 2^8 assignments are as extreme
    left, right = mean_rows([0.0] * 8), mean_rows([1.0] * 8)
    p = resampling.randomization_p(left, right, ratio, resampling.swap_masks(8, 50_000, 1))
    assert p == pytest.approx(2 / 256, abs=0.0015)


def test_equal_systems_are_never_significant() -> None:
    rows = mean_rows(np.random.default_rng(1).random(50).tolist())
    assert resampling.randomization_p(rows, rows, ratio, resampling.swap_masks(50)) == 1.0
    assert resampling.bootstrap_p(0.0, np.zeros(1000)) == 1.0


def test_p_values_agree_with_a_paired_t_test() -> None:
    rng = np.random.default_rng(11)
    a = rng.normal(0, 1, 400)
    gains = rng.normal(0, 0.5, 400)
    gains += 1.6 * gains.std(ddof=1) / 20 - gains.mean()  # t = 1.6
    left, right = mean_rows(a.tolist()), mean_rows((a + gains).tolist())
    expected = math.erfc(1.6 / math.sqrt(2))  # 0.11; with 399 degrees of freedom t is as good as normal
    masks, weights = resampling.swap_masks(400, 20_000), resampling.bootstrap_weights(400, 20_000)
    assert resampling.randomization_p(left, right, ratio, masks) == pytest.approx(expected, abs=0.01)
    deltas = ratio(weights @ right) - ratio(weights @ left)
    assert resampling.bootstrap_p(float(gains.mean()), deltas) == pytest.approx(expected, abs=0.01)


def test_p_values_agree_with_sacrebleus_randomization() -> None:
    from sacrebleu.metrics import CHRF
    from sacrebleu.significance import PairedTest

    from pipeline import metrics

    rng = np.random.default_rng(2)
    words = np.array(["the", "a", "cat", "dog", "sat", "on", "mat", "ran", "home", "quickly"])
    references = [" ".join(rng.choice(words, 9)) for _ in range(60)]
    noisy = {
        name: [" ".join(rng.choice(words) if rng.random() < rate else w for w in r.split()) for r in references]
        for name, rate in (("A", 0.40), ("B", 0.46))
    }
    test = PairedTest(list(noisy.items()), {"chrF2": CHRF()}, [references], test_type="ar", n_samples=4000)
    theirs = test()[1]["chrF2"][1].p_value
    metric = metrics.load_metric("chrf")
    rows = [metrics.statistics(metric, metrics.make_items(h, [[r] for r in references])) for h in noisy.values()]
    ours = resampling.randomization_p(rows[0], rows[1], metric.value, resampling.swap_masks(60, 4000, 9))
    assert ours == pytest.approx(theirs, abs=0.03)


def test_undefined_resamples_are_left_out() -> None:
    values = np.array([1.0, np.nan, 3.0])
    assert resampling.interval(values) == pytest.approx((1.05, 2.95))
    assert all(map(np.isnan, resampling.interval(np.array([np.nan]))))
    with pytest.raises(UserError, match="items and samples"):
        resampling.bootstrap_weights(0, 10, 1)
