"""Lays out what people said of systems as tables, for every format of a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.comparison.formatting import number
from pipeline.comparison.results import ALPHA, PairOutcome, VoteReport
from pipeline.comparison.verdict import p_text
from pipeline.core.scales import UNIT

Table = tuple[str, list[str], list[list[str]]]  # title, header, rows


def people_notes(people: VoteReport) -> list[str]:
    """The votes in sentences."""
    notes = [f"People: {people.votes:,} votes of {people.judges:,} judges.", *people.notes]
    notes += [_preferred(pair) for pair in people.pairs]
    for what, alpha in people.alpha.items():
        said = f"{alpha:.2f}" if alpha == alpha else "not known: no item has two judges, or all votes are alike"
        notes.append(f"Agreement between judges ({what}), Krippendorff's alpha: {said}.")
    return notes


def _preferred(pair: PairOutcome) -> str:
    counts = f"{pair.wins} items against {pair.losses}, {pair.ties} ties, sign test p = {p_text(pair.p)}"
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
            [s.task, s.system, number(s.value, sign=True), _range(s.low, s.high), f"{100 * s.against_first:.0f}%"]
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
