"""Reads the sources: turns each into raw rows, or into a problem that becomes a ``Rejected`` row.

One bad file, line or row never stops the others. A reader yields :class:`Unit`; what a row means (columns, ids,
duplicates) is the business of :mod:`pipeline.stages.ingest.stage`.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pipeline.core.config import IngestTable
from pipeline.stages.ingest import columns, sidecars, streams
from pipeline.stages.ingest.archives import ArchiveError, ReadRow, arrow_rows, pages, read_rows, sound_rows
from pipeline.stages.ingest.delimited import read_table
from pipeline.stages.ingest.encodings import decode, decoded_page, marked, undecodable, wide
from pipeline.stages.ingest.sources import ADVICE, SUPPORTED, Source
from pipeline.stages.ingest.streams import inner_suffix
from pipeline.stages.ingest.text_parts import DecodedText


@dataclass(frozen=True, slots=True)
class Unit:
    """One would-be article: a row, or a problem.

    ``row`` has the input's own column names; ``form`` says what its text is (``text``, ``markdown``, ``html``).
    ``whole`` marks a problem that concerns the whole source, such as a missing column. ``known`` is what the sidecar of
    a page says of it.
    """

    input: str
    row: Mapping[str, Any] = field(default_factory=dict)
    form: str = "text"
    problem: str = ""
    whole: bool = False
    known: sidecars.Sidecar = sidecars.NOTHING


Reader = Callable[[Source, IngestTable], Iterator[Unit]]


def read(source: Source, options: IngestTable) -> Iterator[Unit]:
    """The units of a source; at least one, so that an empty source is reported too."""
    count = 0
    try:
        for unit in _READERS[source.kind](source, options):
            count += 1
            yield unit
    except OSError as error:
        yield Unit(source.name, problem=f"cannot be read: {error.strerror or error}", whole=True)
    except streams.DAMAGE as error:
        yield Unit(source.name, problem=f"damaged: what is compressed ends too early ({error})", whole=True)
    except ArchiveError as error:
        yield Unit(source.name, problem=str(error), whole=True)
    else:
        if not count:
            yield Unit(source.name, problem="the file is empty", whole=False)


def _text(source: Source, options: IngestTable) -> Iterator[Unit]:
    yield _one_text(source.name, streams.whole(source.path), source.kind, options, sidecars.read(source.path))


def _one_text(
    name: str, data: bytes, form: str, options: IngestTable, known: sidecars.Sidecar = sidecars.NOTHING
) -> Unit:
    if not data.strip():
        return Unit(name, problem="the file is empty")
    try:
        text = decoded_page(data, options.encoding, known.charset) if form == "html" else decode(data, options.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        reason = undecodable(data, error) if isinstance(error, UnicodeDecodeError) else f"unknown encoding: {error}"
        return Unit(name, problem=reason)
    if "\x00" in text:
        return Unit(name, problem="not text: it holds null bytes")
    words = text.split()
    if words and all(word.startswith(("http://", "https://")) for word in words):
        first = shlex.quote(words[0])
        return Unit(name, problem=f"an address and no text; get its page first: ringkas collect {first} --out pages/")
    return Unit(name, {options.columns.get("text", "text"): text}, form, known=known)


def _jsonl(source: Source, options: IngestTable) -> Iterator[Unit]:
    with source.open() as file:
        many = wide(file.read(64), options.encoding)
    if not many:
        with source.open() as file:
            yield from _json_lines(source.name, streams.lines(file), options)
        return
    text = DecodedText(source.open, options.encoding)
    if problem := text.problem():
        yield Unit(source.name, problem=problem, whole=True)
        return
    yield from _json_lines(source.name, text.lines(), options.model_copy(update={"encoding": "utf-8"}))


def _json_lines(name: str, lines: Iterable[bytes | None], options: IngestTable) -> Iterator[Unit]:
    guessed = False  # the encoding of a line that is not in the one asked for: asked once, it takes long
    for number, line in enumerate(lines, start=1):
        where = f"{name}:{number}"
        if line is None:
            yield Unit(where, problem=f"not an article: a line of more than {streams.LONGEST_LINE >> 20} MiB")
            continue
        if not line.strip():
            continue
        try:
            row = json.loads(decode(line.removesuffix(b"\n"), options.encoding))
        except UnicodeDecodeError as error:
            plainly = f"not {options.encoding.upper()} (byte 0x{line[error.start]:02x})"
            yield Unit(where, problem=plainly if guessed else undecodable(line, error))
            guessed = True
        except json.JSONDecodeError as error:
            yield Unit(where, problem=f"not JSON: {_reason(error)} at column {error.colno}")
        except RecursionError:
            yield Unit(where, problem="not an article: JSON nested too deeply")
        except ValueError as error:  # a number of thousands of digits
            yield Unit(where, problem=f"not an article: {error}")
        else:
            if isinstance(row, dict):
                yield Unit(where, row)
            else:
                yield Unit(where, problem=f"not an article: expected a JSON object, found {type(row).__name__}")


def _reason(error: json.JSONDecodeError) -> str:
    """What is wrong with a line of JSON, without the "at" or the colon that some of the library's reasons end with."""
    return error.msg.removesuffix(" at").rstrip(": ")


