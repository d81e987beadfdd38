"""Which decoding settings suit a checkpoint: tries them on a development set beside the card's own.

    python eval/benchmarks/decode_tuning.py DEV.tsv --card marian-id-en --try beam_size=8 --try length_penalty=0.8 \
        --try "beam_size=6,repetition_penalty=1.1" --rerank mbr,coverage,guards --nbest 8 --pairs train.tsv.xz

DEV.tsv has an Indonesian sentence, a tab and its English translation on each line (a header is skipped when its cells
are language names); ``--source`` and ``--target`` name two aligned files instead. Each row has BLEU and chrF, their
difference to the card's own settings with a paired 95% bootstrap interval, and the seconds. ``coverage_penalty`` and
``patience`` are tried too, though no card can ask for them. ``--rerank`` chooses among the n best of a wider beam
(``eval/benchmarks/reranking.py``; ``coverage`` fits its table on ``--pairs``). The settings that win are printed as a
card's ``[generation]`` table with ``[[known_answers]]``. Tune on a development set only: the sets that scores are
reported on must never be seen here.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from eval.benchmarks.reranking import Coverage, mbr  # noqa: E402
from pipeline import metrics  # noqa: E402
from pipeline.backends import ctranslate2, load_translator  # noqa: E402
from pipeline.backends.base import Hypothesis  # noqa: E402
from pipeline.metrics.resampling import bootstrap_weights, interval  # noqa: E402
from pipeline.training.tokens import load_tokens  # noqa: E402

KNOWN = (
    "Presiden mengatakan pemerintah akan membangun jalan baru tahun depan.",
    "Gempa bumi mengguncang kota itu pada hari Rabu.",
)
BESIDE_THE_CARD = ("coverage_penalty", "patience")  # options of the engine that our settings leave out
TEMPERATURES = (math.inf, 4.0, 2.0, 1.0)
WEIGHTS = (0.05, 0.1, 0.2, 0.4)
METRICS = ("bleu", "chrf")


@dataclass(slots=True)
class Bench:
    """The engine and a development set; ``rows`` are the statistics of the card's own settings once they are known."""

    engine: Any
    sources: list[str]
    references: list[str]
    rows: dict[str, Any]

    def translate(self, settings: dict[str, Any], n_best: int = 1) -> tuple[list[list[Hypothesis]], float]:
        """Hypotheses and seconds."""
        extra = {k: settings[k] for k in BESIDE_THE_CARD if k in settings}
        known = {k: v for k, v in settings.items() if k not in extra}
        usual = ctranslate2.search_options
        ctranslate2.search_options = lambda *given: {**usual(*given), **extra}
        try:
            began = time.perf_counter()
            found = self.engine.translate(self.sources, n_best=n_best, **known)
            return found, time.perf_counter() - began
        finally:
            ctranslate2.search_options = usual

    def report(self, name: str, outputs: Sequence[str], seconds: float) -> float:
        """Prints a row; returns chrF. The first row is what the others are held against."""
        items = metrics.make_items(outputs, [[r] for r in self.references], self.sources, allow_empty=True)
        weights = bootstrap_weights(len(outputs))
        cells = []
        value = 0.0
        for metric in map(metrics.load_metric, METRICS):
            rows = metrics.statistics(metric, items)
            base = self.rows.setdefault(metric.name, rows)
            value = float(metric.value(rows.sum(axis=0)))
            low, high = interval(metric.value(weights @ rows) - metric.value(weights @ base))
            delta = value - float(metric.value(base.sum(axis=0)))
            cells.append(f"{value:5.2f} {delta:+.2f} ({low:+.2f} to {high:+.2f})")
        length = sum(len(t.split()) for t in outputs) / sum(len(t.split()) for t in self.references)
        print(f"| {name} | {' | '.join(cells)} | {length:.3f} | {seconds:.1f} |", flush=True)
        return value


def main() -> None:
    args = arguments()
    bench = prepare(args)
    print("| settings | BLEU, difference | chrF, difference | length ratio | seconds |\n|---|---|---|---|---|")
    tried: list[tuple[float, dict[str, Any]]] = []
    for settings in ({}, *map(parsed, args.tries)):
        found, seconds = bench.translate(settings)
        name = ", ".join(f"{k} {v}" for k, v in settings.items()) or "the card's own"
        tried.append((bench.report(name, [h[0].text for h in found], seconds), settings))
    rerank(bench, args)
    best = max(tried, key=lambda row: row[0])[1]
    card = {k: v for k, v in bench.engine.card.generation.model_dump().items() if k != "min_tokens"}
    print("\n[generation]")
    for key, value in {**card, **best}.items():
        print(f"{key} = {value}")
    for source, row in zip(KNOWN, bench.engine.translate(KNOWN, **best), strict=True):
        print(f"\n[[known_answers]]\nsource = {quoted(source)}\ntext = {quoted(row[0].text)}")


