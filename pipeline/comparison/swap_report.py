"""Judges a swap of one model for another: is it better, not shown to be better, or worse, and because of what."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipeline import metrics
from pipeline.comparison import analysis, metric_plan
from pipeline.comparison.breakdown import Part, break_down
from pipeline.comparison.error_classes import ErrorClass, Refusals, count, refusals
from pipeline.comparison.formatting import number
from pipeline.comparison.results import ALPHA, Comparison, Cost, Difference, ItemText, LargestDifference
from pipeline.comparison.runs import load_runs, records_of
from pipeline.comparison.verdict import p_text, unshown
from pipeline.comparison.word_diff import Piece, word_diff
from pipeline.core.run_articles import ArticleRecords
from pipeline.metrics.resampling import holm

Word = Literal["better", "not shown to be better", "worse"]
Task = Literal["translate", "summarize"]
# What decides, for each task: the metric with references, then those that catch wrong facts.
DECIDES = {"translate": "translation.chrf", "summarize": "brief.rougeLsum"}
FACTS = {
    "translate": ("translation.numbers-recall", "translation.numbers-precision"),
    "summarize": ("brief.facts-supported", "brief.facts-wrong-summary"),
}
STAGE = {"translate": "translation", "summarize": "summary"}


@dataclass(frozen=True, slots=True)
class Example:
    """An item on which the two systems differ much, with the differences marked."""

    item: LargestDifference
    diff: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SwapReport:
    """Everything that a verdict page shows; ``errors`` have p-values corrected for their number."""

    first: str
    second: str
    task: Task
    suite: str
    word: Word
    sentence: str
    comparison: Comparison
    errors: tuple[ErrorClass, ...]
    refusals: Refusals
    parts: tuple[Part, ...]
    examples: tuple[Example, ...]
    notes: tuple[str, ...]


def report(
    folders: Sequence[Path],
    task: Task,
    suite: str,
    *,
    labels: Mapping[str, str] | None = None,
    labelled: str = "domain",
    names: Sequence[str] = (),
    samples: int = 1000,
    seed: int = 1234,
    notes: Sequence[str] = (),
) -> SwapReport:
    """Compare two runs of one suite that differ in one model.

    Args:
        folders: the run with the model in use, and the run with the one to swap in.
        task: which of the two models was swapped.
        suite: what the suite is called.
        labels: each item's domain, where the suite has them.
        labelled: what the labels are called.
        names: metrics beside the usual ones.
        samples: resamples.
        seed: of the resampling.
        notes: what a reader must know beside what the comparison notes itself.

    Raises:
        UserError: as :func:`pipeline.comparison.analysis.compare`.
    """
    systems = load_runs(folders)
    systems = replace(systems, costs={name: comparable(own, task) for name, own in systems.costs.items()})
    usual = [side.label(metric.name) for side, metric in metric_plan.plan(systems.sides, (), systems.withheld)]
    more = [*names, *_at_hand()]
    comparison = analysis.compare(
        systems, [*usual, *more] if more else (), samples=samples, seed=seed, decides=_decides(task, usual)
    )
    first, second = systems.names
    kept = set(systems.sides[0].ids) | set(systems.sides[1].ids)
    runs = {
        s: [r for r in records_of(folder) if r.id in kept] for s, folder in zip(systems.names, folders, strict=True)
    }
    errors = _corrected(count(runs, samples=samples, seed=seed))
    side = systems.sides[0 if task == "translate" else 1]
    parts: list[Part] = []
    metric = metrics.load_metric(DECIDES[task].rpartition(".")[2])
    if all(items.references for items in side.items.values()):
        parts = break_down(side, metric, labels or {}, samples=samples, seed=seed, by=labelled)
    word, sentence = judge(first, second, task, comparison.differences, errors)
    return SwapReport(
        first=first,
        second=second,
        task=task,
        suite=suite,
        word=word,
        sentence=sentence,
        comparison=comparison,
        errors=tuple(errors),
        refusals=refusals(runs),
        parts=tuple(parts),
        examples=tuple(_examples(comparison, side.ids, runs, task)),
        notes=tuple(notes),
    )


def comparable(cost: Cost, task: Task) -> Cost:
    """What of a run's cost may be held against the other's: of its time, the stage that the swapped model did.

    Where a writer of briefs was swapped, the translations came from the first run: the second has no speed of
    translating, and never loaded the translator, so that neither has a memory to compare.
    """
    seconds = cost.stages.get(task)
    if task == "translate":
        return replace(cost, seconds=seconds)
    return replace(cost, seconds=seconds, words_per_second=None, memory_mb=None)


def _decides(task: Task, computed: Sequence[str]) -> str:
    return DECIDES[task] if DECIDES[task] in computed else ""


def _at_hand() -> list[str]:
    """The neural metrics whose weights somebody has put on this machine, with a Python that can load them."""
    here = all(os.environ.get(variable) for variable in ("RINGKAS_COMET", "RINGKAS_COMET_PYTHON"))
    return ["translation.comet"] if here else []


def _corrected(errors: Sequence[ErrorClass]) -> list[ErrorClass]:
    """The same, their p-values corrected for how many classes were tested (Holm)."""
    adjusted = holm([e.p for e in errors])
    return [ErrorClass(e.stage, e.name, e.counts, e.rates, p) for e, p in zip(errors, adjusted, strict=True)]


def judge(
    first: str, second: str, task: Task, differences: Sequence[Difference], errors: Sequence[ErrorClass]
) -> tuple[Word, str]:
    """The verdict on the second system in a word and in a sentence.

    It is better when the deciding metric is significantly better and nothing that was tested says that its facts are
    worse; worse when that metric, or its facts without a gain, are significantly worse; else it is not shown to be.
    """
    own = {d.metric: d for d in differences if {d.left, d.right} == {first, second}}
    main = own.get(DECIDES[task])
    lost = [_difference(own[m]) for m in FACTS[task] if m in own and own[m].finding == "worse"]
    lost += [_class(e, first, second) for e in errors if _worse(e, first, second, task)]
    won = [_difference(own[m]) for m in FACTS[task] if m in own and own[m].finding == "better"]
    if main is None:
        why = "the suite has no references for this task" + (f"; {', '.join(lost)}" if lost else "")
        return (
            "worse" if lost else "not shown to be better"
        ), f"{second} is {_is(bool(lost))} than {first}, because {why}."
    said = _difference(main)
    if main.finding == "worse" or (main.finding != "better" and lost):
        return "worse", f"{second} is worse than {first}, because {_list([said, *lost])}."
    if main.finding == "better" and not lost:
        return "better", f"{second} is better than {first}, because {_list([said, *won])}."
    if main.finding == "better":
        return (
            "not shown to be better",
            f"{second} is not shown to be better than {first}, because it gains {said} but {_list(lost)}.",
        )
    return (
        "not shown to be better",
        f"{second} is not shown to be better than {first}, because the difference may be chance: {said}."
        + unshown([main]),
    )


def _is(worse: bool) -> str:
    return "worse" if worse else "not shown to be better"


def _list(reasons: Sequence[str]) -> str:
    return "; ".join(reasons)


def _difference(d: Difference) -> str:
    delta, low, high = (number(value, d.digits, sign=True) for value in (d.delta, d.low, d.high))
    return f"{d.metric} {delta} (95% {low} to {high}, p {p_text(d.p_holm)})"


def _worse(error: ErrorClass, first: str, second: str, task: Task) -> bool:
    more = error.rates[second] > error.rates[first]
    return more and error.p < ALPHA and error.stage == STAGE[task]


def _class(error: ErrorClass, first: str, second: str) -> str:
    return (
        f"more errors of {error.name} in the {error.stage} ({error.rates[second]:.1f} per 100 sentences against "
        f"{error.rates[first]:.1f}, p {p_text(error.p)})"
    )


def _examples(
    comparison: Comparison, ids: Sequence[str], runs: Mapping[str, Sequence[ArticleRecords]], task: Task
) -> list[Example]:
    """The items that differ most by the metric that decides."""
    shown = [item for item in comparison.apart if item.metric.startswith("translation.")]
    if task == "summarize":
        shown = _briefs(comparison, ids, runs)
    return [Example(item, tuple(word_diff(*list(item.outputs.values())[:2]))) for item in shown]


def _briefs(
    comparison: Comparison, ids: Sequence[str], runs: Mapping[str, Sequence[ArticleRecords]]
) -> list[LargestDifference]:
    """The briefs that differ most by the metric that decides."""
    metric = DECIDES["summarize"]
    scores = {s.system: s.items for s in comparison.scores if s.metric == metric}
    if len(scores) < 2:
        return []
    (first, left), (second, right) = list(scores.items())[:2]
    records = {s: {r.id: r for r in own} for s, own in runs.items()}
    order = sorted(range(len(ids)), key=lambda n: -abs(right[n] - left[n]))
    chosen = [n for n in order if left[n] != right[n]][: analysis.LARGEST_SHOWN]
    return [
        LargestDifference(
            id=ids[n],
            metric=metric,
            values={first: left[n], second: right[n]},
            shown=ItemText("", records[first][ids[n]].article.reference_summary or ""),
            outputs={s: (b.text if (b := records[s][ids[n]].brief) else "") for s in (first, second)},
        )
        for n in chosen
    ]
