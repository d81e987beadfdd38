"""Writes the README of an exported checkpoint from what the run recorded: no figure in it is typed by hand.

Data with licences, minutes and machine, scores with intervals and signatures, the decoding curve, and real outputs
from the worst to the best. What was not measured is not mentioned, except in the preset's notes and
prose, which describe a training that this program did not run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.training.card_risk import risk_of
from pipeline.training.card_scores import results, system_comparisons, tuning
from pipeline.training.config import TrainConfig

_LONGEST = 500  # characters of an example


def readme(config: TrainConfig, facts: Mapping[str, Any]) -> str:
    """The card's text in Markdown.

    Args:
        config: the preset.
        facts: ``prepare``, ``align``, ``start``, ``train`` and ``evaluate`` as the steps left them (those that were
            not done are absent), ``parameters``, ``machine`` and ``processor``.
    """
    evaluated = facts["evaluate"]
    sections = [
        _head(config, facts),
        results(config, evaluated, facts["processor"]),
        risk_of(config.export.name),
        system_comparisons(evaluated),
        tuning(config, evaluated),
        _data(config, facts["prepare"]) if "prepare" in facts else (),
        _training(config, facts) if facts["train"] else (),
        [config.export.prose.strip()] if config.export.prose else (),
        _examples(evaluated),
        _use(config, facts),
    ]
    return "\n\n".join("\n".join(lines) for part in sections if (lines := list(part))) + "\n"


def _head(config: TrainConfig, facts: Mapping[str, Any]) -> Iterator[str]:
    yield "---"
    yield f"license: {_yaml(config.export.licence)}"
    yield f"language: [{', '.join(dict.fromkeys((config.languages.source, config.languages.target)))}]"
    yield f"pipeline_tag: {'translation' if config.task == 'translate' else 'summarization'}"
    yield "---"
    yield f"# {config.export.name}"
    yield ""
    what = (
        f"Translates {config.languages.source} to {config.languages.target}"
        if config.task == "translate"
        else f"Summarizes text in {config.languages.target}"
    )
    millions = facts["parameters"] / 1e6
    by = f"trained by `ringkas train {config.name}`, which wrote this page" if facts["train"] else ""
    yield f"{what}. {millions:.1f}M parameters{f', {by}' if by else ''}."
    if not facts["train"]:
        yield f"`ringkas train {config.name}` measured it and wrote this page; nothing was trained by it."
    if config.export.base:
        yield f"Started from: {config.export.base}."
    for note in config.export.notes:
        yield f"\n{note}"


def _yaml(text: str) -> str:
    return text if text.replace("-", "").replace(".", "").isalnum() else f'"{text}"'


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
        "sentence, with a set that is scored here, or with another known test set that was on the machine."
    )
    if prepared["unchecked"]:
        yield f"Not on the machine, so not checked against: {', '.join(prepared['unchecked'])}."
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
    if facts.get("start", {}).get("word_accuracy", -1) >= 0:
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
    how = ", behind the guards" if suites[0]["way"] == "guards" else ""
    yield "## Real outputs"
    yield ""
    yield (
        f"From {suites[0]['name']} ({suites[0]['n']} items){how}, from the worst to the best by its score, at even "
        "steps; none was picked by hand."
    )
    for example in suites[0]["examples"]:
        yield ""
        yield f"- source: {_short(example['source'])}"
        yield f"  - output ({example['score']:.1f}): {_short(example['output']) or '(nothing)'}"
        yield f"  - reference: {_short(example['reference'])}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _use(config: TrainConfig, facts: Mapping[str, Any]) -> Iterator[str]:
    verb = "translate" if config.task == "translate" else "summarize"
    yield "## Use"
    yield ""
    yield "```"
    yield f"ringkas run ARTICLES --set {verb}.model={'FOLDER' if facts['train'] else config.start.path}"
    yield "```"
    yield ""
    yield "or `MarianMTModel.from_pretrained(FOLDER)` and `MarianTokenizer.from_pretrained(FOLDER)` of transformers."
    if config.export.int8 and not config.export.card_only:
        yield "The folder `ctranslate2-int8` is for CTranslate2."
