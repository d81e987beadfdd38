"""Finds our fields in the inputs' own columns: ``--column text=body`` maps one, others have our names.

A mapping is for the inputs that have that column. Where one has not, and has a column of our name, that one is taken:
a folder may hold a table with ``body`` beside JSON lines with ``text``.
"""

from __future__ import annotations

import codecs
import logging
from collections.abc import Container, Iterable
from functools import lru_cache

from pipeline.core.config import IngestTable
from pipeline.core.errors import UserError

FIELDS = ("text", "id", "title", "url", "source", "published", "language", "reference_summary", "reference_translation")
log = logging.getLogger("ringkas")


def check(options: IngestTable) -> None:
    """Refuse a ``--column`` whose left side is not a field of ours.

    Raises:
        UserError: naming the fields.
    """
    for name in options.columns:
        if name not in FIELDS:
            raise UserError(
                f"--column {name}={options.columns[name]}: {name!r} is not a field", f"fields: {', '.join(FIELDS)}"
            )
    try:
        codecs.lookup(options.encoding)
    except LookupError as error:
        hint = "for example utf-8, cp1252, utf-16"
        raise UserError(f"[ingest] encoding = {options.encoding!r} is unknown", hint) from error


def of_field(name: str, present: Container[str], options: IngestTable) -> str:
    """The column that holds a field: the one it is mapped to, or the one of its own name where only that is there."""
    mapped = options.columns.get(name, name)
    if mapped in present or name not in present:
        return mapped
    _say_once(name, mapped)
    return name


@lru_cache(maxsize=64)
def _say_once(name: str, mapped: str) -> None:
    log.warning("ingest: %r is taken where an input has no column %r (--column %s=%s)", name, mapped, name, mapped)


def missing(present: Iterable[str], options: IngestTable) -> str:
    """What is wrong with a table's columns, empty when ``text`` (and every mapped column) is there."""
    columns = list(present)
    wanted = [of_field(name, columns, options) for name in dict.fromkeys(("text", *options.columns))]
    absent = [column for column in wanted if column not in columns]
    if not absent:
        return ""
    listed = ", ".join(columns[:20]) or "none"
    return f"no column {absent[0]!r}; its columns: {listed}; map one with --column text=NAME"


def useful(names: Iterable[str], options: IngestTable) -> list[str]:
    """Those of a table's columns that hold a field."""
    columns = list(names)
    wanted = {of_field(name, columns, options) for name in FIELDS}
    return [name for name in columns if name in wanted]
