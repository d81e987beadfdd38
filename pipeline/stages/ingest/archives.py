"""Reads archives of pages (WARC, as crawlers write them) and Arrow files, record by record and batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pipeline.stages.ingest.sidecars import Sidecar

if TYPE_CHECKING:
    from pipeline.stages.ingest.sources import Source

PAGE_TYPES = ("text/html", "application/xhtml+xml")
LARGEST_PAGE = 16 << 20  # bytes
BATCH = 256  # rows
_NO_VALUE = (ValueError, OverflowError)  # what Arrow raises where Python has no such value

Row = dict[str, Any]
ReadRow = tuple[Row, str]


class ArchiveError(Exception):
    """An archive cannot be read, or not to its end; the message says why."""


def pages(source: Source) -> Iterator[tuple[int, bytes, Sidecar]]:
    """The pages of a WARC file that a server answered with success: the record's number, the bytes, and what the record
    says of it. Images, redirects, requests and the like are no articles, and are passed over.

    Raises:
        ArchiveError: the file is damaged, or ``warcio`` is not installed.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ModuleNotFoundError as error:
        raise ArchiveError("WARC files need the library warcio: pip install '.[warc]'") from error
    with source.path.open("rb") as file:
        try:
            for number, record in enumerate(ArchiveIterator(file), start=1):
                if record.rec_type == "response" and _is_page(record):
                    yield number, record.content_stream().read(LARGEST_PAGE), _known(record)
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            raise ArchiveError(f"not readable as WARC: {error}") from error
        except (AttributeError, KeyError, TypeError) as error:  # the library expects every record to be whole
            raise ArchiveError("not readable as WARC: a record lacks part of its header") from error


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if headers is None or headers.get_statuscode() != "200":
        return False
    return str(headers.get_header("Content-Type") or "").partition(";")[0].strip().lower() in PAGE_TYPES


def _known(record: Any) -> Sidecar:
    kind = str(record.http_headers.get_header("Content-Type") or "")
    charset = next((p.partition("=")[2] for p in kind.split(";") if p.strip().lower().startswith("charset=")), "")
    return Sidecar(url=str(record.rec_headers.get_header("WARC-Target-URI") or ""), charset=charset.strip("\"' "))


def arrow_rows(source: Source, useful: Any) -> Iterator[ReadRow | list[str]]:
    """First the columns of an Arrow file (stream or file format), then its rows, a batch in memory at a time.

    The file is read, not mapped into memory: one that is cut short meanwhile would end the process.

    Args:
        source: the file.
        useful: chooses, from the names of all columns, those to read.

    Raises:
        ArchiveError: it is damaged or no Arrow file.
    """
    import pyarrow as pa

    try:
        with pa.OSFile(str(source.path)) as file:
            yield from _batches(file, useful)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise ArchiveError(f"not readable as Arrow: {str(error).splitlines()[0]}") from error


def _batches(file: Any, useful: Any) -> Iterator[ReadRow | list[str]]:
    import pyarrow as pa

    try:
        reader = pa.ipc.open_file(file)
        batches = (reader.get_batch(n) for n in range(reader.num_record_batches))
    except pa.ArrowInvalid:
        file.seek(0)
        reader = pa.ipc.open_stream(file)
        batches = iter(reader)
    yield list(reader.schema.names)
    names = useful(reader.schema.names)
    for batch in batches:
        wanted = batch.select(names)
        for column in wanted.columns:  # nothing else looks at what a damaged file says of where its values lie
            _as_bytes(column).validate(full=True)
        for start in range(0, batch.num_rows, BATCH):
            yield from read_rows(wanted.slice(start, BATCH))


def _as_bytes(column: Any) -> Any:
    """A column of texts as one of bytes: text that is no UTF-8 is the fault of its row, not of the file."""
    import pyarrow as pa

    plain = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}.get(column.type)
    return column if plain is None else column.view(plain)


def read_rows(batch: Any) -> Iterator[ReadRow]:
    """The rows of an Arrow batch, each with what is wrong with it ("" for nothing): text that is no UTF-8, a moment
    outside the years 1 to 9999."""
    try:
        yield from [(row, "") for row in batch.to_pylist()]
    except _NO_VALUE as error:
        if batch.num_rows > 1:
            for number in range(batch.num_rows):
                yield from read_rows(batch.slice(number, 1))
        else:
            yield {}, f"a value cannot be read: {error}"


def sound_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows of a dataset.

    Raises:
        ArchiveError: one cannot be read.
    """
    try:
        yield from rows
    except _NO_VALUE as error:
        raise ArchiveError(f"a row cannot be read: {error}") from error
