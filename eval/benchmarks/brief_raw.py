"""What a summarizer writes before anybody looks at it: does it end, does it loop, are its figures the article's?

    python -m eval.benchmarks.brief_raw --model marian-brief-en
    python -m eval.benchmarks.brief_raw --model FOLDER --beam 4 --set cnn --limit 50

The stage guards, mends and replaces; here the decoder's own text is measured, greedy and with a beam, on the articles
of several sets that the model was not trained on (``brief_sets``). An article longer than the model reads is cut at
the last sentence that fits, as the stage's first part is; a model that reads one sentence at a time is given the
first three. ``ended``: each output ends on a full sentence; ``ended-as-read``: unless what was read does not either,
as captions do not. ``loops`` and ``stutters`` ("72 hours notice notice"): the guard of loops finds one that
what was read gives no reason for. The rest are the metrics of the same names over an article's outputs, with intervals.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.benchmarks.brief_sets import DATA, SETS, load, training_files
from eval.benchmarks.summarize import mean
from pipeline import metrics
from pipeline.backends import load_summarizer
from pipeline.backends.base import Summarizer
from pipeline.backends.model_card import Card, load_card
from pipeline.core.records import Score
from pipeline.guards.checks.loops import check as looped
from pipeline.stages.summarize import postprocess
from pipeline.stages.summarize.chunking import cut

TASKS = {"xsum": "brief1"}  # a one-sentence reference asks for one sentence; the others for up to three
SENTENCES = 3
DEFAULT = ("xsum", "cnn", "indosum", "kompas")
MEASURED = ("numbers-precision", "names-precision", "copied-4grams", "repetition", "length")


def readings(sentences: Sequence[str], model: Summarizer, card: Card, prefix: str) -> list[str]:
    """What the model is given of an article: as many whole sentences as it reads at once, or the first ones alone."""
    room = model.max_source_tokens - model.count_tokens([prefix])[0]
    if card.reads == "sentence":
        first = list(sentences[:SENTENCES])
        return [s for s, n in zip(first, model.count_tokens(first), strict=True) if n <= room]
    return [cut(sentences, room, model.count_tokens)[0].text]


def measure(read: Sequence[Sequence[str]], made: Sequence[Sequence[str]], system: str, seed: int) -> list[Score]:
    """All scores of one decoding on one set; ``read`` and ``made`` hold an article's inputs and outputs each."""
    ended = np.array([100.0 * all(map(postprocess.finished, texts)) for texts in made])
    pairs = [list(zip(a, b, strict=True)) for a, b in zip(read, made, strict=True)]
    as_read = np.array(
        [100.0 * all(postprocess.finished(b) or not postprocess.finished(a) for a, b in both) for both in pairs]
    )
    sides = [(" ".join(a), " ".join(b)) for a, b in zip(read, made, strict=True)]
    kinds = [looped(a, b) for a, b in sides]
    scores = [mean("ended", ended, system, seed), mean("ended-as-read", as_read, system, seed)]
    for name, kind in (("loops", "loop"), ("stutters", "stutter")):
        scores.append(mean(name, np.array([100.0 * (kind in found) for found in kinds]), system, seed))
    items = metrics.make_items([b for _, b in sides], (), [a for a, _ in sides], source_language="en", allow_empty=True)
    found = [metrics.score_items(metrics.load_metric(name), items, seed=seed, system=system) for name in MEASURED]
    return scores + found


def table(scores: Sequence[Score]) -> str:
    """A Markdown row per system, a column per metric."""
    names = list(dict.fromkeys(s.metric for s in scores))
    lines = [f"| | n | {' | '.join(names)} |", "|---" * (len(names) + 2) + "|"]
    for system in dict.fromkeys(s.system for s in scores):
        row = {s.metric: s for s in scores if s.system == system}
        cells = [f"{s.value:.1f} ({s.low:.1f} to {s.high:.1f})" for s in (row[name] for name in names)]
        lines.append(f"| {system} | {row[names[0]].n} | {' | '.join(cells)} |")
    return "\n".join(lines)


def benchmark(given: argparse.Namespace) -> list[Score]:
    card = load_card(given.model)
    model = load_summarizer(card)
    training = training_files()
    print("articles of the training data are left out" if training else "not compared with the training data")
    scores: list[Score] = []
    everything: dict[int, list[tuple[list[str], list[str]]]] = {beam: [] for beam in given.beam}
    for name in given.set or DEFAULT:
        loaded = load(name, given.data, given.limit, given.translator, training)
        task = TASKS[name] if TASKS.get(name) in card.styles else "brief"
        prefix = card.styles.get(task, "")
        articles = [[t.text for t in item.pair[1].sentences if t.text] for item in loaded.items]
        read = [found for article in articles if (found := readings(article, model, card, prefix))]
        for beam in given.beam:
            flat = model.summarize([text for texts in read for text in texts], style=prefix, beam_size=beam)
            outputs = iter([h[0].text for h in flat])
            pairs = [(texts, [next(outputs) for _ in texts]) for texts in read]
            everything[beam] += pairs
            scores += measure([r for r, _ in pairs], [m for _, m in pairs], f"{name} {task} beam {beam}", given.seed)
    for beam, pairs in everything.items():
        scores += measure([r for r, _ in pairs], [m for _, m in pairs], f"all, beam {beam}", given.seed)
    return scores


def main() -> None:
    """Print the table; with --json also write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="marian-brief-en", help="a card's name or a checkpoint's folder")
    parser.add_argument("--set", action="append", choices=[n for n in SETS if not n.startswith("starter")])
    parser.add_argument("--limit", type=int, default=0, help="first so many articles of each set; 0 for all")
    parser.add_argument("--beam", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--translator", default="marian-id-en", help="card for the Indonesian sets")
    parser.add_argument("--seed", type=int, default=1234)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--json", type=Path, help="write the scores here")
    given = parser.parse_args()
    scores = benchmark(given)
    print(table(scores))
    if given.json:
        keep = ("metric", "system", "value", "low", "high", "signature", "n")
        rows: list[dict[str, Any]] = [{k: getattr(s, k) for k in keep} for s in scores]
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
