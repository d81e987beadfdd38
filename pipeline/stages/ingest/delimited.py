"""Reads tables of delimited text: CSV, TSV, exports of spreadsheets, whatever their delimiter and quotation marks.

A row that is broken costs that row only: reading goes on at the next line. A table is read row by row, some thousand
lines in memory at a time; between tabs it is gone through once more before, to see what its quotation marks mean.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pipeline.stages.ingest.streams import LONGEST_LINE
from pipeline.stages.ingest.text_parts import LineWindow, Pieces, cut

DELIMITERS = ",\t;|"
LONGEST_ROW = 5_000  # lines that one row may span; a quotation mark that is never closed ends there
LONGEST_FREE_ROW = 500  # likewise for one whose quotation marks are not doubled
SPARE = 10_000, 8  # lines that may be read in vain for such rows in a whole table, and for each of its lines besides
HEAD = 1 << 16  # characters that tell the delimiter
TOO_LONG = f"not an article: a line of more than {LONGEST_LINE >> 20} Mi characters"
_HINT = re.compile(r"\s*[\"']?sep=(.)[\"']?[,;\t|\s]*\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row under the header, or what is wrong with it."""

    values: dict[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows under it, which are read as they are asked for."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def read_table(text: str | Pieces, wanted: str, *, tabs: bool = False) -> Table:
    """A table of delimited text.

    Args:
        text: the file, decoded; or what gives it in pieces, as often as it is called.
        wanted: the column that tells the delimiter: the one under which the header has it.
        tabs: whether the file's name says that tabs delimit.

    Returns:
        The table. A line ``sep=;`` at the top, as Excel writes it, names the delimiter. Between tabs a quotation
        mark is an ordinary character (IANA text/tab-separated-values), unless reading it as one gives fewer whole rows.
    """
    csv.field_size_limit(sys.maxsize)
    body = _Body((lambda: iter([text])) if isinstance(text, str) else text)
    delimiter = body.delimiter or _delimiter(body.head, wanted, tabs)
    parse = _quoted
    if delimiter == "\t" and body.has('"'):
        free, marked = _whole(_unquoted, body, delimiter), _whole(_quoted, body, delimiter)
        if free > marked or (free == marked and not _all_marked(_header(_unquoted, body, delimiter))):
            parse = _unquoted
    header = _header(parse, body, delimiter)
    columns = tuple(name.strip() for name in header)
    return Table(columns, _rows(parse(body.lines(), delimiter, len(columns)), columns))


class _Body:
    """A table's text from its first line on: empty lines before it and a hint are left out.

    Attributes:
        head: the first characters, the hint included.
        delimiter: what the hint says; empty without one.
    """

    def __init__(self, pieces: Pieces) -> None:
        self._pieces, self._skip, self._returns = pieces, 0, False
        self._returns = not self.has("\n")  # then a carriage return ends a line
        self.head = self._start()
        hint = _HINT.match(self.head)
        self._skip = hint.end() if hint else 0
        self.delimiter = hint.group(1) if hint else ""

    def has(self, mark: str) -> bool:
        return any(mark in piece for piece in self._text())

    def lines(self) -> LineWindow:
        return LineWindow(cut(self._text()))

    def _start(self) -> str:
        head = ""
        for piece in self._text():
            head += piece
            if len(head) >= HEAD:
                break
        return head

    def _text(self) -> Iterator[str]:
        begun, skip = False, self._skip
        for given in self._pieces():
            piece = given if begun else given.lstrip("\r\n")
            begun = begun or bool(piece)
            if self._returns:
                piece = piece.replace("\r", "\n")
            if skip:
                piece, skip = piece[skip:], max(0, skip - len(piece))
            yield piece


@dataclass(frozen=True, slots=True)
class _Record:
    fields: Sequence[str]
    problem: str = ""


# How the lines of a table are read: with its delimiter, and how many fields a row has (0: not known yet).
Parse = Callable[[LineWindow, str, int], Iterator[_Record]]


def _rows(records: Iterable[_Record], columns: Sequence[str]) -> Iterator[Row]:
    for record in islice(records, 1, None):
        if record.problem:
            yield Row({}, record.problem)
        elif len(record.fields) != len(columns):
            counts = f"the row has {len(record.fields)} fields, the header has {len(columns)}"
            yield Row({}, f"{counts}; put a field with the delimiter or a line break in it in quotation marks")
        else:
            yield Row(dict(zip(columns, record.fields, strict=True)))


def _delimiter(text: str, wanted: str, tabs: bool) -> str:
    """The delimiter under which the header has the column wanted, or ``text``; else the one that parts the first lines
    best."""
    lines = [line for line in text[: 1 << 16].split("\n")[:20] if line.strip()]
    header = lines[0].rstrip("\r") if lines else ""
    order = "\t,;|" if tabs else DELIMITERS
    for name in dict.fromkeys((wanted, "text")):
        for delimiter in order:
            if name in _cells(header, delimiter):
                return delimiter
    counts = {d: len(_cells(header, d)) for d in order}
    return max(order, key=lambda d: (counts[d], d == order[0]))


def _cells(line: str, delimiter: str) -> list[str]:
    """The fields of one line; none where it is no row."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _header(parse: Parse, body: _Body, delimiter: str) -> Sequence[str]:
    """The fields of the first row."""
    records = parse(body.lines(), delimiter, 0)
    return next((record.fields for record in records), ())


def _all_marked(header: Sequence[str]) -> bool:
    """Whether every name of a header stands in quotation marks: then a writer of CSV put them there."""
    return bool(header) and all(len(name) > 1 and name[0] == name[-1] == '"' for name in header)


def _whole(parse: Parse, body: _Body, delimiter: str) -> int:
    """How many whole rows a way of reading gives."""
    width = len(_header(parse, body, delimiter))
    return sum(not r.problem and len(r.fields) == width for r in parse(body.lines(), delimiter, width))


def _unquoted(lines: LineWindow, delimiter: str, width: int) -> Iterator[_Record]:
    """A row a line; quotation marks are text, but for a pair around a whole field."""
    at = 0
    while lines.there(at):
        bare = lines[at].rstrip("\r\n")
        if not lines.readable(at):
            yield _Record((), TOO_LONG)
        elif bare:
            yield _Record([_unwrapped(field) for field in bare.split(delimiter)])
        at += 1
        lines.forget(at)


def _unwrapped(field: str) -> str:
    """A field without the quotation marks around all of it, which a writer of CSV put there."""
    inner = field[1:-1]
    wrapped = len(field) > 1 and field[0] == field[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if wrapped and ('""' in inner or "\t" in inner) else field


def _quoted(lines: LineWindow, delimiter: str, width: int) -> Iterator[_Record]:
    """Rows as RFC 4180 has them; what cannot be one is read more freely, or costs one line, and reading goes on."""
    at, spare = 0, _Spare()
    while lines.there(at):
        if not lines.readable(at):
            yield _Record((), TOO_LONG)
            at += 1
            continue
        reader = csv.reader(lines.run(at, LONGEST_ROW), delimiter=delimiter, strict=True)
        begins, problem = at, ""
        try:
            for fields in reader:
                ends = at + reader.line_num
                if len(fields) not in (0, width) and _swallowed(lines.between(begins + 1, ends), delimiter, width):
                    problem = "a mark is not closed"
                    break
                if fields:
                    yield _Record(fields)
                begins = ends
                lines.forget(begins)
        except csv.Error as error:
            problem = str(error)
        if not problem or begins > at:  # read on at the row that failed: it may only have been cut by the window
            at = max(begins, at + 1)
            continue
        record, taken = _free(lines, at, delimiter, width, problem, spare)
        yield record
        at += taken
        lines.forget(at)


def _swallowed(lines: Iterable[str], delimiter: str, width: int) -> bool:
    """Whether lines inside one row are rows themselves: a quotation mark was opened and never closed."""
    return width > 1 and any(len(line.split(delimiter)) == width for line in lines)


class _Spare:
    """How far rows are looked for in a table that has many that are none: reading ahead in vain is counted, so that a
    table of nothing but broken rows is not read some hundred times."""

    def __init__(self) -> None:
        self._left, self._at = SPARE[0], 0

    def most(self, at: int) -> int:
        """The lines that a row may span which begins there."""
        self._left += SPARE[1] * (at - self._at)
        self._at = at
        return max(2, min(LONGEST_FREE_ROW, self._left))

    def spend(self, lines: int) -> None:
        self._left -= lines


def _free(lines: LineWindow, at: int, delimiter: str, width: int, problem: str, spare: _Spare) -> tuple[_Record, int]:
    """A row whose quotation marks are not doubled, and how many lines it takes.

    A mark closes a field only where a delimiter or the end of the line follows. Where that reads no whole row, the
    marks of the first line are text if the number of its fields comes out right; else that line is reported.
    """
    fields, taken = _loose_fields(lines, at, delimiter, width, spare.most(at))
    if len(fields) == width and not _swallowed(lines.between(at + 1, at + taken), delimiter, width):
        return _Record(fields), taken
    spare.spend(taken)
    alone = [_unwrapped(field) for field in lines[at].rstrip("\r\n").split(delimiter)]
    if len(alone) == width:
        return _Record(alone), 1
    reason = f"its quotation marks do not pair up ({problem}); put a field with such marks in quotes and double them"
    return _Record(alone, reason), 1


def _loose_fields(lines: LineWindow, at: int, delimiter: str, width: int, most: int) -> tuple[list[str], int]:
    """The fields of one row, marks inside a quoted field allowed, and the number of lines they take."""
    fields: list[str] = []
    line, place, taken = lines[at], 0, 1
    while True:
        if not line.startswith('"', place):
            end = line.find(delimiter, place)
            fields.append((line[place:end] if end >= 0 else line[place:]).rstrip("\r\n"))
            if end < 0:
                return fields, taken
            place = end + len(delimiter)
            continue
        place += 1
        parts: list[str] = []
        size = 0
        while True:  # no closing mark goes over the end of a line
            first, later = _CLOSING[delimiter]
            close = (None if parts else first.match(line, place)) or later.search(line, place)
            if close and (close.group().endswith(delimiter) or not _continues(lines, at + taken, delimiter, width)):
                break  # else it ends the line, and the field goes on in the next one
            size += len(line) - place
            if not lines.readable(at + taken) or taken >= most or size > LONGEST_LINE:
                return [], taken
            parts.append(line[place:])
            line, place = lines[at + taken], 0
            taken += 1
        parts.append(line[place : close.end(1) - 1])
        fields.append("".join(parts).replace('""', '"'))
        place = close.end()
        if not close.group().endswith(delimiter):
            return fields, taken


def _continues(lines: LineWindow, at: int, delimiter: str, width: int) -> bool:
    """Whether a line is no row of its own and so goes on with the row before it."""
    return width > 1 and lines.readable(at) and bool(lines[at].strip()) and len(lines[at].split(delimiter)) < width


class _Closing(dict[str, tuple[re.Pattern[str], re.Pattern[str]]]):
    """By delimiter: a quotation mark that a delimiter or the end of the line follows, at the very beginning of a field
    and anywhere else, where it must not be half a pair."""

    def __missing__(self, delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
        mark = rf'((?:"")*")(?:{re.escape(delimiter)}|\r?\n|\Z)'
        self[delimiter] = re.compile(mark), re.compile(rf'(?<!"){mark}')
        return self[delimiter]


_CLOSING = _Closing()
