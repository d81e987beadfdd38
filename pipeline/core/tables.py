"""Reads TOML tables strictly: their base class, values set on the command line, and errors that name the key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.core.errors import UserError, did_you_mean

KeyPath = tuple[str, ...]


class Table(BaseModel):
    """Base of all tables: no unknown keys, no silent conversions, no changes afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, protected_namespaces=())


def read_toml(path: Path, hint: str = "") -> dict[str, Any]:
    """A TOML file's values.

    Raises:
        UserError: it is not TOML, or not UTF-8; with the hint given.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:  # also of a number too long, or a table too deep
        raise UserError(f"{path} is not TOML: {error}", hint) from error


def assign(values: dict[str, Any], setting: str, example: str) -> dict[str, Any]:
    """Nested tables with one value set as ``--set`` says: ``table.key=value``, or ``list.0.key=value``.

    Args:
        values: changed in place, and returned.
        setting: as typed; the value is read as TOML (``4``, ``true``, ``"x"``, ``[1]``), else it is the text itself.
        example: a setting that would be right, for the hint.

    Raises:
        UserError: the setting is not of this form, or leads into something that is not a table.
    """
    dotted, equals, text = setting.partition("=")
    *parents, last = dotted.strip().split(".")
    if not equals or not all((*parents, last)):
        raise UserError(f"--set {setting}: expected table.key=value", f"for example --set {example}")
    here: Any = values
    try:
        for part in parents:
            here = here[int(part)] if isinstance(here, list) else here.setdefault(part, {})
        here[int(last) if isinstance(here, list) else last] = _value(text.strip())
    except (IndexError, ValueError, TypeError, AttributeError) as error:
        raise UserError(f"--set {setting}: there is no such table", f"for example --set {example}") from error
    return values


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def explain(
    error: ValidationError,
    table: type[BaseModel],
    origin: str | Callable[[KeyPath], str],
    hint: str = "",
    also: Sequence[str] = (),
) -> UserError:
    """The first thing that is wrong in a table, as an error that names the origin, the key and what is allowed.

    Args:
        error: as pydantic raised it.
        table: the class that was validated.
        origin: the file, or a function from a key's path to where that key was set.
        hint: said where the value is wrong; an unknown key gets the nearest known ones instead.
        also: keys of the outermost table that are no fields of it.
    """
    first = error.errors(include_url=False)[0]
    path = tuple(str(part) for part in first["loc"])
    where = origin if isinstance(origin, str) else origin(path)
    dotted = ".".join(path)
    if first["type"] == "extra_forbidden":
        return UserError(f"{where}: unknown key {dotted}", _nearest(table, path, also))
    message = re.sub(r"^Value error, ", "", first["msg"])
    given = first["input"]
    if path and first["type"] not in ("missing", "value_error") and isinstance(given, str | int | float | list):
        dotted = f"{dotted} = {given!r:.80}"
    return UserError(": ".join(filter(None, (where, dotted, message))), hint or _takes(table, path))


def _nearest(table: type[BaseModel], path: KeyPath, also: Sequence[str]) -> str:
    """What a key that is unknown at this path may have meant."""
    *parents, key = path
    inner = _table_at(table, parents)
    allowed = [name for name, field in inner.model_fields.items() if not field.exclude] if inner else []
    if parents:
        return f"[{'.'.join(parents)}] has no {key!r}: {did_you_mean(key, allowed, 'keys')}"
    tables = ((name, _inner_table(field.annotation)) for name, field in table.model_fields.items())
    owners = [f"[{name}]" for name, below in tables if below and key in below.model_fields]
    if owners:
        return f"{key!r} belongs under {' or '.join(owners)}"
    return did_you_mean(key, [*allowed, *also], "keys")


_KINDS = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
_SHAPES: dict[Any, str] = {
    list: 'a list, such as ["a", "b"]',
    tuple: 'a list, such as ["a", "b"]',
    dict: 'a table, such as {a = "b"}',
}


def _takes(table: type[BaseModel], path: KeyPath) -> str:
    """What a key takes, and its value where it is left out; empty where its type says nothing to a person."""
    *parents, key = path or ("",)
    inner = _table_at(table, parents)
    field = inner.model_fields.get(key) if inner else None
    if field is None:
        return ""
    if below := _inner_table(field.annotation):
        return f"{key} is a table; its keys: {', '.join(below.model_fields)}"
    if (kind := get_origin(field.annotation)) in _SHAPES:
        return f"{key} takes {_SHAPES[kind]}"
    kinds = [a for a in (get_args(field.annotation) or (field.annotation,)) if a in _KINDS]
    if not kinds:
        return ""
    least = next((f" of at least {m.ge}" for m in field.metadata if hasattr(m, "ge")), "")
    least = least or next((f" above {m.gt}" for m in field.metadata if hasattr(m, "gt")), "")
    usual = "the model card's value" if field.default is None else "the usual value"
    return f"{key} takes {_KINDS[kinds[0]]}{least}; left out: {usual}"


def _table_at(table: type[BaseModel] | None, path: Sequence[str]) -> type[BaseModel] | None:
    """The class of the table at a path; an index of a list is passed over."""
    for part in path:
        if table is not None and not part.isdigit():
            field = table.model_fields.get(part)
            table = _inner_table(field.annotation) if field else None
    return table


def _inner_table(annotation: Any) -> type[BaseModel] | None:
    """The table that a field holds, also as one of several in a list or a union."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _inner_table(inner))), None)