def _csv(source: Source, options: IngestTable) -> Iterator[Unit]:
    text = DecodedText(source.open, options.encoding)
    if problem := text.problem():
        yield Unit(source.name, problem=problem, whole=True)
        return
    if text.blank():
        return
    tabs = inner_suffix(source.path.name) == ".tsv"
    table = read_table(text.pieces, options.columns.get("text", "text"), tabs=tabs)
    if problem := columns.missing(table.columns, options):
        yield Unit(source.name, problem=problem, whole=True)
        return
    number = 0
    for number, row in enumerate(table.rows, start=1):
        yield Unit(f"{source.name}:{number}", row.values, problem=row.problem)
    if not number:
        yield Unit(source.name, problem="no rows under the header")


def _parquet(source: Source, options: IngestTable) -> Iterator[Unit]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(source.path) as file:
            names = file.schema_arrow.names
            if problem := columns.missing(names, options):
                yield Unit(source.name, problem=problem, whole=True)
                return
            for batch in file.iter_batches(batch_size=256, columns=columns.useful(names, options)):
                for row, wrong in read_rows(batch):
                    number += 1
                    yield Unit(f"{source.name}:{number}", row, problem=wrong)
    except (pa.ArrowException, UnicodeDecodeError) as error:
        where = f"{source.name}:{number + 1}" if number else source.name
        yield Unit(where, problem=f"not readable as Parquet: {str(error).splitlines()[0]}", whole=True)


def _arrow(source: Source, options: IngestTable) -> Iterator[Unit]:
    rows = arrow_rows(source, lambda names: columns.useful(names, options))
    if problem := columns.missing(cast(list[str], next(rows)), options):
        yield Unit(source.name, problem=problem, whole=True)
        return
    for number, (row, wrong) in enumerate(cast(Iterator[ReadRow], rows), start=1):
        yield Unit(f"{source.name}:{number}", row, problem=wrong)


def _warc(source: Source, options: IngestTable) -> Iterator[Unit]:
    for number, page, known in pages(source):
        yield _one_text(f"{source.name}:{number}", page, "html", options, known)


def _docx(source: Source, options: IngestTable) -> Iterator[Unit]:
    from pipeline.stages.ingest.word import read as read_document

    try:
        found = read_document(streams.whole(source.path))
    except ArchiveError as error:
        yield Unit(source.name, problem=str(error))
    else:
        yield Unit(source.name, {options.columns.get(name, name): value for name, value in found.items()})


def _dataset(source: Source, options: IngestTable) -> Iterator[Unit]:
    import datasets

    try:
        data = datasets.load_from_disk(str(source.path))
    except (ValueError, FileNotFoundError, json.JSONDecodeError) as error:
        yield Unit(source.name, problem=f"not a saved dataset: {error}", whole=True)
        return
    yield from _rows(source.name, data, options)


def _hub(source: Source, options: IngestTable) -> Iterator[Unit]:
    import datasets
    import huggingface_hub.constants

    if not options.online:
        # Both libraries read the environment when they are imported, which may have happened already.
        huggingface_hub.constants.HF_HUB_OFFLINE = True
        datasets.config.HF_HUB_OFFLINE = datasets.config.HF_DATASETS_OFFLINE = True
    try:
        data = datasets.load_dataset(source.name, options.subset or None, revision=options.revision or None)
    except (ValueError, OSError, datasets.exceptions.DatasetsError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        hint = "" if options.online else "; only local copies are looked for: --set ingest.online=true downloads it"
        yield Unit(source.name, problem=f"the dataset cannot be loaded: {reason}{hint}", whole=True)
        return
    yield from _rows(source.name, data, options)


def _rows(name: str, data: Any, options: IngestTable) -> Iterator[Unit]:
    """The rows of a dataset, or of the split asked for when it has several."""
    if isinstance(data, dict):
        splits = list(data)
        split = options.split or (splits[0] if len(splits) == 1 else "")
        if split not in splits:
            listed = ", ".join(splits)
            yield Unit(name, problem=f"choose one of its splits ({listed}): --set ingest.split={splits[0]}", whole=True)
            return
        data = data[split]
    if problem := columns.missing(data.column_names, options):
        yield Unit(name, problem=problem, whole=True)
        return
    for number, row in enumerate(sound_rows(data.select_columns(columns.useful(data.column_names, options))), start=1):
        yield Unit(f"{name}:{number}", row)


def _stdin(source: Source, options: IngestTable) -> Iterator[Unit]:
    """JSON lines, a page, or the text of one article, by how it begins."""
    with source.open() as file:
        begins = file.read(2048)
    start = begins.decode(marked(begins) or "latin-1", "replace").lstrip("\ufeff\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith("{"):
        yield from _jsonl(source, options)
        return
    with source.open() as file:
        data = file.read()
    yield _one_text(source.name, data, "html" if start.startswith(("<!doctype html", "<html")) else "text", options)


def _unsupported(source: Source, options: IngestTable) -> Iterator[Unit]:
    advice = ADVICE.get(source.path.suffix.lower(), "")
    yield Unit(source.name, problem=f"this kind of file is not read; supported: {SUPPORTED}{advice}")


def _special(source: Source, options: IngestTable) -> Iterator[Unit]:
    yield Unit(source.name, problem="a pipe or a device, and no file; what a pipe says is read as: ... | ringkas run -")


def _nothing(source: Source, options: IngestTable) -> Iterator[Unit]:
    yield Unit(source.name, problem=f"the folder holds no articles; supported: {SUPPORTED}")


_READERS: dict[str, Reader] = {
    "text": _text,
    "markdown": _text,
    "html": _text,
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
    "arrow": _arrow,
    "docx": _docx,
    "warc": _warc,
    "dataset": _dataset,
    "hub": _hub,
    "stdin": _stdin,
    "unsupported": _unsupported,
    "special": _special,
    "nothing": _nothing,
}
