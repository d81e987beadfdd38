"""Says how alike two articles are: what their words have in common, held against the days that they tell of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.core.event_records import Profile
from pipeline.stages.group.vectors import vectors

UNKNOWN_DAY = 0.75  # what a pair is worth where the day of one is not known: the same topic may be years old
WINDOW_LOSS = 0.08  # what the window's last day costs
_CHUNK = 20_000  # pairs looked at together
_YEAR = 366
_DIGITS = 6  # sums of floating point numbers are the same to this digit in whatever order

Places = NDArray[np.int64]
Values = NDArray[np.float64]


class Likeness:
    """The likeness of articles to each other, from 0 to 1.

    Args:
        profiles: of the articles, in the order by which they are called.
        window: days; two articles whose days are further apart are the less alike the further.
    """

    def __init__(self, profiles: Sequence[Profile], window: int) -> None:
        self.vectors = vectors(profiles)
        self._window = window
        days = [_places(profile.day) for profile in profiles]
        self._whole = np.array([day[0] for day in days], dtype=np.float64)
        self._in_year = np.array([day[1] for day in days], dtype=np.float64)

    def pairs(self, left: Places, right: Places) -> Values:
        """The likeness of pairs of articles."""
        parts = []
        for at in range(0, len(left), _CHUNK):
            one, two = left[at : at + _CHUNK], right[at : at + _CHUNK]
            words = np.asarray(self.vectors[one].multiply(self.vectors[two]).sum(axis=1)).ravel()
            parts.append(np.round(words * self.nearness(one, two), _DIGITS))
        return np.concatenate(parts) if parts else np.zeros(0)

    def between(self, left: Sequence[int], right: Sequence[int]) -> float:
        """The average likeness of the articles of two groups."""
        one, two = np.array(left), np.array(right)
        words: Any = (self.vectors[one] @ self.vectors[two].T).toarray()
        near = self.nearness(np.repeat(one, len(two)), np.tile(two, len(one)))
        return float(np.round((words.ravel() * near).mean(), _DIGITS))

    def nearness(self, left: Places, right: Places) -> Values:
        """What is left of the likeness of pairs, given their days."""
        gap = np.abs(self._whole[left] - self._whole[right])
        season = np.abs(self._in_year[left] - self._in_year[right])
        gap = np.where(np.isnan(gap), np.minimum(season, _YEAR - season), gap)
        with np.errstate(divide="ignore", invalid="ignore"):
            near = np.where(
                gap <= self._window,
                1 - WINDOW_LOSS * gap / max(self._window, 1),
                (1 - WINDOW_LOSS) * max(self._window, 1) / gap,
            )
        return np.where(np.isnan(gap), UNKNOWN_DAY, near)


def _places(day: str | None) -> tuple[float, float]:
    """A day as a number of days, and as the day of its year; not a number where it is not known."""
    if day is None:
        return np.nan, np.nan
    month, number = int(day[-5:-3]), int(day[-2:])
    in_year = float(dt.date(2000, month, number).timetuple().tm_yday)
    return (np.nan if day.startswith("?") else float(dt.date.fromisoformat(day).toordinal())), in_year
