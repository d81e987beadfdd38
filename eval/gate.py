"""The quality gate: the embedded models on the starter suite may not fall below the floors pinned in baseline.json.

    python -m eval.gate                               run the suite, compare with the floors; exit 1 when one is not met
    python -m eval.gate --run runs/today              the same for a run that is there already
    python -m eval.gate --update                      raise floors to what was measured (less the slack)
    python -m eval.gate --update --reason "..."       lowering a floor, or another suite, needs a reason; it is kept

The floors hold for one content of the suite, told by its hash. A ratchet: better models raise floors, nothing lowers
them by itself (the idea is trafilatura's ``eval_gate.py``).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.comparison import suites
from pipeline.core.errors import GateError, PipelineError, UserError

BASELINE = Path(__file__).with_name("baseline.json")
SUITE, CONFIG = "starter", "default"
SLACK = 0.5  # points a measurement may differ between machines (int8 kernels round differently)
# What is pinned, and which way is better.
PINNED = {
    "translation.chrf": "higher",
    "translation.bleu": "higher",
    "translation.ter": "lower",
    "translation.repetition": "lower",
    "translation.numbers-recall": "higher",
    "translation.numbers-precision": "higher",
    "brief.rouge1": "higher",
    "brief.rougeLsum": "higher",
    "brief.facts-supported": "higher",
}
Floors = dict[str, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run of the suite gave: the suite's content hash, the articles scored, and the pinned metrics."""

    content: str
    articles: int
    values: Floors


def measure(run: Path) -> Measured:
    """Read the scores of a finished run of the suite.

    Raises:
        UserError: not a run, or one without the pinned scores.
    """
    path = run / "scores.json"
    if not path.is_file():
        raise UserError(f"{run} has no scores.json", "give a finished run of the starter suite")
    rows = [row for row in json.loads(path.read_text("utf-8")) if row["system"] == "run"]
    found = {row["metric"]: row["value"] for row in rows}
    lacking = [name for name in PINNED if not isinstance(found.get(name), (int, float))]
    if lacking:
        raise UserError(f"{path} lacks {', '.join(lacking)}", "was it a run of the starter suite?")
    articles = min(row["n"] for row in rows if row["metric"] in PINNED)
    content = suites.locate(suites.load_suite(SUITE)).content
    return Measured(content, articles, {name: round(float(found[name]), 3) for name in PINNED})


def check(measured: Measured, baseline: dict[str, Any]) -> list[str]:
    """What does not hold; empty when all of it does."""
    if measured.content != baseline["content"]:
        said = f"the suite's content is {measured.content}, the floors are for {baseline['content']}"
        return [f"{said}: python -m eval.gate --update --reason '...'"]
    problems = []
    if measured.articles < baseline["articles"]:
        problems.append(f"{measured.articles} articles were scored, {baseline['articles']} are needed")
    for name, floor in baseline["floors"].items():
        if name not in measured.values:
            problems.append(f"{name} is pinned at {floor:g}, but was not measured")
        elif _worse(name, measured.values[name], floor):
            word = "floor" if PINNED[name] == "higher" else "ceiling"
            problems.append(f"{name} is {measured.values[name]:.2f}, its {word} {floor:.2f}")
    return problems


def update(measured: Measured, baseline: dict[str, Any], reason: str, today: dt.date) -> dict[str, Any]:
    """The next baseline: floors move up to what was measured, less the slack; down only with a reason.

    Raises:
        GateError: something would be lowered, or the suite is another one, and no reason was given.
    """
    old: Floors = baseline.get("floors", {})
    same_suite = baseline.get("content") == measured.content
    new = {name: _with_slack(name, value) for name, value in measured.values.items()}
    lowered = [name for name in old if name not in new or _worse(name, new[name], old[name])]
    missed = [name for name in lowered if name not in new or _worse(name, measured.values[name], old[name])]
    fewer = measured.articles < baseline.get("articles", 0)
    if old and not reason and (missed or fewer or not same_suite):
        what = ", ".join(missed) or ("fewer articles" if fewer else "another content of the suite")
        raise GateError(f"this would lower the gate: {what}", 'give --reason "why that is right"')
    if not reason:  # within the slack: keep the better of the two
        new = {name: old[name] if name in lowered else value for name, value in new.items()}
    entry = {"date": today.isoformat(), "reason": reason or ("raised" if old else "first measurement")}
    return {
        "suite": SUITE,
        "config": CONFIG,
        "content": measured.content,
        "articles": measured.articles,
        "slack": SLACK,
        "floors": new,
        "measured": measured.values,
        "history": [*baseline.get("history", []), entry],
    }


def _worse(name: str, value: float, floor: float) -> bool:
    return value < floor if PINNED.get(name, "higher") == "higher" else value > floor


def _with_slack(name: str, value: float) -> float:
    return round(max(0.0, value - SLACK if PINNED[name] == "higher" else value + SLACK), 3)


def run_suite(folder: Path) -> None:
    """The default job on the starter suite, as a user would start it.

    Raises:
        GateError: the run failed.
    """
    command = [sys.executable, "-m", "pipeline", "run", "--config", CONFIG, "--out", str(folder), "--quiet"]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise GateError(f"`{' '.join(command[1:])}` ended with {done.returncode}", "its own message stands above")


def read_baseline(path: Path) -> dict[str, Any]:
    """The pinned floors; empty when there are none yet.

    Raises:
        UserError: the file is not JSON.
    """
    if not path.is_file():
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise UserError(f"{path} is not JSON: {error}", "restore it from the repository") from error
    return found


def main(arguments: list[str] | None = None, baseline_path: Path = BASELINE) -> int:
    """The gate as a command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="eval.gate", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--run", type=Path, help="a finished run of the starter suite; without it one is made")
    parser.add_argument("--update", action="store_true", help="pin what was measured")
    parser.add_argument("--reason", default="", help="why a floor may be lowered")
    asked = parser.parse_args(arguments)
    try:
        return _gate(asked.run, asked.update, asked.reason.strip(), baseline_path)
    except PipelineError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def _gate(run: Path | None, updating: bool, reason: str, path: Path) -> int:
    baseline = read_baseline(path)
    with tempfile.TemporaryDirectory() as folder:
        if run is None:
            run = Path(folder) / "run"
            run_suite(run)
        measured = measure(run)
    if updating:
        new = update(measured, baseline, reason, dt.date.today())
        path.write_text(json.dumps(new, indent=2, ensure_ascii=False) + "\n", "utf-8")
        print(f"gate: pinned {len(new['floors'])} floors in {path}")
        return 0
    if not baseline:
        raise UserError(f"{path} does not exist", "python -m eval.gate --update")
    problems = check(measured, baseline)
    for name, value in measured.values.items():
        print(f"gate: {name:<32} {value:8.2f}   pinned {baseline['floors'].get(name, float('nan')):8.2f}")
    for problem in problems:
        print(f"gate: FAILED: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
