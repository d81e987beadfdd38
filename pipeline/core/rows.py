"""Converts records (dataclasses) to rows of Parquet and JSON and back, and gives their Arrow schema."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")


def to_row(record: Any) -> dict[str, Any]:
    """A record as plain dicts and lists, ready for Parquet or JSON."""

    def plain(value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
        if isinstance(value, (tuple, list)):
            return [plain(v) for v in value]
        return value

    row: dict[str, Any] = plain(record)
    return row


def from_row(kind: type[T], row: dict[str, Any]) -> T:
    """The record that ``to_row`` made the row from.

    Raises:
        KeyError: a field without a default is missing.
    """
    record: T = _builder(kind)(row)  # type: ignore[arg-type]
    return record


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _builder(kind: type) -> Callable[[dict[str, Any]], Any]:
    """A function that makes a record of this type from a row. Types are inspected once and not per row: a report of a
    thousand articles reads some hundred thousand rows."""
    hints = _hints(kind)
    required = frozenset(f.name for f in fields(kind) if f.default is f.default_factory)  # both MISSING
    converters = {f.name: _converter(hints[f.name]) for f in fields(kind)}

    def build(row: dict[str, Any]) -> Any:
        values: dict[str, Any] = {}
        for name, convert in converters.items():
            if name in row:
                value = row[name]
                values[name] = value if value is None or convert is None else convert(value)
            elif name in required:
                raise KeyError(f"{kind.__name__}.{name}")
        return kind(**values)

    return build


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    """The conversion of a value of this type; None when it needs none."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(a for a in get_args(hint) if a is not type(None))
    if get_origin(hint) is tuple:
        inner = _converter(get_args(hint)[0])
        return tuple if inner is None else lambda values: tuple(v if v is None else inner(v) for v in values)
    return _builder(hint) if is_dataclass(hint) else None  # type: ignore[arg-type]


@cache
def arrow_schema(kind: type) -> pa.Schema:
    """The Arrow schema of a record's rows, so that an empty shard has its columns too."""
    import pyarrow as pa

    scalars = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}

    def arrow(hint: Any) -> pa.DataType:
        if get_origin(hint) in (Union, types.UnionType):
            hint = next(a for a in get_args(hint) if a is not type(None))
        if get_origin(hint) is tuple:
            return pa.list_(arrow(get_args(hint)[0]))
        if is_dataclass(hint):
            inner = _hints(hint)  # type: ignore[arg-type]
            return pa.struct([(f.name, arrow(inner[f.name])) for f in fields(hint)])
        return scalars[hint]

    hints = _hints(kind)
    return pa.schema([(f.name, arrow(hints[f.name])) for f in fields(kind)])
