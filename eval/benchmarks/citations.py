"""Do briefs cite the right sentences? The aligner against the 120 hand-labelled brief sentences of the starter suite.

    python -m eval.benchmarks.citations                              # against the reference translations
    python -m eval.benchmarks.citations --translator marian-id-en    # as in a run: against machine translations
    python -m eval.benchmarks.citations --sweep                      # the options, on the articles they are set on
    python -m eval.benchmarks.citations --embed semantic             # with sentence vectors, their weight swept too

The options are set on the articles of odd number (01, 03, ...) and hold for the others. ``unrelated`` is the share of
brief sentences that cite something in an article they are not about: the aligner must be able to say "nothing".
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pipeline.backends.sentence_encoder import load_embedder
from pipeline.stages.summarize.citations import DEFAULT, AlignOptions, Embedder, align

SUITE = Path(__file__).parents[1] / "suites" / "starter"


class Counts(NamedTuple):
    """Pairs of a brief sentence and a source sentence: found and right, found and wrong, not found."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        return f"F1 {self.f1:.3f}  precision {precision:.3f}  recall {recall:.3f}"


class Labelled(NamedTuple):
    """An article's two sides, and the brief sentences labelled with the positions they rest on."""

    english: list[str]
    indonesian: list[str]
    briefs: list[str]
    gold: list[set[int]]


def read(name: str) -> list[dict[str, Any]]:
    """Rows of one of the suite's files."""
    return [json.loads(line) for line in (SUITE / name).read_text(encoding="utf-8").splitlines()]


def load(translator: str = "") -> list[Labelled]:
    """The suite; with ``translator`` the English side is that card's."""
    labels, made = read("citations.jsonl"), []
    for article in read("articles.jsonl"):
        rows = [r for r in labels if r["article"] == article["id"]]
        indonesian, english = ([pair[side] for pair in article["sentences"]] for side in (0, 1))
        made.append(Labelled(english, indonesian, [r["text"] for r in rows], [set(r["sentences"]) for r in rows]))
    if translator:
        from pipeline.backends import load_translator

        flat = [s for item in made for s in item.indonesian]
        texts = iter(h[0].text for h in load_translator(translator).translate(flat))
        made = [item._replace(english=[next(texts) for _ in item.indonesian]) for item in made]
    return made


def count(
    items: Sequence[Labelled], options: AlignOptions, originals: bool = True, embed: Embedder | None = None
) -> Counts:
    """Micro counts over all pairs."""
    right = wrong = missed = 0
    for item in items:
        cited = align(item.briefs, item.english, item.indonesian if originals else None, embed=embed, options=options)
        for citations, gold in zip(cited, item.gold, strict=True):
            found = {c.sentence for c in citations}
            right, wrong, missed = right + len(found & gold), wrong + len(found - gold), missed + len(gold - found)
    return Counts(right, wrong, missed)


def unrelated(items: Sequence[Labelled], options: AlignOptions) -> float:
    """Share of brief sentences that cite something in another article."""
    pairs = [(a, b) for a in items for b in items if a is not b]
    cited = [c for a, b in pairs for c in align(a.briefs, b.english, b.indonesian, options=options)]
    return sum(bool(c) for c in cited) / len(cited)


def with_vectors(items: Sequence[Labelled], name: str) -> None:
    """The best options with sentence vectors on the half that options are set on, and what they do on the other."""
    base = load_embedder(name)
    texts = list(dict.fromkeys(t for item in items for t in (*item.briefs, *item.english)))
    vectors = dict(zip(texts, base(texts), strict=True)) if base else {}

    def embed(wanted: Sequence[str]) -> Any:
        return np.stack([vectors[text] for text in wanted])

    tried = itertools.product((0.1, 0.2, 0.3, 0.4, 0.5), (0.2, 0.25, 0.3, 0.35, 0.4), (0.16, 0.2, 0.25))
    options = [AlignOptions(embedding=e, first=f, more=m) for e, f, m in tried]
    best = max(options, key=lambda o: count(items[::2], o, embed=embed).f1)
    print(f"{name}, best of {len(options)}: {best}")
    print(f"set on    {count(items[::2], best, embed=embed)}")
    print(f"held out  {count(items[1::2], best, embed=embed)}")
    print(f"held out  {count(items[1::2], DEFAULT, embed=embed)} with the default options")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--translator", default="", help="card of a translator; default: the reference translations")
    parser.add_argument("--sweep", action="store_true", help="try options on the articles they are set on")
    parser.add_argument("--embed", default="", help="semantic, or encoder:CARD")
    given = parser.parse_args()
    items = load(given.translator)
    if given.embed:
        with_vectors(items, given.embed)
        print("without")
    if given.sweep:
        for more, figure in itertools.product((0.14, 0.16, 0.18, 0.2, 0.22, 0.25), (0.3, 0.5, 0.7, 1.0)):
            print(more, figure, count(items[::2], AlignOptions(more=more, figure=figure)))
        return
    print(f"set on    {count(items[::2], DEFAULT)}")
    print(f"held out  {count(items[1::2], DEFAULT)}")
    print(f"all       {count(items, DEFAULT)}")
    print(f"all, without the Indonesian side  {count(items, DEFAULT, originals=False)}")
    print(f"unrelated {100 * unrelated(items, DEFAULT):.1f}% cite something")


if __name__ == "__main__":
    main()
