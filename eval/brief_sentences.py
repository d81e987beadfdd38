"""Makes pairs for a model that rewrites sentences: a translated sentence in, the sentence of a brief or a headline out.

    python -m eval.brief_sentences --articles A.jsonl.xz --written S.tsv.xz --briefs B.jsonl.xz --out FOLDER

Three kinds of pairs. ``sentence``: English sentences written for this project, each named by a hash of its Indonesian
sentence and the one before it (``models/marian-brief-en/data``); the articles give the Indonesian side, which the
embedded translator translates. ``brief``: sentences of written briefs with the translated sentence that they share most
with. ``headline``: written headlines with the first sentence of their brief, and with the article's first sentence.
A pair is kept when all figures, dates and names of its short side stand in the long one, and most of its words.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import math
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from eval.brief_pairs import Said, likeness
from pipeline.core.config import CleanTable
from pipeline.core.records import Article, CleanArticle
from pipeline.language import facts
from pipeline.language.lexicon import english_stem
from pipeline.stages.clean.stage import clean_article
from pipeline.stages.summarize.citations import terms
from pipeline.stages.summarize.postprocess import split

SUPPORTED = 0.6  # of the content words of the short side
LONGER = 1.1  # times the words of the long side, at most
DEV = 200
_WORD = re.compile(r"[^\W\d_]+")
Pair = tuple[str, str, str]  # kind, Indonesian or English source, English target


def name_of(before: str, sentence: str) -> str:
    """The name under which the English of a sentence is kept."""
    return hashlib.sha256(f"{before}\n{sentence}".encode()).hexdigest()[:20]


def cleaned(row: dict[str, Any]) -> list[str]:
    """An article's sentences; none when cleaning rejects it."""
    made = clean_article(Article("a", "a", row["article"], row.get("title") or None), CleanTable())
    return (
        [s.normalized for s in made.sentences if s.kind in ("text", "item")] if isinstance(made, CleanArticle) else []
    )


def written(sentences: Sequence[str], english: dict[str, str]) -> list[Pair]:
    """The pairs of the sentences written for this project; each is taken out of ``english``."""
    names = [
        (sentence, name_of(before, sentence))
        for at, sentence in enumerate(sentences)
        for before in dict.fromkeys([sentences[at - 1] if at else "", ""])
    ]
    return [("sentence", sentence, target) for sentence, name in names if (target := english.pop(name, None))]


def from_brief(row: dict[str, Any], sentences: Sequence[str]) -> list[Pair]:
    """A pair for each sentence of a brief, with the sentence of the article that is most like it."""
    said = [Said.of(s) for s in sentences]
    pairs = []
    for part in split(row["brief"]) if sentences else []:
        about, stems = Said.of(part), frozenset(english_stem(w) for w in _WORD.findall(part))
        best = max(range(len(said)), key=lambda i: likeness(said[i], about, stems) / math.sqrt(8 + len(said[i].words)))
        pairs.append(("brief", sentences[best], part))
    return pairs


def holds(source: str, target: str) -> bool:
    """Whether the short side says nothing that the long one does not, as far as facts and words tell."""
    if any(fact.kind != "quote" for fact in facts.compare(source, target, "en", "en").added):
        return False
    short, long = Counter(terms(target)), Counter(terms(source))
    enough = (short & long).total() >= SUPPORTED * max(1, short.total())
    return enough and len(target.split()) <= LONGER * len(source.split())


def translated(texts: Sequence[str]) -> dict[str, str]:
    """Each sentence by the embedded translator, greedily and without guards; without those that are too long for it."""
    from pipeline.backends import load_translator
    from pipeline.backends.model_card import load_card

    engine = load_translator(load_card("marian-id-en"))
    distinct = list(dict.fromkeys(texts))
    lengths = engine.count_tokens(distinct)
    fit = [text for text, length in zip(distinct, lengths, strict=True) if length <= engine.max_source_tokens]
    outputs = engine.translate(fit, n_best=1, beam_size=1)
    return {text: hypotheses[0].text for text, hypotheses in zip(fit, outputs, strict=True)}


def _open(path: Path) -> IO[str]:
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")


def _rows(paths: Sequence[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for line in _open(path)]


def collected(
    articles: Sequence[Path], briefs: Sequence[Path], english: dict[str, str]
) -> tuple[list[Pair], list[Pair]]:
    """All pairs whose source is Indonesian, and those whose source is English."""
    indonesian: list[Pair] = []
    ready: list[Pair] = []
    train = [row for row in _rows(briefs) if row.get("split") != "dev"]
    for row in [*_rows(articles), *train]:
        sentences = cleaned(row)
        indonesian += written(sentences, english)
        if "brief" in row:
            indonesian += from_brief(row, sentences)
            indonesian += [("headline", first, row["headline"]) for first in sentences[:1]]
            ready += [("headline", split(row["brief"])[0], row["headline"])]
    return indonesian, ready


def main() -> None:
    """Write FOLDER/train.jsonl and FOLDER/dev.jsonl and say how many pairs there are of each kind."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=Path, nargs="*", default=[], help="rows with `article` and maybe `title`")
    parser.add_argument("--written", type=Path, nargs="*", default=[], help="NAME TAB ENGLISH")
    parser.add_argument("--briefs", type=Path, nargs="*", default=[], help="`article`, `headline`, `brief`, `split`")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    english = {
        name: text for path in given.written for name, text in (ln.rstrip("\n").split("\t") for ln in _open(path))
    }
    indonesian, ready = collected(given.articles, given.briefs, english)
    known = translated([source for _, source, _ in indonesian])
    pairs = [(kind, known[source], target) for kind, source, target in indonesian if source in known] + ready
    kept = [pair for pair in dict.fromkeys(pairs) if holds(pair[1], pair[2])]
    random.Random(5).shuffle(kept)
    given.out.mkdir(parents=True, exist_ok=True)
    for name, part in (("train", kept[DEV:]), ("dev", kept[:DEV])):
        with (given.out / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for kind, source, target in part:
                style = "headline: " if kind == "headline" else "brief: "
                row = {"origin": kind, "source": style + source, "target": target}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(name, dict(Counter(kind for kind, _, _ in part)))
    print(f"{len(pairs) - len(kept)} pairs left out; {len(english)} written sentences have no article here")


if __name__ == "__main__":
    main()
