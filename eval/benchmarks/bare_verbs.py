"""Lists active verbs without their prefix, as headlines write them, beside the form that sentences have.

    python -m eval.benchmarks.bare_verbs PAIRS ... [--write]

PAIRS are the translator's training pairs (origin, Indonesian, English; tab-separated, ``.xz`` or not); the Indonesian
words in small letters are counted. A verb is listed when its form with "me-" was met at least ``LEAST`` times and six
times as often as the bare one, and when its passive tells that the bare form is the verb's own ("diresmikan", but not
"dikubah" for "mengubah").
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.language.bare_verbs import TABLE, active

LEAST = 5  # times met
RATIO = 6  # the active form more often than the bare one
COMMON = 60  # a bare form met so often is known as it is
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_OTHERS = frozenset({"alah", "derita", "duga", "reka", "rut"})  # other words than the verb without its prefix
_NO_BARE = re.compile(r"^(?:ber|ter|di)|nya$")
_TAKEN = {"mem": "p", "men": "t", "meny": "s", "meng": "k"}


def counted(paths: Iterable[Path]) -> Counter[str]:
    """How often each Indonesian word stands in small letters in files of pairs."""
    counts: Counter[str] = Counter()
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            for line in file:
                counts.update(word for word in _WORD.findall(line.split("\t")[1]) if word.islower())
    return counts


def bare_forms(verb: str) -> set[str]:
    """What may be left of an active verb without its prefix: "tolak" and "olak" of "menolak"."""
    found = {verb.removeprefix(p) for p in ("me", "mem", "men", "meng", "meny", "menge") if verb.startswith(p)}
    found |= {taken + verb.removeprefix(p) for p, taken in _TAKEN.items() if verb.startswith(p)}
    return {form for form in found if len(form) > 2 and active(form) == verb}


def verbs(counts: Counter[str]) -> dict[str, str]:
    """The active form of each bare verb of the list."""
    found: dict[str, str] = {}
    for verb, met in counts.items():
        if not verb.startswith("me") or met < LEAST or "-" in verb:
            continue
        passive = {form: counts[f"di{form}"] for form in bare_forms(verb)}
        form = max(sorted(passive), key=lambda one: passive[one], default="")
        if not form or not passive[form] or form in _OTHERS or _NO_BARE.search(form):
            continue
        if counts[form] < COMMON and counts[form] * RATIO <= met:
            found[form] = verb
    return found


def main() -> None:
    """Print how many verbs there are; with --write, write them to the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    found = verbs(counted(given.pairs))
    print(f"{len(found)} verbs")
    if given.write:
        TABLE.write_text("".join(f"{form}\n" for form in sorted(found)), "utf-8")


if __name__ == "__main__":
    main()
