"""Sums up people's votes on runs: who is preferred, how sure, how far judges agree, and how far metrics do with them.

Items, not votes, are the unit of every test: several judges' votes on one text are not independent.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import TypeVar

import numpy as np

from pipeline.comparison.agreement import Level, kendall_tau, krippendorff_alpha, pairwise_accuracy, raw_agreement
from pipeline.comparison.bradley_terry import win_probability, with_intervals
from pipeline.comparison.judged_items import Key, items_of
from pipeline.comparison.results import (
    DirectScore,
    MetricAgreement,
    PairOutcome,
    Side,
    Strength,
    VoteReport,
)
from pipeline.comparison.votes import DirectVote, PairVote, Task, Vote, latest, read, text_hash
from pipeline.core.errors import UserError
from pipeline.core.records import Score
from pipeline.metrics.resampling import bootstrap_weights, interval

V = TypeVar("V", PairVote, DirectVote)
TASKS: tuple[Task, ...] = ("brief", "translation")
ONE_SIDED = 0.8  # of the votes: alpha takes off so much for chance that it says little
Units = dict[str, tuple[Level, list[list[Hashable]]]]
Preference = dict[Key, float]  # an item to how far people prefer the second system, -1 to 1


def report(
    path: Path,
    runs: Mapping[str, Path],
    sides: Sequence[Side],
    scores: Sequence[Score],
    better: Mapping[str, str],
    *,
    samples: int,
    seed: int,
) -> VoteReport:
    """The votes of a file on these runs.

    Args:
        path: the votes file.
        runs: the run folder of each system, by the name that the comparison calls it.
        sides: what the systems did, for the metrics' items.
        scores: the metrics' scores, with a value for each item.
        better: of each metric, whether ``higher`` or ``lower`` is better, or ``neither``.
        samples: resamples of the intervals.
        seed: of the resampling.

    Raises:
        UserError: the file is damaged, or holds no vote on the texts of these runs.
    """
    every = latest(read(path))
    named = [v for vote in every if (v := _renamed(vote, _names(runs))) is not None]
    texts = _hashes(runs, {vote.task for vote in named})
    votes = [vote for vote in named if _is_current(vote, texts)]
    if not votes:
        why = "the runs have other texts by now" if named else "its votes are on other runs"
        raise UserError(f"votes {path}: none is on {' and '.join(runs)}: {why}", "judge them: ringkas serve")
    pairs = [v for v in votes if isinstance(v, PairVote)]
    direct = [v for v in votes if isinstance(v, DirectVote)]
    systems = list(runs)
    units = _units(pairs, direct)
    return VoteReport(
        judges=len({vote.judge for vote in votes}),
        votes=len(votes),
        pairs=tuple(_outcomes(pairs, systems)),
        strengths=tuple(s for task in TASKS for s in _strengths(_of(task, pairs), task, systems, samples, seed)),
        scores=tuple(s for task in TASKS for s in _direct(_of(task, direct), task, systems, samples, seed)),
        alpha=_alphas(units),
        raw=_raw(units),
        agreement=tuple(_agreements(pairs, direct, systems, sides, scores, better)),
        notes=(*_notes(len(every), len(named), len(votes)), *_one_sided(pairs)),
    )


def _names(runs: Mapping[str, Path]) -> dict[str, str]:
    """What votes call a run (its folder, with the folder above it for a run in a sweep) to what it is called here."""
    known: dict[str, str] = {}
    for name, folder in runs.items():
        resolved = folder.resolve()
        for called in (resolved.name, f"{resolved.parent.name}~{resolved.name}"):
            known[called] = name
    return known


def _renamed(vote: Vote, names: Mapping[str, str]) -> Vote | None:
    """The vote with the systems' names of this comparison; None when it is on another system."""
    if isinstance(vote, DirectVote):
        return vote.model_copy(update={"system": names[vote.system]}) if vote.system in names else None
    if not set(vote.systems) <= names.keys():
        return None
    a, b = (names[s] for s in vote.systems)
    preferred = names[vote.preferred] if vote.preferred is not None else None
    shown = tuple(names[s] for s in vote.shown)
    changed = {"systems": (a, b), "preferred": preferred, "shown": shown}
    if a > b:
        changed |= {"systems": (b, a), "texts": (vote.texts[1], vote.texts[0])}
    return vote.model_copy(update=changed)


