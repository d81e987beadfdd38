"""Judges systems: better, worse or no evidence; on which metrics, how sure, at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.comparison.results import ALPHA, Cost, Difference, Verdict
from pipeline.core.errors import GateError, UserError
from pipeline.core.records import Score


def judge(
    systems: Sequence[str],
    differences: Sequence[Difference],
    scores: Sequence[Score],
    better: Mapping[str, str],
    costs: Mapping[str, Cost],
    doubts: Mapping[str, str] | None = None,
) -> Iterator[Verdict]:
    """A verdict on every system against the first one; a doubt about either is part of it."""
    first = systems[0]
    for other in systems[1:]:
        every = [d for d in differences if {d.left, d.right} == {first, other} and d.finding != "describes"]
        same = [d.metric for d in every if d.delta == 0 and not d.wins and not d.losses]
        of_pair = [d for d in every if d.metric not in same]
        won = [d for d in of_pair if d.finding == "better"]
        lost = [d for d in of_pair if d.finding == "worse"]
        unsure = [d for d in of_pair if d.finding == "no evidence"]
        parts = []
        if won:
            parts.append(f"better than {first} on {_list(won)}")
        if lost:
            parts.append(f"worse than {first} on {_list(lost)}" if not won else f"worse on {_list(lost)}")
        if unsure:
            parts.append(f"no evidence of a difference on {_list(unsure)}")
        cost = _cost(costs.get(first), costs.get(other), first)
        alike = f" The same on every item: {', '.join(same)}." if same else ""
        more = "".join([alike, _margin(unsure, len(systems)), *(f" {d}" for s, d in (doubts or {}).items() if s in
                        (first, other)), cost])  # fmt: skip
        sentence = f"{other} is {'; '.join(parts)}.{more}"
        if not won and not lost:
            on = f": {_list(unsure)}" if unsure else ""
            sentence = f"No evidence that {other} and {first} differ{on}.{more}"
        word = "mixed" if won and lost else "better" if won else "worse" if lost else "no evidence"
        yield Verdict(first, other, word, sentence)  # type: ignore[arg-type]


def _margin(unsure: Sequence[Difference], systems: int) -> str:
    """Why an interval on one side of 0 is no evidence, where that is so."""
    apart = [d for d in unsure if d.low > 0 or d.high < 0]
    if not apart:
        return ""
    pairs = systems * (systems - 1) // 2
    why = f"the paired test, on which the verdict rests, has a p not below {ALPHA}: the two disagree at the edge"
    if pairs > 1:
        why = f"of {pairs} pairs some differ by chance alone, and the p corrected for that (Holm) is not below {ALPHA}"
    return f" On {', '.join(d.metric for d in apart)} the interval leaves out 0, yet it is no evidence: {why}."


def _list(differences: Sequence[Difference]) -> str:
    return ", ".join(_one(d) for d in differences)


def _one(d: Difference) -> str:
    sure = f"95% {d.low:+.2f} to {d.high:+.2f}, p {p_text(d.p_holm)}"
    people = (
        f", people would agree in {d.agreement:.0f}%" if d.agreement is not None and d.finding != "no evidence" else ""
    )
    return f"{d.metric} ({d.delta:+.2f}; {sure}{people})"


def p_text(p: float) -> str:
    """A p-value as people write it; a resampling test cannot say 0."""
    return "?" if p != p else "< 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def _cost(left: Cost | None, right: Cost | None, name: str) -> str:
    if left is None or right is None:
        return ""
    parts = []
    if left.words_per_second and right.words_per_second:
        ratio = right.words_per_second / left.words_per_second
        parts.append(f"{ratio:.1f}x as fast" if ratio >= 1 else f"{1 / ratio:.1f}x slower")
    if left.memory_mb and right.memory_mb:
        parts.append(f"{right.memory_mb:,.0f} MB of memory against {left.memory_mb:,.0f}")
    if left.size_mb and right.size_mb:
        parts.append(f"{right.size_mb:,.0f} MB of weights against {left.size_mb:,.0f}")
    if left.licence != right.licence and left.licence and right.licence:
        parts.append(f"licence {right.licence} instead of {left.licence}")
    return f" At what cost, beside {name}: {'; '.join(parts)}." if parts else ""


def gate(differences: Sequence[Difference], better: Mapping[str, str], first: str, rules: Sequence[str]) -> list[str]:
    """Check ``--fail-if-worse METRIC:POINTS``: the first system is the baseline.

    Returns:
        What was checked, a line per system and rule, when all of it held.

    Raises:
        UserError: a rule that is not ``metric:points``, or a metric that was not computed.
        GateError: a system is worse than the first one by more than the points allowed.
    """
    held: list[str] = []
    broken: list[str] = []
    for rule in rules:
        name, allowed = parse_rule(rule)
        label = next((m for m in better if m.lower() in (name.lower(), f"translation.{name}".lower())), None)
        label = label or next((m for m in better if m.lower() == f"brief.{name}".lower()), None)
        if label is None or better[label] == "neither":
            raise UserError(f"--fail-if-worse {rule}: {name!r} was not judged", f"judged here: {', '.join(better)}")
        for d in (d for d in differences if d.metric == label and first in (d.left, d.right)):
            gain = d.delta if better[label] == "higher" else -d.delta
            said = f"{d.right} against {first}: {label} {d.delta:+.2f} (p {p_text(d.p_holm)}), {allowed:g} allowed"
            (broken if gain < -allowed else held).append(said)
    if broken:
        raise GateError("worse than allowed: " + "; ".join(broken), "see the comparison above")
    return held


def parse_rule(rule: str) -> tuple[str, float]:
    """``chrf:0.5`` as a metric and the points allowed.

    Raises:
        UserError: it is not of that form.
    """
    name, colon, points = rule.rpartition(":")
    try:
        allowed = float(points)
    except ValueError:
        allowed = -1.0
    if not colon or not name or not 0 <= allowed < float("inf"):
        raise UserError(f"--fail-if-worse {rule}: expected METRIC:POINTS", "for example --fail-if-worse chrf:0.5")
    return name, allowed
