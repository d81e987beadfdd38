"""Renders a comparison for people (Markdown, HTML) and for scripts (JSON)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.comparison.formatting import counted, digits_of, number, with_interval
from pipeline.comparison.human_agreement import CAVEAT
from pipeline.comparison.people_tables import people_notes, people_tables
from pipeline.comparison.ranking import BOLD, ranked, shown_best
from pipeline.comparison.results import FEWEST_ITEMS, Comparison, Cost, Difference, p_label
from pipeline.comparison.verdict import correction, p_text
from pipeline.core.templates import template_environment

CUT = 280  # characters of a text in Markdown; HTML has all of it
EXPLAINED = (
    "effect: the mean difference per item over its standard deviation (Cohen's d for pairs; 0.2 is called small, 0.8 "
    "large).",
    "p bootstrap: the same question asked by resampling the items, not corrected. Findings rest on the p beside it, of "
    "the randomization test; where the two lie far apart, few items carry the difference.",
    "wins/losses/ties: items on which the first of the pair is better or worse by the item's own value. An item where "
    "the metric has no value for one of the two (a text without a name) is a tie; it counts all the same in a micro "
    "average such as names-precision, which is one ratio over all items. A finding needs at least "
    f"{FEWEST_ITEMS} items that differ.",
)
SCORES = "Scores, with 95% intervals"
TEMPLATE = Path(__file__).with_name("comparison.html.j2")


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Plain values; undefined numbers are null. Values per item stay out, the items that differ most are in."""
    row = asdict(comparison)
    for score in row["scores"]:
        del score["items"]
    result: dict[str, Any] = plain(row)
    return result


