"""Writes the card's sections of figures: scores per set and way, other systems' scores, the decoding curve."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.training.config import TrainConfig

WAYS = {
    "int8": "int8",
    "guards": "int8, with the guards (what `ringkas run` does)",
    "float32": "float32",
}
STORED = "The other systems' outputs are stored ones (HTML escapes undone), this checkpoint's are int8 without guards."
SETTINGS = {
    "beam_size": "beam",
    "length_penalty": "length penalty",
    "no_repeat_ngram_size": "no-repeat n-gram",
    "repetition_penalty": "repetition penalty",
}


def results(config: TrainConfig, evaluated: Mapping[str, Any], processor: str) -> Iterator[str]:
    """The table of scores, a row per set and way, with signatures and the command that repeats it."""
    suites = evaluated["suites"]
    if not suites:
        return
    yield "## Scores"
    yield ""
    names = list(dict.fromkeys(score["metric"] for suite in suites for score in suite["scores"]))
    yield f"| set | n | how | {' | '.join(names)} |"
    yield "|---" * (len(names) + 3) + "|"
    for suite in suites:
        cells = {score["metric"]: cell(score) for score in suite["scores"]}
        row = " | ".join(cells.get(name, "") for name in names)
        yield f"| {suite['name']} | {suite['n']:,} | {WAYS[suite['way']]} | {row} |"
    yield ""
    how = in_words(evaluated["setting"])
    yield f"Decoded by CTranslate2 on the CPU, {how}; 95% intervals by bootstrap over the items."
    yield f"Measured on: {processor}."
    if config.export.command:
        yield f"All figures of this section and the next ones again: `{config.export.command}`."
    yield from (f"\n{line}" for line in _notes(config, suites))
    yield ""
    yield "Signatures:"
    yield ""
    signatures = {score["metric"]: score["signature"] for suite in suites for score in suite["scores"]}
    yield from (f"- {metric}: `{signature}`" for metric, signature in signatures.items())


def _notes(config: TrainConfig, suites: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    suites = list(suites)
    cut = [f"{s['name']} {s['parts']}" for s in suites if s["parts"] and s["way"] == suites[0]["way"]]
    if cut:
        how = "translated in parts" if config.task == "translate" else "read without their end"
        yield f"Sources longer than the model reads, {how}: {', '.join(cut)}."
    flagged = [f"{s['name']} {s['flagged']} of {s['n']}" for s in suites if s["flagged"] is not None]
    if flagged:
        yield f"Translations that the guards still flag: {', '.join(flagged)}."


def cell(score: Mapping[str, Any]) -> str:
    """A value with its interval."""
    if math.isnan(score["value"]):
        return "undefined"  # a precision of nothing
    if score["low"] is None or math.isnan(score["low"]):
        return f"{score['value']:.1f}"
    return f"{score['value']:.1f} ({score['low']:.1f} to {score['high']:.1f})"


def in_words(setting: Mapping[str, Any]) -> str:
    """``beam 4, length penalty 1.0, no-repeat n-gram 4``."""
    off = {"no_repeat_ngram_size": 0, "repetition_penalty": 1.0}
    return ", ".join(f"{word} {setting[key]}" for key, word in SETTINGS.items() if off.get(key) != setting[key])


def system_comparisons(evaluated: Mapping[str, Any]) -> Iterator[str]:
    """Other systems' outputs on the same sets, scored the same way, and how far they are from this checkpoint."""
    for number, suite in enumerate(s for s in evaluated["suites"] if s["beside"]):
        if number:
            yield ""
        yield f"## Beside other systems: {suite['name']}"
        yield ""
        metrics = list(dict.fromkeys(score["metric"] for score in suite["beside"]["scores"]))
        yield "| system | " + " | ".join(f"{m} | {m}: difference, p" for m in metrics) + " |"
        yield "|---" * (2 * len(metrics) + 1) + "|"
        cells = {(s["system"], s["metric"]): cell(s) for s in suite["beside"]["scores"]}
        gaps = {(d["system"], d["metric"]): _gap(d) for d in suite["beside"]["differences"]}
        systems = list(dict.fromkeys(s["system"] for s in suite["beside"]["scores"]))
        ranked = {(s["system"], s["metric"]): s["value"] for s in suite["beside"]["scores"]}
        for system in sorted(systems, key=lambda name: -ranked[name, metrics[-1]]):
            columns = " | ".join(f"{cells[system, m]} | {gaps.get((system, m), 'this checkpoint')}" for m in metrics)
            yield f"| {system} | {columns} |"
        yield ""
        yield (
            f"{suite['beside'].get('note', STORED)} Differences are theirs minus ours: paired bootstrap interval, p by "
            "approximate randomization with Holm's correction."
        )


def _gap(difference: Mapping[str, Any]) -> str:
    p = "p < 0.001" if difference["p"] < 0.001 else f"p {difference['p']:.3f}"
    return f"{difference['delta']:+.1f} ({difference['low']:+.1f} to {difference['high']:+.1f}), {p}"


def tuning(config: TrainConfig, evaluated: Mapping[str, Any]) -> Iterator[str]:
    """The decoding curve on the dev set."""
    curve = evaluated["tuning"]
    if len(curve) < 2:
        return
    yield f"## Decoding, tuned on {config.data.dev.name or 'the dev set' if config.data.dev else 'the dev set'}"
    yield ""
    yield f"| {' | '.join(SETTINGS.values())} | dev score |"
    yield "|---" * (len(SETTINGS) + 1) + "|"
    chosen = evaluated["setting"]
    for row in sorted(curve, key=lambda r: tuple(r[key] for key in SETTINGS)):
        mark = "**" if all(row[key] == chosen[key] for key in SETTINGS) else ""
        yield "| " + " | ".join(f"{row[key]}" for key in SETTINGS) + f" | {mark}{row['score']:.2f}{mark} |"
