"""Reads scores that were computed elsewhere (COMET, xCOMET, MetricX), item by item, to be tested as any metric.

The file has a row per system and item, as JSON lines or as a table with tabs and a header:

    {"metric": "metricx-24", "system": "A", "id": "3", "value": 2.1, "better": "lower"}

``system`` is the name that the comparison uses, ``id`` the item's (a text file's line number, a run's article id);
``better`` is ``higher`` where it is left out.
"""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.comparison.results import Side
from pipeline.core.errors import UserError
from pipeline.core.text_lines import read_lines
from pipeline.metrics.base import Better, Metric, Rows, mean_rows, ratio

COLUMNS = ("metric", "system", "id", "value")
EXAMPLE = '{"metric": "comet", "system": "A", "id": "1", "value": 0.81}'


@dataclass(frozen=True, slots=True)
class External:
    """A metric of the file, the side that its items are of, and each system's rows."""

    side: Side
    metric: Metric
    rows: Mapping[str, Rows]


def read(path: Path, sides: Sequence[Side]) -> list[External]:
    """The metrics of a file, matched with the systems and items of a comparison.

    Raises:
        UserError: a row is wrong, a system or item is unknown, or a system lacks items that another has.
    """
    values: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    better: dict[str, Better] = {}
    for number, row in _rows(path):
        metric, system, item, value = _checked(path, number, row)
        values[metric][system][item] = value
        way = str(row.get("better") or "higher")
        if way not in ("higher", "lower"):
            raise UserError(f"{path}, row {number}: better = {way!r}", "higher or lower")
        better[metric] = "lower" if way == "lower" else "higher"
    if not values:
        raise UserError(f"{path} has no scores", f"a row such as {EXAMPLE}")
    return [_matched(path, name, systems, better[name], sides) for name, systems in values.items()]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = read_lines(path, f"a file with rows such as {EXAMPLE}")
    if "\t" in lines[0] and not lines[0].lstrip().startswith("{"):
        for number, cells in enumerate(csv.DictReader(lines, delimiter="\t"), start=2):
            yield number, {str(k): v for k, v in cells.items() if k}
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise UserError(f"{path}, line {number} is no JSON object", f"a row such as {EXAMPLE}")
        yield number, row


def _checked(path: Path, number: int, row: Mapping[str, Any]) -> tuple[str, str, str, float]:
    lacking = [name for name in COLUMNS if row.get(name) in (None, "")]
    if lacking:
        raise UserError(f"{path}, row {number} has no {', '.join(lacking)}", f"a row such as {EXAMPLE}")
    try:
        value = float(row["value"])
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise UserError(f"{path}, row {number}: {row['value']!r} is no number", "every item needs a finite score")
    return str(row["metric"]), str(row["system"]), str(row["id"]), value


def _matched(
    path: Path, name: str, systems: Mapping[str, Mapping[str, float]], better: Better, sides: Sequence[Side]
) -> External:
    known = tuple(sides[0].items)
    if unknown := sorted(set(systems) - set(known)):
        raise UserError(f"{path}: {name} has scores of {unknown[0]!r}", f"systems here: {', '.join(known)}")
    if lacking := [system for system in known if system not in systems]:
        raise UserError(f"{path}: {name} has no scores of {lacking[0]!r}", "score every system")
    given = {item for own in systems.values() for item in own}
    side = next((s for s in sides if given & set(s.ids)), None)
    if side is None:
        raise UserError(
            f"{path}: {name}: no item is called {sorted(given)[0]!r}", f"the first here is {sides[0].ids[0]!r}"
        )
    for system in known:
        missing = [item for item in side.ids if item not in systems[system]]
        if missing:
            raise UserError(
                f"{path}: {name} of {system}: {len(missing)} items have no score (the first: {missing[0]})",
                "score every item of the comparison",
            )
    rows = {system: mean_rows([systems[system][item] for item in side.ids]) for system in known}
    signature = f"{name}|file:{path.name}"
    metric = Metric(
        name, better, _never, ratio, lambda items: signature, frozenset(), group="file", description=str(path)
    )
    return External(side, metric, rows)


def _never(items: object) -> Rows:
    raise UserError("scores of a file are not computed here", "give the file")
