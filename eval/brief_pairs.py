"""Makes training pairs for a writer of briefs: the title and the sentences that a brief rests on, and the brief.

    python -m eval.brief_pairs BRIEFS.jsonl.xz --out FOLDER      # FOLDER/train.jsonl, FOLDER/dev.jsonl

BRIEFS.jsonl holds rows with `article` (Indonesian), `title`, `headline`, `brief` (English) and `split`. The sentences
are found without translating anything: by the words of the lexicon, names and figures that a sentence and the brief
share. A brief is kept only if every figure, date and name of it stands in the sentences chosen, so that a writer learns
to say nothing that it does not read. Headlines are paired with the title and the first two sentences.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.config import CleanTable
from pipeline.core.records import Article, CleanArticle
from pipeline.language import facts
from pipeline.language.lexicon import english_stem, lexicon
from pipeline.stages.clean.stage import clean_article
from pipeline.stages.summarize.generation import HEADLINE_SENTENCES, TITLE_END
from pipeline.stages.summarize.postprocess import split

MOST_WORDS = 150  # of the sentences chosen: what fits beside the title into the writer
FOR_EACH = 2  # sentences taken for each sentence of the brief
_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")


@dataclass(frozen=True, slots=True)
class Said:
    """The words, figures and capitalised words of a text."""

    words: frozenset[str]
    figures: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Said:
        words = _WORD.findall(text)
        return cls(
            frozenset(w.lower() for w in words),
            frozenset(re.sub(r"[.,]", "", f) for f in _FIGURE.findall(text)),
            frozenset(w for w in words if w[0].isupper() and len(w) > 2),
        )


def likeness(source: Said, brief: Said, stems: frozenset[str]) -> float:
    """How much of a brief's sentence an Indonesian sentence seems to hold."""
    known = lexicon()
    words = sum(known[w].evidence for w in source.words if w in known and known[w].stems & stems)
    return 0.5 * words + 2.0 * len(source.names & brief.names) + 1.5 * len(source.figures & brief.figures)


def chosen(title: str, sentences: Sequence[str], brief: str) -> list[int] | None:
    """The sentences that a brief rests on, in order; None when they do not hold all its figures, dates and names."""
    said = [Said.of(s) for s in sentences]
    scores: Counter[int] = Counter()
    for part in split(brief):
        about, stems = Said.of(part), frozenset(english_stem(w) for w in _WORD.findall(part))
        ranked = sorted(
            (
                (likeness(s, about, stems) / math.sqrt(8 + len(s.words)) * (1 + 0.15 / (1 + i)), -i)
                for i, s in enumerate(said)
            ),
            reverse=True,
        )
        for score, place in ranked[:FOR_EACH]:
            scores[-place] = max(scores[-place], score)  # type: ignore[assignment]
    kept: list[int] = []
    for place, _ in scores.most_common():
        if _words([*kept, place], sentences) <= MOST_WORDS:
            kept.append(place)
    missing = _unsupported(title, sentences, kept, brief)
    while missing and (more := _helps(title, sentences, kept, brief, missing)) is not None:
        kept.append(more)
        missing = _unsupported(title, sentences, kept, brief)
    return None if missing or not kept else sorted(kept)


def _words(places: Sequence[int], sentences: Sequence[str]) -> int:
    return sum(len(sentences[i].split()) for i in places)


def _unsupported(title: str, sentences: Sequence[str], kept: Sequence[int], brief: str) -> list[Any]:
    report = facts.compare(source_text(title, sentences, kept), brief, "id", "en")
    return [fact for fact in report.added if fact.kind != "quote"]


def _helps(title: str, sentences: Sequence[str], kept: Sequence[int], brief: str, missing: list[Any]) -> int | None:
    """The sentence that supports most of what is missing; None when none does."""
    wanted = [Said.of(fact.text) for fact in missing]
    tokens = frozenset(t for w in wanted for t in w.figures | w.names)
    best: tuple[int, int] | None = None
    for i, sentence in enumerate(sentences):
        said = Said.of(sentence)
        if i in kept or not tokens & (said.figures | said.names) or _words([*kept, i], sentences) > MOST_WORDS + 30:
            continue
        left = len(_unsupported(title, sentences, [*kept, i], brief))
        if left < len(missing) and (best is None or left < best[0]):
            best = left, i
    return None if best is None else best[1]


def source_text(title: str, sentences: Sequence[str], places: Sequence[int]) -> str:
    """What the writer reads: the title and the sentences of these places, in the article's order."""
    return (title + TITLE_END if title else "") + " ".join(sentences[i] for i in sorted(places))


def pairs(row: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The training pairs of one row; none for an article that cleaning rejects."""
    made = clean_article(Article("a", "a", row["article"], row.get("title")), CleanTable())
    if not isinstance(made, CleanArticle):
        return
    sentences = [s.normalized for s in made.sentences if s.kind in ("text", "item")]
    title = (made.title or "").strip().rstrip(".")
    places = chosen(title, sentences, row["brief"]) if sentences else None
    if places:
        yield {"origin": "brief", "source": "brief: " + source_text(title, sentences, places), "target": row["brief"]}
    first = range(len(sentences))[:HEADLINE_SENTENCES]
    if row["split"] != "dev" and sentences:
        head = "headline: " + source_text(title, sentences, first)
        yield {"origin": "headline", "source": head, "target": row["headline"]}


def main() -> None:
    """Write the pairs and say how many there are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("briefs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    files = {name: (given.out / f"{name}.jsonl").open("w", encoding="utf-8") for name in ("train", "dev")}
    for path in given.briefs:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                part = "dev" if row["split"] == "dev" else "train"
                for pair in pairs(row):
                    files[part].write(json.dumps(pair, ensure_ascii=False) + "\n")
                    counts[f"{part} {pair['origin']}"] += 1
    for handle in files.values():
        handle.close()
    print(", ".join(f"{count} {name}" for name, count in sorted(counts.items())))


if __name__ == "__main__":
    main()