def plain(value: Any) -> Any:
    """A value for JSON: undefined numbers become null."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def score_table(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """Systems down, metrics across; what is shown to be better than all the others is in bold (``BOLD``)."""
    metrics = list(dict.fromkeys(s.metric for s in comparison.scores))
    arrows = {"higher": " ↑", "lower": " ↓", "neither": ""}
    header = ["system", *(f"{m}{arrows[comparison.better[m]]}" for m in metrics)]
    cells = {(s.system, s.metric): s for s in comparison.scores}
    best = {m: shown_best(m, comparison) for m in metrics}
    written = digits_of(comparison.scores)
    rows = []
    for system in comparison.systems:
        scores = [cells[system, m] for m in metrics]
        shown = ((with_interval(s, written[s.metric]), s.system in best[s.metric]) for s in scores)
        rows.append([system, *(_bold(cell) if bold else cell for cell, bold in shown)])
    return header, rows


def legend(rows: Sequence[Sequence[str]]) -> list[str]:
    """What bold means, where something is."""
    return [BOLD, ""] if any(cell.startswith("**") for row in rows for cell in row) else []


def _bold(cell: str) -> str:
    value, interval = cell.split(" ", 1)
    return f"**{value}** {interval}"


def difference_header(systems: int) -> list[str]:
    """The columns of the differences between so many systems."""
    last = ["p bootstrap", "effect", "agreement", "wins/losses/ties", "finding"]
    return ["metric", "pair", "difference", "95%", p_label(systems), *last]


def difference_row(d: Difference) -> list[str]:
    people = f"{d.agreement:.0f}%" if d.agreement is not None else "-"
    said = d.finding if d.finding in ("no evidence", "describes") else f"{d.right} {d.finding}"
    return [
        d.metric,
        f"{d.right} - {d.left}",
        number(d.delta, d.digits, sign=True),
        f"{number(d.low, d.digits, sign=True)} to {number(d.high, d.digits, sign=True)}",
        p_text(d.p_holm),
        p_text(d.p_bootstrap),
        number(d.effect, sign=True),
        people,
        f"{d.wins}/{d.losses}/{d.ties}",
        said,
    ]


COST_HEADER = ["system", "models", "licence", "weights", "memory", "words/s", "seconds", "machine"]


def cost_row(system: str, cost: Cost) -> list[str]:
    size = f"{cost.size_mb:,.0f} MB" if cost.size_mb else "-"
    memory = f"{cost.memory_mb:,.0f} MB" if cost.memory_mb else "-"
    speed, seconds = number(cost.words_per_second, 0), number(cost.seconds, 1)
    return [system, cost.models or "-", cost.licence or "-", size, memory, speed, seconds, cost.machine or "-"]


def ranks(comparison: Comparison) -> list[str]:
    """The systems in clusters by the main metric, as lines; empty where there are two, which the verdict is about."""
    judged = [m for m in comparison.better if comparison.better[m] != "neither"]
    if len(comparison.systems) < 3 or not judged:
        return []
    metric = comparison.decides or judged[0]
    places = ranked(metric, comparison.scores, comparison.differences, comparison.better)
    together = " Systems that share their ranks cannot be told apart." if any("-" in r.place for r in places) else ""
    return [f"Ranks by {metric}: {', '.join(f'{r.place} {r.system}' for r in places)}.{together}", ""]


def markdown(comparison: Comparison, details: bool = True) -> str:
    """The comparison as Markdown: ranks and verdicts first; without ``details`` as far as the scores."""
    lines = [f"# {' against '.join(comparison.systems)}", "", *ranks(comparison)]
    lines += [f"**{v.word.capitalize()}.** {v.sentence}\n" for v in comparison.verdicts]
    of = f"{counted(comparison.n, 'item')}, suite {comparison.suite}"
    head = f"{of}, {comparison.samples:,} resamples, seed {comparison.seed}."
    lines += [f"{head} {how_corrected(comparison)}", "", *(f"- {note}" for note in comparison.notes), ""]
    lines += people_lines(comparison)
    header, rows = score_table(comparison)
    lines += [f"## {SCORES}", "", *table(header, rows), "", *legend(rows)]
    if not details:
        more = "the differences, their cost, where they differ most, and the metrics' signatures"
        return "\n".join([*lines, f"`--details` prints {more}.", ""])
    lines += [
        "## Differences",
        "",
        *table(difference_header(len(comparison.systems)), [difference_row(d) for d in comparison.differences]),
        "",
    ]
    lines += [*(f"- {said}" for said in EXPLAINED), ""]
    if any(d.agreement is not None for d in comparison.differences):
        lines += [CAVEAT, ""]
    if comparison.costs:
        costs = [cost_row(s, comparison.costs[s]) for s in comparison.systems if s in comparison.costs]
        lines += ["## Cost", "", *table(COST_HEADER, costs), ""]
    if comparison.left_out:
        lines += ["## Left out", "", *(f"- {entry}" for entry in comparison.left_out), ""]
    lines += _largest_differences(comparison)
    lines += ["## Signatures", "", *(f"- {s}" for s in signatures(comparison)), ""]
    return "\n".join(lines)


def how_corrected(comparison: Comparison) -> str:
    """What p is corrected for."""
    return correction(len(comparison.systems), sum(way != "neither" for way in comparison.better.values()))


def people_lines(comparison: Comparison) -> list[str]:
    """What people said, as Markdown; empty without votes."""
    if comparison.people is None:
        return []
    lines = [f"- {note}" for note in people_notes(comparison.people)]
    for title, header, rows in people_tables(comparison.people):
        lines += ["", f"## {title}", "", *table(header, rows)]
    return [*lines, ""]


def _largest_differences(comparison: Comparison) -> list[str]:
    if not comparison.apart:
        return []
    lines = [f"## Where they differ most ({comparison.apart[0].metric})", ""]
    for item in comparison.apart:
        written = digits_of(comparison.scores).get(item.metric, 2) - 1
        values = ", ".join(f"{s} {number(v, written)}" for s, v in item.values.items())
        lines += [f"### {item.id}: {values}", ""]
        lines += [f"- source: {_cut(item.shown.source)}"] if item.shown.source else []
        lines += [f"- reference: {_cut(item.shown.reference)}"] if item.shown.reference else []
        lines += [*(f"- {s}: {_cut(text)}" for s, text in item.outputs.items()), ""]
    return lines


def signatures(comparison: Comparison) -> list[str]:
    """One line per metric; they are the same for all systems, or there would be no comparison."""
    return list(dict.fromkeys(f"{s.metric}: {s.signature}" for s in comparison.scores))


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= CUT else f"{flat[:CUT].rstrip()} ..."


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table; a bar inside a cell is escaped."""
    body = [[cell.replace("|", "\\|") for cell in row] for row in [header, *rows]]
    lines = [f"| {' | '.join(row)} |" for row in body]
    return [lines[0], f"|{'---|' * len(header)}", *lines[1:]]


def html(comparison: Comparison) -> str:
    """One self-contained page."""
    environment = template_environment()
    header, rows = score_table(comparison)
    costs = [cost_row(s, comparison.costs[s]) for s in comparison.systems if s in comparison.costs]
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(
        c=comparison,
        ranks=" ".join(ranks(comparison)).strip(),
        number=number,
        digits=digits_of(comparison.scores),
        bold="".join(legend(rows)),
        scores_title=SCORES,
        corrected=how_corrected(comparison),
        explained=EXPLAINED,
        people=people_notes(comparison.people) if comparison.people else [],
        tables=[
            *(people_tables(comparison.people) if comparison.people else ()),
            (SCORES, header, rows),
            (
                "Differences",
                difference_header(len(comparison.systems)),
                [difference_row(d) for d in comparison.differences],
            ),
            *([("Cost", COST_HEADER, costs)] if costs else []),
        ],
        caveat=CAVEAT if any(d.agreement is not None for d in comparison.differences) else "",
        signatures=signatures(comparison),
    )
