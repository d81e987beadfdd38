"""Says what the licences of the models that a training starts from, or learns from, forbid.

A checkpoint that is trained further stays under the licence of what it was, and one that is trained on what another
model wrote is under that model's terms. Both are asked before the training begins, and stand on the exported card.
"""

from __future__ import annotations

from collections.abc import Collection

from pipeline.backends._licences import check_export, check_run
from pipeline.backends.model_card import Card, load_card
from pipeline.core.errors import UserError
from pipeline.training.config import TrainConfig


def check(config: TrainConfig, accepted: Collection[str]) -> None:
    """Refuse a training whose models' licences forbid it, unless somebody accepted them by name.

    Raises:
        UserError: nobody did; or a card that the preset names is wrong.
    """
    for card in bases(config):
        check_run(card, accepted)
    for card in teachers(config):
        check_run(card, accepted)
        check_export(card, accepted)


def bases(config: TrainConfig) -> list[Card]:
    """The card of the checkpoint that the training starts from, where it has one."""
    path = config.start.path
    if config.start.kind == "random" or not path:
        return []
    here = config.locate(path)
    if here.exists() and not (here / "card.toml").is_file():
        return []
    try:
        return [load_card(here if here.exists() else path)]
    except UserError:  # the step that opens the checkpoint says what is wrong with it
        return []


def teachers(config: TrainConfig) -> list[Card]:
    """The cards of the models that write what the training learns from."""
    return [load_card(name) for name in dict.fromkeys(s.translate_with for s in config.data.train) if name]


def inherited(config: TrainConfig) -> dict[str, str]:
    """What the exported card says of its terms, because those of the models behind it say so."""
    behind = [*bases(config), *teachers(config)]
    terms: dict[str, str] = {}
    if any(card.terms.commercial == "forbidden" for card in behind):
        terms["commercial"] = "forbidden"
    territories = [t for card in behind if (t := card.terms.territory) not in ("worldwide", "unknown")]
    if territories:
        terms["territory"] = "; ".join(dict.fromkeys(territories))
    if any(card.terms.distillation == "forbidden" for card in behind):
        terms["distillation"] = "forbidden"
    if terms:
        names = ", ".join(f"{card.name} ({card.licence})" for card in behind)
        terms["note"] = f"under the terms of what it was made from: {names}"
    return terms
