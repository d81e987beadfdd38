"""Writes the README of an exported checkpoint from what the run recorded: nothing in it is typed by hand.

Data with licences, minutes and machine, scores with intervals and signatures, the decoding curve, and real outputs
from the worst to the best. What was not measured is not mentioned.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.training.config import TrainConfig

_LONGEST = 500  # characters of an example


def readme(config: TrainConfig, facts: Mapping[str, Any]) -> str:
    """The card's text in Markdown.

    Args:
        config: the preset.
        facts: ``prepare``, ``align`` (may be absent), ``start``, ``train`` and ``evaluate`` as the steps left them,
            and ``machine``.
    """
    sections = [
        _head(config, facts),
        _results(config, facts["evaluate"]),
        _tuning(facts["evaluate"]),
        _data(config, facts["prepare"]),
        _training(config, facts),
        _examples(facts["evaluate"]),
        _use(config),
    ]
    return "\n\n".join("\n".join(lines) for part in sections if (lines := list(part))) + "\n"


def _head(config: TrainConfig, facts: Mapping[str, Any]) -> Iterator[str]:
    yield "---"
    yield f"license: {_yaml(config.export.licence)}"
    yield f"language: [{config.languages.source}, {config.languages.target}]"
    yield f"pipeline_tag: {'translation' if config.task == 'translate' else 'summarization'}"
    yield "---"
    yield f"# {config.export.name}"
    yield ""
    what = (
        f"Translates {config.languages.source} to {config.languages.target}"
        if config.task == "translate"
        else f"Summarizes {config.languages.target} text"
    )
    millions = facts["start"]["parameters"] / 1e6
    yield f"{what}. {millions:.1f}M parameters, trained by `ringkas train {config.name}`, which wrote this page."
    if config.export.base:
        yield f"Started from: {config.export.base}."
    for note in config.export.notes:
        yield f"\n{note}"


def _yaml(text: str) -> str:
    return text if text.replace("-", "").replace(".", "").isalnum() else f'"{text}"'


def _results(config: TrainConfig, evaluated: Mapping[str, Any]) -> Iterator[str]:
    if not evaluated["suites"]:
        return
    setting = evaluated["setting"]
    yield "## Scores"
    yield ""
    yield (
        f"Decoded by CTranslate2 (int8, CPU), beam {setting['beam_size']}, length penalty "
        f"{setting['length_penalty']}; 95% intervals by bootstrap over the items."
    )
    yield ""
    yield "| set | n | metric | value | interval |"
    yield "|---|---|---|---|---|"
    signatures: dict[str, str] = {}
    for suite in evaluated["suites"]:
        for score in suite["scores"]:
            low, high = score["low"], score["high"]
            known = not math.isnan(score["value"])
            value = f"{score['value']:.2f}" if known else "undefined"  # a precision of nothing
            interval = f"{low:.2f} to {high:.2f}" if known and low is not None else ""
            yield f"| {suite['name']} | {score['n']} | {score['metric']} | {value} | {interval} |"
            signatures[score["metric"]] = score["signature"]
    yield ""
    yield "Signatures:"
    yield ""
    yield from (f"- {metric}: `{signature}`" for metric, signature in signatures.items())
    cut = [f"{s['name']} {s['parts']}" for s in evaluated["suites"] if s["parts"]]
    if cut:
        how = "translated in parts" if config.task == "translate" else "read without their end"
        yield f"\nSources longer than the model reads, {how}: {', '.join(cut)}."


def _tuning(evaluated: Mapping[str, Any]) -> Iterator[str]:
    curve = evaluated["tuning"]
    if len(curve) < 2:
        return
    yield "## Decoding, tuned on the dev set"
    yield ""
    yield "| beam | length penalty | dev score |"
    yield "|---|---|---|"
    for row in sorted(curve, key=lambda r: (r["beam_size"], r["length_penalty"])):
        yield f"| {row['beam_size']} | {row['length_penalty']} | {row['score']:.2f} |"


def _data(config: TrainConfig, prepared: Mapping[str, Any]) -> Iterator[str]:
    yield "## Data"
    yield ""
    kept = prepared["kept"]
    yield f"{sum(kept.values()):,} pairs kept of {prepared['read']:,} read; {prepared['dev']:,} dev pairs."
    yield ""
    yield "| file | licence |"
    yield "|---|---|"
    for source in config.data.train:
        yield f"| {source.name or _base(source.path)} | {source.licence} |"
    for mono in config.data.mono:
        yield f"| {mono.name} (one language, for synthetic pairs) | {mono.licence} |"
    if config.data.dev:
        yield f"| {config.data.dev.name or _base(config.data.dev.path)} (dev) | {config.data.dev.licence} |"
    yield ""
    yield "Pairs by origin: " + ", ".join(f"{o} {n:,}" for o, n in sorted(kept.items(), key=lambda x: -x[1])) + "."
    rejected = ", ".join(f"{r} {n:,}" for r, n in sorted(prepared["rejected"].items(), key=lambda x: -x[1]))
    yield f"\nRejected: {rejected or 'none'}."
    yield (
        f"\nNo training pair shares {config.data.filters.held_out_words} consecutive words, or a whole shorter "
        "sentence, with a set that is scored here."
    )
    yield from (f"\nNote: {w}." for w in prepared["warnings"])


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _training(config: TrainConfig, facts: Mapping[str, Any]) -> Iterator[str]:
    yield "## Training"
    yield ""
    yield f"Machine: {facts['machine']}. Start: {config.start.kind}. Seed {config.seed}."
    align = facts.get("align")
    if align:
        yield f"Alignment (IBM model 1, two directions): {align['linked']:.0%} of the target tokens linked."
    if facts["start"]["word_accuracy"] >= 0:
        yield f"The word-for-word start named {facts['start']['word_accuracy']:.0%} of held-out tokens."
    yield ""
    yield "| round | direction | minutes | steps | target tokens seen | best dev score | at step |"
    yield "|---|---|---|---|---|---|---|"
    tables = {r.name: r for r in config.rounds}
    for name, row in facts["train"].items():
        yield (
            f"| {name} | {tables[name].direction} | {row['minutes']:.1f} | {row['steps']:,} | "
            f"{row['target_tokens']:,} | {row['best']:.2f} | {row['best_step']:,} |"
        )
    for name, row in facts["train"].items():
        for mono, counts in row["synthetic"].items():
            yield f"\nSynthetic pairs before {name} from {mono}: " + ", ".join(f"{k} {v:,}" for k, v in counts.items())


def _examples(evaluated: Mapping[str, Any]) -> Iterator[str]:
    suites: Sequence[Mapping[str, Any]] = [s for s in evaluated["suites"] if s["examples"]]
    if not suites:
        return
    yield "## Real outputs"
    yield ""
    yield f"From {suites[0]['name']}, from the worst to the best by its score, at even steps; none was picked by hand."
    for example in suites[0]["examples"]:
        yield ""
        yield f"- source: {_short(example['source'])}"
        yield f"  - output ({example['score']:.1f}): {_short(example['output']) or '(nothing)'}"
        yield f"  - reference: {_short(example['reference'])}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _use(config: TrainConfig) -> Iterator[str]:
    verb = "translate" if config.task == "translate" else "summarize"
    yield "## Use"
    yield ""
    yield "```"
    yield f"ringkas run ARTICLES --set {verb}.model=FOLDER"
    yield "```"
    yield ""
    yield "or `MarianMTModel.from_pretrained(FOLDER)` and `MarianTokenizer.from_pretrained(FOLDER)` of transformers;"
    yield "the folder `ctranslate2-int8` is for CTranslate2, where it was asked for."
