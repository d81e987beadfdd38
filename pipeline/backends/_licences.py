"""Says what a card's licence forbids, and refuses runs that nobody has accepted it for.

Acceptance is per card, by name: ``--accept-licence NAME``, or ``accept_licences`` in the table ``[run]`` of a preset.
"""

from __future__ import annotations

from collections.abc import Collection

from pipeline.backends.model_card import Card
from pipeline.core.errors import UserError

FREE = ("worldwide", "unknown")


def restriction(card: Card) -> str:
    """What its licence forbids, in a sentence; "" where it forbids nothing that is known."""
    said = []
    if card.terms.commercial == "forbidden":
        said.append("forbids commercial use")
    if card.terms.territory not in FREE:
        said.append(f"holds only in this territory: {card.terms.territory}")
    if not said:
        return ""
    return f"the licence of {card.name} ({card.licence}) {' and '.join(said)}"


def check_run(card: Card, accepted: Collection[str]) -> None:
    """Refuse to use a card whose licence forbids uses, unless somebody accepted it by name.

    Raises:
        UserError: nobody did; the hint is what to type.
    """
    if (said := restriction(card)) and card.name not in accepted:
        where = f": {card.terms.url}" if card.terms.url else ""
        raise UserError(f"{said}{where}", f"if your use is within it: --accept-licence {card.name}")


def check_export(card: Card, accepted: Collection[str]) -> None:
    """Refuse to export what a card's model wrote as training data, where its licence forbids that.

    Raises:
        UserError: its licence does, and nobody accepted it.
    """
    if card.terms.distillation == "forbidden" and card.name not in accepted:
        raise UserError(
            f"the licence of {card.name} ({card.licence}) forbids training other models on what it writes",
            f"if your use is within it: --accept-licence {card.name}",
        )
