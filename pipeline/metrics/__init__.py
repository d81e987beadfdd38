"""Scores a system's texts with a registry of metrics; :func:`score` is the entry point.

A module of this folder lists its metrics in ``METRICS``; a new one is registered nowhere else. Modules import no
heavy library before they are used.

    >>> metrics.score("chrf", ["The dog bit."], [["The dog bites."]])      # references per item
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from pipeline.core.errors import PipelineError, UserError, did_you_mean
from pipeline.core.records import Score
from pipeline.core.registry import Registry
from pipeline.metrics.base import Items, Metric, Rows
from pipeline.metrics.references import check_texts, per_item
from pipeline.metrics.resampling import SAMPLES, SEED, bootstrap_weights, interval, resampled

HELPERS = ("base", "references", "resampling", "escapes", "embedding", "attribution")
MODULES = Registry("pipeline.metrics", "metric module", exclude=HELPERS)
Groups = npt.NDArray[np.int64]  # (texts,): the number of the item that each text belongs to


@cache
def _modules() -> tuple[Mapping[str, Metric], Mapping[str, UserError]]:
    """All metrics by name, and by module why one could not be loaded, which takes no other along."""
    found: dict[str, Metric] = {}
    broken: dict[str, UserError] = {}
    for name in MODULES.names():
        try:
            listed = {metric.name: metric for metric in MODULES.load(name).METRICS}
            if twice := sorted(set(listed) & set(found)):
                raise ValueError(f"there is a metric {twice[0]!r} already")
        except UserError as error:
            broken[name] = error
        except Exception as error:  # noqa: BLE001  # a module of somebody's own may fail in any way
            broken[name] = _failure(f"metric module {name!r}", error, MODULES.folder / f"{name}.py")
        else:
            found |= listed
    return found, broken


def _failure(what: str, error: Exception, file: Path) -> UserError:
    """An error that says in which file and line a metric failed, and why."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if Path(f.filename) == file]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    where = f"{file}, line {line}" if line else str(file)
    cause = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
    if isinstance(error, AttributeError) and error.name == "METRICS":
        cause = "it has no METRICS, the tuple of its metrics"
    return UserError(f"{what} failed: {where}: {cause}", "mend the file or take it away, then: ringkas metrics")


def list_metrics() -> tuple[Metric, ...]:
    """All metrics, by group and name."""
    return tuple(sorted(_modules()[0].values(), key=lambda m: (m.group, m.name)))


def broken_modules() -> tuple[UserError, ...]:
    """Why modules of this folder could not be loaded; their metrics are not listed."""
    return tuple(_modules()[1].values())


def load_metric(name: str) -> Metric:
    """A metric by its name, upper or lower case.

    Raises:
        UserError: there is none of that name; the hint names the nearest, or the module that failed.
    """
    found, broken = _modules()
    by_lower = {known.lower(): metric for known, metric in found.items()}
    if name.lower() not in by_lower:
        if broken:
            first = broken.get(name) or next(iter(broken.values()))
            raise UserError(f"unknown metric {name!r}, and {first.message}", first.hint)
        raise UserError(f"unknown metric {name!r}", did_you_mean(name, found, "metrics"))
    return by_lower[name.lower()]


def make_items(
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]] = (),
    sources: Sequence[str] | None = None,
    middles: Sequence[str] | None = None,
    *,
    source_language: Literal["id", "en"] = "id",
    allow_empty: bool = False,
) -> Items:
    """Checked items.

    Args:
        hypotheses: the system's texts.
        references: for each item the list of its references; empty when there are none.
        sources: what the system was given.
        middles: the translation a brief was made from.
        source_language: the language of ``sources``.
        allow_empty: let empty hypotheses through (the caller has counted them); they score as the failure they are.

    Raises:
        UserError: nothing to score, unequal lengths, a value that is not a text, an empty hypothesis, or references in
            another layout.
    """
    texts = check_texts(hypotheses, "hypothesis")
    if not texts:
        raise UserError("there are no hypotheses to score", "check the input")
    empty = [n for n, text in enumerate(texts) if not text.strip()]
    if empty and not allow_empty:
        places = ", ".join(map(str, empty[:5]))
        raise UserError(f"{len(empty)} of {len(texts)} hypotheses are empty (the first: {places})", "leave them out")
    for what, given in (("sources", sources), ("middles", middles)):
        if given is not None and len(given) != len(texts):
            raise UserError(f"{len(given)} {what} for {len(texts)} hypotheses", "one per hypothesis is needed")
    return Items(
        texts,
        per_item(references, len(texts)) if len(references) else (),
        check_texts(sources, "source") if sources is not None else (),
        check_texts(middles, "middle") if middles is not None else (),
        source_language,
    )


