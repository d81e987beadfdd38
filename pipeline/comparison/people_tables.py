"""Lays out what people said of systems as tables, for every format of a comparison."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pipeline.comparison.formatting import counted, number
from pipeline.comparison.results import ALPHA, PairOutcome, Strength, VoteReport
from pipeline.comparison.verdict import p_text
from pipeline.core.scales import UNIT

Table = tuple[str, list[str], list[list[str]]]  # title, header, rows


def people_notes(people: VoteReport) -> list[str]:
    """The votes in sentences."""
    notes = [f"People: {counted(people.votes, 'vote')} of {counted(people.judges, 'judge')}.", *people.notes]
    if people.pairs:
        notes.append(
            "Items on which the texts are identical are not shown to judges: no preference, strength or test counts "
            "them, so that all of these are of the items that differ."
        )
    notes += [_preferred(pair) for pair in people.pairs]
    for what, alpha in people.alpha.items():
        said = f"{alpha:.2f}" if alpha == alpha else "not known: no item has two judges, or all votes are alike"
        raw = people.raw.get(what, math.nan)
        beside = "" if raw != raw else f"; {_raw(what, raw)}"
        notes.append(f"Agreement between judges ({what}), Krippendorff's alpha: {said}{beside}.")
    return notes


def _raw(what: str, raw: float) -> str:
    """Raw agreement in words: of choices a share, of scores a distance."""
    if what.endswith("choices"):
        return f"two judges of one item agree in {100 * raw:.0f}%"
    return f"two judges of one item are {raw:.1f} points apart on average"


def _preferred(pair: PairOutcome) -> str:
    sure = p_text(pair.p)
    sure = f"p {sure}" if sure.startswith("<") else f"p = {sure}"
    counts = f"{counted(pair.wins, 'item')} against {pair.losses}, {counted(pair.ties, 'tie')}, sign test {sure}"
    if pair.p >= ALPHA:
        return f"{pair.task.capitalize()}s: no evidence that people prefer {pair.right} or {pair.left} ({counts})."
    first, second = (pair.right, pair.left) if pair.wins > pair.losses else (pair.left, pair.right)
    return f"{pair.task.capitalize()}s: people prefer {first} to {second} ({counts})."


def people_tables(people: VoteReport) -> Iterator[Table]:
    """The tables that there are votes for."""
    if people.pairs:
        header = ["task", "pair", "preferred/not/ties", "p (sign test)", "why the other one was not preferred"]
        yield "People's votes, by item", header, [_pair_row(pair) for pair in people.pairs]
    if people.strengths:
        header = ["task", "system", "strength", "95%", f"preferred to {people.strengths[0].system}"]
        rows = [
            [
                s.task,
                s.system,
                number(s.value, sign=True),
                _range(s.low, s.high),
                _against(s, people.strengths[0].system),
            ]
            for s in people.strengths
        ]
        yield "Bradley-Terry strengths", header, rows
    if people.scores:
        header = ["task", "system", "score", "95%", "n", "major errors", "minor errors"]
        rows = [
            [s.task, s.system, number(s.value, 1), _range(s.low, s.high), str(s.n), number(s.major), number(s.minor)]
            for s in people.scores
        ]
        yield "People's direct scores, 0 to 100, errors per item", header, rows
    if people.agreement:
        header = ["metric", "pair", "pairwise accuracy", "Kendall's tau", "n"]
        rows = [
            [m.metric, f"{m.right} - {m.left}", number(m.accuracy, UNIT), number(m.tau, UNIT, sign=True), str(m.n)]
            for m in people.agreement
        ]
        yield "How far each metric agrees with people, by article", header, rows


def _against(s: Strength, first: str) -> str:
    """How often a system is preferred to the first; nothing of the first itself."""
    return "-" if s.system == first else f"{100 * s.against_first:.0f}%"


def _pair_row(pair: PairOutcome) -> list[str]:
    reasons = [
        f"{system}: {', '.join(f'{reason} {count}' for reason, count in found.items())}"
        for system, found in pair.reasons.items()
        if found
    ]
    counts = f"{pair.wins}/{pair.losses}/{pair.ties}"
    return [pair.task, f"{pair.right} - {pair.left}", counts, p_text(pair.p), "; ".join(reasons) or "-"]


def _range(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"
