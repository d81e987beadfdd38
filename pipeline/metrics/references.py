"""Checks references, kept per item, and converts them to sacrebleu's layout.

sacrebleu wants ``[reference][item]``. Given ``[item][reference]`` it scores 100.00 without a warning whenever the
shapes happen to fit (sacrebleu issue #220, lighteval issue #1112), because ``zip`` stops at the shortest list.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from pipeline.core.errors import UserError
from pipeline.metrics.base import words

LAYOUT = "references are a list with one entry per item, and each entry is the list of that item's references"


def check_texts(texts: Sequence[str], what: str) -> tuple[str, ...]:
    """The texts as a tuple.

    Raises:
        UserError: not a list of texts; None and NaN (a missing cell of a table) are named by their place.
    """
    if isinstance(texts, str) or not isinstance(texts, Sequence):
        raise UserError(f"{what} must be a list of texts, not {type(texts).__name__}")
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            raise UserError(f"{what} {number} is {text!r} ({type(text).__name__}), not a text", "a missing cell?")
    return tuple(texts)


def per_item(references: Sequence[Sequence[str]], items: int) -> tuple[tuple[str, ...], ...]:
    """References per item, checked.

    Args:
        references: for each of the ``items`` the list of its references.
        items: how many items there are.

    Raises:
        UserError: another number of entries, the transposed layout, an entry that is a plain string, an item without
            a reference, or an empty reference.
    """
    if isinstance(references, str) or not isinstance(references, Sequence):
        raise UserError(f"references are {type(references).__name__}", LAYOUT)
    for number, entry in enumerate(references):
        if isinstance(entry, str):
            raise UserError(f"the references of item {number} are a plain string", f"{LAYOUT}: [[ref], [ref], ...]")
        if not isinstance(entry, Sequence):
            raise UserError(f"the references of item {number} are {entry!r}", LAYOUT)
    _check_layout(references, items)
    for number, entry in enumerate(references):
        if not entry:
            raise UserError(f"item {number} has no reference", LAYOUT)
        for text in check_texts(entry, f"item {number}, reference"):
            if not text.strip():
                raise UserError(f"item {number} has an empty reference", "leave the item out, or give its reference")
    return tuple(tuple(entry) for entry in references)


def _check_layout(references: Sequence[Sequence[str]], items: int) -> None:
    transposed = bool(references) and all(len(entry) == items for entry in references)
    if len(references) != items:
        if transposed and items > 1:
            message = f"references look transposed: {len(references)} lists of {items} texts for {items} items"
            raise UserError(message, f"{LAYOUT}; turn it with [list(r) for r in zip(*references, strict=True)]")
        raise UserError(f"{len(references)} reference lists for {items} items", LAYOUT)
    if transposed and items > 1 and _likeness(list(zip(*references, strict=True))) > _likeness(references):
        raise UserError("references look transposed: the texts of one entry tell of different things", LAYOUT)


def _likeness(groups: Sequence[Sequence[str]]) -> float:
    """How many words the texts of a group share, 0 to 1: a square layout can only be recognised by its texts."""
    shared: list[float] = []
    for group in groups:
        for left, right in combinations([set(words(text)) for text in group if isinstance(text, str)], 2):
            shared.append(len(left & right) / max(len(left | right), 1))
    return sum(shared) / len(shared) if shared else 0.0


def sacrebleu_layout(references: Sequence[Sequence[str]]) -> list[list[str | None]]:
    """References per item as sacrebleu's ``[reference][item]``; items with fewer references get None.

    Raises:
        UserError: no items.
    """
    if not references:
        raise UserError("there are no items to score", "check the input")
    most = max(len(entry) for entry in references)
    return [[entry[n] if n < len(entry) else None for entry in references] for n in range(most)]
