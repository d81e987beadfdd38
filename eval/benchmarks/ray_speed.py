"""How much faster two workers on Ray are than one process: the same articles, a processor for each.

    python eval/benchmarks/ray_speed.py                        # 40 and 240 articles with the embedded model
    python eval/benchmarks/ray_speed.py --texts archive/        # your own articles, a text file each
    python eval/benchmarks/ray_speed.py --config tiny --articles 200 --few 50 --set translate.guards=false

The local run is held to one processor and so to one thread; each of Ray's workers has one, too. The cluster is started
before and is there for all runs, as one of several machines is. Runs take turns, and the files of both must be the same
bytes. Two ratios are printed, of medians: that of the whole commands at the larger number of articles, and that of what
the articles between the two numbers took, in which the start of the program, of the actors and of the model is left
out. Ray starts its workers with niceness 15, so on a machine that does other work they would wait for it: here they
have 0. The made articles say the same sentences with other figures, of which one process remembers more than each of
two does; real ones (``--texts``) do not. Only where two processors are free do the ratios mean anything; the load is
printed, and what share of them this process gets.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
GOAL = 1.8
WORKERS = 2


def main() -> None:
    """Measure and print; exits 1 when the whole commands' ratio is below the goal."""
    args = arguments()
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_worker_niceness="0")
    import ray

    from eval.benchmarks.scale import articles
    from eval.benchmarks.translate import processor

    cores = len(os.sched_getaffinity(0))
    print(f"{processor()}; {cores} cores; load {os.getloadavg()[0]:.2f}; {share():.0%} of a processor here")
    with tempfile.TemporaryDirectory(prefix="ray-speed-") as name:
        folder = Path(name)
        texts = given(args.texts) if args.texts else list(islice(articles(1), args.articles))
        if len(texts) < args.articles:
            raise SystemExit(f"{args.texts} has {len(texts)} text files, and --articles says {args.articles}")
        for size in (args.few, args.articles):
            (folder / f"news-{size}").mkdir()
            for number, text in enumerate(texts[:size]):
                (folder / f"news-{size}" / f"{number:06d}.txt").write_text(text, "utf-8")
        cluster = ray.init(address="local", num_cpus=WORKERS, include_dashboard=False, log_to_driver=False)
        seconds: dict[tuple[str, int], list[float]] = {}
        for number in range(args.rounds):
            for size in (args.few, args.articles):
                for engine in ("local", "ray") if number % 2 == 0 else ("ray", "local"):
                    took = run(folder, engine, size, cluster.address_info["address"], args)
                    seconds.setdefault((engine, size), []).append(took)
                    print(f"{engine:>5}, {size} articles: {took:.1f} s", flush=True)
                alike(folder / f"local-{size}", folder / f"ray-{size}")
        ray.shutdown()
    middle = {key: median(values) for key, values in seconds.items()}
    whole = middle["local", args.articles] / middle["ray", args.articles]
    grown = {engine: middle[engine, args.articles] - middle[engine, args.few] for engine in ("local", "ray")}
    print(f"{args.articles} articles: {whole:.2f} times as fast on Ray (goal: {GOAL})")
    print(f"the {args.articles - args.few} articles between: {grown['local'] / grown['ray']:.2f} times")
    sys.exit(whole < GOAL)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=240)
    parser.add_argument("--few", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--texts", type=Path, help="a folder of articles (*.txt) instead of made ones")
    parser.add_argument("--config", default="default")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of every run")
    return parser.parse_args()


def given(folder: Path) -> list[str]:
    """The text files of a folder, in the order of their names."""
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]


def share(seconds: float = 1.0) -> float:
    """How much of a processor this process gets when it asks for a whole one."""
    began, used = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        pass
    return (time.process_time() - used) / (time.perf_counter() - began)


def run(folder: Path, engine: str, size: int, address: str, args: argparse.Namespace) -> float:
    """Seconds of ``ringkas run``.

    Raises:
        SystemExit: it failed; its words are shown.
    """
    from pipeline.core.child_process import run_measured

    out = folder / f"{engine}-{size}"
    shutil.rmtree(out, ignore_errors=True)
    settings = ["translate.memory=", f"run.cluster={address}", *args.set]
    command = [sys.executable, "-m", "pipeline", "run", str(folder / f"news-{size}"), "--config", args.config]
    command += [part for setting in settings for part in ("--set", setting)]
    command += ["--engine", engine, "--workers", str(WORKERS if engine == "ray" else 1), "--out", str(out)]
    every = os.sched_getaffinity(0)
    if engine == "local":
        os.sched_setaffinity(0, {max(every)})  # what is started here is held to it, too
    try:
        used = run_measured(command, folder / "log", cwd=ROOT)
    finally:
        os.sched_setaffinity(0, every)
    if used.code:
        raise SystemExit((folder / "log").read_text("utf-8"))
    return used.seconds


def alike(one: Path, other: Path) -> None:
    """Check that two runs have the same shards.

    Raises:
        SystemExit: they have not.
    """
    names = [sorted(path.relative_to(run) for path in run.glob("shards/*/*.parquet")) for run in (one, other)]
    if names[0] != names[1] or any((one / n).read_bytes() != (other / n).read_bytes() for n in names[0]):
        raise SystemExit(f"{one.name} and {other.name} differ")


if __name__ == "__main__":
    main()
