"""Compares systems: computes every metric's rows once per system, then intervals and tests from the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from pipeline import metrics
from pipeline.comparison.external_scores import External
from pipeline.comparison.formatting import counted, digits_of
from pipeline.comparison.human_agreement import agreement
from pipeline.comparison.metric_plan import plan
from pipeline.comparison.results import (
    ALPHA,
    FEWEST_ITEMS,
    Comparison,
    Difference,
    Finding,
    LargestDifference,
    Side,
    Systems,
)
from pipeline.comparison.verdict import alike, deciding, judge, label_of, smallest_p, unjudged
from pipeline.core.errors import UserError
from pipeline.core.records import Score
from pipeline.metrics import resampling
from pipeline.metrics.base import Metric, Rows, Values

LARGEST_SHOWN = 10
FEW_SAMPLES = 100
Measured = dict[str, tuple[Score, Rows, Values]]  # by system: score, rows, values per item


def compare(
    systems: Systems,
    names: Sequence[str] = (),
    *,
    samples: int = resampling.SAMPLES,
    seed: int = resampling.SEED,
    largest: int = LARGEST_SHOWN,
    external: Sequence[External] = (),
    decides: str = "",
    pairs: Sequence[tuple[str, str]] = (),
) -> Comparison:
    """Compare systems on everything they did.

    Args:
        systems: two or more systems.
        names: metrics, such as ``chrf`` or ``brief.rouge2``; empty for the usual ones.
        samples: resamples of each test.
        seed: of the resampling.
        largest: how many of the items that differ most to show.
        external: metrics whose scores were computed elsewhere.
        decides: the metric on which verdicts rest; empty for chrF of translations, or else ROUGE-Lsum of briefs.
        pairs: systems (left, right) whose verdict is wanted beside those on the first system.

    Raises:
        UserError: fewer than two systems, an unknown metric or pair, a metric that cannot be computed, or unequal
            signatures.
    """
    if len(systems.names) < 2:
        raise UserError("a comparison needs two systems or more", "ringkas compare A B")
    _check_pairs(pairs, systems.names)
    scores: list[Score] = []
    differences: list[Difference] = []
    every: dict[str, tuple[Side, Metric, Measured]] = {}
    better: dict[str, str] = {}
    planned = [(side, metric, None) for side, metric in plan(systems.sides, names, systems.withheld)]
    for side, metric, given in [*planned, *((e.side, e.metric, e.rows) for e in external)]:
        measured = {s: _measure(side, metric, s, samples, seed, given) for s in systems.names}
        label = side.label(metric.name)
        check_signatures(label, {s: m[0].signature for s, m in measured.items()})
        better[label] = metric.better
        scores += [m[0] for m in measured.values()]
        differences += _pairs(label, metric, measured, samples, seed)
        every[label] = side, metric, measured
    named = _named(decides, better)
    judged = [m for m, way in better.items() if way != "neither"]
    main = deciding(judged, [m for m in judged if all(alike(d) for d in differences if d.metric == m)], named)
    shown = _largest(every[main][0], main, *every[main][1:], largest, *pairs[:1]) if main else []
    return Comparison(
        systems.names,
        systems.suite,
        len(systems.sides[0].ids),
        tuple(scores),
        better,
        tuple(differences),
        tuple(shown),
        tuple(
            judge(systems.names, differences, scores, better, systems.costs, systems.doubts, decides=named, pairs=pairs)
        ),
        systems.costs,
        (
            *systems.notes,
            *_too_few(len(systems.sides[0].ids), len(systems.names)),
            *_few_samples(samples),
            *_no_spread(scores),
            *_facts_alone(main, every, named),
        ),
        systems.left_out,
        samples,
        seed,
        decides=main,
    )


def _check_pairs(pairs: Sequence[tuple[str, str]], names: Sequence[str]) -> None:
    for pair in pairs:
        unknown = next((name for name in pair if name not in names), None)
        if unknown is not None or pair[0] == pair[1]:
            what = f"no system is called {unknown!r}" if unknown is not None else "a pair is of two systems"
            raise UserError(f"--pair {','.join(pair)}: {what}", f"systems here: {', '.join(names)}")


def _named(decides: str, better: Mapping[str, str]) -> str:
    label = label_of(decides, better) if decides else ""
    if decides and not label:
        why, hint = unjudged(decides, better)
        raise UserError(f"--decides {decides}: {why}", hint)
    return label


def _facts_alone(main: str, every: Mapping[str, tuple[Side, Metric, Measured]], named: str) -> list[str]:
    """A note where a verdict rests on facts because nothing that needs references could be computed."""
    if named or not main or every[main][1].group != "facts":
        return []
    return [
        f"No metric with references was computed: the verdict, by {main}, is one on facts and not on the whole text."
    ]


def _no_spread(scores: Sequence[Score]) -> list[str]:
    """A warning where all items have one value: an interval without width is no certainty (the rule of three)."""
    found: dict[int, list[str]] = {}
    for s in scores:
        known = [value for value in s.items if not np.isnan(value)]
        if len(known) >= FEWEST_ITEMS and s.low == s.high and len(set(known)) == 1:
            found.setdefault(len(known), []).append(f"{s.metric} of {s.system}")
    return [
        f"All {n:,} items have one value on {', '.join(which)}, so that the interval has no width, which is no "
        f"certainty: up to about {100 * (1 - 0.05 ** (1 / n)):.2g}% of such items may have another value (95%; of many "
        "items the rule of three says the same, 3 divided by their number)."
        for n, which in found.items()
    ]


def _few_samples(samples: int) -> list[str]:
    """A warning where the resampling is too coarse to rely on."""
    if samples >= FEW_SAMPLES:
        return []
    return [f"{samples} resamples are too few for intervals and p that can be relied on: 1000 is usual (--samples)."]


def _too_few(items: int, systems: int) -> list[str]:
    """A warning where no difference can be significant: n items can be swapped in 2^n ways only."""
    smallest = smallest_p(items, systems * (systems - 1) // 2)
    if smallest < ALPHA:
        return []
    said = (
        f"{counted(items, 'item')} {'is' if items == 1 else 'are'} too few: the smallest possible p is {smallest:.3f}"
    )
    return [f"{said}, so no difference can be called evidence; compare on more."]


def score_alone(systems: Systems, *, samples: int, seed: int) -> tuple[Score, ...]:
    """The scores without any comparison, for a sweep of one."""
    chosen = plan(systems.sides, ())
    return tuple(_measure(side, metric, s, samples, seed)[0] for side, metric in chosen for s in systems.names)


def check_signatures(label: str, signatures: Mapping[str, str]) -> None:
    """Refuse to compare scores that were not computed with the same settings.

    Raises:
        UserError: naming the settings that differ.
    """
    if len(set(signatures.values())) > 1:
        parts = [set(s.split("|")) for s in signatures.values()]
        common = set.intersection(*parts)
        said = "; ".join(f"{n}: {', '.join(sorted(set(s.split('|')) - common))}" for n, s in signatures.items())
        raise UserError(f"{label} was not made the same way for all systems: {said}", "score them again alike")


def _measure(
    side: Side, metric: Metric, system: str, samples: int, seed: int, given: Mapping[str, Rows] | None = None
) -> tuple[Score, Rows, Values]:
    """A system's score on one metric; ``given`` are rows that were computed elsewhere."""
    items, groups = side.items[system], side.groups[system]
    grouped = groups if len(groups) != len(side.ids) else None
    rows = metrics.statistics(metric, items, grouped) if given is None else given[system]
    low, high = resampling.interval(
        resampling.resampled(rows, metric.value, resampling.bootstrap_weights(len(rows), samples, seed))
    )
    values = metric.per_item(rows)
    signature = f"{metric.signature(items)}|bs:{samples}|rs:{seed}|{side.unit}"
    value = float(metric.value(rows.sum(axis=0)))
    score = Score(side.label(metric.name), value, low, high, signature, tuple(values.tolist()), len(rows), system)
    return score, rows, values