def _hashes(runs: Mapping[str, Path], tasks: Iterable[Task]) -> dict[tuple[str, Task, Key], str]:
    return {
        (name, task, item.key): text_hash(item.texts[name])
        for task in tasks
        for name, folder in runs.items()
        for item in items_of(folder, name, task)
    }


def _is_current(vote: Vote, texts: Mapping[tuple[str, Task, Key], str]) -> bool:
    """Whether the runs still have the texts that were judged."""
    judged = zip(vote.systems, vote.texts, strict=True) if isinstance(vote, PairVote) else [(vote.system, vote.text)]
    return all(texts.get((system, vote.task, vote.key)) == text for system, text in judged)


def _of(task: Task, votes: Sequence[V]) -> list[V]:
    return [vote for vote in votes if vote.task == task]


def _preferences(votes: Iterable[PairVote], left: str, right: str) -> Preference:
    """How far people prefer ``right`` on each item that was judged for these two."""
    given: dict[Key, list[float]] = defaultdict(list)
    for vote in votes:
        if set(vote.systems) == {left, right}:
            given[vote.key].append(0.0 if vote.preferred is None else 1.0 if vote.preferred == right else -1.0)
    return {key: sum(values) / len(values) for key, values in given.items()}


def _outcomes(votes: Sequence[PairVote], systems: Sequence[str]) -> Iterator[PairOutcome]:
    from scipy.stats import binomtest

    for task in TASKS:
        for left, right in combinations(systems, 2):
            of_task = [v for v in _of(task, votes) if set(v.systems) == {left, right}]
            preferences = _preferences(of_task, left, right).values()
            wins, losses = sum(p > 0 for p in preferences), sum(p < 0 for p in preferences)
            if preferences:
                p = float(binomtest(wins, wins + losses).pvalue) if wins + losses else 1.0
                reasons = {s: _reasons(of_task, s) for s in (left, right)}
                yield PairOutcome(task, left, right, wins, losses, len(preferences) - wins - losses, p, reasons)


def _reasons(votes: Iterable[PairVote], system: str) -> dict[str, int]:
    """What was ticked about a system's texts when the other's were preferred."""
    ticked = Counter(r for v in votes if v.preferred not in (None, system) for r in v.reasons)
    return dict(ticked.most_common())


def _strengths(
    votes: Sequence[PairVote], task: Task, systems: Sequence[str], samples: int, seed: int
) -> Iterator[Strength]:
    judged = [s for s in systems if any(s in v.systems for v in votes)]
    if not judged:
        return
    place = {s: n for n, s in enumerate(judged)}
    keys = {key: n for n, key in enumerate(dict.fromkeys(v.key for v in votes))}
    wins = np.zeros((len(keys), len(judged), len(judged)))
    for vote in votes:
        a, b = (place[s] for s in vote.systems)
        share = 0.5 if vote.preferred is None else float(vote.preferred == vote.systems[0])
        wins[keys[vote.key], a, b] += share
        wins[keys[vote.key], b, a] += 1.0 - share
    values, intervals = with_intervals(wins, samples, seed)
    for n, system in enumerate(judged):
        yield Strength(task, system, float(values[n]), *intervals[n], win_probability(values[n], values[0]))


def _direct(
    votes: Sequence[DirectVote], task: Task, systems: Sequence[str], samples: int, seed: int
) -> Iterator[DirectScore]:
    for system in systems:
        own: dict[Key, list[DirectVote]] = defaultdict(list)
        for vote in votes:
            if vote.system == system:
                own[vote.key].append(vote)
        if not own:
            continue
        means = np.array([np.mean([v.score for v in given]) for given in own.values()])
        drawn = bootstrap_weights(len(means), samples, seed) @ means / len(means)
        errors = {s: sum(_count(v, s) / len(g) for g in own.values() for v in g) / len(own) for s in ("minor", "major")}
        yield DirectScore(task, system, float(means.mean()), *interval(drawn), len(means), **errors)


def _count(vote: DirectVote, severity: str) -> int:
    return sum(span.severity == severity for span in vote.spans)


