"""The step *evaluate*: what ships, decoded by the engine that will run it, scored with signatures and intervals.

Decoding is tuned on the dev set only; the suites are looked at once, with the settings that won. Scores come from
the same metrics as ``compare``, so a card and a comparison never disagree.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.records import Score
from pipeline.training.config import Evaluate, TrainConfig
from pipeline.training.corpus import load_pairs
from pipeline.training.readers import Pair
from pipeline.training.scoring import dev_score
from pipeline.training.telemetry import log

METRICS = {
    "translate": ("bleu", "chrf", "numbers-recall", "numbers-precision"),
    "summarize": (
        "rouge1",
        "rouge2",
        "rougeLsum",
        "numbers-precision",
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
    score: float = 0.0

    @classmethod
    def of(cls, options: Evaluate) -> Setting:
        """The preset's own."""
        return cls(options.beam_size, options.length_penalty, options.no_repeat_ngram_size)


class ShippedModel:
    """An exported folder behind its backend (CTranslate2 in int8 where the processor has it).

    Args:
        folder: with ``card.toml``; a card's name does as well.
        task: ``translate`` or ``summarize``.
        threads: CPU threads, 0 for all.
    """

    def __init__(self, folder: Path | str, task: str, threads: int = 0) -> None:
        from pipeline.backends import load_summarizer, load_translator
        from pipeline.cards import load_card

        self.task = task
        card = load_card(folder)
        options: dict[str, Any] = {"device": "cpu", "compute_type": "int8", "threads": threads}
        self.engine: Any = load_translator(card, **options) if task == "translate" else load_summarizer(card, **options)
        self.parts = 0  # texts that were longer than the model reads and went in parts, or lost their end

    def outputs(self, texts: Sequence[str], **decoding: Any) -> list[str]:
        """The best output for each text; a source that is too long is translated in parts, an article is cut."""
        cut = [self._cut(t) for t in texts]
        self.parts = sum(len(c) > 1 for c in cut)
        flat = list(itertools.chain.from_iterable(cut))
        call = self.engine.translate if self.task == "translate" else self.engine.summarize
        made = iter([h[0].text for h in call(flat, **decoding)])
        return [" ".join(itertools.islice(made, len(c))) for c in cut]

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


def tune(model: ShippedModel, dev: Sequence[Pair], options: Evaluate) -> list[Setting]:
    """Dev scores of every combination of the beams and length penalties to try; the best first, the smaller beam wins
    a tie. Without anything to try, the preset's own setting alone."""
    beams = options.tune_beams or [options.beam_size]
    penalties = options.tune_length_penalties or [options.length_penalty]
    found = []
    for beam, penalty in itertools.product(beams, penalties):
        setting = Setting(beam, penalty, options.no_repeat_ngram_size)
        made = model.outputs([p.source for p in dev], **_decoding(options, setting, model.task))
        _, value = dev_score(model.task, made, [p.target for p in dev])
        found.append(replace(setting, score=value))
        log.info("tune: beam %d, length penalty %.2f: dev %.2f", beam, penalty, value)
    return sorted(found, key=lambda s: (-round(s.score, 2), s.beam_size))


def _decoding(options: Evaluate, setting: Setting, task: str) -> dict[str, Any]:
    settings = {k: v for k, v in asdict(setting).items() if k != "score"}
    if task == "translate":
        settings["max_output_ratio"] = options.max_output_ratio
    return settings


def evaluate(config: TrainConfig, folder: Path, setting: Setting) -> list[dict[str, Any]]:
    """Scores of an exported folder on every suite of the preset.

    Returns:
        Per suite: name, n, seconds, ``scores`` (records without the values per item) and ``examples``.
    """
    model = ShippedModel(folder, config.task, config.threads)
    results = []
    for suite in config.evaluate.suites:
        pairs = load_pairs(config, suite.data)
        decoding = _decoding(config.evaluate, setting, config.task)
        began = time.monotonic()
        made = model.outputs([p.source for p in pairs], **decoding)
        seconds = time.monotonic() - began
        scores = score_all(config, pairs, made)
        for score in scores:
            log.info("%s: %s %.2f [%.2f, %.2f]", suite.name, score.metric, score.value, score.low or 0, score.high or 0)
        results.append(
            {
                "name": suite.name,
                "n": len(pairs),
                "seconds": seconds,
                "parts": model.parts,
                "licence": suite.data.licence,
                "scores": [{k: v for k, v in asdict(s).items() if k != "items"} for s in scores],
                "examples": examples(config, pairs, made, scores),
            }
        )
    return results


def score_all(config: TrainConfig, pairs: Sequence[Pair], made: Sequence[str]) -> list[Score]:
    """All metrics of the task that this installation knows."""
    from pipeline import metrics

    known = {m.name for m in metrics.list_metrics()}
    language = "en" if config.languages.source == "en" else "id"
    return [
        metrics.score(
            name,
            made,
            [[p.target] for p in pairs],
            [p.source for p in pairs],
            samples=config.evaluate.samples,
            source_language=language,  # type: ignore[arg-type]
            allow_empty=True,
        )
        for name in METRICS[config.task]
        if name in known
    ]


def examples(
    config: TrainConfig, pairs: Sequence[Pair], made: Sequence[str], scores: Sequence[Score]
) -> list[dict[str, Any]]:
    """Real outputs for the card, from the worst to the best by the steering metric at even steps: never a choice."""
    wanted = min(config.evaluate.examples, len(pairs))
    steering = next((s for s in scores if s.metric.lower() in ("chrf", "rougelsum")), None)
    values = steering.items if steering and len(steering.items) == len(pairs) else tuple(range(len(pairs)))
    order = sorted(range(len(pairs)), key=lambda i: values[i])
    chosen = [order[round(k * (len(order) - 1) / max(wanted - 1, 1))] for k in range(wanted)]
    return [
        {
            "source": pairs[i].source,
            "reference": pairs[i].target,
            "output": made[i],
            "score": float(values[i]),
        }
        for i in dict.fromkeys(chosen)
    ]
