"""Measures the whole way on this machine: wall time, time per stage and peak memory of ``ringkas run``.

    python eval/benchmarks/whole_way.py                          # the starter suite with the default config
    python eval/benchmarks/whole_way.py news/ --config extractive --repeat 3

Each repetition is a new process and a new run folder, without a translation memory, so that all the work counts. Memory
is the peak resident size of that process as the kernel reports it. The result is printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def measure(inputs: list[str], config: str, settings: list[str]) -> dict[str, Any]:
    """One run in a process of its own.

    Returns:
        Seconds in all and per stage, peak memory in MiB, and how many articles and words went through.

    Raises:
        SystemExit: the run failed; its words are shown.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        settings = ['translate.memory=""', *settings]
        options = [part for setting in settings for part in ("--set", setting)]
        command = [sys.executable, "-m", "pipeline", "run", *inputs, "--config", config, "--out", str(out), *options]
        began = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - began
        if done.returncode != 0:
            raise SystemExit(done.stderr)
        manifest = json.loads((out / "manifest.json").read_text("utf-8"))
        words = sum(len(json.loads(line)["text"].split()) for line in (out / "clean.jsonl").open(encoding="utf-8"))
    return {
        "seconds": round(seconds, 2),
        "stages": manifest["times"]["stages"],
        "articles": manifest["stages"]["summarize"]["out"],
        "source_words": words,
        # ru_maxrss counts the largest child so far: with several repetitions it can only grow.
        "peak_mib": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", help="as for `ringkas run`; none: the starter suite")
    parser.add_argument("--config", default="default")
    parser.add_argument("--set", dest="settings", action="append", default=[])
    parser.add_argument("--repeat", type=int, default=1)
    arguments = parser.parse_args()
    inputs = [str(Path(i).resolve()) if Path(i).exists() else i for i in arguments.inputs]
    runs = [measure(inputs, arguments.config, arguments.settings) for _ in range(arguments.repeat)]
    machine = {"cpus": len(os.sched_getaffinity(0)), "processor": platform.processor() or platform.machine()}
    load = os.getloadavg()[0]
    print(json.dumps({"config": arguments.config, "machine": machine, "load_average": load, "runs": runs}, indent=2))


if __name__ == "__main__":
    main()
