"""Says with how many decimals a metric's values are written, so that the last one tells as much on every scale."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

POINTS = 2  # decimals of a scale from 0 to 100, and of any other
UNIT = 4  # of a scale from 0 to 1 (COMET, an AUC, a share): the same part of the scale
MOST_OF_ITEM = 2.0  # a single item may lie somewhat outside of such a scale, as COMET's do


def digits(values: Iterable[float | None], items: Iterable[Sequence[float]] = ()) -> int:
    """How many decimals the values of one metric need.

    Args:
        values: of all systems.
        items: the values of single items, by system: a small value on a scale of points has larger ones among them.
    """
    known = [abs(value) for value in values if value is not None and math.isfinite(value)]
    if not any(known) or max(known) > 1:
        return POINTS
    of_items = (abs(value) for own in items for value in own if math.isfinite(value))
    return UNIT if max(of_items, default=0.0) <= MOST_OF_ITEM else POINTS
