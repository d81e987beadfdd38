"""Converts records (dataclasses) to rows of Parquet and JSON and back, and gives their Arrow schema."""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")


def to_row(record: Any) -> dict[str, Any]:
    """A record as plain dicts and lists, ready for Parquet or JSON."""

    row: dict[str, Any] = _plain(record)
    return row


def _plain(value: Any) -> Any:
    kind: type = type(value)
    names = _field_names(kind)
    if names:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, (tuple, list)):
        return [v if type(v) in _PLAIN else _plain(v) for v in value]
    return value


_PLAIN = frozenset({str, int, float, bool, type(None)})


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """The names of a dataclass's fields; none for any other type."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()


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


_MOST_BYTES = (1 << 31) - 1  # of one column's texts: Arrow counts them in 32 bits


def arrow_table(kind: type, records: Sequence[Any]) -> pa.Table:
    """Records as an Arrow table.

    Its columns are made from their bytes: pyarrow turns Python lists into columns only after it has imported pandas,
    which takes longer than all the rest of a small run's start.
    """
    import pyarrow as pa

    schema, rows = arrow_schema(kind), [to_row(record) for record in records]
    try:
        return pa.Table.from_arrays([_column(f.type, [row[f.name] for row in rows]) for f in schema], schema=schema)
    except OverflowError:  # pyarrow divides such a column
        return pa.Table.from_pylist(rows, schema=schema)


def _column(kind: pa.DataType, values: Sequence[Any]) -> pa.Array:
    """Values as an Arrow array; None is a missing one.

    Raises:
        OverflowError: there are too many bytes of text.
    """
    import numpy as np
    import pyarrow as pa

    there = np.array([value is not None for value in values], dtype=bool)
    missing = len(values) - int(there.sum())
    buffers = [pa.py_buffer(np.packbits(there, bitorder="little")) if missing else None]
    children = []
    if pa.types.is_struct(kind):
        children = [_column(f.type, [None if v is None else v[f.name] for v in values]) for f in kind]
    elif pa.types.is_string(kind) or pa.types.is_list(kind):
        parts = [v.encode() for v in values if v is not None] if pa.types.is_string(kind) else values
        lengths = np.zeros(len(values), dtype=np.int64)
        lengths[there] = [len(part) for part in parts if part is not None]
        if lengths.sum() > _MOST_BYTES:
            raise OverflowError
        ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        buffers.append(pa.py_buffer(ends))
        if pa.types.is_string(kind):
            buffers.append(pa.py_buffer(b"".join(parts)))
        else:
            children = [_column(kind.value_type, [v for part in parts if part is not None for v in part])]
    else:
        plain = np.array([0 if value is None else value for value in values], dtype=kind.to_pandas_dtype())
        buffers.append(pa.py_buffer(np.packbits(plain, bitorder="little") if pa.types.is_boolean(kind) else plain))
    return pa.Array.from_buffers(kind, len(values), buffers, missing, children=children)
