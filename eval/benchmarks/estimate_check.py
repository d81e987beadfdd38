"""How far `ringkas estimate` is from runs that are measured: time, processor time, memory and disk.

    python eval/benchmarks/estimate_check.py         # the fake model and the embedded one, 60 and 240 articles
    python eval/benchmarks/estimate_check.py --models fake --articles 600 --sample 90

For each model and size the command `ringkas estimate` is run, then `ringkas run` over as many articles, which are made
of the starter suite's sentences (`eval/benchmarks/scale.py`), without a translation memory; printed is by how much the
estimate is above (+) or below (-) what the run took. The goal is less than 15% each. Only on a machine that does
nothing else do the times mean anything: the load is printed, with a warning where it is above one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
PRESETS = {"fake": "tiny", "embedded": "default"}
GOAL = 15.0  # percent


def main() -> None:
    """Estimate, run, and print the errors; exits 1 when one is beyond the goal."""
    args = arguments()
    from eval.benchmarks.scale import articles
    from eval.benchmarks.translate import processor

    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    print(f"{processor()}; {cores} cores; load {load:.2f}; sample {args.sample}")
    if load > 1:
        print("the machine is busy: times and processor times of this run mean little", file=sys.stderr)
    made = articles(args.seed)
    worst = 0.0
    with tempfile.TemporaryDirectory(prefix="estimate-check-") as name:
        folder = Path(name)
        for model in args.models:
            for count in args.articles:
                news = folder / f"{model}-{count}.jsonl"
                write(news, made, max(count, args.sample))
                told = estimated(news, PRESETS[model], count, args)
                took = measured(news, PRESETS[model], count, args, folder / f"{model}-{count}")
                print(f"{model}, {count} articles:")
                for what, value in took.items():
                    off = 100 * (told[what] / value - 1)
                    worst = max(worst, abs(off))
                    print(f"  {what:<20} estimated {told[what]:>14,.1f}  measured {value:>14,.1f}  {off:+6.1f}%")
    print(f"largest error {worst:.1f}% (goal: below {GOAL:g}%)")
    sys.exit(worst >= GOAL)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", choices=PRESETS, default=list(PRESETS))
    parser.add_argument("--articles", nargs="+", type=int, default=[60, 240])
    parser.add_argument("--sample", type=int, default=60, help="of `ringkas estimate`")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", dest="settings", action="append", default=[])
    return parser.parse_args()


def write(news: Path, made: Iterator[str], count: int) -> None:
    """A file of articles, a JSON object a line."""
    with news.open("w", encoding="utf-8") as file:
        for _ in range(count):
            file.write(json.dumps({"text": next(made)}, ensure_ascii=False) + "\n")


def estimated(news: Path, preset: str, count: int, args: argparse.Namespace) -> dict[str, float]:
    """What `ringkas estimate` says.

    Raises:
        SystemExit: it failed; its words are shown.
    """
    command = [
        "estimate",
        preset,
        "--articles",
        str(count),
        "--sample",
        str(args.sample),
        "--input",
        str(news),
        "--json",
    ]
    done = subprocess.run([*ringkas(args, command)], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout)
    return {
        "seconds": told["seconds"],
        "processor seconds": told["processor_hours"] * 3600,
        "memory, MB": told["memory"] / 1e6,
        "disk, MB": told["disk"] / 1e6,
    }


def measured(news: Path, preset: str, count: int, args: argparse.Namespace, out: Path) -> dict[str, float]:
    """What a run takes, the whole command; its peak memory as the kernel reports it.

    Raises:
        SystemExit: it failed; its words are shown.
    """
    from pipeline.core.child_process import run_measured

    own = ["--set", f"ingest.limit={count}", "--set", "translate.memory="]
    command = ["run", str(news), "--config", preset, "--out", str(out), "--quiet", *own]
    log = out.with_suffix(".log")
    used = run_measured(ringkas(args, command), log, cwd=ROOT)
    if used.code:
        raise SystemExit(log.read_text("utf-8"))
    return {
        "seconds": used.seconds,
        "processor seconds": used.processor,
        "memory, MB": used.memory / 1e6,
        "disk, MB": sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6,
    }


def ringkas(args: argparse.Namespace, command: list[str]) -> list[str]:
    settings = [part for setting in args.settings for part in ("--set", setting)]
    return [sys.executable, "-m", "pipeline", *command, *settings]


if __name__ == "__main__":
    main()
