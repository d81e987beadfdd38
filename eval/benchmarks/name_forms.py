"""Makes ``pipeline/language/data/name_forms.tsv.gz``: names and words whose English form differs by a letter or two.

    python -m eval.benchmarks.name_forms PAIRS.tsv ...

Reads pairs (``origin TAB Indonesian TAB English``, also ``.xz``) and writes words alone, in small letters: one of the
Indonesian side that the English lacks, and one of the English side that the Indonesian lacks, as like as a name and
its misspelling (``pipeline/guards/name_spelling.py``). Common words of either language are left out: the guard never
looks at them. A pair that was met once counts: a form too many leaves a misspelling as it is, one too few makes one.
"""

from __future__ import annotations

import argparse
import gzip
import re
from pathlib import Path

from pipeline.guards.name_spelling import FORMS, LONG, SHORTEST
from pipeline.language.names import edit_distance, is_common
from pipeline.training.parallel_text import open_text

_WORD = re.compile(r"[^\W\d_]+")


def forms(files: list[Path]) -> set[tuple[str, str]]:
    """(word, English form) of all pairs of the files."""
    found: set[tuple[str, str]] = set()
    for path in files:
        with open_text(path) as file:
            for line in file:
                fields = line.rstrip("\n").split("\t")
                if len(fields) >= 3:
                    found |= _alike(*({w.casefold() for w in _WORD.findall(text)} for text in fields[1:3]))
    return {(a, b) for a, b in found if not is_common(a, "id") and not is_common(b, "en")}


def _alike(source: set[str], target: set[str]) -> set[tuple[str, str]]:
    ours, theirs = ([w for w in side if len(w) >= SHORTEST] for side in (source - target, target - source))
    return {(a, b) for a in ours for b in theirs if a[0] == b[0] and _like(a, b)}


def _like(a: str, b: str) -> bool:
    wrong = 1 if min(len(a), len(b)) < LONG else 2
    return edit_distance(a, b, wrong) <= wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path, nargs="+")
    rows = sorted(forms(parser.parse_args().pairs))
    text = "".join(f"{word}\t{form}\n" for word, form in rows)
    FORMS.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{FORMS.name}: {len(rows)} pairs")


if __name__ == "__main__":
    main()
