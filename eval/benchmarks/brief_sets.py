"""The sets on which briefs are measured: articles ready to be summarized, each with its reference brief.

``starter`` comes with reference translations, so that only the summarizer is judged; ``starter-mt``, ``bbc``,
``briefs`` (English briefs written for this project), ``indosum`` and ``kompas`` are Indonesian and go through cleaning
and the translator as in a run; ``xsum`` and ``cnn`` are English.
The references of ``indosum`` and ``kompas`` are Indonesian: they are translated by the same translator, so that a brief
and its reference share the translator's words and mistakes. Scores on these two compare systems behind one translator
and nothing else. Articles that a summarizer was trained on are left out and counted.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.backends.model_card import cache_dir
from pipeline.core.config import CleanTable, TranslateTable
from pipeline.core.errors import UserError
from pipeline.core.records import Article, CleanArticle, Rejected, Sentence, TranslatedArticle, Translation
from pipeline.stages.summarize import postprocess

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "summarization"
TRAINING = ROOT.parent / "shared" / "training"
SEEN = ("sum_train.jsonl.xz", "sum_id.jsonl.xz")  # what summarizers made by `ringkas train` learn from
Pair = tuple[CleanArticle, TranslatedArticle]
_LETTERS = re.compile(r"[\W_]+")
_HEAD = 100  # letters of an article that tell it from all others


@dataclass(frozen=True, slots=True)
class Set:
    """Where a set lies, in which language, how many of its articles are measured, and briefs of how many sentences."""

    file: str
    summary: str
    language: str
    limit: int
    sentences: tuple[int, ...]
    reference: str = "en"  # its language


SETS = {
    "starter": Set("", "reference_summary", "aligned", 0, (3,)),
    "starter-mt": Set("", "reference_summary", "id", 0, (3, 1)),
    "bbc": Set("bbc_bilingual_id_en.dev.jsonl", "summary_en", "id", 0, (1, 3)),
    "indosum": Set("indosum.dev.jsonl", "summary", "id", 100, (3,), reference="id"),
    "kompas": Set("kompas_2025.dev.jsonl", "summary", "id", 100, (1, 3), reference="id"),
    "briefs": Set("../../training/briefs.jsonl.xz", "brief", "id", 0, (3,)),
    "xsum": Set("xsum.dev.jsonl", "summary", "en", 100, (1, 3)),
    "cnn": Set("cnn_dailymail.dev.jsonl", "summary", "en", 60, (3,)),
}


@dataclass(frozen=True, slots=True)
class Item:
    """An article ready to be summarized, and its reference brief."""

    pair: Pair
    reference: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A set's items, and what was left out and why."""

    items: tuple[Item, ...]
    notes: tuple[str, ...] = field(default=())


def load(name: str, data: Path, limit: int | None, translator: str, training: Sequence[Path] = ()) -> Loaded:
    """A set's items.

    Args:
        name: of ``SETS``.
        data: folder of the third-party sets.
        limit: first so many unseen articles; 0 for all, None for the set's own number.
        translator: card for the Indonesian sets.
        training: files of training data whose articles are left out.

    Raises:
        UserError: its file is not there.
    """
    about = SETS[name]
    path = data / about.file if about.file else ROOT / "eval" / "suites" / "starter" / "articles.jsonl"
    rows, notes = _unseen(_rows(path), training if about.file else ())
    limit = about.limit if limit is None else limit
    rows = rows[:limit] if limit else rows
    if about.language == "aligned":
        return Loaded(tuple(_aligned(row) for row in rows), notes)
    if about.language == "en":
        return Loaded(tuple(_english(f"{name}-{n}", row, about.summary) for n, row in enumerate(rows)), notes)
    items, refused = _translated(rows, about, translator)
    return Loaded(items, (*notes, *refused))


def training_files(folder: Path = TRAINING) -> tuple[Path, ...]:
    """The embedded summarizer's training data, as far as it is on this machine."""
    return tuple(path for name in SEEN if (path := folder / name).is_file())


