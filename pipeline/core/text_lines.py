"""Reads text files that hold a segment a line, the same way for every command."""

from __future__ import annotations

import codecs
import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pipeline.core.errors import UserError

Key = TypeVar("Key")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (b"", "utf-8-sig"))


def read_lines(path: Path, hint: str = "give a text file with one segment a line") -> tuple[str, ...]:
    """The lines of a UTF-8 file (or UTF-16 with its mark).

    Only a newline ends a line, as ``wc`` and ``paste`` count them: a segment may hold a form feed, U+2028 or a lone
    carriage return. A carriage return before the newline belongs to it.

    Args:
        path: the file.
        hint: what to do when it does not exist.

    Raises:
        UserError: the file is missing, a folder, empty, or in another encoding.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist", hint) from error
    except IsADirectoryError as error:
        raise UserError(f"{path} is a folder, not a text file", hint) from error
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or type(error).__name__}", hint) from error
    encoding = next(name for mark, name in _MARKS if data.startswith(mark))
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8: {error.reason} at byte {error.start}", "save it as UTF-8") from error
    if text in ("", "\n", "\r\n"):
        raise UserError(f"{path} is empty", "one segment a line is needed")
    return tuple(line.removesuffix("\r") for line in text.removesuffix("\n").split("\n"))


def read_segments(path: Path, hint: str = "give a text file with one segment a line") -> tuple[str, ...]:
    """The lines of a file whose lines are segments; one of rows, which would be taken for text, is refused.

    Raises:
        UserError: see :func:`read_lines`; or the lines are JSON objects, or columns with tabs between them.
    """
    lines = read_lines(path, hint)
    filled = [line for line in lines if line.strip()]
    name, out = shlex.quote(str(path)), shlex.quote(str(path.with_suffix(".txt")))
    rows = _objects(filled)
    if rows:
        key = _longest({key: sum(len(str(row.get(key, ""))) for row in rows) for key in rows[0]})
        keys = ", ".join(rows[0]) or "none"
        row = f"json.loads(line.strip() or '{{}}').get({key!r}, '')"  # an empty line stays one: line n is segment n
        told = f"import json,sys; [print(*str({row}).split()) for line in sys.stdin]"
        raise UserError(
            f"{path} holds JSON lines (keys: {keys}), not a segment a line",
            f"take its text out: python3 -c {shlex.quote(told)} < {name} > {out}",
        )
    if len(filled) > 1 and all("\t" in line.strip() for line in filled):
        cells = [line.split("\t") for line in filled]
        column = _longest({at + 1: sum(map(len, column)) for at, column in enumerate(zip(*cells, strict=False))})
        raise UserError(
            f"{path} holds columns with tabs between them, not a segment a line",
            f"take one out, without its heading if there is one: cut -f {column} {name} > {out}",
        )
    return lines


def _objects(lines: Sequence[str]) -> list[dict[str, object]]:
    """The lines as JSON objects; empty unless each of them is one."""
    rows = []
    for line in lines:
        try:
            row = json.loads(line) if line.lstrip().startswith("{") else None
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            return []
        rows.append(row)
    return rows


def _longest(sizes: dict[Key, int]) -> Key | None:
    """What has the most text; the first of equals."""
    return max(sizes, key=lambda name: sizes[name], default=None)