def statistics(metric: Metric, items: Items, groups: Groups | None = None) -> Rows:
    """The metric's rows, added up within groups when texts are parts of an item (sentences of an article).

    Raises:
        UserError: the metric lacks what it reads or fails, or a row is NaN or infinite.
    """
    metric.check(items)
    try:
        rows = metric.statistics(items)
    except PipelineError:
        raise
    except (NameError, AttributeError, TypeError, LookupError, ValueError, ArithmeticError) as error:
        code = inspect.unwrap(getattr(metric.statistics, "func", metric.statistics))
        raise _failure(f"metric {metric.name!r}", error, Path(inspect.getfile(code))) from error
    if not isinstance(rows, np.ndarray):
        said = f"metric {metric.name!r} gave a {type(rows).__name__} and no array"
        raise UserError(said, "mean_rows(values) makes one of a value for each item")
    if rows.ndim != 2 or len(rows) != len(items):
        said = f"metric {metric.name!r} gave rows of shape {rows.shape} for {len(items)} items"
        raise UserError(said, "its function returns an array with a row of numbers for each item")
    wrong = np.flatnonzero(~np.isfinite(rows).all(axis=-1))
    if wrong.size:
        raise UserError(f"metric {metric.name!r} gave no number for item {wrong[0]}", "look at that item's texts")
    if groups is None:
        return rows
    summed = np.zeros((int(groups.max()) + 1, rows.shape[1]))
    np.add.at(summed, groups, rows)
    return summed


def score_items(
    metric: Metric,
    items: Items,
    *,
    groups: Groups | None = None,
    seed: int = SEED,
    samples: int = SAMPLES,
    system: str = "",
    name: str = "",
) -> Score:
    """Score checked items: value, percentile bootstrap interval, signature and values per item.

    Args:
        metric: from :func:`load_metric`.
        items: from :func:`make_items`.
        groups: which item each text belongs to; items are then resampled whole.
        seed: of the bootstrap.
        samples: resamples of the bootstrap.
        system: whose texts these are.
        name: the score's metric name, when it is not the metric's own.

    Raises:
        UserError: as :func:`statistics`.
    """
    rows = statistics(metric, items, groups)
    low, high = interval(resampled(rows, metric.value, bootstrap_weights(len(rows), samples, seed)))
    return Score(
        metric=name or metric.name,
        value=float(metric.value(rows.sum(axis=0))),
        low=low,
        high=high,
        signature=f"{metric.signature(items)}|bs:{samples}|rs:{seed}",
        items=tuple(float(v) for v in metric.per_item(rows)),
        n=len(rows),
        system=system,
    )


def score(
    metric_name: str,
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]] = (),
    sources: Sequence[str] | None = None,
    middles: Sequence[str] | None = None,
    *,
    seed: int = SEED,
    samples: int = SAMPLES,
    source_language: Literal["id", "en"] = "id",
    allow_empty: bool = False,
) -> Score:
    """Score texts: :func:`load_metric`, :func:`make_items` and :func:`score_items` in one call.

    Args:
        metric_name: such as ``chrf``.
        hypotheses: the system's texts.
        references: for each hypothesis the list of its references.
        sources: what the system was given, for metrics that ask for it.
        middles: the translation a brief was made from, for metrics that ask for it.
        seed: of the bootstrap.
        samples: resamples of the bootstrap.
        source_language: the language of ``sources``.
        allow_empty: score empty hypotheses (as failures) rather than refuse them.

    Raises:
        UserError: an unknown metric, or texts that cannot be scored; never a silent zero.
    """
    items = make_items(
        hypotheses, references, sources, middles, source_language=source_language, allow_empty=allow_empty
    )
    return score_items(load_metric(metric_name), items, seed=seed, samples=samples)
