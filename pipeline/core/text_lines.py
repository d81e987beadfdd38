"""Reads text files that hold a segment a line, the same way for every command."""

from __future__ import annotations

import codecs
from pathlib import Path

from pipeline.core.errors import UserError

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
