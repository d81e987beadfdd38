"""Reads tables of delimited text: CSV, TSV, exports of spreadsheets, whatever their delimiter and quotation marks.

A row that is broken costs that row only: reading goes on at the next line.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

DELIMITERS = ",\t;|"
LONGEST_ROW = 5_000  # lines that one row may span; a quotation mark that is never closed ends there
LONGEST_FREE_ROW = 500  # likewise for one whose quotation marks are not doubled
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


def read_table(text: str, wanted: str, *, tabs: bool = False) -> Table:
    """A table of delimited text.

    Args:
        text: the file, decoded.
        wanted: the column that tells the delimiter: the one under which the header has it.
        tabs: whether the file's name says that tabs delimit.

    Returns:
        The table. A line ``sep=;`` at the top, as Excel writes it, names the delimiter. Between tabs a quotation
        mark is an ordinary character (IANA text/tab-separated-values), unless reading it as one gives fewer whole rows.
    """
    csv.field_size_limit(sys.maxsize)
    text = text.lstrip("\r\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    hint = _HINT.match(text)
    if hint:
        text = text[hint.end() :]
    delimiter = hint.group(1) if hint else _delimiter(text, wanted, tabs)
    lines = io.StringIO(text, newline="\n").readlines()
    parse = _quoted
    if delimiter == "\t" and '"' in text and _whole(_unquoted, lines, delimiter) >= _whole(_quoted, lines, delimiter):
        parse = _unquoted
    records = parse(lines, delimiter, 0)
    header = next(records, None)
    columns = tuple(name.strip() for name in header.fields) if header else ()
    return Table(columns, _rows(parse(lines, delimiter, len(columns)), columns))


@dataclass(frozen=True, slots=True)
class _Record:
    fields: Sequence[str]
    problem: str = ""


Parse = Callable[[Sequence[str], str, int], Iterator[_Record]]


def _rows(records: Iterable[_Record], columns: Sequence[str]) -> Iterator[Row]:
    for record in islice(records, 1, None):
        if record.problem:
            yield Row({}, record.problem)
        elif len(record.fields) != len(columns):
            yield Row({}, f"the row has {len(record.fields)} fields, the header has {len(columns)}")
        else:
            yield Row(dict(zip(columns, record.fields, strict=True)))


def _delimiter(text: str, wanted: str, tabs: bool) -> str:
    """The delimiter under which the header has the column wanted; else the one that parts the first lines best."""
    lines = [line for line in text[: 1 << 16].split("\n")[:20] if line.strip()]
    header = lines[0].rstrip("\r") if lines else ""
    order = "\t,;|" if tabs else DELIMITERS
    for delimiter in order:
        if wanted in _cells(header, delimiter):
            return delimiter
    counts = {d: len(_cells(header, d)) for d in order}
    return max(order, key=lambda d: (counts[d], d == order[0]))


def _cells(line: str, delimiter: str) -> list[str]:
    """The fields of one line; none where it is no row."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _whole(parse: Parse, lines: Sequence[str], delimiter: str) -> int:
    """How many whole rows a way of reading gives."""
    header = next(parse(lines, delimiter, 0), None)
    width = len(header.fields) if header else 0
    return sum(not r.problem and len(r.fields) == width for r in parse(lines, delimiter, width))


def _unquoted(lines: Sequence[str], delimiter: str, width: int) -> Iterator[_Record]:
    """A row a line; quotation marks are text, but for a pair around a whole field."""
    for line in lines:
        bare = line.rstrip("\r\n")
        if bare:
            yield _Record([_unwrapped(field) for field in bare.split(delimiter)])


def _unwrapped(field: str) -> str:
    """A field without the quotation marks around all of it, which a writer of CSV put there."""
    inner = field[1:-1]
    wrapped = len(field) > 1 and field[0] == field[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if wrapped and ('""' in inner or "\t" in inner) else field


def _quoted(lines: Sequence[str], delimiter: str, width: int) -> Iterator[_Record]:
    """Rows as RFC 4180 has them; what cannot be one is read more freely, or costs one line, and reading goes on."""
    at = 0
    while at < len(lines):
        reader = csv.reader(islice(lines, at, at + LONGEST_ROW), delimiter=delimiter, strict=True)
        begins, problem = at, ""
        try:
            for fields in reader:
                ends = at + reader.line_num
                if len(fields) not in (0, width) and _swallowed(lines[begins + 1 : ends], delimiter, width):
                    problem = "a mark is not closed"
                    break
                if fields:
                    yield _Record(fields)
                begins = ends
        except csv.Error as error:
            problem = str(error)
        if not problem or begins > at:  # read on at the row that failed: it may only have been cut by the window
            at = max(begins, at + 1)
            continue
        record, taken = _free(lines, at, delimiter, width, problem)
        yield record
        at += taken


def _swallowed(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether lines inside one row are rows themselves: a quotation mark was opened and never closed."""
    return width > 1 and any(len(line.split(delimiter)) == width for line in lines)


def _free(lines: Sequence[str], at: int, delimiter: str, width: int, problem: str) -> tuple[_Record, int]:
    """A row whose quotation marks are not doubled, and how many lines it takes.

    A mark closes a field only where a delimiter or the end of the line follows. Where that reads no whole row, the
    marks of the first line are text if the number of its fields comes out right; else that line is reported.
    """
    fields, taken = _loose_fields(lines, at, delimiter, width)
    if len(fields) == width and not _swallowed(lines[at + 1 : at + taken], delimiter, width):
        return _Record(fields), taken
    alone = [_unwrapped(field) for field in lines[at].rstrip("\r\n").split(delimiter)]
    if len(alone) == width:
        return _Record(alone), 1
    reason = f"its quotation marks do not pair up ({problem}); put a field with such marks in quotes and double them"
    return _Record(alone, reason), 1


def _loose_fields(lines: Sequence[str], at: int, delimiter: str, width: int) -> tuple[list[str], int]:
    """The fields of one row, marks inside a quoted field allowed, and the number of lines they take."""
    fields: list[str] = []
    taken = 1
    rest = lines[at]
    while True:
        if not rest.startswith('"'):
            field, found, rest = rest.partition(delimiter)
            fields.append(field.rstrip("\r\n"))
            if not found:
                return fields, taken
            continue
        rest = rest[1:]
        searched = 0
        while True:
            close = _CLOSING[delimiter].search(rest, searched)
            if close and not close.group().endswith(delimiter) and _continues(lines, at + taken, delimiter, width):
                searched, close = close.end(), None
            if close or at + taken >= len(lines) or taken >= LONGEST_FREE_ROW:
                break
            rest += lines[at + taken]
            taken += 1
        if close is None:
            return [], taken
        fields.append(rest[: close.end(1) - 1].replace('""', '"'))
        rest = rest[close.end() :]
        if not close.group().endswith(delimiter):
            return fields, taken


def _continues(lines: Sequence[str], at: int, delimiter: str, width: int) -> bool:
    """Whether a line is no row of its own and so goes on with the row before it."""
    return width > 1 and at < len(lines) and bool(lines[at].strip()) and len(lines[at].split(delimiter)) < width


class _Closing(dict[str, re.Pattern[str]]):
    """By delimiter: a quotation mark that a delimiter or the end of the line follows, and that is not half a pair."""

    def __missing__(self, delimiter: str) -> re.Pattern[str]:
        self[delimiter] = re.compile(rf'(?<!")((?:"")*")(?:{re.escape(delimiter)}|\r?\n|\Z)')
        return self[delimiter]


_CLOSING = _Closing()