def _pairs(label: str, metric: Metric, measured: Measured, samples: int, seed: int) -> list[Difference]:
    """All pairs of systems on one metric, Holm-corrected together."""
    pairs = list(combinations(measured, 2))
    # A p-value cannot fall below 1 / (trials + 1), and Holm multiplies it by the number of pairs: give it room.
    trials = max(samples, 100 * len(pairs))
    differences = [_difference(label, metric, measured, pair, samples, trials, seed) for pair in pairs]
    adjusted = resampling.holm([d.p_randomization for d in differences])
    written = digits_of(score for score, _, _ in measured.values())[label]
    return [
        replace(d, p_holm=p, finding=_finding(metric, d, p), digits=written)
        for d, p in zip(differences, adjusted, strict=True)
    ]


def _difference(
    label: str, metric: Metric, measured: Measured, pair: tuple[str, str], samples: int, trials: int, seed: int
) -> Difference:
    left, right = pair
    (_, a, a_values), (_, b, b_values) = measured[left], measured[right]
    weights = resampling.bootstrap_weights(len(a), samples, seed)
    deltas = metric.value(weights @ b) - metric.value(weights @ a)
    delta = float(metric.value(b.sum(axis=0)) - metric.value(a.sum(axis=0)))
    low, high = resampling.interval(deltas)
    p = resampling.randomization_p(a, b, metric.value, resampling.swap_masks(len(a), trials, seed))
    gains = np.nan_to_num(b_values - a_values)
    upward = -gains if metric.better == "lower" else gains
    wins, losses = int((upward > resampling.TIE).sum()), int((upward < -resampling.TIE).sum())
    return Difference(
        metric=label,
        left=left,
        right=right,
        delta=delta,
        low=low,
        high=high,
        p_bootstrap=resampling.bootstrap_p(delta, deltas),
        p_randomization=p,
        p_holm=p,
        effect=effect_size(gains),
        agreement=agreement(label, delta) if metric.group != "file" else None,  # of a file the scale is not known
        wins=wins,
        losses=losses,
        ties=len(gains) - wins - losses,
        finding="no evidence",
    )


