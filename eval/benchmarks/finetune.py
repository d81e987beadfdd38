"""Measures what 500 pairs of one's own are worth: fine-tune for a few minutes, then compare with statistics.

    python eval/benchmarks/finetune.py --out FOLDER [--minutes 6] [--start CARD-OR-FOLDER] [--domain ORIGIN]

Takes 500 pairs of one domain for training and 300 for testing, runs the preset ``finetune``, and compares the model
before and after on the domain's test pairs and on FLORES dev (what was lost of everything else). The domain is an
origin of the training corpus, because the sets that are for measuring are never trained on, not even here; the
embedded model has seen it, so the gain is what closer study of one domain brings, a floor for a domain it never saw.
The data is not ours to ship: it is read from ``shared/`` beside the checkout, and without it this says so and ends.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.comparison.compare import compare  # noqa: E402
from pipeline.comparison.results import Comparison, Difference  # noqa: E402
from pipeline.training import session  # noqa: E402
from pipeline.training.evaluate import ShippedModel  # noqa: E402
from pipeline.training.parallel_text import read_lines  # noqa: E402

TRAINING = ROOT.parent / "shared" / "training"
Pairs = list[tuple[str, str]]
WORDS = (5, 40)


def domain_pairs(domain: str, train: int, test: int, seed: int) -> tuple[Pairs, Pairs]:
    """Distinct pairs of one domain, shuffled: the first ``test`` for testing, the next ``train`` for training."""
    rows = [line.split("\t")[1:] for line in read_lines(TRAINING / "train.tsv.xz") if line.startswith(f"{domain}\t")]
    pairs = list({r[0]: (r[0], r[1]) for r in rows if WORDS[0] <= len(r[0].split()) <= WORDS[1]}.values())
    if len(pairs) < train + test:
        raise SystemExit(f"{domain}: only {len(pairs)} pairs of {WORDS[0]} to {WORDS[1]} words")
    random.Random(seed).shuffle(pairs)
    return pairs[test : test + train], pairs[:test]


def write(path: Path, lines: Sequence[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def judge(folder: Path, name: str, pairs: Pairs, models: dict[str, ShippedModel]) -> Comparison:
    """Both models' outputs on a test set, compared by chrF with paired tests."""
    files = []
    for label, model in models.items():
        made = model.outputs([a for a, _ in pairs], beam_size=4, no_repeat_ngram_size=4)
        files.append(write(folder / name / f"{label}.en", made))
    source = write(folder / name / "source.id", [a for a, _ in pairs])
    reference = write(folder / name / "reference.en", [b for _, b in pairs])
    return compare(files, [reference], source, ["chrf", "bleu"])


def row(difference: Difference) -> str:
    return (
        f"{difference.metric}: {difference.delta:+.2f} [{difference.low:+.2f}, {difference.high:+.2f}], "
        f"p {difference.p_holm:.4f}: {difference.finding}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--domain", default="mediawiki-l10n", help="origin of the training corpus")
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--start", default="marian-id-en")
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--test", type=int, default=300)
    parser.add_argument("--flores", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE", help="changes of the preset")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    missing = [p for p in (TRAINING / "train.tsv.xz", TRAINING / "dev.tsv") if not p.is_file()]
    if missing:
        raise SystemExit(f"skipped: {missing[0]} is not there (third-party data, never in the repository)")
    result = benchmark(given)
    (given.out / "finetune.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def benchmark(given: argparse.Namespace) -> dict[str, Any]:
    """Trains and compares; prints as it goes, returns the figures."""
    train, test = domain_pairs(given.domain, given.pairs, given.test, given.seed)
    folder = given.out.resolve()
    write(folder / "mine.tsv", [f"{a}\t{b}" for a, b in train])
    write(folder / "test.tsv", [f"{a}\t{b}" for a, b in test])
    suite = '{ name = "domain", data = { path = "test.tsv" } }'
    overrides = [
        f"data_root={folder}",
        f"rounds.0.minutes={given.minutes}",
        f"start.path={given.start}",
        f"evaluate.suites=[{suite}]",
        *given.set,
    ]
    began = time.monotonic()
    run, said = session.train("finetune", settings=overrides, out=folder / "run")
    print(said)
    minutes = (time.monotonic() - began) / 60
    print(f"\nthe whole of `ringkas train finetune`: {minutes:.1f} minutes")
    rows = [line.split("\t") for line in read_lines(TRAINING / "dev.tsv")][: given.flores]
    models = {"before": ShippedModel(given.start, "translate"), "after": ShippedModel(run / "model", "translate")}
    result: dict[str, Any] = {"domain": given.domain, "pairs": given.pairs, "minutes": minutes, "sets": {}}
    for name, pairs in (("domain", test), ("flores-dev", [(r[0], r[1]) for r in rows])):
        found = judge(folder, name, pairs, models)
        print(f"{name}, {len(pairs)} pairs, after minus before")
        for difference in found.differences:
            print(f"  {row(difference)}")
        result["sets"][name] = [
            {"metric": d.metric, "delta": d.delta, "low": d.low, "high": d.high, "p": d.p_holm, "finding": d.finding}
            for d in found.differences
        ]
    return result


if __name__ == "__main__":
    main()
