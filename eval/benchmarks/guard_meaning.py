"""Measures every guard: false alarms on sound translations, and what is caught of planted errors of meaning.

    python eval/benchmarks/guard_meaning.py [PAIRS ...] [--write eval/results/guards.md]

Sound translations are the two references of the suite of daily news, the starter suite's, FLORES dev and devtest, and
the held-out eighth (see ``guard_lexicon.held_out``) of PAIRS, files of ``origin TAB Indonesian TAB English``. Errors
are planted in all but the freer reference by ``guard_meaning_plants.py``. Words and counts come from the other seven
eighths of the pairs alone. False alarms were read and mended on all of these sets; misses were read on the suite of
daily news and on the held-out news, not on FLORES.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from eval.benchmarks import guards  # noqa: E402
from eval.benchmarks.guard_lexicon import held_out, read  # noqa: E402
from eval.benchmarks.guard_meaning_plants import KINDS, plant  # noqa: E402
from pipeline.guards import GUARDS, Context, check_all  # noqa: E402
from pipeline.guards.severity import verdict  # noqa: E402
from pipeline.language.glossary import Glossary  # noqa: E402

Pairs = list[tuple[str, str]]
MEANING = ("antonyms", "content_words", "order", "polarity", "quantities", "relative_time", "units")
MOST = 6000  # held-out pairs measured
PER_KIND = 120


def sets(files: list[Path]) -> dict[str, Pairs]:
    """Sound translations by name; those whose data is not there are left out."""
    suites = ROOT / "eval" / "suites"
    source = (suites / "news" / "source.id").read_text(encoding="utf-8").splitlines()
    found: dict[str, Pairs] = {}
    for name, file in (("news suite", "reference.en"), ("news suite, freer reference", "reference-2.en")):
        found[name] = list(zip(source, (suites / "news" / file).read_text(encoding="utf-8").splitlines(), strict=True))
    found["starter suite"] = starter(suites / "starter" / "articles.jsonl")
    for name in ("dev", "devtest"):
        try:
            found[f"FLORES {name}"] = list(zip(*guards.pairs(name), strict=True))
        except SystemExit as skipped:
            print(skipped, file=sys.stderr)
    held = [(s, t) for file in files for origin, s, t in read(file) if origin == "news" and held_out(s)]
    if held:
        found["held-out news"] = held[:MOST]
    return found


def starter(path: Path) -> Pairs:
    """The starter suite's sentences and their references."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(source, reference) for row in rows for source, reference in row["sentences"]]


def alarms(pairs: Pairs, context: Context) -> dict[str, Any]:
    """How many sound translations are flagged: by any guard, at a severity that is shown, and by flag."""
    flags = Counter[str]()
    flagged = shown = 0
    for source, translation in pairs:
        found = check_all(source, translation, context)
        flags.update(set(found))
        flagged += bool(found)
        shown += verdict(found).shown
    n = len(pairs)
    return {"n": n, "any": 100 * flagged / n, "shown": 100 * shown / n, "flags": flags}


def recall(pairs: Pairs, context: Context) -> tuple[dict[str, tuple[int, int]], Counter[str]]:
    """For each kind of planted error how many there are and how many raise a flag that the sound text does not, by
    the guards of meaning; and the flags that they raised."""
    caught: dict[str, tuple[int, int]] = {}
    flags = Counter[str]()
    for error in plant([s for s, _ in pairs], [t for _, t in pairs], per_kind=PER_KIND, seed=11):
        after = Counter(check_all(error.source, error.planted, context, MEANING))
        new = after - Counter(check_all(error.source, error.reference, context, MEANING))
        n, hits = caught.get(error.kind, (0, 0))
        caught[error.kind] = (n + 1, hits + bool(new))
        flags.update(new)
    return caught, flags


def cost(pairs: Pairs, context: Context) -> dict[str, float]:
    """Microseconds of processor time a sentence by guard."""
    found = {}
    for name in GUARDS.names():
        module = GUARDS.load(name)
        for source, translation in pairs[:20]:
            module.check(source, translation, context)
        start = time.process_time()
        for source, translation in pairs[:400]:
            module.check(source, translation, context)
        found[name] = 1e6 * (time.process_time() - start) / len(pairs[:400])
    return found


def report(measured: dict[str, dict[str, Any]], planted: dict[str, Any], costs: dict[str, float], command: str) -> str:
    """The figures as Markdown."""
    lines = ["# Guards: what they catch, what they flag wrongly, what they cost", "", f"Made by `{command}`.", ""]
    lines += ["## False alarms on sound translations, percent of sentences", ""]
    lines += ["| set | sentences | any flag | shown to a reader (critical or major) |", "|---|---|---|---|"]
    lines += [f"| {k} | {m['n']:,} | {m['any']:.1f} | {m['shown']:.1f} |" for k, m in measured.items()]
    names = sorted({flag for m in measured.values() for flag in m["flags"]})
    lines += [
        "",
        "By flag, percent of sentences:",
        "",
        f"| flag | {' | '.join(measured)} |",
        "|---" * (len(measured) + 1) + "|",
    ]
    for name in names:
        lines.append(
            f"| {name} | " + " | ".join(f"{100 * m['flags'][name] / m['n']:.2f}" for m in measured.values()) + " |"
        )
    lines += ["", "## Planted errors of meaning, caught by the guards of meaning", ""]
    for name, (caught, flags) in planted.items():
        total, hits = (sum(column) for column in zip(*caught.values(), strict=True))
        wrong = measured[name]
        alarmed = sum(wrong["meaning"].values()) / wrong["n"]
        lines += [f"### {name}", "", "| kind | planted | caught, percent |", "|---|---|---|"]
        lines += [f"| {k} | {caught[k][0]} | {100 * caught[k][1] / caught[k][0]:.0f} |" for k in KINDS if k in caught]
        lines += [f"| all | {total} | {100 * hits / total:.1f} |", ""]
        precision = 100 * hits / (hits + alarmed * total)
        lines += [
            f"Precision, with as many sound sentences as planted errors: {precision:.1f} percent "
            f"({100 * alarmed:.2f} percent of the sound ones are flagged by these guards).",
            "",
            "Flags raised: " + ", ".join(f"{flag} {n}" for flag, n in flags.most_common()) + ".",
            "",
        ]
    lines += ["## Cost, microseconds of processor time a sentence", "", "| guard | cost |", "|---|---|"]
    lines += [f"| {name} | {value:.0f} |" for name, value in costs.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print; ``--write`` keeps the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="*", type=Path)
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    context = Context(Glossary.load())
    samples = sets(args.pairs)
    measured = {name: alarms(pairs, context) for name, pairs in samples.items()}
    planted: dict[str, Any] = {}
    for name in ("news suite", "held-out news", "FLORES dev", "FLORES devtest"):
        if name in samples:
            planted[name] = recall(samples[name], context)
            found = [bool(check_all(s, t, context, MEANING)) for s, t in samples[name]]
            measured[name]["meaning"] = Counter({"flagged": sum(found)})
    command = " ".join(["python eval/benchmarks/guard_meaning.py", *(p.name for p in args.pairs)])
    page = report(measured, planted, cost(samples["news suite"], context), command)
    print(page)
    if args.write:
        args.write.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
