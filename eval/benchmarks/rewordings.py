"""Makes ``pipeline/language/data/rewordings.tsv.gz``: the English stems that translate an Indonesian word in any pair.

    python -m eval.benchmarks.rewordings PAIRS ... [--out FILE]

Each PAIRS is a file of ``origin TAB Indonesian TAB English`` (.xz allowed), as
:mod:`eval.benchmarks.guard_lexicon` reads them: all news, and the sentences of briefs (without the mark that asks for
one). Words are aligned by IBM model 1 (Brown et al. 1993). A stem counts for a word when enough of the word's
occurrences are aligned with it, and more than chance would have it; of a seldom word twice at least. Only words are
written, no text.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from eval.benchmarks.guard_lexicon import FUNCTION, FUNCTION_ID, align, read
from pipeline.language.lexicon import content_words, english_stem, english_stems, short_stem
from pipeline.language.rewordings import REWORDINGS

MARKS = ("brief: ", "headline: ")
LEAST = 6  # times a word has to occur
SELDOM, USUAL = 40, 300  # times: words met less often than the first, and more often than the second
SHARES = (0.06, 0.012, 0.02)  # of a word's occurrences aligned with a stem: of seldom words, of others, of usual ones
TIMES = 2.0
MOST = 30  # stems of a word


def least(count: int) -> float:
    """The expected count from which a stem translates a word that was met so often."""
    share = SHARES[0] if count < SELDOM else SHARES[1] if count < USUAL else SHARES[2]
    return max(TIMES, share * count)


def make(paths: Iterable[Path]) -> dict[str, list[str]]:
    """The stems of each word, the most usual first."""
    sources: list[list[str]] = []
    targets: list[frozenset[str]] = []
    for path in paths:
        for _, source, target in read(path):
            text = next((source.removeprefix(mark) for mark in MARKS if source.startswith(mark)), source)
            sources.append(sorted({word for word, _ in content_words(text)} - FUNCTION_ID))
            targets.append(english_stems(target))
    count = Counter(word for words in sources for word in words)
    stem_count = Counter(stem for stems in targets for stem in stems)
    function = {short_stem(english_stem(word)) for word in FUNCTION}
    words = sorted(word for word, n in count.items() if n >= LEAST and len(word) > 2)
    stems = sorted(stem for stem, n in stem_count.items() if n >= TIMES and stem not in function and len(stem) > 1)
    tables = align(sources, targets, {w: i + 1 for i, w in enumerate(words)}, {s: i for i, s in enumerate(stems)})
    found = {}
    for word, by_stem in zip(words, tables, strict=True):
        chance = TIMES * count[word] / len(sources)
        ranked = sorted(by_stem.items(), key=lambda item: (-item[1], item[0]))
        kept = [stems[s] for s, n in ranked if n >= max(least(count[word]), chance * stem_count[stems[s]])]
        if kept:
            found[word] = kept[:MOST]
    return found


def main() -> None:
    """Read the pairs, write the table, the same bytes for the same pairs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=REWORDINGS)
    given = parser.parse_args()
    rows = make(given.pairs)
    text = "".join(f"{word}\t{' '.join(stems)}\n" for word, stems in sorted(rows.items()))
    given.out.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(rows)} words, {given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
