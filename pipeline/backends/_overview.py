"""Summarizes each model card and preset in a row: task, size, licence, chrF, and whether it is on this machine."""

from __future__ import annotations

from typing import Any

from pipeline.backends._licences import NO_CARDS, restriction
from pipeline.backends.model_card import Card, list_cards, load_card
from pipeline.core.config import load_config, preset_names
from pipeline.core.errors import PipelineError

SET, METRIC = "flores200-devtest", "chrF"  # the score that most cards have


def card_row(card: Card) -> dict[str, Any]:
    """A card as plain values."""
    score, origin = expected(card)
    return {
        "name": card.name,
        "task": card.task,
        "slots": list(card.stages),
        "architecture": card.architecture,
        "licence": card.licence,
        "non_commercial": card.non_commercial,
        "restriction": restriction(card),
        "parameters": card.size.parameters,
        "download": card.size.download,
        "memory_mb": card.size.memory_mb,
        "chrf": score,
        "chrf_from": origin,
        "here": card.available(),
        "embedded": bool(card.path) and card.available(),
        "summary": card.summary,
    }


def expected(card: Card) -> tuple[float | None, str]:
    """The chrF on FLORES-200 devtest that its card states, and whether it was measured here or published by others;
    one that was measured here comes before one that was published."""
    figures = [f for f in card.figures if f.set == SET and f.metric == METRIC]
    figures.sort(key=lambda figure: figure.kind != "measured")
    return (figures[0].value, figures[0].kind) if figures else (None, "unknown")


def preset_row(name: str) -> dict[str, Any]:
    """A preset as plain values: its models, their licences, the download, and the translator's chrF."""
    config = load_config(name)
    names = [config.translate.model, config.summarize.model]
    cards = [load_card(model) for model in dict.fromkeys(names) if model not in NO_CARDS]
    translator = next((card for card in cards if card.name == config.translate.model), None)
    score, origin = expected(translator) if translator else (None, "unknown")
    downloads = [0 if card.path or card.server else card.size.download for card in cards]
    known = [size for size in downloads if isinstance(size, int)]
    return {
        "name": name,
        "description": config.description,
        "models": names,
        "licences": list(dict.fromkeys(card.licence for card in cards)),
        "restrictions": [said for card in cards if (said := restriction(card))],
        "download": sum(known) if len(known) == len(downloads) else "unknown",
        "download_at_least": sum(known),
        "chrf": score,
        "chrf_from": origin,
        "here": all(card.available() for card in cards),
    }


def all_rows() -> list[dict[str, Any]]:
    """All cards, translators first; a card of the user's own that is wrong is a row with its ``mistake``."""
    rows = []
    for name in list_cards():
        try:
            rows.append(card_row(load_card(name)))
        except PipelineError as error:
            rows.append({"name": name, "task": "", "mistake": error.message})
    return sorted(rows, key=lambda row: (row["task"] != "translate", row["task"], row["name"]))


def preset_rows() -> list[dict[str, Any]]:
    """All presets that ship, those of the tests left out."""
    return [preset_row(name) for name in preset_names() if name != "tiny"]


def short(count: Any) -> str:
    """A number of parameters as people say it: 29.6M, 3.3B."""
    if not isinstance(count, int):
        return "unknown"
    scaled, unit = (count / 1e9, "B") if count >= 1e9 else (count / 1e6, "M") if count >= 1e6 else (count / 1e3, "k")
    return f"{scaled:.1f}".removesuffix(".0") + unit
