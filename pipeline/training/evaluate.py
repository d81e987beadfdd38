"""Scores the checkpoint that ships, decoded by the engine it ships for, with intervals (the step *evaluate*).

Decoding is tuned on the dev set only; the suites are decoded once, with the best settings. Scores come from
the same metrics as ``compare``, so a card and a comparison never disagree.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pipeline.core.records import Score
from pipeline.training import briefs
from pipeline.training.config import TrainConfig
from pipeline.training.corpus import load_pairs
from pipeline.training.dev_score import dev_score
from pipeline.training.parallel_text import Pair
from pipeline.training.reference_systems import compare_with_systems
from pipeline.training.tables import Evaluate, EvaluationSuite
from pipeline.training.telemetry import log

METRICS = {
    "translate": ("bleu", "chrf", "chrf++", "numbers-recall", "numbers-precision"),
    "summarize": (
        "rouge1",
        "rouge2",
        "rougeLsum",
        "numbers-precision",
        "names-precision",
        "copied-4grams",
        "novelty",
        "repetition",
        "length",
    ),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A decoding setting and its dev score."""

    beam_size: int
    length_penalty: float
    no_repeat_ngram_size: int
    repetition_penalty: float = 1.0
    score: float = 0.0

    @classmethod
    def of(cls, options: Evaluate) -> Setting:
        """The preset's own."""
        return cls(options.beam_size, options.length_penalty, options.no_repeat_ngram_size, options.repetition_penalty)


class ShippedModel:
    """An exported folder behind its backend (CTranslate2 in int8 where the processor has it).

    Args:
        folder: with ``card.toml``; a card's name does as well.
        task: ``translate`` or ``summarize``.
        threads: CPU threads, 0 for all.
        way: ``int8``, ``float32``, or ``guards`` (int8, and every sentence through the guards' ladder).
    """

    def __init__(self, folder: Path | str, task: str, threads: int = 0, way: str = "int8") -> None:
        from pipeline.backends import load_summarizer, load_translator
        from pipeline.backends.model_card import load_card

        self.task, self.way = task, way
        card = load_card(folder)
        kind = "float32" if way == "float32" else "int8"
        # What was trained is measured, whatever it is worth: the self-test of a load would refuse a young model.
        options: dict[str, Any] = {"device": "cpu", "compute_type": kind, "threads": threads, "check": False}
        self.engine: Any = load_translator(card, **options) if task == "translate" else load_summarizer(card, **options)
        self.parts = 0  # texts that were longer than the model reads and went in parts, or lost their end
        self.flagged = 0  # texts that the guards could not clear

    def outputs(self, texts: Sequence[str], **decoding: Any) -> list[str]:
        """The best output for each text; a source that is too long is translated in parts, an article is cut."""
        cut = [self._cut(t) for t in texts]
        self.parts = sum(len(c) > 1 for c in cut)
        flat = list(itertools.chain.from_iterable(cut))
        hypotheses = iter(self._guarded(flat, decoding) if self.way == "guards" else self._plain(flat, decoding))
        return [" ".join(itertools.islice(hypotheses, len(c))) for c in cut]

    def _plain(self, texts: list[str], decoding: dict[str, Any]) -> list[str]:
        call = self.engine.translate if self.task == "translate" else self.engine.summarize
        return [h[0].text for h in call(texts, **decoding)]

    def _guarded(self, texts: list[str], decoding: dict[str, Any]) -> list[str]:
        """As ``ringkas run`` translates."""
        from pipeline.guards.ladder import Ladder

        translations = Ladder(self.engine, SimpleNamespace(**decoding)).run(texts)
        self.flagged = sum(bool(t.flags) for t in translations)
        return [t.text for t in translations]

    def _cut(self, text: str) -> list[str]:
        limit = self.engine.max_source_tokens
        if self.engine.count_tokens([text])[0] <= limit:
            return [text]
        words = text.split()
        if self.task == "translate":
            middle = len(words) // 2
            near = [
                i for i in range(1, len(words)) if words[i - 1][-1] in ",;:." and abs(i - middle) <= len(words) // 3
            ]
            place = min(near, key=lambda i: abs(i - middle), default=middle)
            return self._cut(" ".join(words[:place])) + self._cut(" ".join(words[place:]))
        low, high = 1, len(words)
        while low < high:  # the longest beginning that fits
            middle = (low + high + 1) // 2
            fits = self.engine.count_tokens([" ".join(words[:middle])])[0] <= limit
            low, high = (middle, high) if fits else (low, middle - 1)
        return [" ".join(words[:low])]


def settings(options: Evaluate) -> list[Setting]:
    """What to try on the dev set: every combination of ``tune_beams`` and ``tune_length_penalties``, then the
    settings of ``tune``; the preset's own alone when there are none."""
    own = Setting.of(options)
    beams = options.tune_beams or [own.beam_size]
    penalties = options.tune_length_penalties or [own.length_penalty]
    grid = [replace(own, beam_size=b, length_penalty=p) for b, p in itertools.product(beams, penalties)]
    more = [replace(own, **t.model_dump(exclude_none=True)) for t in options.tune]
    return list(dict.fromkeys([*([own] if options.tune else []), *grid, *more]))


def tune(model: ShippedModel, dev: Sequence[Pair], options: Evaluate) -> list[Setting]:
    """Dev scores of all settings to try; the one to use first, then by score, the smaller beam before the wider."""
    tried = []
    for setting in settings(options):
        outputs = model.outputs([p.source for p in dev], **_decoding(options, setting, model.task))
        _, value = dev_score(model.task, outputs, [p.target for p in dev])
        tried.append(replace(setting, score=value))
        log.info("tune: %s: dev %.2f", {k: v for k, v in asdict(setting).items() if k != "score"}, value)
    return ranked(tried, options)


