"""How good are the briefs? Summarizers beside the lead and the centroid, on the starter suite and on third-party sets.

    python -m eval.benchmarks.summarize --model distilbart-cnn-12-6         # every set that is here, guards off and on
    python -m eval.benchmarks.summarize --model marian-id-en-brief --set starter-mt --set kompas  # it reads Indonesian
    python -m eval.benchmarks.summarize                                     # the extractive rankers alone
    python -m eval.benchmarks.summarize --set xsum --sentences 1 --model CARD --guards on

Without --set, --limit and --sentences the scores and a page are written to ``eval/results/summarize-MODEL.json`` and
``.md`` (with --out anywhere). :mod:`eval.benchmarks.brief_sets` says what the sets are. All but the starter suite are
third-party text, read from --data and not part of the repository; sets that are not there are left out and said so.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from eval.benchmarks import brief_page
from eval.benchmarks.brief_sets import DATA, SETS, Item, load, training_files
from pipeline import metrics
from pipeline.backends.extractive import RANKERS
from pipeline.core.config import SummarizeTable
from pipeline.core.errors import UserError
from pipeline.core.records import Brief, BriefSentence, Rejected, Score
from pipeline.language import facts
from pipeline.language.fact import FIGURES, NAMES
from pipeline.metrics.resampling import bootstrap_weights, interval, resampled
from pipeline.stages.score.stage import as_lines
from pipeline.stages.summarize.stage import SummarizeStage

RESULTS = Path(__file__).parents[1] / "results"
REFERENCED = ("rouge1", "rouge2", "rougeLsum", "chrf", "semantic")
SHAPES = ("length", "compression", "novelty", "repetition")
FACTS = (
    "facts-recall",
    "numbers-precision",
    "names-precision",
    "facts-supported",
    "facts-wrong-translation",
    "facts-wrong-summary",
)
ACCOUNTED = {"numbers-accounted": FIGURES, "names-accounted": NAMES}
DOUBT = ("-invented-", "-misplaced-", "-added")


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
    sources = ["\n".join(s.text for s in item.pair[0].sentences) for item in items]
    checked = metrics.make_items(
        ["\n".join(s.text for s in b.sentences) for b in briefs],
        [[as_lines(item.reference)] for item in items],
        sources,
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
    for name, kinds in ACCOUNTED.items():
        rows = np.array([accounted(s, b, kinds, language) for s, b in zip(sources, briefs, strict=True)], dtype=float)
        scores.append(share(name, rows, system, seed))
    scores.append(mean("adjusted", adjusted, system, seed))
    shares = {flag: np.array(list(_shares(briefs, flag))) for flag in ("extracted", "flagged")}
    return [*scores, *(mean(flag, values, system, seed) for flag, values in shares.items())]


def accounted(source: str, brief: Brief, kinds: frozenset[str], language: Literal["id", "en"]) -> tuple[int, int]:
    """Facts of these kinds that the source holds or whose sentence is flagged for such a fact, and all of them."""
    good = total = 0
    for sentence in brief.sentences:
        # Twice, so that a figure that a sentence repeats ("in 2012 in 2012") has two to rest on.
        report = facts.compare(f"{source}\n{source}", sentence.text, language, "en")
        added = {f.span for f in report.added if f.kind in kinds}
        made = [f for f in facts.extract(sentence.text, "en") if f.kind in kinds and f.firm]
        flagged = doubted(sentence, kinds)
        good += sum(flagged or f.span not in added for f in made)
        total += len(made)
    return good, total


def doubted(sentence: BriefSentence, kinds: frozenset[str]) -> bool:
    """Whether a sentence is flagged for a fact of these kinds that something else does not hold."""
    return any(
        any(mark in flag for mark in DOUBT) and flag.removeprefix("translation-").split("-")[0] in kinds
        for flag in sentence.flags
    )


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


def share(name: str, rows: Any, system: str, seed: int) -> Score:
    """Part of whole over all items in percent, with its bootstrap interval over items."""

    def value(sums: Any) -> Any:
        with np.errstate(invalid="ignore"):
            return 100.0 * sums[..., 0] / sums[..., 1]

    low, high = interval(resampled(rows, value, bootstrap_weights(len(rows), seed=seed)))
    signature = f"{name}|average:micro|bs:1000|rs:{seed}"
    return Score(name, float(value(rows.sum(axis=0))), low, high, signature, (), len(rows), system)


def against_lead(scores: Sequence[Score], seed: int) -> Iterator[Score]:
    """Paired differences to the lead of the same length, for the scores that the default is chosen by."""
    for name in ("rougeLsum", "adjusted"):
        of = {s.system: np.array(s.items) for s in scores if s.metric == name}
        for system, values in of.items():
            lead = f"lead-{system.split()[0].rsplit('-', 1)[1]}"
            if system != lead and lead in of:
                yield mean(f"{name} - lead's", values - of[lead], system, seed)


def systems(items: Sequence[Item], given: argparse.Namespace, sentences: Sequence[int]) -> list[Score]:
    """The scores of all systems on one set: the plain baselines, the lead as a run with guards has it, the models."""
    scores: list[Score] = []
    wanted = {"on": (True,), "off": (False,), "both": (False, True)}[given.guards]
    ways = [("lead", False), ("centroid", False), ("lead", True), *((m, g) for m in given.model or () for g in wanted)]
    for count in sentences:
        for model, guards in ways:
            options = SummarizeTable(model=model, sentences=count, guards=guards)
            plain = model in RANKERS and not guards
            label = f"{model}-{count}" + ("" if plain else f" guards {'on' if guards else 'off'}")
            scores += measure(items, brief_all(items, options), label, given.seed)
    return [*scores, *against_lead(scores, given.seed)]


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", action="append", choices=SETS, help="default: all that are here")
    parser.add_argument("--model", action="append", help="a card's name; lead and centroid are always there")
    parser.add_argument("--translator", default="marian-id-en", help="card for the Indonesian sets")
    parser.add_argument("--guards", choices=("on", "off", "both"), default="both", help="for --model")
    parser.add_argument("--sentences", type=int, action="append", help="default: what suits the set")
    parser.add_argument(
        "--limit", type=int, help="first so many articles of each set, 0 for all; default: the set's own"
    )
    parser.add_argument("--seed", type=int, default=1234)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--training", type=Path, action="append", help="training data whose articles are left out")
    parser.add_argument("--out", type=Path, help="write the scores to OUT.json and the page to OUT.md")
    return parser.parse_args()


def main() -> None:
    """Measure, print the tables, and write them."""
    given = arguments()
    out = given.out
    if out is None and given.set is None and given.limit is None and given.sentences is None:
        out = RESULTS / f"summarize-{'-'.join(given.model or ['extractive'])}"
    training = given.training if given.training is not None else training_files()
    measured: dict[str, tuple[int, Sequence[str], list[Score]]] = {}
    for name in given.set or SETS:
        try:
            loaded = load(name, given.data, given.limit, given.translator, training)
        except UserError as error:
            if given.set:
                raise
            print(f"{name}: not measured ({error.message})")
            continue
        notes = loaded.notes if training else (*loaded.notes, "not compared with the training data, which is not here")
        print(f"{name}: {len(loaded.items)} articles; {'; '.join(notes) or 'none left out'}", flush=True)
        scores = systems(loaded.items, given, given.sentences or SETS[name].sentences)
        print(brief_page.table(scores), flush=True)
        measured[name] = len(loaded.items), notes, scores
        if out is not None:  # after every set: a long measurement that is stopped keeps what it has
            write(out, measured)


def write(out: Path, measured: dict[str, tuple[int, Sequence[str], list[Score]]]) -> None:
    """The scores as JSON, and the page."""
    out.parent.mkdir(parents=True, exist_ok=True)
    keep = ("metric", "system", "value", "low", "high", "signature", "n")
    rows = {name: [{k: getattr(s, k) for k in keep} for s in scores] for name, (_, _, scores) in measured.items()}
    out.with_suffix(".json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    command = shlex.join(["python", "-m", "eval.benchmarks.summarize", *sys.argv[1:]])
    out.with_suffix(".md").write_text(brief_page.page("Briefs", command, measured), encoding="utf-8")


if __name__ == "__main__":
    main()
