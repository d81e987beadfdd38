"""Reads a text of any size in parts: decodes it piece by piece, and cuts it into lines without holding it.

What is wrong with the bytes of a text is found before its first line is given, so a text is opened more than once.
"""

from __future__ import annotations

import codecs
from collections import deque
from collections.abc import Callable, Iterator
from typing import IO

from pipeline.stages.ingest.encodings import marked, reason_undecodable
from pipeline.stages.ingest.streams import LONGEST_LINE

PIECE = 1 << 18  # bytes read at a time
Pieces = Callable[[], Iterator[str]]  # a text from its beginning, in pieces of any length
Opened = Callable[[], IO[bytes]]


class DecodedText:
    """A text behind its encoding, as often as it is asked for.

    Args:
        opened: opens its bytes at their beginning.
        encoding: of a text without a byte-order mark.
    """

    def __init__(self, opened: Opened, encoding: str) -> None:
        self._opened = opened
        with opened() as file:
            self._encoding = marked(file.read(64)) or encoding

    def pieces(self) -> Iterator[str]:
        """The text, a piece in memory at a time.

        Raises:
            UnicodeDecodeError: the bytes are not in the encoding.
            OSError: they cannot be read; or one of ``streams.DAMAGE``.
        """
        decoder = codecs.getincrementaldecoder(self._encoding)()
        with self._opened() as file:
            while data := file.read(PIECE):
                yield decoder.decode(data)
            yield decoder.decode(b"", final=True)

    def problem(self) -> str:
        """Why the bytes are no text in that encoding, with a guess at what they are; empty where they are one."""
        decoder = codecs.getincrementaldecoder(self._encoding)()
        start, before, data = b"", 0, b""
        try:
            with self._opened() as file:
                while data := file.read(PIECE):
                    start = start or data
                    decoder.decode(data)
                    before += len(data)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            at = before + error.start - (len(error.object) - len(data))  # the decoder kept bytes of the piece before
            name = self._encoding if self._encoding.startswith("utf-16") else error.encoding
            return reason_undecodable(start, name, error.object[error.start], at)
        return ""

    def blank(self) -> bool:
        """Whether it holds nothing but white space."""
        return not any(piece.strip() for piece in self.pieces())

    def lines(self) -> Iterator[bytes | None]:
        """Its lines in UTF-8 without their ends; None for one that is too long to be held."""
        for line in cut(self.pieces()):
            yield None if line is None else line.removesuffix("\n").encode("utf-8", "surrogatepass")


def cut(pieces: Iterator[str]) -> Iterator[str | None]:
    """The lines of a text, each with its newline; None for one of more than ``LONGEST_LINE`` characters, of which only
    so much is ever in memory."""
    parts: list[str] = []
    size = 0

    def line(end: str) -> str | None:
        return "".join(parts) + end if size <= LONGEST_LINE else None

    for piece in pieces:
        first, *others = piece.split("\n")
        size += len(first)
        parts = [*parts, first] if size <= LONGEST_LINE else []
        if not others:
            continue
        yield line("\n")
        *whole, last = others
        for text in whole:
            yield f"{text}\n" if len(text) <= LONGEST_LINE else None
        parts, size = [last], len(last)
    if size:
        yield line("")


class LineWindow:
    """The lines of a text around the place where it is read: those in front come as they are needed, those behind are
    forgotten when they are no longer.

    Args:
        lines: all of them; None for one that was too long to be held.
    """

    def __init__(self, lines: Iterator[str | None]) -> None:
        self._coming = lines
        self._held: deque[str | None] = deque()
        self._first = 0  # number of the first line held

    def there(self, number: int) -> bool:
        """Whether the text has a line of that number."""
        while self._first + len(self._held) <= number:
            try:
                self._held.append(next(self._coming))
            except StopIteration:
                return False
        return True

    def readable(self, number: int) -> bool:
        """Whether there is such a line and it was not too long."""
        return self.there(number) and self._held[number - self._first] is not None

    def __getitem__(self, number: int) -> str:
        """A line that is readable; "" for one that is too long."""
        return self._held[number - self._first] or ""

    def run(self, start: int, most: int) -> Iterator[str]:
        """The lines from one on: so many, of ``LONGEST_LINE`` characters together, and none behind one that is too
        long."""
        size = 0
        for number in range(start, start + most):
            if not self.readable(number) or size > LONGEST_LINE:
                return
            line = self[number]
            size += len(line)
            yield line

    def between(self, start: int, end: int) -> Iterator[str]:
        """Lines that have been read, from one to before another."""
        return (self[number] for number in range(start, end))

    def forget(self, before: int) -> None:
        """Forget the lines before that number."""
        while self._first < before and self._held:
            self._held.popleft()
            self._first += 1
