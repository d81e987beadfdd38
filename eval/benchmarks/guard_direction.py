"""Measures the check of rises and falls by a figure: recall on planted errors, false alarms on sound translations.

    python eval/benchmarks/guard_direction.py

In both references of the suite of daily news, in two sets of other news and in FLORES devtest a word of rising or
falling beside a percentage, points or an amount is turned into its opposite, or its movement is taken out ("rose by
5 percent" becomes "was 5 percent"). A turned word is what the check for opposites looks at, too (``antonyms``). Planted
by ``guard_meaning_plants.py``, which knows nothing of the guards.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from eval.benchmarks import guards  # noqa: E402
from eval.benchmarks.guard_meaning import Pairs, sets  # noqa: E402
from eval.benchmarks.guard_meaning_plants import DIRECTION_KINDS, MeaningError, plant  # noqa: E402
from pipeline.guards import Context, check_all  # noqa: E402
from pipeline.language.glossary import Glossary  # noqa: E402

CHECKS = ("direction", "antonyms")
WANTED = ("news suite", "news suite, freer reference", "FLORES devtest")
MOST = 1000


def samples() -> dict[str, Pairs]:
    """Sound translations by name: human references."""
    found = {k: v for k, v in sets([]).items() if k in WANTED}
    for name, file in (
        ("other news", "data/mt/gunnxx-news-valid.tsv"),
        ("other news, test", "data/mt/gunnxx-news-test.tsv"),
    ):
        try:
            rows = [line.split("\t") for line in guards.lines(file)]
        except SystemExit as skipped:
            print(skipped, file=sys.stderr)
            continue
        found[name] = [(row[0], row[1]) for row in rows]
    return found


def raised(error: MeaningError, context: Context, check: str) -> bool:
    """Whether a check flags the planted text and not the sound one."""
    after, before = (check_all(error.source, text, context, (check,)) for text in (error.planted, error.reference))
    return bool(set(after) - set(before))


def main() -> None:
    """Measure and print as Markdown; with ``-v`` the errors that nothing catches."""
    context = Context(Glossary.load())
    print("| set | kind | planted | direction | antonyms | either, percent |", "|---|---|---|---|---|---|", sep="\n")
    missed: list[MeaningError] = []
    for name, pairs in samples().items():
        planted = plant([s for s, _ in pairs], [t for _, t in pairs], per_kind=MOST, seed=11, kinds=DIRECTION_KINDS)
        for kind in DIRECTION_KINDS:
            errors = [error for error in planted if error.kind == kind]
            hits = [[raised(error, context, check) for check in CHECKS] for error in errors]
            if errors:
                sums = " | ".join(str(sum(column)) for column in zip(*hits, strict=True))
                print(f"| {name} | {kind} | {len(errors)} | {sums} | {100 * sum(map(any, hits)) / len(errors):.0f} |")
            missed += [error for error, hit in zip(errors, hits, strict=True) if not any(hit)]
    print()
    for name, pairs in samples().items():
        alarms = [(s, t) for s, t in pairs if check_all(s, t, context, ("direction",))]
        print(f"{name}: {len(alarms)} false alarms of direction in {len(pairs)} sound translations")
        for source, translation in alarms if "-v" in sys.argv else ():
            print(f"  {source}\n  {translation}\n")
    for error in missed if "-v" in sys.argv else ():
        print(f"{error.kind}: {error.change}\n  {error.source}\n  {error.planted}\n")


if __name__ == "__main__":
    main()
