"""Makes pairs for a writer of briefs: the title, the sentence before and a sentence in, a sentence of a brief out.

    python -m eval.brief_sentences --articles A.jsonl.xz --written S.tsv.xz --briefs B.jsonl.xz --out FOLDER

Three kinds of pairs. ``sentence``: English sentences written for this project, each named by a hash of the Indonesian
sentence and the one before it (``models/marian-brief-en/data``); the articles give the Indonesian side. ``brief``: the
sentences of written briefs, each with the sentence of the article that it shares most with, if every figure, date and
name and most words of it stand in what the writer reads. ``headline``: as in :mod:`eval.brief_pairs`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from eval import brief_pairs
from eval.brief_pairs import Said, likeness
from pipeline.core.config import CleanTable
from pipeline.core.records import Article, CleanArticle
from pipeline.language import facts
from pipeline.language.lexicon import content_words, english_stem, lexicon, lookup
from pipeline.stages.clean.stage import clean_article
from pipeline.stages.summarize.citations import COMMON
from pipeline.stages.summarize.postprocess import split
from pipeline.stages.summarize.sentence_writing import source_text

SUPPORTED = 0.6  # of a sentence's content words, at least, by the lexicon or letter by letter
_WORD = re.compile(r"[^\W\d_]+")


def name_of(before: str, sentence: str) -> str:
    """The name under which the English of a sentence is kept."""
    return hashlib.sha256(f"{before}\n{sentence}".encode()).hexdigest()[:20]


def cleaned(row: dict[str, Any]) -> tuple[str, list[str]]:
    """An article's title and sentences; no sentences when cleaning rejects it."""
    made = clean_article(Article("a", "a", row["article"], row.get("title") or None), CleanTable())
    if not isinstance(made, CleanArticle):
        return "", []
    return (made.title or "").strip().rstrip("."), [s.normalized for s in made.sentences if s.kind in ("text", "item")]


def support(title: str, before: str, sentence: str, said: str) -> float:
    """The share of content words of ``said`` that the lexicon or the letters find in what is read."""
    source = f"{title} {before} {sentence}"
    entries, letters = lexicon(), source.lower()
    known = {stem for word, _ in content_words(source) if (e := lookup(word, entries)) for stem in e.stems}
    words = [w for w in _WORD.findall(said) if w.lower() not in COMMON and len(w) > 2]
    return sum(w.lower() in letters or english_stem(w) in known for w in words) / max(1, len(words))


def from_brief(row: dict[str, Any]) -> Iterator[dict[str, str]]:
    """A pair for each sentence of a brief that one sentence of the article supports."""
    title, sentences = cleaned(row)
    said = [Said.of(s) for s in sentences]
    for part in split(row["brief"]):
        about, stems = Said.of(part), frozenset(english_stem(w) for w in _WORD.findall(part))
        scores = [likeness(s, about, stems) / math.sqrt(8 + len(s.words)) for s in said]
        for at in sorted(range(len(said)), key=lambda i: -scores[i])[:2]:
            before = sentences[at - 1] if at else ""
            report = facts.compare(f"{title}\n{before}\n{sentences[at]}", part, "id", "en")
            missing = [fact for fact in report.added if fact.kind != "quote"]
            if not missing and support(title, before, sentences[at], part) >= SUPPORTED:
                source = "brief: " + source_text(title, before, sentences[at])
                yield {"origin": "brief", "source": source, "target": part}
                break


def written(rows: Sequence[dict[str, Any]], english: dict[str, str]) -> Iterator[dict[str, str]]:
    """The pairs of the sentences written for this project, in the articles' order."""
    for row in rows:
        title, sentences = cleaned(row)
        for at, sentence in enumerate(sentences):
            for before in dict.fromkeys([sentences[at - 1] if at else "", ""]):
                if target := english.pop(name_of(before, sentence), None):
                    source = "brief: " + source_text(title, before, sentence)
                    yield {"origin": "sentence", "source": source, "target": target}


def _open(path: Path) -> IO[str]:
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")


def _rows(paths: Sequence[Path]) -> list[dict[str, Any]]:
    rows = []
    for path in paths:
        with _open(path) as file:
            rows += [json.loads(line) for line in file]
    return rows


def main() -> None:
    """Write FOLDER/train.jsonl and FOLDER/dev.jsonl and say how many pairs there are of each kind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=Path, nargs="*", default=[], help="rows with `article` and maybe `title`")
    parser.add_argument("--written", type=Path, nargs="*", default=[], help="NAME TAB ENGLISH")
    parser.add_argument("--briefs", type=Path, nargs="*", default=[], help="rows with `article`, `brief`, `split`")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    briefs = _rows(given.briefs)
    train = [row for row in briefs if row.get("split") != "dev"]
    english: dict[str, str] = {}
    for path in given.written:
        with _open(path) as file:
            english |= dict(line.rstrip("\n").split("\t") for line in file)
    pairs = list(written([*_rows(given.articles), *train], english))
    for row in train:
        pairs += from_brief(row)
        pairs += [p for p in brief_pairs.pairs(row) if p["origin"] == "headline"]
    dev = [pair for row in briefs if row.get("split") == "dev" for pair in from_brief(row)]
    for name, part in (("train", pairs), ("dev", dev)):
        (given.out / f"{name}.jsonl").write_text(
            "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in part), "utf-8"
        )
        print(name, dict(Counter(p["origin"] for p in part)))
    print(f"{len(english)} written sentences have no article here")


if __name__ == "__main__":
    main()
