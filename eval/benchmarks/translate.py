"""How fast translation is, four ways side by side, each in a process of its own, on one checkpoint.

    python eval/benchmarks/translate.py                  # the embedded checkpoint
    python eval/benchmarks/translate.py --size opus      # random weights of opus-mt's size, built here

Ways (``ways.py`` has their code): (a) transformers, one sentence at a time; (b) transformers, batches of 32 in file
order; (c) CTranslate2's own example way, tuned (``translate_batch`` over all sentences, with the best of its thread
layouts and batch sizes); (d) the translate stage end to end, from shards of clean articles on disk to shards of
translations on disk, without guards and memory; (e) as (d), with shards four times as large.

All processes are loaded first; then they take turns, a round each, so that whatever else the machine does meets all of
them alike. Medians of ``--runs`` rounds. (a) and (b) take fewer sentences (``--slow``, spread evenly over the others'):
they are rates. Sentences: any UTF-8 file with one per line.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FLORES = ROOT.parent / "shared" / "data" / "mt" / "flores-devtest.id"
sys.path.insert(0, str(ROOT))
FLAGS = ("avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8")


def main() -> None:
    """Measure every way and print the table."""
    args = arguments()
    if args.worker:
        serve(args)
        return
    with tempfile.TemporaryDirectory(prefix="translate-bench-") as folder:
        if args.size == "opus":
            from eval.benchmarks.ways import build_opus

            args.card = str(build_opus(Path(folder)))
        print(f"{processor()}; {len(os.sched_getaffinity(0))} cores; load {os.getloadavg()[0]:.2f}; card {args.card}")
        if "c" in args.ways:
            tuner = Way("tune", args)
            args.engine = json.dumps(tuner.ask("tune"))
            tuner.end()
        ways = [Way(name, args) for name in sorted(args.ways)]
        for _ in range(args.runs):
            for way in ways:
                way.rounds.append(way.ask("run"))
        report(ways, args)


@dataclass
class Way:
    """A way in its own process, loaded and waiting; ``rounds`` are its measurements."""

    name: str
    args: argparse.Namespace
    rounds: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        a = self.args
        command = [sys.executable, __file__, "--worker", self.name, "--card", a.card, "--file", str(a.file)]
        command += ["--sentences", str(a.sentences), "--slow", str(a.slow), "--beam", str(a.beam), "--size", a.size]
        command += ["--compute-type", a.compute_type, "--engine", a.engine, "--shard", str(a.shard)]
        began = time.perf_counter()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self.settings = self._answer()["settings"]
        self.start = time.perf_counter() - began

    def ask(self, what: str) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return self._answer()

    def end(self) -> dict[str, Any]:
        """Its last words (peak memory); the process is gone then."""
        last: dict[str, Any] = self.ask("end")
        self.process.wait()
        return last

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"way ({self.name}) ended with {self.process.wait()}")
        return json.loads(line)

    def median(self, key: str) -> float:
        return float(statistics.median(r[key] for r in self.rounds))


def report(ways: list[Way], args: argparse.Namespace) -> None:
    """The table, and everything it was made from as JSON when asked."""
    ours = next((w for w in ways if w.name == "d"), ways[-1])
    rows: dict[str, Any] = {}
    print("way  words/s (lowest to highest)  target tokens/s  (d) is  by CPU time  start s  peak MB  settings")
    for way in ways:
        rates = sorted(r["words"] / r["seconds"] for r in way.rounds)
        busy = {w.name: w.median("words") / w.median("cpu") for w in (ours, way)}
        row = rows[way.name] = {
            "words_s": statistics.median(rates),
            "tokens_s": statistics.median(r["tokens"] / r["seconds"] for r in way.rounds),
            "start_s": way.start,
            **way.end(),
            "settings": way.settings,
            "rounds": way.rounds,
        }
        ratio = statistics.median(r["words"] / r["seconds"] for r in ours.rounds) / row["words_s"]
        print(
            f"({way.name})  {row['words_s']:>8.1f} ({rates[0]:.1f} to {rates[-1]:.1f})  {row['tokens_s']:>8.1f}"
            f"  {ratio:>6.2f}x  {busy[ours.name] / busy[way.name]:>6.2f}x  {way.start:>6.1f}  {row['peak_mb']:>6.0f}"
            f"  {way.settings}",
            flush=True,
        )
    if args.json:
        Path(args.json).write_text(json.dumps({"processor": processor(), "rows": rows}, indent=1), "utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--card", default="marian-id-en")
    parser.add_argument("--size", choices=("embedded", "opus"), default="embedded")
    parser.add_argument("--file", type=Path, default=FLORES)
    parser.add_argument("--sentences", type=int, default=1000)
    parser.add_argument("--slow", type=int, default=96)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--ways", default="abcde", help="which of a, b, c, d and e, as one word")
    parser.add_argument("--shard", type=int, default=8, help="articles of 20 sentences per shard of (d)")
    parser.add_argument("--json", default="")
    parser.add_argument("--engine", default="", help=argparse.SUPPRESS)
    parser.add_argument("--worker", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def serve(args: argparse.Namespace) -> None:
    """A way's process: load, translate four sentences, say so, then do as asked."""
    from eval.benchmarks.ways import WAYS

    texts = sentences(args)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # a library that prints must not be taken for an answer
    way = WAYS[args.worker](args)
    way.run(texts[:4])
    way.prepare(texts)

    def answer(value: Any) -> None:
        print(json.dumps(value), file=answers, flush=True)

    answer({"settings": way.settings})
    for line in sys.stdin:
        if line.strip() == "end":
            answer({"peak_mb": peak_rss()})
            return
        if line.strip() == "tune":
            answer(way.tune(texts))
            continue
        began, cpu = time.perf_counter(), time.process_time()
        tokens = way.run(texts)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        answer({"seconds": seconds, "cpu": cpu, "tokens": tokens, "words": sum(len(t.split()) for t in texts)})


def sentences(args: argparse.Namespace) -> list[str]:
    """The way's sentences; a file that is too short is repeated, each time with numbers that make them new."""
    lines = [line.strip() for line in args.file.read_text("utf-8").splitlines() if line.strip()]
    every = [t if i < len(lines) else f"{i} {t}" for i, t in enumerate(lines * -(-args.sentences // len(lines)))]
    every = every[: args.sentences]
    if args.worker not in ("a", "b") or args.slow >= len(every):
        return every
    return [every[i * len(every) // args.slow] for i in range(args.slow)]


def peak_rss() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor() -> str:
    """The processor's name, and which of the abilities that matter here it has."""
    info = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").is_file() else ""
    fields = dict(line.split(":", 1) for line in info.split("\n\n")[0].splitlines() if ":" in line)
    named = {k.strip(): v.strip() for k, v in fields.items()}
    have = set(named.get("flags", "").split())
    flags = " ".join(f for f in FLAGS if f in have) + "; without " + " ".join(f for f in FLAGS if f not in have)
    return f"{named.get('model name', platform.processor())} ({flags})"


if __name__ == "__main__":
    main()
