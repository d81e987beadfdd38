"""Renders a swap's verdict: Markdown for a terminal, one HTML page, JSON for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.comparison import render
from pipeline.comparison.formatting import counted, digits_of, number, with_interval
from pipeline.comparison.results import FEWEST_ITEMS
from pipeline.comparison.swap_report import DECIDES, FACTS, STAGE, SwapReport
from pipeline.comparison.verdict import alike, p_text
from pipeline.comparison.word_diff import marked
from pipeline.core.templates import template_environment

TEMPLATE = Path(__file__).with_name("swap.html.j2")
OPTIONAL = ("comet", "xcomet", "metricx")
SHOWN = 5  # examples in a terminal; the page has all
CUT = 400
_ONCE = (
    "Each was timed once, so that a difference of some tenths may be other work of the machine: only a large one says "
    "something."
)
COSTS = {
    "translate": (
        "Seconds, words/s and memory can be compared: each model translated in a process of its own, without a "
        f"translation memory. What comes before, ingest and clean, was done once, in the first run. {_ONCE}"
    ),
    "summarize": (
        "Weights and the seconds to summarize can be compared. Ingest, clean and translate were done once, in the "
        "first run, so that memory and the speed of translating say nothing of the two (the second never loaded the "
        f"translator) and are left out. {_ONCE}"
    ),
}


def as_json(report: SwapReport) -> dict[str, Any]:
    """Plain values; the comparison is what ``ringkas compare --json`` prints."""
    row = {k: v for k, v in asdict(report).items() if k != "comparison"}
    result: dict[str, Any] = render.plain({**row, "comparison": render.as_json(report.comparison)})
    return result


def quality(report: SwapReport) -> tuple[list[str], list[list[str]]]:
    """A row per metric: both scores with their intervals, the difference with its own, p, and what it shows."""
    cells = {(s.system, s.metric): s for s in report.comparison.scores}
    rows = []
    for d in report.comparison.differences:
        if alike(d):
            continue
        scores = [cells[system, d.metric] for system in (report.first, report.second)]
        shown = [with_interval(s, d.digits) for s in scores]
        delta, low, high = (number(value, d.digits, sign=True) for value in (d.delta, d.low, d.high))
        change = f"{delta} ({low} to {high})"
        rows.append([d.metric, *shown, change, p_text(d.p_holm), d.finding])
    return ["metric", report.first, report.second, "difference (95%)", "p", "finding"], rows


def errors(report: SwapReport) -> tuple[list[str], list[list[str]]]:
    """A row per class of errors and stage: counts, per 100 sentences, p."""
    both = (report.first, report.second)
    rows = [
        [e.stage, e.name, *(f"{e.counts[s]:,} ({number(e.rates[s], 1)})" for s in both), p_text(e.p)]
        for e in report.errors
        if e.stage == STAGE[report.task] or len(set(e.counts.values())) > 1
    ]
    if report.task == "translate" and any(report.refusals.refused.values()):
        of = report.refusals
        shares = (f"{of.refused[s]:,} ({number(100 * of.refused[s] / max(1, of.sentences[s]), 1)})" for s in both)
        rows.append(["translation", "first answers that the guards refused", *shares, "-"])
    return ["stage", "errors", *(f"{s} (per 100 sentences)" for s in both), "p (Holm)"], rows


def parts(report: SwapReport) -> tuple[list[str], list[list[str]]]:
    """A row per part of the suite: size, both scores, the difference with its interval."""
    rows = [
        [
            f"{p.by}: {p.name}",
            f"{p.n:,}",
            *(number(p.values[s]) for s in (report.first, report.second)),
            f"{number(p.delta, sign=True)} ({number(p.low, sign=True)} to {number(p.high, sign=True)})",
        ]
        for p in report.parts
    ]
    return ["part", "items", report.first, report.second, "difference (95%)"], rows


def cost(report: SwapReport) -> tuple[list[str], list[list[str]]]:
    """A row per system: models, licence, weights, memory, speed; without what cannot be compared."""
    costs = report.comparison.costs
    header = [f"seconds to {report.task}" if name == "seconds" else name for name in render.COST_HEADER]
    rows = [render.cost_row(s, costs[s]) for s in (report.first, report.second) if s in costs]
    kept = [n for n, name in enumerate(header) if report.task == "translate" or name not in ("memory", "words/s")]
    return [header[n] for n in kept], [[row[n] for n in kept] for row in rows]


def tables(report: SwapReport) -> list[tuple[str, str, list[str], list[list[str]]]]:
    """All tables that have rows: title, a sentence on how to read it, header, rows."""
    what = report.parts[0].by if report.parts else ""
    made = [
        ("Quality", _how(report), *quality(report)),
        (
            "Errors by class and stage",
            "What the guards still flag in the finished runs. p asks whether errors per sentence differ, article by "
            f"article, and is corrected for the number of classes; with fewer than {FEWEST_ITEMS} articles that "
            "differ no class can be evidence.",
            *errors(report),
        ),
        ("Cost", COSTS[report.task], *cost(report)),
        (
            f"By {what} and length" if what not in ("", "length") else "By length",
            "Intervals of parts are not corrected for their number: one in twenty leaves out 0 by chance.",
            *parts(report),
        ),
    ]
    return [entry for entry in made if entry[3]]


def _how(report: SwapReport) -> str:
    return (
        f"Paired tests over the items of the suite. Three things decide: {DECIDES[report.task]}, the facts "
        f"({', '.join(FACTS[report.task])}) and the classes of errors in the {STAGE[report.task]}; the other metrics "
        "are findings. p here is of one pair of systems, not corrected over the metrics."
    )


def absent(report: SwapReport) -> str:
    """One line on the neural metrics that were not computed; "" when all were."""
    there = {s.metric.rpartition(".")[2] for s in report.comparison.scores}
    lacking = [name for name in OPTIONAL if name not in there]
    if not lacking:
        return ""
    return (
        f"Not computed: {', '.join(lacking)} (they need weights of their own; `ringkas metrics` says which). Scores "
        "made elsewhere: `ringkas compare A B --scores FILE`."
    )


def markdown(report: SwapReport) -> str:
    """The verdict first, then the tables, then the items that differ most, with word differences."""
    c = report.comparison
    lines = [f"# {report.second} instead of {report.first}", "", f"**{report.sentence}**", ""]
    lines += [
        f"{counted(c.n, 'item')} of {report.suite}, to {report.task}; {c.samples:,} resamples, seed {c.seed}.",
        "",
    ]
    lines += [f"- {note}" for note in notes(report)]
    for title, how, header, rows in tables(report):
        lines += ["", f"## {title}", "", *render.table(header, rows), "", how]
    if report.examples:
        lines += ["", f"## Where they differ most ({report.examples[0].item.metric})"]
    for example in report.examples[:SHOWN]:
        written = digits_of(c.scores).get(example.item.metric, 2) - 1
        values = ", ".join(f"{s} {number(v, written)}" for s, v in example.item.values.items())
        lines += ["", f"### {example.item.id}: {values}", ""]
        lines += [f"- source: {_cut(example.item.shown.source)}"] if example.item.shown.source else []
        lines += [f"- reference: {_cut(example.item.shown.reference)}"] if example.item.shown.reference else []
        lines += [f"- [-{report.first}-] {{+{report.second}+}}: {_cut(marked(list(example.diff)))}"]
    return "\n".join([*lines, "", "## Signatures", "", *(f"- {s}" for s in render.signatures(c)), ""])


def notes(report: SwapReport) -> Sequence[str]:
    """What a reader must know, the swap's own notes first."""
    unchanged = [d.metric for d in report.comparison.differences if alike(d)]
    lines = [f"The same on every item: {', '.join(unchanged)}." if unchanged else "", absent(report)]
    if not errors(report)[1]:
        lines.insert(0, f"The guards flag no error of the {STAGE[report.task]} in either run.")
    return [*report.notes, *report.comparison.notes, *filter(None, lines)]


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= CUT else f"{flat[:CUT].rstrip()} ..."


def html(report: SwapReport) -> str:
    """One self-contained page."""
    environment = template_environment()
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(
        r=report,
        kind={"better": "better", "worse": "worse"}.get(report.word, "open"),
        tables=tables(report),
        notes=notes(report),
        number=number,
        digits=digits_of(report.comparison.scores),
        signatures=render.signatures(report.comparison),
    )