def _units(pairs: Sequence[PairVote], direct: Sequence[DirectVote]) -> Units:
    """What judges said of each item, by task and form of vote."""
    found: Units = {}
    for task in TASKS:
        choices: dict[object, list[Hashable]] = defaultdict(list)
        for vote in _of(task, pairs):
            choices[vote.key, vote.systems].append(vote.preferred or "")
        scores: dict[object, list[Hashable]] = defaultdict(list)
        for given in _of(task, direct):
            scores[given.key, given.system].append(given.score)
        if choices:
            found[f"{task}, choices"] = "nominal", list(choices.values())
        if scores:
            found[f"{task}, scores"] = "interval", list(scores.values())
    return found


def _alphas(units: Units) -> dict[str, float]:
    return {what: krippendorff_alpha(given, level) for what, (level, given) in units.items()}


def _raw(units: Units) -> dict[str, float]:
    return {what: raw_agreement(given, level) for what, (level, given) in units.items()}


def _one_sided(votes: Sequence[PairVote]) -> Iterator[str]:
    """A warning where most votes are alike: alpha is then near 0 however often judges agree."""
    for task in TASKS:
        counts = Counter((vote.systems, vote.preferred) for vote in _of(task, votes))
        asked = Counter(vote.systems for vote in _of(task, votes))
        for (systems, preferred), count in counts.items():
            if asked[systems] > 1 and count >= ONE_SIDED * asked[systems]:
                yield (
                    f"{100 * count / asked[systems]:.0f}% of the choices between {' and '.join(systems)} ({task}) are "
                    f"{preferred or 'a tie'}. Alpha is near 0 there even of judges who nearly always agree, so look at "
                    "how often two judges agree."
                )


def _agreements(
    pairs: Sequence[PairVote],
    direct: Sequence[DirectVote],
    systems: Sequence[str],
    sides: Sequence[Side],
    scores: Sequence[Score],
    better: Mapping[str, str],
) -> Iterator[MetricAgreement]:
    """Each metric of a side against the votes on it, by article: sentences' votes are averaged over the article."""
    values = {(s.metric, s.system): s.items for s in scores}
    for side in sides:
        ids = {article: n for n, article in enumerate(side.ids)}
        metrics = [m for m in better if m.startswith(f"{side.name}.") and better[m] != "neither"]
        for left, right in combinations(systems, 2):
            people = _by_article(_preferences([v for v in pairs if v.task == side.name], left, right))
            for article, gap in _score_gaps([v for v in direct if v.task == side.name], left, right).items():
                people.setdefault(article, gap)
            known = [article for article in people if article in ids]
            for metric in metrics if known else ():
                a, b = values[metric, left], values[metric, right]
                sign = -1.0 if better[metric] == "lower" else 1.0
                gaps = [sign * (b[ids[article]] - a[ids[article]]) for article in known]
                if all(math.isnan(gap) or gap == 0 for gap in gaps):
                    continue
                said = [people[article] for article in known]
                accuracy, tau = pairwise_accuracy(said, gaps), kendall_tau(said, gaps)
                yield MetricAgreement(metric, left, right, accuracy, tau, len(known))


def _by_article(preferences: Preference) -> dict[str, float]:
    grouped: dict[str, list[float]] = defaultdict(list)
    for (article, _), value in preferences.items():
        grouped[article].append(value)
    return {article: sum(given) / len(given) for article, given in grouped.items()}


def _score_gaps(votes: Iterable[DirectVote], left: str, right: str) -> dict[str, float]:
    """By how much judges scored ``right`` higher than ``left``, where one judge scored both, from -1 to 1."""
    given: dict[tuple[str, Key], dict[str, float]] = defaultdict(dict)
    for vote in votes:
        given[vote.judge, vote.key][vote.system] = vote.score
    gaps: dict[Key, list[float]] = defaultdict(list)
    for (_, key), by_system in given.items():
        if left in by_system and right in by_system:
            gaps[key].append((by_system[right] - by_system[left]) / 100.0)
    return _by_article({key: sum(found) / len(found) for key, found in gaps.items()})


def _notes(every: int, named: int, kept: int) -> Iterator[str]:
    if every > named:
        yield f"{every - named} votes are on other runs."
    if named > kept:
        yield f"{named - kept} votes are on texts that the runs do not have any more; they are left out."
