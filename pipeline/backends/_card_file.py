"""Writes model cards: TOML from plain values, a card for a checkpoint that has none, and hashes onto a card."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.backends import _inspection
from pipeline.backends.model_card import Card, list_cards, own_cards_dir
from pipeline.core.errors import ModelError, UserError
from pipeline.core.files import atomic_write
from pipeline.core.tables import explain


def add(
    given: str,
    *,
    name: str = "",
    task: str = "",
    out: Path | None = None,
    replace: bool = False,
    commit: str = "",
    licence: str = "",
    tested: bool = True,
) -> Card:
    """Write a card for a checkpoint, by inspecting it.

    Args:
        given: a folder with a checkpoint, or ``owner/name`` of a repository that was fetched.
        name: what to call it; empty takes the folder's name.
        task: ``translate``, ``summarize`` or ``direct``, where the architecture does not say it.
        out: the card's file; by default ``NAME.toml`` among the user's own cards.
        replace: write over a card of that name of the user's own.
        commit: of ``given``, where it is a repository that was fetched just now.
        licence: what the hub says that its licence is; a README in the folder says it otherwise.
        tested: whether it is tested each time that it is loaded; not so for a checkpoint in training.

    Raises:
        UserError: there is no such folder, or a card of that name already.
        ModelError: the checkpoint is refused; the message says why.
    """
    folder, place = _located(given, commit)
    values = _inspection.inspect(folder, task)
    if licence and values["licence"] == "unknown":
        values |= _inspection.licence_values(licence)
    chosen = name or re.sub(r"[^a-z0-9._-]+", "-", Path(given.rstrip("/")).name.lower()).strip("-._") or "model"
    file = out or own_cards_dir() / f"{chosen}.toml"
    if (file.exists() or (out is None and chosen in list_cards())) and not (replace and file.exists()):
        hint = f"ringkas models add {given} --name ANOTHER"
        if file.exists():
            named = f" --name {name}" if name else ""
            hint += f", or over the old one: ringkas models add {given}{named} --replace"
        raise UserError(f"there is a card {chosen!r} already", hint)
    card: dict[str, Any] = {"name": chosen, **values, "source": f"inspected: {given}", **place}
    card |= {} if tested else {"self_test": False}
    try:
        Card.model_validate({**json.loads(json.dumps(card)), "file": file.resolve()})
    except ValidationError as error:
        raise explain(error, Card, f"card {chosen}", "say it otherwise: --name, --task") from None
    file.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(file) as stream:
        stream.write(toml_text(card).encode())
    from pipeline.backends.model_card import load_card

    return load_card(file)


def _located(given: str, commit: str) -> tuple[Path, dict[str, str]]:
    """The checkpoint's folder, and how the card names it."""
    path = Path(given)
    if path.is_dir():
        return path.resolve(), {"path": str(path.resolve())}
    if path.exists():
        raise UserError(f"{given} is a file, not a folder", "ringkas models add FOLDER, the one that the file lies in")
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", given):  # as the hub names repositories
        raise UserError(f"{given} is no folder", "ringkas models add FOLDER, or fetch OWNER/NAME first")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        # No patterns: what is there is inspected, whatever it lacks.
        found = Path(
            snapshot_download(given, revision=commit or "main", local_files_only=True, allow_patterns=["*.json"])
        )
    except (LocalEntryNotFoundError, OSError):
        raise UserError(f"{given} is not on this machine", f"ringkas models fetch {given}") from None
    return found, {"hub_id": given, "revision": commit or found.name}


def pin(card: Card) -> dict[str, str]:
    """Write the hashes of a checkpoint's files, as they are now, onto its card; the rest of the card stays.

    Raises:
        ModelError: the checkpoint is not on this machine.
    """
    hashes = _inspection.hashes(card.folder(), card.architecture, card.gguf)
    text = card.file.read_text("utf-8")
    text = re.sub(r"(?ms)^\[files\]\n.*?(?=^\[|\Z)", "", text).rstrip("\n")
    with atomic_write(card.file) as stream:
        stream.write(f"{text}\n\n{_table('files', hashes)}".encode())
    return hashes


def toml_text(values: Mapping[str, Any]) -> str:
    """Plain values as TOML: those of the card first, then its tables."""
    plain = [f"{_key(k)} = {_value(v)}" for k, v in values.items() if not isinstance(v, Mapping)]
    tables = [_table(name, table) for name, table in values.items() if isinstance(table, Mapping)]
    return "\n".join([*plain, "", *tables])


def _table(name: str, table: Mapping[str, Any]) -> str:
    return "".join([f"[{name}]\n", *(f"{_key(k)} = {_value(v)}\n" for k, v in table.items())])


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    raise ModelError(f"a card cannot hold {value!r}", "this is a fault of the program")
