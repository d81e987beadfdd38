"""How good are the briefs? Summarizers beside the lead and the centroid, on the starter suite and on third-party sets.

    python -m eval.benchmarks.summarize                                     # extractive, starter suite
    python -m eval.benchmarks.summarize --set xsum --set cnn --model CARD   # a checkpoint of models/ as well
    python -m eval.benchmarks.summarize --set bbc --set starter-mt          # from Indonesian, translated first
    python -m eval.benchmarks.summarize --guards both                       # what the facts guard changes

Sets: ``starter`` (reference translations in, so that only the summarizer is judged), ``starter-mt`` and ``bbc``
(Indonesian in, translated by ``--translator``), ``xsum`` and ``cnn`` (English). All but the starter suite are
third-party text, read from ``--data`` and not part of the repository. Every value has its bootstrap interval;
``adjusted`` is ROUGE-Lsum times the share of the brief's facts that the source holds, item by item.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pipeline import metrics
from pipeline.briefs import shape
from pipeline.config import CleanTable, SummarizeTable, TranslateTable
from pipeline.errors import UserError
from pipeline.metrics.resampling import bootstrap_weights, interval
from pipeline.records import Article, Brief, CleanArticle, Rejected, Score, Sentence, TranslatedArticle, Translation
from pipeline.stages.score import as_lines
from pipeline.stages.summarize import SummarizeStage

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "summarization"
FILES = {
    "bbc": ("bbc_bilingual_id_en.dev.jsonl", "summary_en"),
    "xsum": ("xsum.dev.jsonl", "summary"),
    "cnn": ("cnn_dailymail.dev.jsonl", "summary"),
}
SETS = ("starter", "starter-mt", *FILES)
REFERENCED = ("rouge1", "rouge2", "rougeLsum", "chrf", "semantic")
SHAPES = ("length", "compression", "novelty", "repetition")
FACTS = ("numbers-precision", "names-precision", "facts-supported", "facts-wrong-translation", "facts-wrong-summary")
Pair = tuple[CleanArticle, TranslatedArticle]


@dataclass(frozen=True, slots=True)
class Item:
    """An article ready to be summarized, and its reference brief."""

    pair: Pair
    reference: str


def english(name: str, title: str | None, sentences: Sequence[str], sources: Sequence[str]) -> Pair:
    """Sentences that need no translator."""
    kept = [Sentence(i, 0, s, s) for i, s in enumerate(sources)]
    language = "en" if sentences is sources else "id"
    clean = CleanArticle(name, name, title, None, None, None, language, tuple(kept))
    rows = zip(sources, sentences, strict=True)
    return clean, TranslatedArticle(name, name, None, tuple(Translation(i, s, t) for i, (s, t) in enumerate(rows)))


def load(name: str, data: Path, limit: int, translator: str) -> list[Item]:
    """A set's items.

    Raises:
        UserError: its file is not there.
    """
    if name.startswith("starter"):
        path = ROOT / "eval" / "suites" / "starter" / "articles.jsonl"
        rows = _rows(path, limit)
        if name == "starter":
            return [_aligned(row) for row in rows]
        return _translated(rows, "reference_summary", translator)
    file, field = FILES[name]
    rows = _rows(data / file, limit)
    if name == "bbc":
        return _translated([{**r, "text": r["article"]} for r in rows], field, translator)
    return [_english(f"{name}-{n}", row, field) for n, row in enumerate(rows)]


def _rows(path: Path, limit: int) -> list[dict[str, Any]]:
    if not path.is_file():
        raise UserError(f"{path} is not there", "name the folder with --data, or leave that set out")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return rows[:limit] if limit else rows


def _aligned(row: dict[str, Any]) -> Item:
    sources, sentences = [i for i, _ in row["sentences"]], [e for _, e in row["sentences"]]
    return Item(english(row["id"], row["title"], sentences, sources), row["reference_summary"])


def _english(name: str, row: dict[str, Any], field: str) -> Item:
    sentences = [s for line in row["article"].splitlines() for s in shape.split(line)]
    return Item(english(name, None, sentences, sentences), row[field])


def _translated(rows: Sequence[dict[str, Any]], field: str, translator: str) -> list[Item]:
    """Cleaned and translated as a run would; an article that a stage rejects is said and left out."""
    from pipeline.stages.clean import clean_article
    from pipeline.stages.translate import TranslateStage

    kept: list[tuple[CleanArticle, str]] = []
    for n, row in enumerate(rows):
        clean = clean_article(Article(f"a{n}", f"a{n}", row["text"], row.get("title")), CleanTable())
        if isinstance(clean, Rejected):
            print(f"left out {clean.input}: {clean.reason}")
        else:
            kept.append((clean, row[field]))
    made = TranslateStage(TranslateTable(model=translator)).run([clean for clean, _ in kept])
    return [Item((clean, english_), ref) for (clean, ref), english_ in zip(kept, made, strict=True)]


def brief_all(items: Sequence[Item], options: SummarizeTable) -> list[Brief]:
    """A brief for each item.

    Raises:
        UserError: an article was rejected; a benchmark set has none to reject.
    """
    briefs = []
    for outcome in SummarizeStage(options).run([item.pair for item in items]):
        if isinstance(outcome, Rejected):
            raise UserError(f"{outcome.input} was rejected: {outcome.reason}", "take it out of the set")
        briefs.append(outcome)
    return briefs


def measure(items: Sequence[Item], briefs: Sequence[Brief], system: str, seed: int) -> list[Score]:
    """All scores of one system on one set."""
    language: Literal["id", "en"] = "en" if items[0].pair[0].language == "en" else "id"
    checked = metrics.make_items(
        ["\n".join(s.text for s in b.sentences) for b in briefs],
        [[as_lines(item.reference)] for item in items],
        ["\n".join(s.text for s in item.pair[0].sentences) for item in items],
        [" ".join(t.text for t in item.pair[1].sentences) for item in items],
        source_language=language,
        allow_empty=True,
    )
    scores = []
    for name in (*REFERENCED, *SHAPES, *FACTS):
        try:
            scores.append(metrics.score_items(metrics.load_metric(name), checked, seed=seed, system=system))
        except UserError as error:  # an extra that is not installed
            print(f"  {name}: not measured ({error.message})")
    by_name = {s.metric: s for s in scores}
    supported = np.array(by_name["facts-supported"].items)
    adjusted = np.array(by_name["rougeLsum"].items) * np.where(np.isnan(supported), 100.0, supported) / 100.0
    scores.append(mean("adjusted", adjusted, system, seed))
    shares = {flag: np.array(list(_shares(briefs, flag))) for flag in ("extracted", "flagged")}
    return [*scores, *(mean(flag, values, system, seed) for flag, values in shares.items())]


def _shares(briefs: Sequence[Brief], flag: str) -> Iterator[float]:
    """Per brief the percentage of sentences with that flag; ``flagged``: with any figure or name in doubt."""
    for brief in briefs:
        doubtful = [[f for f in s.flags if "-by-" in f and "lost" not in f] for s in brief.sentences]
        hits = [
            bool(d) if flag == "flagged" else flag in s.flags for d, s in zip(doubtful, brief.sentences, strict=True)
        ]
        yield 100.0 * sum(hits) / max(1, len(hits))


def mean(name: str, values: Any, system: str, seed: int) -> Score:
    """The mean of per-item values with its bootstrap interval."""
    low, high = interval(bootstrap_weights(len(values), seed=seed) @ values / len(values))
    items = tuple(float(v) for v in values)
    return Score(name, float(values.mean()), low, high, f"{name}|mean|bs:1000|rs:{seed}", items, len(items), system)


def against_lead(scores: Sequence[Score], seed: int) -> Iterator[Score]:
    """Paired differences to the lead, for the two scores that the default is chosen by."""
    for name in ("rougeLsum", "adjusted"):
        of = {s.system: np.array(s.items) for s in scores if s.metric == name}
        lead = next(values for system, values in of.items() if system.startswith("lead"))
        for system, values in of.items():
            if values is not lead:
                yield mean(f"{name} - lead's", values - lead, system, seed)


def table(scores: Sequence[Score]) -> str:
    """A line per metric, a column per system."""
    systems = list(dict.fromkeys(s.system for s in scores))
    lines = [f"  {'':24}" + "".join(f"{s:>26}" for s in systems)]
    for name in dict.fromkeys(s.metric for s in scores):
        cells = {s.system: s for s in scores if s.metric == name}
        lines.append(f"  {name:24}" + "".join(f"{_cell(cells.get(s)):>26}" for s in systems))
    return "\n".join(lines)


def _cell(score: Score | None) -> str:
    if score is None or math.isnan(score.value):
        return "-"
    return f"{score.value:.2f} [{score.low or 0:.2f}, {score.high or 0:.2f}]"


def main() -> None:
    """Print the tables; with --json also write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", action="append", choices=SETS, help="default: starter")
    parser.add_argument("--model", action="append", help="a card's name; lead and centroid are always there")
    parser.add_argument("--translator", default="marian-id-en", help="card for the Indonesian sets")
    parser.add_argument("--guards", choices=("on", "off", "both"), default="on")
    parser.add_argument("--sentences", type=int, default=3)
    parser.add_argument("--limit", type=int, default=0, help="first so many items of each set")
    parser.add_argument("--seed", type=int, default=1234)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", type=Path, help="write the scores here")
    given = parser.parse_args()
    results: dict[str, list[dict[str, Any]]] = {}
    for name in given.set or ["starter"]:
        items = load(name, given.data, given.limit, given.translator)
        print(f"{name}: {len(items)} articles")
        scores = _systems(items, given)
        scores += against_lead(scores, given.seed)
        print(table(scores))
        keep = ("metric", "system", "value", "low", "high", "signature", "n")
        results[name] = [{k: getattr(s, k) for k in keep} for s in scores]
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _systems(items: Sequence[Item], given: argparse.Namespace) -> list[Score]:
    scores: list[Score] = []
    for model in ("lead", "centroid", *(given.model or ())):
        for guards in {"on": (True,), "off": (False,), "both": (False, True)}[given.guards]:
            options = SummarizeTable(model=model, sentences=given.sentences, guards=guards)
            label = f"{model}-{given.sentences}" + (f" guards {'on' if guards else 'off'}" if given.model else "")
            scores += measure(items, brief_all(items, options), label, given.seed)
    return scores


if __name__ == "__main__":
    main()
