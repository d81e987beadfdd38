"""Counts how often the translator met each Indonesian word in training, for the estimate of risk.

    python -m eval.benchmarks.word_counts PAIRS.tsv ...

Reads pairs (``origin TAB Indonesian TAB English``, also ``.xz``) and writes ``pipeline/guards/word_counts.tsv.gz``:
words and counts, no text. Words met once are left out, as if they had never been met; counts end at 50, beyond which
more makes no difference.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter
from pathlib import Path

from pipeline.guards.risk import COUNTS, MOST_COUNTED, words
from pipeline.training.parallel_text import open_text

LEAST = 2


def count(files: list[Path]) -> Counter[str]:
    """How often each word stands on the Indonesian side, without clitics, in small letters."""
    found: Counter[str] = Counter()
    for path in files:
        with open_text(path) as file:
            for line in file:
                found.update(words(line.split("\t")[1]))
    return found


def main() -> None:
    """Count and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path, nargs="+")
    found = count(parser.parse_args().pairs)
    rows = [f"{word}\t{min(n, MOST_COUNTED)}\n" for word, n in sorted(found.items()) if n >= LEAST]
    COUNTS.write_bytes(gzip.compress("".join(rows).encode(), 9, mtime=0))
    print(f"{len(rows)} words, {COUNTS.stat().st_size:,} bytes: {COUNTS}")


if __name__ == "__main__":
    main()
