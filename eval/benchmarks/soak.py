"""A long run: whether memory and open files grow with the number of articles, and how time does.

    python eval/benchmarks/soak.py                               # 20,000 articles with the fake model
    python eval/benchmarks/soak.py --articles 2000 --config default      # 2,000 with the embedded one
    python eval/benchmarks/soak.py --sentences 3 --ratio 4               # short articles, and fewer of them beside
    python eval/benchmarks/soak.py --articles 5000 --parts 4
    python eval/benchmarks/soak.py --set translate.guards=false          # a tenth of the time: see below

The fake model leaves most words as they are, so that nearly every sentence fails the guards and is tried again in all
their ways: 0.5 s of processor time an article of 20 sentences, most of it theirs. Without them the rest is measured.

Each run is a process of its own (``ringkas run``) that is looked at twice a second. Of the largest, the slopes of its
resident memory and of its open files against the articles that it has taken through a stage are fitted for each stage
by itself, its start left out (the first fifth: libraries, caches, the engine's own memory; over a whole run it is the
stages' libraries that would be measured). The runs of an eighth, a quarter, a half and all of the articles
(``--parts``, ``--ratio``) give the exponent of processor time: 1 is linear.

Memory grows until the caches of what was read of recent sentences are full; all of them have a bound
(``tests/torture/test_caches.py``). Together they hold about 90 MiB then, after some 30,000 sentences.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
LOOK = 0.5  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the process saw: the stage that it is in, its finished shards, memory in MiB, open files."""

    stage: str
    shards: int
    memory: float
    files: int


def main() -> None:
    """Measure and print."""
    args = arguments()
    from eval.benchmarks.scale import articles

    made = articles(1, args.sentences)
    with tempfile.TemporaryDirectory(prefix="soak-", dir=args.folder) as name:
        folder = Path(name)
        sizes = [args.articles // args.ratio**n for n in reversed(range(args.parts))]
        news = folder / "news"
        news.mkdir()
        seconds: list[float] = []
        looks: list[Look] = []
        for size in sizes:
            there = len(list(news.iterdir()))
            for number, text in enumerate(islice(made, size - there), there):
                (news / f"{number:06d}.txt").write_text(text, "utf-8")
            took, looks = run(folder / str(size), news, args)
            seconds.append(took)
            peak = max(look.memory for look in looks)
            print(f"{size:>6} articles: {took:.1f} s of processor time, peak {peak:.0f} MiB", flush=True)
    if len(sizes) > 1:
        exponent = float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
        print(f"processor time grows with the articles to the power {exponent:.2f}")
    report(looks, sizes[-1])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--parts", type=int, default=4, help="runs of growing size, for the exponent")
    parser.add_argument("--ratio", type=int, default=2, help="how many times as large each run is as the one before")
    parser.add_argument("--sentences", type=int, default=20, help="of an article")
    parser.add_argument("--config", default="tiny")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of every run")
    parser.add_argument("--folder", default=None, help="where the runs are made and removed; default: the system's")
    return parser.parse_args()


def run(out: Path, news: Path, args: argparse.Namespace) -> tuple[float, list[Look]]:
    """Processor seconds of ``ringkas run``, and what was seen of it.

    Raises:
        SystemExit: it failed; its words are shown.
    """
    settings = ("--set", "translate.memory=", "--set", "run.shard_size=32", "--set", "clean.language_check=false")
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "run",
        str(news),
        "--config",
        args.config,
        *settings,
        *(part for value in args.set for part in ("--set", value)),
        "--out",
        str(out),
    ]
    looks: list[Look] = []
    begun: dict[str, None] = {}  # the stages, in the order in which each had its first shard
    with out.with_suffix(".log").open("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        watched = psutil.Process(process.pid)
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            try:
                shards = Counter(lock.parent.name for lock in (out / "shards").glob("*/*.lock.json"))
                begun.update(dict.fromkeys(name for name in shards if name not in begun))
                stage = next(reversed(begun), "")
                looks.append(Look(stage, shards[stage], watched.memory_info().rss / 2**20, watched.num_fds()))
            except psutil.Error:
                pass
            time.sleep(LOOK)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            raise SystemExit(log.read())
    return usage.ru_utime + usage.ru_stime, looks


def report(looks: list[Look], articles: int) -> None:
    """Print the slopes over the articles, which shards stand for, of each stage that took long enough to tell."""
    for stage in dict.fromkeys(look.stage for look in looks if look.stage):
        own = [look for look in looks if look.stage == stage]
        whole = max(look.shards for look in own)
        late = [look for look in own if whole / 5 < look.shards < whole]
        if len(late) < 10 or len({look.shards for look in late}) < 3:
            continue
        done = [look.shards / whole * articles for look in late]
        memory = float(np.polyfit(done, [look.memory for look in late], 1)[0]) * 1_000
        files = float(np.polyfit(done, [look.files for look in late], 1)[0]) * 1_000
        print(
            f"{stage}: memory {memory:+.2f} MiB for a thousand articles more; open files {files:+.3f} "
            f"({len(late)} looks)"
        )


if __name__ == "__main__":
    main()