def ranked(tried: Sequence[Setting], options: Evaluate) -> list[Setting]:
    """The best first, the smaller beam in a tie; but the preset's own unless the best gains ``tune_gain`` over it."""
    order = sorted(tried, key=lambda s: (-round(s.score, 2), s.beam_size))
    own = next((s for s in order if replace(s, score=0.0) == Setting.of(options)), order[0])
    if round(order[0].score - own.score, 2) < options.tune_gain:
        order.sort(key=lambda s: s is not own)
    return order


def _decoding(options: Evaluate, setting: Setting, task: str) -> dict[str, Any]:
    settings = {k: v for k, v in asdict(setting).items() if k != "score"}
    if task == "translate":
        settings["max_output_ratio"] = options.max_output_ratio
    return settings


def evaluate(config: TrainConfig, checkpoint: Path | str, setting: Setting, outputs: Path) -> list[dict[str, Any]]:
    """Scores of a checkpoint on every suite of the preset, in each of its ways.

    Args:
        config: the preset.
        checkpoint: a folder with a card, or a card's name.
        setting: how to decode.
        outputs: a folder for what the model wrote, a text file per suite and way.

    Returns:
        Per suite and way: name, way, n, seconds, ``scores`` (records without the values per item), ``examples``, and
        in the first way ``beside``, the scores of other systems.
    """
    results = []
    for way in config.evaluate.ways:
        model = ShippedModel(checkpoint, config.task, config.threads, way)
        for suite in config.evaluate.suites:
            pairs = load_pairs(config, suite.data)
            decoding = _decoding(config.evaluate, setting, config.task)
            began = time.monotonic()
            sources = [p.source for p in pairs]
            if as_briefs(config, way):
                hypotheses = briefs.write(checkpoint, sources, guards=way == "guards")
            else:
                hypotheses = model.outputs(sources, **decoding)
            seconds = time.monotonic() - began
            last = way == config.evaluate.ways[-1]
            row = _scored(config, suite, way, pairs, hypotheses, outputs)
            row |= {
                "seconds": seconds,
                "parts": model.parts,
                "flagged": model.flagged if config.task == "translate" and way == "guards" else None,
            }
            row["examples"] = row["examples"] if last and suite.examples else []
            results.append(row)
    order = [s.name for s in config.evaluate.suites]
    return sorted(results, key=lambda r: order.index(r["name"]))


def as_briefs(config: TrainConfig, way: str) -> bool:
    """Whether a summarizer's outputs are whole briefs, as a run writes them: behind the guards, and where the model
    reads single sentences, of which an article's brief is put together."""
    return config.task == "summarize" and (way == "guards" or config.export.reads == "sentence")


def _scored(
    config: TrainConfig,
    suite: EvaluationSuite,
    way: str,
    pairs: Sequence[Pair],
    hypotheses: Sequence[str],
    outputs: Path,
) -> dict[str, Any]:
    scores = score_all(config, pairs, hypotheses)
    for score in scores:
        log.info(
            "%s, %s: %s %.2f [%.2f, %.2f]", suite.name, way, score.metric, score.value, score.low or 0, score.high or 0
        )
    others = {}
    if suite.beside and way == config.evaluate.ways[0]:
        files = {name: config.locate(path) for name, path in suite.beside.items()}
        others = compare_with_systems(config.export.name, hypotheses, pairs, files, config.evaluate.samples)
    elif as_briefs(config, way) and way == config.evaluate.ways[0]:
        others = briefs.compare_with_rankers(config.export.name, hypotheses, pairs, config.evaluate.samples)
    file = outputs / f"{''.join(c if c.isalnum() else '-' for c in suite.name.lower())}.{way}.txt"
    outputs.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{' '.join(t.split())}\n" for t in hypotheses), encoding="utf-8")
    return {
        "name": suite.name,
        "way": way,
        "n": len(pairs),
        "licence": suite.data.licence,
        "scores": [{k: v for k, v in asdict(s).items() if k != "items"} for s in scores],
        "examples": examples(config, pairs, hypotheses, scores),
        "beside": others,
    }


def score_all(config: TrainConfig, pairs: Sequence[Pair], hypotheses: Sequence[str]) -> list[Score]:
    """All metrics of the task that this installation knows."""
    from pipeline import metrics
    from pipeline.stages.score.stage import as_lines

    known = {m.name for m in metrics.list_metrics()}
    lines = as_lines if config.task == "summarize" else str  # ROUGE-Lsum wants a sentence a line
    language = "en" if config.languages.source == "en" else "id"
    return [
        metrics.score(
            name,
            hypotheses,
            [[lines(p.target)] for p in pairs],
            [p.source for p in pairs],
            samples=config.evaluate.samples,
            source_language=language,  # type: ignore[arg-type]
            allow_empty=True,
        )
        for name in METRICS[config.task]
        if name in known
    ]


def examples(
    config: TrainConfig, pairs: Sequence[Pair], hypotheses: Sequence[str], scores: Sequence[Score]
) -> list[dict[str, Any]]:
    """Real outputs for the card, from the worst to the best by the main metric at even steps: none is hand-picked."""
    count = min(config.evaluate.examples, len(pairs))
    main = next((s for s in scores if s.metric.lower() in ("chrf", "rougelsum")), None)
    values = main.items if main and len(main.items) == len(pairs) else tuple(range(len(pairs)))
    order = sorted(range(len(pairs)), key=lambda i: values[i])
    chosen = [order[round(k * (len(order) - 1) / max(count - 1, 1))] for k in range(count)]
    return [
        {
            "source": pairs[i].source,
            "reference": pairs[i].target,
            "output": hypotheses[i],
            "score": float(values[i]),
        }
        for i in dict.fromkeys(chosen)
    ]
