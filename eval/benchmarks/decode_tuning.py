"""Which decoding settings suit a checkpoint: tries them on a development set and prints BLEU, chrF and speed.

    python eval/benchmarks/decode_tuning.py DEV.tsv --card marian-id-en --beams 1,2,4,6 --penalties 0.6,1.0,1.4 \
        --ngrams 0,4 --repetition 1.0,1.1 --limit 400

DEV.tsv has an Indonesian sentence, a tab and its English translation on each line (a header is skipped when its cells
are language names); ``--source`` and ``--target`` name two aligned files instead. The best settings by chrF (then BLEU)
are printed as a card's ``[generation]`` table, followed by ``[[known_answers]]`` with what the checkpoint now says.
Tune on a development set only: the sets that scores are reported on must never be seen here.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
KNOWN = (
    "Presiden mengatakan pemerintah akan membangun jalan baru tahun depan.",
    "Gempa bumi mengguncang kota itu pada hari Rabu.",
)


def main() -> None:
    args = arguments()
    from sacrebleu.metrics import BLEU, CHRF

    from pipeline.backends import load_translator

    sources, references = read(args)
    engine = load_translator(
        args.card, backend=args.backend, compute_type=args.compute_type, device=args.device, check=False
    )
    usable = [i for i, n in enumerate(engine.count_tokens(sources)) if n <= engine.max_source_tokens]
    if len(usable) < len(sources):
        print(f"{len(sources) - len(usable)} sentences are over the card's limit and left out", file=sys.stderr)
    sources, references = [sources[i] for i in usable], [references[i] for i in usable]
    words = sum(len(s.split()) for s in sources)
    print(f"{len(sources)} sentences, {words} words, card {args.card}")
    print("  BLEU   chrF  words/s  settings")
    rows: list[tuple[float, float, dict[str, Any]]] = []
    for settings in grid(args):
        began = time.perf_counter()
        outputs = [row[0].text for row in engine.translate(sources, **settings)]
        seconds = time.perf_counter() - began
        bleu, chrf = (m.corpus_score(outputs, [references]).score for m in (BLEU(), CHRF()))
        rows.append((chrf, bleu, settings))
        print(f"{bleu:6.2f} {chrf:6.2f} {words / seconds:8.0f}  {settings}", flush=True)
    best = max(rows, key=lambda row: row[:2])[2]
    print("\n[generation]")
    for key, value in best.items():
        print(f"{key} = {value}")
    for source, row in zip(KNOWN, engine.translate(KNOWN, **best), strict=True):
        print(f"\n[[known_answers]]\nsource = {quoted(source)}\ntext = {quoted(row[0].text)}")


def quoted(text: str) -> str:
    """A TOML basic string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def grid(args: argparse.Namespace) -> list[dict[str, Any]]:
    """Every combination; a length penalty means nothing to a greedy search, so greedy comes once."""
    found = []
    for beam, penalty, ngram, repetition in itertools.product(args.beams, args.penalties, args.ngrams, args.repetition):
        if beam > 1 or penalty == args.penalties[0]:
            found.append(
                {
                    "beam_size": beam,
                    "length_penalty": penalty,
                    "no_repeat_ngram_size": ngram,
                    "repetition_penalty": repetition,
                }
            )
    return found


def read(args: argparse.Namespace) -> tuple[list[str], list[str]]:
    if args.source and args.target:
        sources = args.source.read_text("utf-8").splitlines()
        references = args.target.read_text("utf-8").splitlines()
        pairs = list(zip(sources, references, strict=True))
    elif args.dev:
        with args.dev.open(encoding="utf-8", newline="") as file:
            cells = list(csv.reader(file, delimiter="\t"))
        pairs = [(c[0], c[1]) for c in cells if len(c) >= 2]
        if pairs and max(map(len, pairs[0])) < 12 and pairs[0][0].lower()[:2] in ("id", "in", "so"):
            pairs = pairs[1:]
    else:
        raise SystemExit("give a TSV file, or --source and --target")
    pairs = [p for p in pairs if p[0].strip() and p[1].strip()][: args.limit or None]
    return [p[0] for p in pairs], [p[1] for p in pairs]


def arguments() -> argparse.Namespace:
    def numbers(kind: type) -> Any:
        return lambda text: [kind(part) for part in text.split(",")]

    parser = argparse.ArgumentParser(description="Tune decoding on a development set.")
    parser.add_argument("dev", type=Path, nargs="?")
    parser.add_argument("--source", type=Path)
    parser.add_argument("--target", type=Path)
    parser.add_argument("--card", default="marian-id-en")
    parser.add_argument("--backend", default="auto")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--compute-type", default="int8")
    parser.add_argument("--beams", type=numbers(int), default=[1, 4])
    parser.add_argument("--penalties", type=numbers(float), default=[0.6, 1.0, 1.4])
    parser.add_argument("--ngrams", type=numbers(int), default=[0, 4])
    parser.add_argument("--repetition", type=numbers(float), default=[1.0])
    parser.add_argument("--limit", type=int, default=400)
    return parser.parse_args()


if __name__ == "__main__":
    main()
