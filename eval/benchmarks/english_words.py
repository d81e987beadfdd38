"""Gathers the English words that a translation may hold, for the check of words that do not exist.

    python -m eval.benchmarks.english_words --dictionary american-english-huge --dictionary british-english-huge
        --pairs PAIRS.tsv ... --lines mono_en.txt.xz

Reads lists of words (Debian's ``wamerican-huge`` and ``wbritish-huge``, which are made of SCOWL, size 80), the
English side of pairs (``origin TAB Indonesian TAB English``, also ``.xz``) and English news, one sentence a line. A
word of the lists counts as it is, one of the texts from the third time on and if it is no Indonesian word that
English translates. Writes ``pipeline/language/data/words-en.txt.gz``: words in small letters, sorted, no text.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.language.english_words import LETTERS, WORDS
from pipeline.language.names import common_words
from pipeline.language.rewordings import is_kept
from pipeline.training.parallel_text import open_text

LEAST = 3  # times in the texts: what is met less often may be a misprint
COLUMN = 2  # of the English side


def counted(files: Iterable[Path], column: int) -> Counter[str]:
    """How often each word stands in a column of files, -1 for the last one, in small letters."""
    found: Counter[str] = Counter()
    for path in files:
        with open_text(path) as file:
            for line in file:
                found.update(word.lower() for word in LETTERS.findall(line.rstrip("\n").split("\t")[column]))
    return found


def listed(files: Iterable[Path]) -> set[str]:
    """The words of dictionaries, one a line, in small letters without "'s"."""
    lines = (line.strip().removesuffix("'s") for path in files for line in path.read_text("utf-8").splitlines())
    return {word.lower() for line in lines for word in LETTERS.findall(line)}


def main() -> None:
    """Count and write the list."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dictionary", type=Path, action="append", default=[])
    parser.add_argument("--pairs", type=Path, nargs="+", default=[])
    parser.add_argument("--lines", type=Path, nargs="+", default=[])
    args = parser.parse_args()
    met = counted(args.pairs, COLUMN) + counted(args.lines, -1)
    foreign = {word for word in common_words("id") if not is_kept(word)}
    often = {word for word, n in met.items() if n >= LEAST} - foreign
    words = often | listed(args.dictionary) | common_words("en")
    words = {word for word in words if word.isascii() and word.isalpha()}  # others are taken for English as they are
    WORDS.write_bytes(gzip.compress("".join(f"{word}\n" for word in sorted(words)).encode(), 9, mtime=0))
    print(f"{len(words)} words, {WORDS.stat().st_size:,} bytes: {WORDS}")


if __name__ == "__main__":
    main()
