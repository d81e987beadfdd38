"""Chooses which metrics are computed on which side of a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline import metrics
from pipeline.comparison.results import Side
from pipeline.core.errors import UserError
from pipeline.metrics.base import Metric

DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "text": ("bleu", "chrf", "chrf++", "ter"),
    "translation": ("bleu", "chrf", "chrf++", "ter"),
    "brief": ("rouge1", "rouge2", "rougeL", "rougeLsum", "chrf"),
}
FACTS: Mapping[str, tuple[str, ...]] = {
    "text": ("numbers-recall", "numbers-precision", "names-recall", "names-precision"),
    "translation": ("numbers-recall", "numbers-precision", "names-recall", "names-precision"),
    "brief": ("facts-supported", "facts-wrong-translation", "facts-wrong-summary", "length", "novelty"),
}
NEEDED = {
    "sources": "the Indonesian that was translated: --source FILE beside text files",
    "references": "references: --reference FILE beside text files, or a suite that has them",
    "middles": "the translations behind the briefs, which only runs have: ringkas compare RUN_A RUN_B",
}


def plan(sides: Sequence[Side], names: Sequence[str], withheld: str = "") -> list[tuple[Side, Metric]]:
    """Which metrics to compute on which side, each once; ``withheld`` says why those of facts are not.

    Raises:
        UserError: an unknown metric or side, or a metric that no side can give.
    """
    if not names:
        usual = [(side, metrics.load_metric(n)) for side in sides for n in (*DEFAULTS[side.name], *FACTS[side.name])]
        return [(s, m) for s, m in usual if _possible(s, m) and not (withheld and m.group == "facts")]
    chosen: list[tuple[Side, Metric]] = []
    for name in names:
        side_name, _, short = name.rpartition(".")
        metric = metrics.load_metric(short)
        if side_name and side_name not in {side.name for side in sides}:
            raise UserError(
                f"metric {name!r}: there is no {side_name!r} here", f"here: {', '.join(s.name for s in sides)}"
            )
        if withheld and metric.group == "facts":
            raise UserError(
                f"metric {name!r}: {withheld}",
                "undo the escapes: text files are compared without them unless --as-is is given",
            )
        fitting = [s for s in sides if side_name in ("", s.name) and (side_name or _belongs(s, metric))]
        able = [side for side in fitting if _possible(side, metric)]
        if not able:
            lacking = [n for n in sorted(metric.needs) if not any(_given(side, n) for side in fitting)]
            said = " and ".join(lacking or sorted(metric.needs))
            hint = "; ".join(NEEDED[need] for need in lacking) or "give them, or leave the metric out"
            raise UserError(f"metric {name!r} needs {said}, which are not there", hint)
        chosen += [(side, metric) for side in able]
    return list({side.label(metric.name): (side, metric) for side, metric in chosen}.values())


def _belongs(side: Side, metric: Metric) -> bool:
    """Whether a metric named without a side is meant for this one: BLEU is not for briefs, ROUGE only for them."""
    if side.name == "text":
        return True
    if metric.group == "translation":
        return side.name == "translation"
    if metric.group == "summary" or "middles" in metric.needs:
        return side.name == "brief"
    return metric.group != "facts" or side.name == "translation"


def _possible(side: Side, metric: Metric) -> bool:
    return all(_given(side, need) for need in metric.needs)


def _given(side: Side, need: str) -> bool:
    return all(getattr(items, need) for items in side.items.values())
