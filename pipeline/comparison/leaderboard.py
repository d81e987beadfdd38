"""Builds the leaderboard of a sweep: a table, the best translation first, and a plot of quality against speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.comparison import analysis, render
from pipeline.comparison.formatting import digits_of, number, with_interval
from pipeline.comparison.ranking import Rank, ranked
from pipeline.comparison.results import Comparison, Cost
from pipeline.comparison.runs import load_runs
from pipeline.core.records import Score
from pipeline.core.templates import template_environment

COLUMNS = ("translation.chrf", "translation.bleu", "translation.numbers-precision", "brief.rougeLsum", "brief.rouge2",
           "brief.facts-supported")  # fmt: skip
TEMPLATE = Path(__file__).with_name("leaderboard.html.j2")
WIDTH, HEIGHT, MARGIN = 640, 360, 56


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard. ``comparison`` is None for a single run; ``scores`` are by system and metric; ``places`` are the
    systems' ranks, shared by those that no test separates."""

    systems: tuple[str, ...]
    columns: tuple[str, ...]
    scores: Mapping[tuple[str, str], Score]
    costs: Mapping[str, Cost]
    comparison: Comparison | None
    places: tuple[str, ...]


def make(folders: Sequence[Path], *, samples: int, seed: int) -> Board:
    """Compare the runs and order them by the metric that decides, which is the first column.

    Raises:
        UserError: the runs cannot be compared.
    """
    systems = load_runs(folders)
    comparison = analysis.compare(systems, samples=samples, seed=seed) if len(folders) > 1 else None
    computed = comparison.scores if comparison else analysis.score_alone(systems, samples=samples, seed=seed)
    scores = {(s.system, s.metric): s for s in computed}
    decides = comparison.decides if comparison else ""
    wanted = dict.fromkeys([decides, *COLUMNS])
    columns = tuple(m for m in wanted if any(metric == m for _, metric in scores))
    if columns and comparison:
        places = ranked(columns[0], computed, comparison.differences, comparison.better)
    else:
        places = [Rank(name, "1") for name in systems.names]
    order, numbers = tuple(r.system for r in places), tuple(r.place for r in places)
    return Board(order, columns, scores, systems.costs, comparison, numbers)


def table(board: Board) -> tuple[list[str], list[list[str]]]:
    """The header and a row per system."""
    header = ["#", "system", *board.columns, "words/s", "weights", "licence", "models"]
    rows = []
    written = digits_of(board.scores.values())
    for place, system in zip(board.places, board.systems, strict=True):
        cost = board.costs.get(system, Cost())
        values = [with_interval(board.scores[system, m], written[m]) for m in board.columns]
        size = f"{cost.size_mb:,.0f} MB" if cost.size_mb else "-"
        speed = number(cost.words_per_second, 0)
        rows.append([place, system, *values, speed, size, cost.licence or "-", cost.models or "-"])
    return header, rows


def markdown(board: Board, failures: Mapping[str, str]) -> str:
    """The leaderboard, what failed, and below it the comparison."""
    header, rows = table(board)
    lines = ["# Leaderboard", "", *render.table(header, rows), ""]
    if any("-" in place for place in board.places):
        lines += [f"Systems that share their ranks cannot be told apart by {board.columns[0]}.", ""]
    lines += [f"- {name} was not run: {why}" for name, why in failures.items()]
    if board.comparison:
        lines += ["", render.markdown(board.comparison).replace("# ", "## ", 1)]
    return "\n".join(lines)


def as_json(board: Board, failures: Mapping[str, str]) -> dict[str, Any]:
    """Plain values."""
    from dataclasses import asdict

    rows = [
        {
            "system": system,
            "rank": place,
            "scores": {m: {"value": s.value, "low": s.low, "high": s.high} for m, s in _of(board, system).items()},
            "cost": asdict(board.costs.get(system, Cost())),
        }
        for place, system in zip(board.places, board.systems, strict=True)
    ]
    compared = render.as_json(board.comparison) if board.comparison else None
    result: dict[str, Any] = render.plain({"leaderboard": rows, "failed": dict(failures), "comparison": compared})
    return result


def _of(board: Board, system: str) -> dict[str, Score]:
    return {metric: score for (name, metric), score in board.scores.items() if name == system}


def points(board: Board) -> list[tuple[str, float, float]]:
    """(system, words per second, value of the first column), for systems whose speed is known."""
    if not board.columns:
        return []
    speeds = [(s, board.costs.get(s, Cost()).words_per_second, board.scores[s, board.columns[0]].value)
             for s in board.systems]  # fmt: skip
    return [(system, speed, value) for system, speed, value in speeds if speed]


def picture(board: Board) -> dict[str, Any]:
    """Quality against speed as coordinates of an SVG; speed is logarithmic. Empty without a point."""
    import math

    known = points(board)
    if not known:
        return {}
    xs = [math.log10(speed) for _, speed, _ in known]
    ys = [value for _, _, value in known]
    left, right = math.floor(min(xs)), max(math.ceil(max(xs)), math.floor(min(xs)) + 1)
    low, high = math.floor(min(ys) - 1), math.ceil(max(ys) + 1)

    def place(x: float, y: float) -> tuple[float, float]:
        across = MARGIN + (x - left) / (right - left) * (WIDTH - 2 * MARGIN)
        down = HEIGHT - MARGIN - (y - low) / (high - low) * (HEIGHT - 2 * MARGIN)
        return round(across, 1), round(down, 1)

    dots = [(name, *place(x, y)) for (name, _, _), x, y in zip(known, xs, ys, strict=True)]
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "margin": MARGIN,
        "dots": dots,
        "across": [(f"{10**n:,}", place(n, low)[0]) for n in range(left, right + 1)],
        "up": [(str(v), place(left, v)[1]) for v in sorted({low, (low + high) // 2, high})],
        "metric": board.columns[0],
    }


def html(board: Board, failures: Mapping[str, str]) -> str:
    """One self-contained page."""
    environment = template_environment()
    header, rows = table(board)
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(
        header=header,
        rows=rows,
        failures=failures,
        picture=picture(board),
        verdicts=board.comparison.verdicts if board.comparison else (),
    )
