"""Judges systems: better, worse or no evidence on the metric that decides; what else was found, at what cost."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import NormalDist

from pipeline import metrics
from pipeline.comparison.formatting import counted, number
from pipeline.comparison.results import ALPHA, FEWEST_ITEMS, Cost, Difference, Finding, Verdict, Word
from pipeline.core.errors import GateError, UserError, did_you_mean
from pipeline.core.records import Score

DECIDING = ("translation.chrf", "chrf", "brief.rougeLsum", "rougeLsum")
POWER = 0.8


def deciding(judged: Sequence[str], same: Collection[str] = (), named: str = "") -> str:
    """The metric on which a verdict rests: the one that was named, else chrF of translations, ROUGE-Lsum of summaries
    where the translations are the same, else the first that was computed."""
    if named or not judged:
        return named
    differing = [m for m in judged if m not in same] or list(judged)
    return next((m for m in DECIDING if m in differing), differing[0])


def label_of(name: str, better: Mapping[str, str]) -> str:
    """The judged metric that a name such as ``chrf`` or ``brief.chrf`` means; empty where there is none."""
    wanted = [name.lower(), f"translation.{name}".lower(), f"brief.{name}".lower()]
    by_lower = {m.lower(): m for m, way in better.items() if way != "neither"}
    return next((by_lower[w] for w in wanted if w in by_lower), "")


def judge(
    systems: Sequence[str],
    differences: Sequence[Difference],
    scores: Sequence[Score],
    better: Mapping[str, str],
    costs: Mapping[str, Cost],
    doubts: Mapping[str, str] | None = None,
    *,
    decides: str = "",
    pairs: Sequence[tuple[str, str]] = (),
) -> Iterator[Verdict]:
    """A verdict on every system against the first one, and on the pairs that were asked for; a doubt about either is
    part of it. One metric decides (:func:`deciding`), the others are told as findings; one that only describes is no
    ground for a verdict."""
    for left, right in dict.fromkeys([*((systems[0], other) for other in systems[1:]), *pairs]):
        own = [_turned(d, left) for d in differences if {d.left, d.right} == {left, right}]
        every = [d for d in own if d.finding != "describes"]
        same = [d.metric for d in every if alike(d)]
        main = deciding([d.metric for d in every], same, decides)
        said = {str(s): f" {d}" for s, d in (doubts or {}).items() if s in (left, right)}
        more = "".join([*said.values(), _cost(costs.get(left), costs.get(right), left)])
        if own and not every:
            yield Verdict(left, right, "no verdict", f"{_undecided([d.metric for d in own])}{more}")
        else:
            yield _verdict(left, right, every, main, len(systems), more)


def _undecided(described: Sequence[str]) -> str:
    """Why there is no verdict, and what to add for one."""
    only = "only describes" if len(described) == 1 else "only describe"
    return (
        f"No metric that can decide was given: {', '.join(described)} {only}, and neither more nor less is better. "
        "Add one that can, such as --metric chrf (`ringkas metrics` says of each which way is better)."
    )


def unjudged(name: str, better: Mapping[str, str]) -> tuple[str, str]:
    """Why nothing can rest on a metric that is not among those judged, and what to type instead."""
    judged = ", ".join(m for m, way in better.items() if way != "neither")
    short = name.rpartition(".")[2].lower()
    if any(m.name.lower() == short and m.better == "neither" for m in metrics.list_metrics()):
        why = f"{name!r} only describes: neither more nor less of it is better, so that nothing can rest on it"
        return why, f"name one that can decide: {judged}" if judged else "add one that can decide: --metric chrf"
    known = [m.name for m in metrics.list_metrics()]
    if short not in map(str.lower, known):
        return f"there is no metric {name!r}", f"judged: {judged or 'nothing'}; {did_you_mean(short, known, 'metrics')}"
    return f"{name!r} was not judged here", f"judged: {judged or 'nothing'}; compute it: --metric {name}"


def _verdict(left: str, right: str, every: Sequence[Difference], decides: str, systems: int, more: str) -> Verdict:
    main = next((d for d in every if d.metric == decides and not alike(d)), None)
    rest = [d for d in every if d is not main and not alike(d)]
    same = [d.metric for d in every if alike(d)]
    word: Word = "no evidence"
    sentence = f"No evidence that {right} and {left} differ."
    if main is not None:
        word = main.finding if main.finding in ("better", "worse") else "no evidence"
        what = (
            f"{right} is {word} than {left}" if word != "no evidence" else f"No evidence that {right} and {left} differ"
        )
        sentence = f"{what} on {_one(main)}{', which decides' if len(every) > 1 else ''}."
        sentence += _smallest(main, systems) if word == "no evidence" else ""
    elif decides in same:
        sentence = f"No evidence that {right} and {left} differ: {decides}, which decides, is the same on every item."
    sentence += _beside(rest)
    sentence += f" The same on every item: {', '.join(same)}." if same else ""
    unsure = [d for d in every if d.finding == "no evidence" and not alike(d)]
    return Verdict(left, right, word, f"{sentence}{_few(unsure)}{unshown(unsure, systems)}{more}", decides)


def _beside(rest: Sequence[Difference]) -> str:
    """The findings of the metrics that do not decide."""
    kinds = {"better": "better on", "worse": "worse on", "no evidence": "no evidence of a difference on"}
    of_kind = {kind: [d for d in rest if d.finding == kind] for kind in kinds}
    parts = [f"{kinds[kind]} {_list(found)}" for kind, found in of_kind.items() if found]
    return f" Findings that do not decide: {'; '.join(parts)}." if parts else ""


def alike(d: Difference) -> bool:
    """Whether both systems have the same value on every item."""
    return d.delta == 0 and not d.wins and not d.losses


def _turned(d: Difference, left: str) -> Difference:
    """The difference as one from ``left``."""
    if d.left == left:
        return d
    finding: Finding = {"better": "worse", "worse": "better"}.get(d.finding, d.finding)  # type: ignore[assignment]
    return replace(d, left=d.right, right=d.left, delta=-d.delta, low=-d.high, high=-d.low, effect=-d.effect,
                   wins=d.losses, losses=d.wins, finding=finding)  # fmt: skip


def smallest_shown(d: Difference, pairs: int = 1) -> float:
    """The difference that would be found in four of five such comparisons, as far as the paired bootstrap tells.

    The interval's width gives the standard error; the test's level (shared among the pairs of systems) and the power
    say how many of those the difference must measure.
    """
    normal = NormalDist()
    error = (d.high - d.low) / (2 * normal.inv_cdf(0.975))
    return error * (normal.inv_cdf(1 - ALPHA / (2 * max(1, pairs))) + normal.inv_cdf(POWER))


def _smallest(d: Difference, systems: int) -> str:
    """What the items could have shown; nothing where that is not known."""
    pairs = systems * (systems - 1) // 2
    found = smallest_shown(d, pairs)
    if not math.isfinite(found) or found <= 0:
        return ""
    items, differing = d.wins + d.losses + d.ties, d.wins + d.losses
    least = smallest_p(items, pairs)
    if least >= ALPHA:
        return f" {counted(items, 'item')} can show no difference of any size: the smallest possible p is {least:.2f}."
    if differing < FEWEST_ITEMS:
        return (
            f" Only {differing} of {counted(items, 'item')} differ, too few to tell how large a difference these items "
            "would show, so this does not say that the two are equal."
        )
    return (
        f" These {items:,} items would show a difference of about {number(found, d.digits)} in four of five cases and "
        "often miss a smaller one, so this does not say that the two are equal."
    )


def smallest_p(items: int, pairs: int = 1) -> float:
    """The smallest p that so many items allow, corrected for the pairs: they can be exchanged in 2^n ways only."""
    return min(1.0, max(1, pairs) * 2.0 ** (1 - items))


def correction(systems: int, metrics: int) -> str:
    """What p is corrected for, in a sentence."""
    pairs = systems * (systems - 1) // 2
    over = f"p is corrected over the {pairs} pairs of systems (Holm)" if pairs > 1 else "p is of one pair of systems"
    if metrics < 2:
        return f"{over}."
    return f"{over} and not corrected over the {metrics} metrics: one metric decides, the others are findings."


def _few(unsure: Sequence[Difference]) -> str:
    """Which small p is no evidence because too few items differ."""
    return "".join(
        f" On {d.metric} p is {p_text(d.p_holm)}, yet only {d.wins + d.losses} of {d.wins + d.losses + d.ties:,} items "
        f"can be compared and differ, and evidence needs {FEWEST_ITEMS}: the systems differ in how much there is to "
        "count, which is not shown to be better or worse."
        for d in unsure
        if _is_few(d)
    )


def _is_few(d: Difference) -> bool:
    return d.p_holm < ALPHA and d.wins + d.losses < FEWEST_ITEMS


def unshown(unsure: Sequence[Difference], systems: int = 2) -> str:
    """Why an interval on one side of 0 is no evidence, where that is so; a sentence for each reason."""
    reasons: dict[str, list[str]] = {}
    for d in unsure:
        if (d.low > 0 or d.high < 0) and not _is_few(d):
            reasons.setdefault(_reason(d, systems * (systems - 1) // 2), []).append(d.metric)
    return "".join(
        f" On {', '.join(metrics)} the interval leaves out 0, yet it is no evidence: {why}."
        for why, metrics in reasons.items()
    )


def _reason(d: Difference, pairs: int) -> str:
    differing = d.wins + d.losses
    if differing < FEWEST_ITEMS:
        which = f"only {counted(differing, 'item')} {'differs' if differing == 1 else 'differ'}"
        return f"{which}; {FEWEST_ITEMS} are needed"
    if pairs > 1 and d.p_randomization < ALPHA:
        return f"of {pairs} pairs some differ by chance alone, and the p corrected for that (Holm) is not below {ALPHA}"
    return f"the paired test, on which the verdict rests, has a p not below {ALPHA}: the two disagree at the edge"


def _list(differences: Sequence[Difference]) -> str:
    return ", ".join(_one(d) for d in differences)


def _one(d: Difference) -> str:
    delta, low, high = (number(value, d.digits, sign=True) for value in (d.delta, d.low, d.high))
    sure = f"95% {low} to {high}, p {p_text(d.p_holm)}"
    people = (
        f", people would agree in {d.agreement:.0f}%" if d.agreement is not None and d.finding != "no evidence" else ""
    )
    return f"{d.metric} ({delta}; {sure}{people})"


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
        parts[-1] += ", each timed once"
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
        label = label_of(name, better)
        if not label:
            why, hint = unjudged(name, better)
            raise UserError(f"--fail-if-worse {rule}: {why}", hint)
        for d in (d for d in differences if d.metric == label and first in (d.left, d.right)):
            gain = d.delta if better[label] == "higher" else -d.delta
            delta = number(d.delta, d.digits, sign=True)
            points = f"{allowed:g} {'point' if allowed == 1 else 'points'}"
            said = f"{d.right} against {first}: {label} {delta} (p {p_text(d.p_holm)}), {points} allowed"
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