def english(name: str, title: str | None, sentences: Sequence[str], sources: Sequence[str]) -> Pair:
    """Sentences that need no translator."""
    kept = [Sentence(i, 0, s, s) for i, s in enumerate(sources)]
    language = "en" if sentences is sources else "id"
    clean = CleanArticle(name, name, title, None, None, None, language, tuple(kept))
    rows = zip(sources, sentences, strict=True)
    return clean, TranslatedArticle(name, name, None, tuple(Translation(i, s, t) for i, (s, t) in enumerate(rows)))


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise UserError(f"{path} is not there", "name the folder with --data, or leave that set out")
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    # A set that was split for training keeps its other part here.
    return [{**row, "text": row.get("text") or row["article"]} for row in rows if row.get("split", "dev") == "dev"]


def _unseen(rows: list[dict[str, Any]], training: Sequence[Path]) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    if not training:
        return rows, ()
    seen = _heads(tuple(training))
    kept = [row for row in rows if head(row["text"]) not in seen and head(row.get("summary", "")) not in seen]
    left = len(rows) - len(kept)
    return kept, (f"{left} of {len(rows)} are in the training data and left out",) if left else ()


@lru_cache(maxsize=2)
def _heads(training: tuple[Path, ...]) -> frozenset[str]:
    """The beginnings of all articles and summaries that were trained on, short ones (headlines) aside."""
    found: set[str] = set()
    for path in training:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                texts = (row["article"], row["summary"]) if row.get("task") != "headline" else (row["article"],)
                found.update(head(text) for text in texts)
    return frozenset(found - {""})


def head(text: str) -> str:
    """The first letters of a text, case and punctuation aside; empty for a text too short to tell."""
    letters = _LETTERS.sub("", text.lower())
    return letters[:_HEAD] if len(letters) >= _HEAD // 2 else ""


def _aligned(row: dict[str, Any]) -> Item:
    sources, sentences = [i for i, _ in row["sentences"]], [e for _, e in row["sentences"]]
    return Item(english(row["id"], row["title"], sentences, sources), row["reference_summary"])


def _english(name: str, row: dict[str, Any], summary: str) -> Item:
    sentences = [s for line in row["text"].splitlines() for s in postprocess.split(line)]
    return Item(english(name, None, sentences, sentences), row[summary])


def _translated(
    rows: Sequence[dict[str, Any]], about: Set, translator: str
) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Cleaned and translated as a run would; what a stage rejects is counted."""
    from pipeline.stages.clean.stage import clean_article
    from pipeline.stages.translate.stage import TranslateStage

    kept: list[tuple[CleanArticle, str]] = []
    refused: list[str] = []
    for n, row in enumerate(rows):
        clean = clean_article(Article(f"a{n}", f"a{n}", row["text"], row.get("title")), CleanTable())
        if isinstance(clean, Rejected):
            refused.append(f"{clean.input} left out: {clean.reason}")
        else:
            kept.append((clean, row[about.summary]))
    # A memory of its own: what somebody imported into the usual one must not show in a figure.
    stage = TranslateStage(TranslateTable(model=translator, memory=str(_memory())))
    made = stage.run([clean for clean, _ in kept])
    references = [r for _, r in kept] if about.reference == "en" else _in_english(stage, [r for _, r in kept])
    pairs = zip(kept, made, references, strict=True)
    return tuple(Item((clean, english_), ref) for (clean, _), english_, ref in pairs), tuple(refused)


def _memory() -> Path:
    folder = cache_dir() / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "briefs.sqlite"


def _in_english(stage: Any, references: Iterable[str]) -> list[str]:
    """Indonesian references, sentence by sentence, a line each."""
    from pipeline.language import segment
    from pipeline.language.normalize import normalize

    cut = [[normalize(s) for line in text.splitlines() for s in segment.split(line)] for text in references]
    known = stage.translate(dict.fromkeys(s for sentences in cut for s in sentences))
    return ["\n".join(known[s].text for s in sentences) for sentences in cut]