def rerank(bench: Bench, args: argparse.Namespace) -> None:
    """Chooses among the n best in each of the ways asked for."""
    if not args.rerank:
        return
    found, seconds = bench.translate({"beam_size": args.nbest}, args.nbest)
    bench.report(f"beam {args.nbest}", [h[0].text for h in found], seconds)
    for way in args.rerank:
        _WAYS[way](bench, args, found, seconds)


def _mbr(bench: Bench, args: argparse.Namespace, found: list[list[Hypothesis]], seconds: float) -> None:
    for temperature in TEMPERATURES:
        began = time.perf_counter()
        outputs = [h[mbr(h, temperature)].text for h in found]
        took = time.perf_counter() - began
        bench.report(f"{args.nbest} best, mbr, temperature {temperature}", outputs, seconds + took)


def _coverage(bench: Bench, args: argparse.Namespace, found: list[list[Hypothesis]], seconds: float) -> None:
    if args.pairs is None:
        raise SystemExit("--rerank coverage fits its table on parallel text: give --pairs FILE")
    coverage = Coverage(args.pairs, load_tokens(bench.engine.card.folder(), ("id", "en")))
    for weight in WEIGHTS:
        began = time.perf_counter()
        places = coverage.choose(bench.sources, found, weight)
        outputs = [h[place].text for h, place in zip(found, places, strict=True)]
        bench.report(f"{args.nbest} best, coverage, weight {weight}", outputs, seconds + time.perf_counter() - began)


def _guards(bench: Bench, args: argparse.Namespace, found: list[list[Hypothesis]], seconds: float) -> None:
    from pipeline.guards.ladder import Ladder, LadderOptions

    for beam in sorted({bench.engine.card.generation.beam_size, args.nbest}):
        options = LadderOptions.of(SimpleNamespace(beam_size=beam))
        began = time.perf_counter()
        outputs = [t.text for t in Ladder(bench.engine, options).run(bench.sources)]
        bench.report(f"beam {beam}, the guards' ladder", outputs, time.perf_counter() - began)


_WAYS: dict[str, Callable[[Bench, argparse.Namespace, list[list[Hypothesis]], float], None]] = {
    "mbr": _mbr,
    "coverage": _coverage,
    "guards": _guards,
}


def parsed(text: str) -> dict[str, Any]:
    """``beam_size=8,length_penalty=0.8`` as settings."""
    settings: dict[str, Any] = {}
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if not equals:
            raise SystemExit(f"--try {text!r}: not of the form setting=value")
        settings[key.strip()] = int(value) if value.strip().isdigit() else float(value)
    return settings


def quoted(text: str) -> str:
    """A TOML basic string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def prepare(args: argparse.Namespace) -> Bench:
    sources, references = read(args)
    engine = load_translator(
        args.card, backend=args.backend, compute_type=args.compute_type, device=args.device, check=False
    )
    usable = [i for i, n in enumerate(engine.count_tokens(sources)) if n <= engine.max_source_tokens]
    if len(usable) < len(sources):
        print(f"{len(sources) - len(usable)} sentences are over the card's limit and left out", file=sys.stderr)
    print(f"{len(usable)} sentences, card {args.card}, {args.compute_type}\n")
    return Bench(engine, [sources[i] for i in usable], [references[i] for i in usable], {})


def read(args: argparse.Namespace) -> tuple[list[str], list[str]]:
    if args.source and args.target:
        sources = args.source.read_text("utf-8").splitlines()
        references = args.target.read_text("utf-8").splitlines()
        pairs = list(zip(sources, references, strict=True))
    elif args.dev:
        with args.dev.open(encoding="utf-8", newline="") as file:
            cells = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        pairs = [(c[0], c[1]) for c in cells if len(c) >= 2]
        if pairs and max(map(len, pairs[0])) < 12 and pairs[0][0].lower()[:2] in ("id", "in", "so"):
            pairs = pairs[1:]
    else:
        raise SystemExit("give a TSV file, or --source and --target")
    pairs = [p for p in pairs if p[0].strip() and p[1].strip()][: args.limit or None]
    return [p[0] for p in pairs], [p[1] for p in pairs]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Tune decoding on a development set.")
    parser.add_argument("dev", type=Path, nargs="?")
    parser.add_argument("--source", type=Path)
    parser.add_argument("--target", type=Path)
    parser.add_argument("--card", default="marian-id-en")
    parser.add_argument("--backend", default="ctranslate2")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--try", dest="tries", action="append", default=[], metavar="SETTING=VALUE[,...]")
    parser.add_argument("--rerank", type=lambda text: text.split(","), default=[], help="mbr, coverage, guards")
    parser.add_argument("--nbest", type=int, default=8)
    parser.add_argument("--pairs", type=Path, help="parallel text for the coverage table")
    parser.add_argument("--limit", type=int, default=0, help="sentences; 0: all")
    given = parser.parse_args()
    if unknown := set(given.rerank) - _WAYS.keys():
        parser.error(f"--rerank knows {', '.join(_WAYS)}, not {', '.join(sorted(unknown))}")
    return given


if __name__ == "__main__":
    main()
