"""Defines a metric: additive statistics per item, and a value computed from any sum of them.

A metric turns each item into a row of numbers (``statistics``) and any sum of rows into its value (``value``). Both the
score and its interval, the paired tests and the values per item come from the same rows, computed once.
The idea is sacrebleu's (``metrics/base.py``); here the second half works on whole arrays of sums at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from pipeline.core.errors import UserError

Rows = npt.NDArray[np.float64]  # (items, statistics), or (..., statistics) for sums
Values = npt.NDArray[np.float64]
Better = Literal["higher", "lower", "neither"]
Need = Literal["references", "sources", "middles"]


@dataclass(frozen=True, slots=True)
class Items:
    """What is scored, item by item; all fields that are given have one entry per item.

    Attributes:
        hypotheses: the system's texts.
        references: for each item its references (one or more); empty tuple when there are none at all.
        sources: what the system was given, in ``source_language``; empty when unknown.
        middles: the translation a brief was made from (English); empty when there is none.
        source_language: ``id`` or ``en``.
    """

    hypotheses: tuple[str, ...]
    references: tuple[tuple[str, ...], ...] = ()
    sources: tuple[str, ...] = ()
    middles: tuple[str, ...] = ()
    source_language: Literal["id", "en"] = "id"

    def __len__(self) -> int:
        return len(self.hypotheses)


@dataclass(frozen=True, slots=True)
class Metric:
    """One number about a system.

    Attributes:
        name: what users type.
        better: which way is better; ``neither`` describes without judging.
        statistics: (items, k) rows; rows can be added up.
        value: (..., k) sums to (...) values; NaN where the value is undefined.
        signature: the settings and versions behind the value, given the items.
        needs: which fields of :class:`Items` it reads besides the hypotheses.
        item_value: the value of single rows, where it differs from ``value`` (BLEU's effective order).
        group: the metrics that are shown together.
        requires: the library that an optional metric needs, or empty.
        description: one line that says what it measures.
    """

    name: str
    better: Better
    statistics: Callable[[Items], Rows]
    value: Callable[[Rows], Values]
    signature: Callable[[Items], str]
    needs: frozenset[Need] = frozenset({"references"})
    item_value: Callable[[Rows], Values] | None = None
    group: str = "text"
    requires: str = ""
    description: str = field(default="", compare=False)

    def per_item(self, rows: Rows) -> Values:
        """The value of every row by itself; NaN where it is undefined."""
        return (self.item_value or self.value)(rows)

    def check(self, items: Items) -> None:
        """Refuse items that lack what the metric reads.

        Raises:
            UserError: naming the metric and what is missing.
        """
        for need in sorted(self.needs):
            if not getattr(items, need):
                raise UserError(f"metric {self.name!r} needs {need}, and none were given", f"give {need}, or leave it")


def ratio(rows: Rows) -> Values:
    """The value of metrics whose rows are (numerator, denominator): a mean, a micro-averaged precision, a rate."""
    top, bottom = rows[..., 0], rows[..., 1]
    result: Values = np.divide(top, bottom, out=np.full(np.shape(top), np.nan), where=bottom != 0)
    return result


def percent(rows: Rows) -> Values:
    """:func:`ratio` times 100."""
    return 100.0 * ratio(rows)


def mean_rows(values: Sequence[float]) -> Rows:
    """Rows of a metric that is a plain mean; an item whose value is NaN counts neither above nor below."""
    array = np.asarray(values, dtype=np.float64)
    known = ~np.isnan(array)
    return np.stack([np.where(known, array, 0.0), known.astype(np.float64)], axis=-1)


def words(text: str) -> list[str]:
    """Lower-case words and numbers, as the ROUGE tools cut them for English."""
    import re

    return re.findall(r"[a-z0-9]+", text.lower())
