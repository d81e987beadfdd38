"""Compares a run with the last nights' runs, and says what is out of the ordinary.

Each measure of a night is held against the median of the nights before it. What counts as far is their own spread (the
median absolute deviation, which a bad night or two do not widen), what chance alone does to a share of so few articles,
and a floor below which nobody would look.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.files import write_json

MANIFEST = "manifest.json"
FILE = "unusual.json"  # in the run folder: what the report says of it
NIGHTS = 30  # looked back to, at most
LEAST = 7  # nights before there is an ordinary
FAR = 4.5  # spreads
MAD_TO_SD = 1.4826  # of a normal distribution


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a night.

    Attributes:
        value: the share, or the amount.
        n: how many articles a share is of; 0 where it is no share.
    """

    value: float
    n: int = 0


@dataclass(frozen=True, slots=True)
class Alarm:
    """A measure that is out of the ordinary; ``usual`` is the median of the nights before."""

    measure: str
    value: float
    usual: float
    spreads: float

    def __str__(self) -> str:
        words, unit = WORDS[self.measure]
        now, before = (f"{100 * v:.1f}%" if unit == "%" else f"{v:,.0f} {unit}" for v in (self.value, self.usual))
        return f"{words}: {now}, usually {before}"


WORDS = {  # what a measure is called, and its unit
    "articles": ("articles", "articles"),
    "rejected": ("rejected inputs", "%"),
    "not-indonesian": ("articles that cleaning rejects, for their language or length", "%"),
    "removed": ("lines that cleaning removes from an article, in hundredths", "hundredths"),
    "flagged": ("articles with a flagged translation", "%"),
    "unknown-words": ("articles with words left in Indonesian", "%"),
    "flagged-briefs": ("flagged briefs", "%"),
    "length": ("length of an article", "bytes"),
    "speed": ("translating an article", "ms"),
}
FLOORS = {"articles": 0.9, "removed": 0.3, "length": 0.1, "speed": 0.5}  # of amounts, as logarithms of a ratio
SHARE_FLOOR = 0.004


def measures(run: Path) -> dict[str, Measure]:
    """The measures of a finished run.

    Raises:
        OSError: it has no manifest.
        ValueError: its manifest is damaged, or lacks a stage.
    """
    try:
        stages = json.loads((run / MANIFEST).read_text("utf-8"))["stages"]
        return _of_stages(stages, (run / "clean.jsonl").stat().st_size)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{run / MANIFEST} cannot be read: {error!r}") from error


def _of_stages(stages: Mapping[str, Any], clean_bytes: int) -> dict[str, Measure]:
    ingest, clean, translate, briefs = (stages[name] for name in ("ingest", "clean", "translate", "summarize"))
    refused = ingest["rejected"] + clean["rejected"]
    removed = sum(count for name, count in clean["details"].items() if name.startswith("removed:"))
    found = {"articles": Measure(ingest["in"]), "rejected": _share(refused, ingest["in"])}
    found["not-indonesian"] = _share(clean["rejected"], clean["in"])
    if clean["out"]:
        found["removed"] = Measure(100 * removed / clean["out"])
        found["length"] = Measure(clean_bytes / clean["out"])
    if translate["out"]:
        found["flagged"] = _share(translate["flagged"], translate["out"])
        left = min(translate["details"].get("flag:left-over", 0), translate["out"])
        found["unknown-words"] = _share(left, translate["out"])
        if not translate.get("replayed"):  # what the memory knows is no work
            found["speed"] = Measure(1000 * translate["seconds"] / translate["out"])
    if briefs["out"]:
        found["flagged-briefs"] = _share(briefs["flagged"], briefs["out"])
    return found


def _share(part: int, whole: int) -> Measure:
    return Measure(part / whole if whole else 0.0, whole)


def alarms(tonight: Mapping[str, Measure], before: Sequence[Mapping[str, Measure]]) -> list[Alarm]:
    """What is out of the ordinary tonight, the farthest first; nothing while there are fewer than ``LEAST`` nights."""
    found = []
    for name, measure in tonight.items():
        nights = [night[name] for night in before[-NIGHTS:] if name in night]
        if len(nights) >= LEAST:
            values = [night.value for night in nights]
            usual = statistics.median(values)
            spreads = _amount(name, measure, values, usual) if name in FLOORS else _rate(measure, values, usual)
            if spreads > FAR:
                found.append(Alarm(name, measure.value, usual, spreads))
    return sorted(found, key=lambda alarm: -alarm.spreads)


def _amount(name: str, tonight: Measure, values: Sequence[float], usual: float) -> float:
    """How far an amount is from the usual one, as a ratio: half of it is as far as twice of it."""
    if usual <= 0:
        return 0.0
    least = usual / 1000

    def far(value: float) -> float:
        return abs(math.log(max(value, least) / usual))

    return far(tonight.value) / max(MAD_TO_SD * statistics.median(map(far, values)), FLOORS[name] / FAR)


def _rate(tonight: Measure, values: Sequence[float], usual: float) -> float:
    """How far a share is from the usual one."""
    spread = MAD_TO_SD * statistics.median(abs(value - usual) for value in values)
    rate = min(max(usual, 1 / max(tonight.n, 1)), 1 - usual / 2)  # a rate that was always 0 may still be 1 in so many
    chance = math.sqrt(rate * (1 - rate) / tonight.n) if tonight.n else 0.0
    return abs(tonight.value - usual) / max(spread, chance, SHARE_FLOOR)


def earlier_runs(folder: Path, than: Path) -> list[Path]:
    """The finished runs of a folder that ended before this one, the oldest first."""
    own, last = than.resolve(), _ended(than)
    runs = [path.parent for path in folder.glob(f"*/{MANIFEST}") if path.parent.resolve() != own]
    return sorted((run for run in runs if _ended(run) <= last), key=lambda run: (_ended(run), run.name))


def _ended(run: Path) -> int:
    return (run / MANIFEST).stat().st_mtime_ns


def told(run: Path, inputs: str) -> tuple[str, ...]:
    """What was out of the ordinary when a run was last held against others; nothing where it never was, or was a
    run of other inputs; ``inputs`` is their fingerprint."""
    try:
        kept = json.loads((run / FILE).read_text("utf-8"))
        return tuple(map(str, kept["unusual"])) if kept["inputs"] == inputs else ()
    except (OSError, ValueError, TypeError, KeyError):
        return ()


def note(run: Path, folder: Path, inputs: str) -> tuple[str, ...]:
    """What is out of the ordinary in a run, kept for its later reports of the same inputs.

    Raises:
        OSError: the run is not finished.
        ValueError: its manifest is damaged.
    """
    found = tuple(str(alarm) for alarm in look(run, folder))
    if found != told(run, inputs):
        write_json(run / FILE, {"inputs": inputs, "unusual": list(found)})
    return found


def look(run: Path, folder: Path) -> list[Alarm]:
    """What is out of the ordinary in a run, in the light of those of a folder; runs that cannot be read do not count.

    Raises:
        OSError: the run is not finished.
        ValueError: its manifest is damaged.
    """
    before = []
    for path in earlier_runs(folder, run):
        try:
            before.append(measures(path))
        except (OSError, ValueError):
            continue
    return alarms(measures(run), before)
