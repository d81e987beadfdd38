"""Writes a comparison for papers and spreadsheets: LaTeX and TSV."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pipeline.comparison.formatting import digits_of
from pipeline.comparison.ranking import BOLD, shown_best
from pipeline.comparison.results import ALPHA, Comparison, Difference
from pipeline.comparison.verdict import correction

COLUMNS = ("system", "metric", "better", "value", "low", "high", "n", "baseline", "difference", "difference_low",
           "difference_high", "p_holm", "finding", "signature")  # fmt: skip
_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
            **{c: f"\\{c}" for c in "&%$#_{}"}}  # fmt: skip


def tsv(comparison: Comparison) -> str:
    """A row per system and metric, with the difference from the first system; undefined numbers are empty."""
    first = comparison.systems[0]
    against = _against_first(comparison)
    rows = ["\t".join(COLUMNS)]
    for score in comparison.scores:
        d = against.get((score.system, score.metric))
        values = [
            score.system,
            score.metric,
            comparison.better[score.metric],
            score.value,
            score.low,
            score.high,
            score.n,
        ]
        values += [first, d.delta, d.low, d.high, d.p_holm, d.finding] if d else [""] * 6
        rows.append("\t".join(_plain(value) for value in (*values, score.signature)))
    return "\n".join(rows) + "\n"


def latex(comparison: Comparison) -> str:
    """A table for the package ``booktabs``: what is shown to be better than the others is bold, a dagger marks what is
    significantly better than the first system and a double dagger what is worse."""
    metrics = list(dict.fromkeys(score.metric for score in comparison.scores))
    scores = {(s.system, s.metric): s for s in comparison.scores}
    against = _against_first(comparison)
    best, written = {m: shown_best(m, comparison) for m in metrics}, digits_of(comparison.scores)
    arrows = {"higher": r" $\uparrow$", "lower": r" $\downarrow$", "neither": ""}
    head = " & ".join(["System", *(f"{_escaped(m)}{arrows[comparison.better[m]]}" for m in metrics)])
    lines = [rf"\begin{{tabular}}{{l{'r' * len(metrics)}}}", r"\toprule", rf"{head} \\", r"\midrule"]
    for system in comparison.systems:
        cells = [_escaped(system)]
        for metric in metrics:
            score = scores[system, metric]
            value, low, high = (_number(v, written[metric]) for v in (score.value, score.low, score.high))
            value = rf"\textbf{{{value}}}" if system in best[metric] else value
            d = against.get((system, metric))
            mark = {"better": r"$^\dagger$", "worse": r"$^\ddagger$"}.get(d.finding if d else "", "")
            cells.append(rf"{value}{mark} {{\scriptsize [{low}, {high}]}}")
        lines.append(" & ".join(cells) + r" \\")
    note = (
        f"% {comparison.n} items, 95% bootstrap intervals ({comparison.samples} resamples, seed {comparison.seed}); "
        f"daggers: paired randomization against {comparison.systems[0]}, p < {ALPHA}; "
        f"{correction(len(comparison.systems), sum(way != 'neither' for way in comparison.better.values()))}"
    )
    notes = [f"% {note}" for note in (BOLD, *comparison.notes)]
    signatures = dict.fromkeys(f"% {s.metric}: {s.signature}" for s in comparison.scores)
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", note, *notes, *signatures]) + "\n"


def _against_first(comparison: Comparison) -> Mapping[tuple[str, str], Difference]:
    """The difference of each other system from the first one, by system and metric."""
    first = comparison.systems[0]
    return {(d.right, d.metric): d for d in comparison.differences if d.left == first}


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else ""
    return " ".join(str(value).split())


def _number(value: float | None, digits: int) -> str:
    return f"{value:.{digits}f}" if value is not None and math.isfinite(value) else "--"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in text)
