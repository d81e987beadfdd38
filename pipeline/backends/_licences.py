"""Says what a card's licence forbids, and refuses runs and exports that nobody has accepted it for.

Acceptance is per card, by name: ``--accept-licence NAME``, or ``accept_licences`` in the table ``[run]`` of a preset.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pipeline.backends.model_card import Card, load_card
from pipeline.core.errors import UserError

FREE = ("worldwide", "unknown")
NO_CARDS = ("lead", "centroid", "salient", "fake")  # of a config's models, those that are no checkpoints


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


def check_outputs(
    models: Iterable[str], accepted: Collection[str], *, at_the_run: Collection[str] = (), as_data: bool = False
) -> list[str]:
    """Refuse to export what models wrote, where the licence of one forbids it.

    Args:
        models: the cards' names, or their files; what ranks sentences and is no checkpoint is passed over.
        accepted: cards whose licence was accepted for this export.
        at_the_run: those whose licence was accepted when the model was used; it answers for uses, not for training.
        as_data: whether the export is a table that models are trained on, and not a page for readers.

    Returns:
        What is to be said beside the export, in sentences: conditions of a licence, and cards that are gone.

    Raises:
        UserError: a licence forbids it, and nobody accepted it.
    """
    said = []
    for name in dict.fromkeys(models):
        if name in NO_CARDS:
            continue
        try:
            card = load_card(name)
        except UserError:
            said.append(f"the card {name} is gone or wrong: what its licence says of this export is unknown")
            continue
        check_run(card, {*accepted, *at_the_run})
        if as_data:
            check_export(card, accepted)
            if card.terms.distillation == "conditions":
                note = f": {card.terms.note}" if card.terms.note else ""
                said.append(f"the licence of {card.name} ({card.licence}) has conditions for training on this{note}")
        if card.name in {*accepted, *at_the_run} and (forbids := restriction(card)):
            said.append(f"accepted: {forbids}")
    return said
