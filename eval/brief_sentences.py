"""Makes the training pairs of the embedded writer of briefs: an Indonesian sentence, and a sentence of a brief of it.

    python -m eval.brief_sentences --articles A.jsonl.xz --lines L.txt.xz --held-out H.jsonl.xz --out FOLDER

The English was written for this project and lies in ``models/marian-id-en-brief/data``, each line under a hash of what
it was written from: an introducing sentence or none, a line break, and the sentence. ``--articles`` are files of rows
with ``article`` and maybe ``title``, ``--lines`` of Indonesian news sentences (the last column). An article that shares
ten runs of eight words with a held-out one, or whose ``split`` is ``dev``, is left out. Written are ``brief.tsv`` and
``headlines.tsv`` (origin, source with its mark, English) and ``dev.tsv``, the sentences of sixty articles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.core.config import CleanTable
from pipeline.core.records import Article, CleanArticle
from pipeline.stages.clean.stage import clean_article
from pipeline.stages.summarize.introductions import introduction
from pipeline.stages.summarize.sentence_rewriting import BESIDE
from pipeline.training.decontamination import words
from pipeline.training.parallel_text import open_text

DATA = Path(__file__).parents[1] / "models" / "marian-id-en-brief" / "data"
RUN, SHARED = 8, 10  # words of a run; runs from which two articles are one
DEV = 60  # articles
Pair = tuple[str, str]


def name_of(before: str, sentence: str) -> str:
    """The name under which the English of a sentence is kept."""
    return hashlib.sha256(f"{before}\n{sentence}".encode()).hexdigest()[:20]


def cleaned(row: dict[str, Any]) -> list[str]:
    """An article's sentences; none when cleaning rejects it."""
    made = clean_article(Article("a", "a", row["article"], row.get("title") or None), CleanTable())
    if not isinstance(made, CleanArticle):
        return []
    return [s.normalized for s in made.sentences if s.kind in ("text", "item")]


def pairs_of(sentences: Sequence[str], english: dict[str, str]) -> list[Pair]:
    """The marked source and the English of each sentence of an article that has one."""
    found = []
    for at, sentence in enumerate(sentences):
        place = introduction(sentences, at)
        before = "" if place is None else sentences[place]
        names = (name_of(before, sentence), name_of(sentences[at - 1] if at else "", sentence), name_of("", sentence))
        if target := next((english[name] for name in names if name in english), None):
            head = before.strip() + BESIDE if before else ""
            found.append((f"brief: {head}{sentence.strip()}", target))
    return found


def runs(text: str) -> set[str]:
    """The runs of words of a text, in small letters."""
    tokens = words(text)
    return {" ".join(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1)}


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file, without their ends."""
    with open_text(path) as file:
        for line in file:
            yield line.rstrip("\n")


def _rows(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for path in paths for line in _lines(path) if line.strip())


def _english(name: str) -> dict[str, str]:
    return dict(line.split("\t") for line in _lines(DATA / name))


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{path.name}: {len(rows)} pairs")


def main() -> None:
    """Write the pairs to FOLDER and say how many there are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("articles", "lines", "held-out"):
        parser.add_argument(f"--{name}", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    sentences, headlines = _english("sentences_en.tsv.xz"), _english("headlines_en.tsv.xz")
    rows = list(_rows(given.articles))
    held = [*_rows(given.held_out), *(row for row in rows if row.get("split") == "dev")]
    barred = {run for row in held for text in row.values() if isinstance(text, str) for run in runs(text)}
    articles = []
    for text, row in {r["article"]: r for r in rows if r.get("split") != "dev"}.items():
        if len(runs(text) & barred) <= SHARED and (found := cleaned(row)):
            articles.append(found)
    random.Random(2).shuffle(articles)
    made = [(pairs_of(article, sentences), article[0]) for article in articles]
    alone = {line.split("\t")[-1] for path in given.lines for line in _lines(path)}
    lines = [(f"brief: {s}", sentences[name]) for s in sorted(alone) if (name := name_of("", s)) in sentences]
    train = [pair for found, _ in made[DEV:] for pair in found] + lines
    firsts = [s.strip() for s in [*(first for _, first in made[DEV:]), *sorted(alone)]]
    titles = [(f"headline: {s}", headlines[name]) for s in firsts if (name := name_of("", s)) in headlines]
    given.out.mkdir(parents=True, exist_ok=True)
    _write(given.out / "brief.tsv", [("brief", *pair) for pair in dict.fromkeys(train)])
    _write(given.out / "headlines.tsv", [("headline", *pair) for pair in dict.fromkeys(titles)])
    _write(given.out / "dev.tsv", [pair for found, _ in made[:DEV] for pair in found])


if __name__ == "__main__":
    main()
