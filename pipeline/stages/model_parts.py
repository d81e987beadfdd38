"""Computes the parts of a fingerprint that come from a model: its card, weights, device and arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.config import SummarizeTable, TranslateTable
from pipeline.core.errors import UserError
from pipeline.core.fingerprints import Parts, device_class, file_hash

if TYPE_CHECKING:
    from pipeline.backends.model_card import Card

FAKE = "fake"
NOT_MEASURED = "not measured yet"


def check_model(table: TranslateTable | SummarizeTable, slots: tuple[str, ...], hosts: Sequence[str] = ()) -> None:
    """Find out whether a stage can use the model that its table names, before anything is loaded.

    Args:
        table: the stage's settings.
        slots: the tasks of a card that the stage has a use for.
        hosts: machines beside this one that a card with a server may send texts to.

    Raises:
        UserError: an unknown device, backend or card, a card for another task, a missing optional package, or a server
            on a machine that nobody allowed.
    """
    from pipeline.backends import EXTRACTIVE, check_card
    from pipeline.backends._seq2seq import resolve_device
    from pipeline.backends.model_card import load_card

    resolve_device(table.device)
    if table.model in (*EXTRACTIVE, FAKE):
        return
    check_card(load_card(table.model), table.backend, slots, hosts)


def require_told(table: TranslateTable, what: str) -> None:
    """Whether the model that a table names can be told a style, terms or context.

    Raises:
        UserError: it cannot.
    """
    from pipeline.backends.model_card import load_card

    if table.model == FAKE or what not in load_card(table.model).translation.takes:
        raise UserError(
            f"[translate] {what}: {table.model} cannot be told one",
            f"leave it empty, or take an instruction-tuned model whose card has a `translation.{what}`",
        )


def file_parts(name: str, path: str) -> Parts:
    """The content of a file that an option names.

    Raises:
        UserError: it does not exist.
    """
    if not path:
        return {}
    if not Path(path).is_file():
        raise UserError(f"{name} = {path!r}: there is no such file", "give an existing file, or leave it empty")
    return {f"file.{name}": file_hash(Path(path))}


def model_parts(table: TranslateTable | SummarizeTable) -> Parts:
    """The model card, its weights, the kind of device that they run on, and the arithmetic where it is measured.

    Raises:
        UserError: no such model.
    """
    from pipeline.backends import EXTRACTIVE
    from pipeline.backends.model_card import load_card

    if table.model in (*EXTRACTIVE, FAKE):  # no checkpoint: the code's own hash says what they are
        return {}
    card = load_card(table.model)
    parts = {f"card.{table.model}": card.fingerprint(), "device": device_class(table.device)}
    if is_measured(table, card):
        from pipeline.backends._compute import remembered

        parts["arithmetic"] = remembered(card) or NOT_MEASURED
    return parts


def is_measured(table: TranslateTable | SummarizeTable, card: Card) -> bool:
    """Whether the backend chooses its compute type by timing: CTranslate2 on a CPU, asked for ``auto``."""
    backend = card.backends[0] if table.backend == "auto" else table.backend
    wanted = getattr(table, "compute_type", "auto")
    return backend == "ctranslate2" and wanted == "auto" and device_class(table.device) != "cuda"


def measure_arithmetic(table: TranslateTable | SummarizeTable) -> None:
    """Let the backend choose its compute type now and not while it loads, because the choice shapes the output."""
    if model_parts(table).get("arithmetic") == NOT_MEASURED:
        from pipeline.backends import _compute
        from pipeline.backends.model_card import load_card

        _compute.settle(load_card(table.model))
