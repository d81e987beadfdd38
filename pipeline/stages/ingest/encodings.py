"""Decodes inputs: by their byte-order mark, by what a page or its server declares, by what the user says."""

from __future__ import annotations

import codecs
import re

WINDOWS = "cp1252"
MOST_OUTSIDE = 0.1  # of the bytes of a Latin-script text: quotation marks, dashes, a few accents
_MARKS = (  # UTF-32's begins like UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, encoding: str) -> str:
    """Bytes as text, a byte-order mark taken off.

    Raises:
        UnicodeDecodeError: the bytes are not in that encoding.
    """
    return data.decode(marked(data) or encoding)


def marked(data: bytes) -> str:
    """The encoding that a byte-order mark names; without one UTF-16 where every other byte is null, else empty."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    start = data[:64]
    for encoding, high, low in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if len(start) > 7 and high.count(0) > 0.7 * len(high) and not low.count(0):
            return encoding
    return ""


def undecodable(data: bytes, error: UnicodeDecodeError) -> str:
    """The reason for a text that is not in the encoding asked for, with a guess at what it is in."""
    return reason_undecodable(data, error.encoding, data[error.start], error.start)


def reason_undecodable(start: bytes, encoding: str, byte: int, at: int) -> str:
    """The same of a text of which only the start is at hand: the byte that is in the way, and where it stands."""
    guess = _guess(start[: 1 << 16])
    # The setting holds for every file, so that one which is not like the others is better saved anew.
    looks = (
        f"; it looks like {guess}: save it as UTF-8, or, if all files are, --set ingest.encoding={guess}"
        if guess
        else ""
    )
    return f"not {encoding.upper()} (byte 0x{byte:02x} at {at}){looks}"


def _guess(start: bytes) -> str:
    """The encoding that bytes look like: where hardly any are outside ASCII, as in Indonesian, that of Windows."""
    from charset_normalizer import from_bytes

    outside = sum(byte > 127 for byte in start)
    if outside <= max(3, len(start) * MOST_OUTSIDE) and b"\0" not in start:
        try:
            start.decode(WINDOWS)
            return WINDOWS
        except UnicodeDecodeError:
            pass
    found = from_bytes(start).best()
    return found.encoding if found else ""


def decoded_page(data: bytes, encoding: str, told: str = "") -> str:
    """A page as text: in the encoding that its server told, as browsers do, else in the one that its head declares.

    Args:
        data: the page.
        encoding: of pages that declare none.
        told: by the server; "" when nothing is known.

    Raises:
        UnicodeDecodeError: the bytes are not in the encoding that is declared, or in ``encoding``.
        LookupError: the encoding that is declared is unknown.
    """
    try:
        if told:
            return decode(data, told)
    except (UnicodeDecodeError, LookupError):
        pass  # the server was wrong
    return decode(data, _declared(data) or encoding)


def _declared(page: bytes) -> str:
    """The encoding that a page declares in its head; empty when it declares none."""
    found = re.search(rb"""<meta[^>]+charset=["']?([\w.:-]+)""", page[:4096], re.IGNORECASE)
    return found.group(1).decode("ascii") if found else ""


def wide(start: bytes, encoding: str) -> bool:
    """Whether a file's characters are of several bytes each, so that a newline's byte does not end a line."""
    return (marked(start) or codecs.lookup(encoding).name).startswith(("utf-16", "utf-32"))