def effect_size(gains: Values) -> float:
    """Cohen's d for pairs: the mean difference over its standard deviation; 0 where all differences are the same 0."""
    spread = float(gains.std(ddof=1)) if len(gains) > 1 else 0.0
    return float(gains.mean()) / spread if spread > 0 else 0.0


def _finding(metric: Metric, d: Difference, p: float) -> Finding:
    """What a difference shows. A micro average may come with a small p because one system says much less than the
    other, while next to no item can be compared: that is no evidence of a better or worse system."""
    if metric.better == "neither":
        return "describes"
    if np.isnan(p) or p >= ALPHA or d.delta == 0 or d.wins + d.losses < FEWEST_ITEMS:
        return "no evidence"
    return "better" if (d.delta > 0) == (metric.better == "higher") else "worse"


def _largest(
    side: Side, label: str, metric: Metric, measured: Measured, limit: int, pair: tuple[str, str] | None = None
) -> list[LargestDifference]:
    """The items on which a pair of systems differs most; without one, the first system and the best of the others."""
    first, *others = measured
    sign = -1.0 if metric.better == "lower" else 1.0
    first, best = pair or (first, max(others, key=lambda s: sign * measured[s][0].value))
    left, right = measured[first][2], measured[best][2]
    order = np.argsort(-np.abs(np.nan_to_num(right - left)), kind="stable")[:limit]
    return [
        LargestDifference(
            id=side.ids[n],
            metric=label,
            values={first: float(left[n]), best: float(right[n])},
            shown=side.shown[n],
            outputs={first: side.outputs[first][n], best: side.outputs[best][n]},
        )
        for n in order.tolist()
        if left[n] != right[n]
    ]
