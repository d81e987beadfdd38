"""Ranks systems by pairwise votes: the Bradley-Terry model, with bootstrap intervals.

Fitted by the minorization-maximization iteration of Hunter (2004), "MM Algorithms for Generalized Bradley-Terry
Models". A tie is half a win for each. Each pair that was compared is given half a win both ways, so that a system that
always won has a finite strength.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.metrics.resampling import bootstrap_weights, interval

Matrix = npt.NDArray[np.float64]
PRIOR = 0.5
_MOST_ROUNDS = 2000
_CLOSE = 1e-10


def strengths(wins: Matrix) -> Matrix:
    """Log strengths, which add up to 0, from matrices of wins: ``wins[..., i, j]`` counts the wins of i over j."""
    compared = (wins + np.swapaxes(wins, -1, -2)) > 0
    smoothed = np.where(compared, wins + PRIOR, 0.0)
    games = smoothed + np.swapaxes(smoothed, -1, -2)
    won = smoothed.sum(axis=-1)
    power = np.ones(won.shape)
    for _ in range(_MOST_ROUNDS):
        met = (games / (power[..., :, None] + power[..., None, :])).sum(axis=-1)
        new = np.where(met > 0, won / np.where(met > 0, met, 1.0), 1.0)
        new = new / np.exp(np.log(new).mean(axis=-1, keepdims=True))
        done = np.abs(np.log(new) - np.log(power)).max() < _CLOSE
        power = new
        if done:
            break
    result: Matrix = np.log(power)
    return result


def with_intervals(items: Matrix, samples: int, seed: int) -> tuple[Matrix, list[tuple[float, float]]]:
    """Log strengths and their 95% intervals.

    Args:
        items: (items, systems, systems), the wins on each item; items are resampled, so that several judges' votes on
            one item stay together.
        samples: resamples.
        seed: of the resampling.
    """
    weights = bootstrap_weights(len(items), samples, seed)
    drawn = strengths(np.einsum("sn,nij->sij", weights, items))
    return strengths(items.sum(axis=0)), [interval(drawn[:, system]) for system in range(items.shape[1])]


def win_probability(left: float, right: float) -> float:
    """The probability that people prefer the first of two systems, by their log strengths."""
    return float(1.0 / (1.0 + np.exp(right - left)))
