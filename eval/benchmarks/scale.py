"""What a thousand articles cost, and what one more costs: memory, a rerun, an added article.

    python eval/benchmarks/scale.py                       # 50 and 1,000 articles of 20 sentences, greedy
    python eval/benchmarks/scale.py --beam 4 --articles 200

The articles are made of the starter suite's sentences, drawn at random, their numbers changed so that no sentence
occurs twice. Each run is a process of its own (``ringkas run`` with the default config and an empty translation
memory); its time is that of the whole command and its memory the peak resident size as the kernel reports it. Printed:
the peak at 1,000 and at 20,000 sentences, the first run, a second run over the same input, and a run after one article
was added: at the end, before all others, and in between. Beside it, what such an article costs in a run of its own, the
start of the program and the engine included.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
SENTENCES = 20


def main() -> None:
    """Measure and print."""
    args = arguments()
    from eval.benchmarks.translate import processor

    print(f"{processor()}; {len(os.sched_getaffinity(0))} cores; load {os.getloadavg()[0]:.2f}; beam {args.beam}")
    made = articles(args.seed)
    with tempfile.TemporaryDirectory(prefix="scale-bench-") as name:
        folder = Path(name)
        news = folder / "news"
        fill(news, args.few, made)
        few = run(folder, "few", args)
        fill(news, args.articles - args.few, made)
        many = run(folder, "many", args)
        again = [run(folder, "many", args)[0] for _ in range(args.runs)]
        added = []
        for _ in range(args.runs):
            fill(news, 1, made)
            added.append(run(folder, "many", args)[0])
        for count, (seconds, peak) in ((args.few, few), (args.articles, many)):
            words = sum(len(p.read_text("utf-8").split()) for p in sorted(news.iterdir())[:count])
            print(
                f"{count:>6} articles, {count * SENTENCES:>6} sentences, {words:>7} words: {seconds:.1f} s, "
                f"{words / seconds:.0f} words/s, peak {peak:.0f} MB"
            )
        print(
            f"again, unchanged: {told(again)}; {100 * sorted(again)[len(again) // 2] / many[0]:.2f}% of the first run"
        )
        print(f"one article more: {told(added)}")
        for where, name in (("before all others", "00000-"), ("between others", f"{args.articles // 2:06d}-")):
            times = []
            for n in range(args.runs):
                (news / f"{name}{n}.txt").write_text(next(made), "utf-8")
                times.append(run(folder, "many", args)[0])
            print(f"one article more, {where}: {told(times)}")
        alone = []
        for n in range(args.runs):
            single = folder / f"single-{n}"
            fill(single, 1, made)
            alone.append(run(folder, f"alone-{n}", args, single)[0])
        print(f"such an article alone, in a run of its own: {told(alone)}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--few", type=int, default=50)
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5, help="of the rerun and of the added article")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", dest="settings", action="append", default=[])
    return parser.parse_args()


def articles(seed: int, sentences: int = SENTENCES) -> Iterator[str]:
    """Texts without end, of so many sentences in paragraphs of four; no sentence comes twice."""
    pick = random.Random(seed)
    rows = (ROOT / "eval" / "suites" / "starter" / "articles.jsonl").read_text("utf-8").splitlines()
    known = [s for row in rows for s in re.split(r"(?<=[a-z]\.)\s+", json.loads(row)["text"])]
    known = [s for s in known if 6 <= len(s.split()) <= 30]
    seen: set[str] = set()
    while True:
        lines: list[str] = []
        while len(lines) < sentences:
            sentence = re.sub(r"\d", lambda _: str(pick.randint(1, 9)), pick.choice(known))
            if not re.search(r"\d{2}", sentence):
                sentence = f"Dalam laporan nomor {pick.randint(100, 99999)}, {sentence[0].lower()}{sentence[1:]}"
            if sentence not in seen:
                seen.add(sentence)
                lines.append(sentence)
        yield "\n\n".join(" ".join(lines[i : i + 4]) for i in range(0, sentences, 4))


def fill(news: Path, count: int, made: Iterator[str]) -> None:
    """So many articles more, each a file whose name sorts after those that are there."""
    news.mkdir(exist_ok=True)
    there = len(list(news.iterdir()))
    for n in range(there, there + count):
        (news / f"{n:06d}.txt").write_text(next(made), "utf-8")


def run(folder: Path, name: str, args: argparse.Namespace, news: Path | None = None) -> tuple[float, float]:
    """Seconds and peak MB of ``ringkas run`` over ``news`` in a process of its own.

    Raises:
        SystemExit: it failed; its words are shown.
    """
    memory = f'translate.memory="{folder / name}.sqlite"'
    settings = [memory, f"translate.beam_size={args.beam}", *args.settings]
    command = [sys.executable, "-m", "pipeline", "run", str(news or folder / "news"), "--out", str(folder / name)]
    command += [part for setting in settings for part in ("--set", setting)]
    from pipeline.core.child_process import run_measured

    used = run_measured(command, folder / "log", cwd=ROOT)
    if used.code:
        raise SystemExit((folder / "log").read_text("utf-8"))
    return used.seconds, used.memory / 2**20


def told(seconds: list[float]) -> str:
    ranked = sorted(seconds)
    return f"{ranked[len(ranked) // 2]:.2f} s (median of {len(ranked)}, {ranked[0]:.2f} to {ranked[-1]:.2f})"


if __name__ == "__main__":
    main()
