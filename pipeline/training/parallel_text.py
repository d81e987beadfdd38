"""Reads parallel text (TSV, JSONL, TMX, Moses; plain, .gz or .xz) into pairs, counting the rows it cannot read.

A file that is missing, empty or lacks the named column altogether is the user's mistake and an error; single broken
rows are counted and go on to ``rejected.tsv``.
"""

from __future__ import annotations

import gzip
import json
import lzma
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pipeline.core.errors import UserError
from pipeline.training.config import Columns, PairSource

NOT_UTF8 = "\ufffd"  # replaces bytes that are not UTF-8
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Pair:
    """A source text and its target; ``where`` is file:line, ``weight`` how often an epoch shows it (0.5: half)."""

    source: str
    target: str
    origin: str
    weight: float = 1.0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is not a pair, and why."""

    where: str
    reason: str
    text: str = ""


def open_text(path: Path) -> IO[str]:
    """A UTF-8 text file (a byte order mark is skipped), decompressed by its ending.

    Bytes that are not UTF-8 become U+FFFD, by which the filters know them.
    """
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="\n")
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="\n")
    return path.open(encoding="utf-8-sig", errors="replace", newline="\n")


def _open_bytes(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if path.suffix == ".xz":
        return lzma.open(path, "rb")
    return path.open("rb")


def read_lines(path: Path) -> list[str]:
    """The lines of a text file without their ends.

    Raises:
        UserError: the file is missing, empty or damaged.
    """
    try:
        with open_text(path) as file:
            lines = [line.rstrip("\r\n") for line in file]
    except FileNotFoundError:
        raise UserError(f"{path}: no such file", "check data_root and the paths in the preset") from None
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise UserError(f"{path}: cannot be read ({error})", "is the archive complete?") from error
    if not any(line.strip() for line in lines):
        raise UserError(f"{path}: the file is empty", "give a file with at least one pair per line")
    broken = sum(NOT_UTF8 in line or "\0" in line for line in lines)
    if broken > len(lines) / 2:
        raise UserError(
            f"{path}: {broken:,} of {len(lines):,} lines are not UTF-8 text",
            f"convert it first, e.g. iconv -f windows-1252 -t utf-8 {path.name} (or -f utf-16)",
        )
    return lines


def read_pairs(source: PairSource, path: Path, languages: tuple[str, str]) -> list[Pair | Broken]:
    """All rows of one source in file order, unreadable ones as ``Broken``.

    Args:
        source: the preset's table; ``swap`` exchanges the sides, ``weights`` gives each origin its own.
        path: where it is on this machine (for Moses the common stem of the two files).
        languages: codes of source and target, for TMX and Moses.

    Raises:
        UserError: missing or empty file, unknown format, or no row has the named column.
    """
    readers = {"tsv": _tsv, "jsonl": _jsonl, "tmx": _tmx, "moses": _moses}
    kind = _format(source, path)
    name = source.name or path.name.split(".")[0]
    rows = list(readers[kind](source, path, languages, name))
    if source.origins:
        rows = [r for r in rows if isinstance(r, Broken) or r.origin in source.origins]
        if not any(isinstance(r, Pair) for r in rows):
            origins = ", ".join(source.origins)
            raise UserError(f"{path}: no row is of the origins {origins}", "see columns.origin and origins")
    if source.limit:
        rows = rows[: source.limit]
    if not any(isinstance(row, Pair) for row in rows):
        reasons = ", ".join(sorted({r.reason for r in rows if isinstance(r, Broken)})[:3]) or "no rows"
        raise UserError(f"{path}: not one of {len(rows)} rows is a pair ({reasons})", _columns_hint(kind))
    if source.sentences:
        rows = [part for row in rows for part in (_sentence_pairs(row, source) if isinstance(row, Pair) else [row])]
    return [_finish(row, source) if isinstance(row, Pair) else row for row in rows]


def _sentence_pairs(pair: Pair, source: PairSource) -> list[Pair | Broken]:
    from pipeline.training.pseudo_summaries import shortened

    return [Pair(a, b, pair.origin, where=pair.where) for a, b in shortened(pair.source, pair.target, source.lead)]


def _finish(pair: Pair, source: PairSource) -> Pair:
    weight = source.weights.get(pair.origin, 1.0) * source.weight
    sides = (pair.target, pair.source) if source.swap else (pair.source, pair.target)
    if source.lead and not source.sentences:
        from pipeline.training.pseudo_summaries import lead

        sides = sides[0], lead(sides[0], source.lead)
    return Pair(source.prefix + sides[0], sides[1], pair.origin, weight, pair.where)


def _format(source: PairSource, path: Path) -> str:
    if source.format != "auto":
        return source.format
    endings = [s for s in path.suffixes if s not in (".gz", ".xz")]
    ending = endings[-1] if endings else ""
    known = {".tsv": "tsv", ".jsonl": "jsonl", ".tmx": "tmx", ".txt": "tsv", ".tab": "tsv"}
    if ending in known:
        return known[ending]
    if not path.exists():  # a Moses stem is no file itself
        return "moses"
    raise UserError(f"{path}: the format is not clear from the name", 'say format = "tsv", "jsonl", "tmx" or "moses"')


def _columns_hint(kind: str) -> str:
    if kind == "tsv":
        return "name the columns, counted from 0: columns = { source = 0, target = 1 }"
    if kind == "jsonl":
        return 'name the keys: columns = { source = "id", target = "en" }'
    return "check the language codes in [languages]"


def _tsv(source: PairSource, path: Path, languages: tuple[str, str], name: str) -> Iterator[Pair | Broken]:
    lines = read_lines(path)
    columns = source.columns
    first = 0
    if any(isinstance(c, str) and c for c in (columns.source, columns.target)):
        header = lines[0].split("\t")
        columns = _by_header(columns, header, path)
        first = 1
    for number, line in enumerate(lines[first:], first + 1):
        where = f"{path.name}:{number}"
        if not line.strip():
            continue
        cells = line.split("\t")
        try:
            yield Pair(
                cells[int(columns.source)],
                cells[int(columns.target)],
                cells[int(columns.origin)] if columns.origin != "" else name,
                where=where,
            )
        except IndexError:
            yield Broken(where, f"{len(cells)} columns", line[:200])


def _by_header(columns: Columns, header: list[str], path: Path) -> Columns:
    indexes: dict[str, int | str] = {}
    for key in ("source", "target", "origin"):
        column = getattr(columns, key)
        if isinstance(column, str) and column:
            if column not in header:
                raise UserError(f"{path}:1: no column {column!r}; columns: {', '.join(header)}", _columns_hint("tsv"))
            indexes[key] = header.index(column)
        else:
            indexes[key] = column
    return Columns(**indexes)


def _jsonl(source: PairSource, path: Path, languages: tuple[str, str], name: str) -> Iterator[Pair | Broken]:
    columns = source.columns
    keys = (str(columns.source), str(columns.target))
    for number, line in enumerate(read_lines(path), 1):
        where = f"{path.name}:{number}"
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
        except json.JSONDecodeError:
            yield Broken(where, "not JSON", line[:200])
            continue
        if isinstance(row, dict) and isinstance(row.get(keys[0]), list):
            yield from _sentences(row[keys[0]], where, name)
            continue
        if not isinstance(row, dict) or any(not isinstance(row.get(k), str) for k in keys):
            yield Broken(where, f"no text under {keys[0]!r} and {keys[1]!r}", line[:200])
            continue
        task = row.get(str(columns.task)) if columns.task != "" else None
        text = f"{task}: {row[keys[0]]}" if task else row[keys[0]]
        origin = row.get(str(columns.origin)) if columns.origin != "" else None
        yield Pair(text, row[keys[1]], str(origin or name), where=where)


def _sentences(rows: list[Any], where: str, name: str) -> Iterator[Pair | Broken]:
    """A document as a list of sentence pairs, as the starter suite has it."""
    for place, row in enumerate(rows, 1):
        here = f"{where}.{place}"
        if isinstance(row, list) and [type(side) for side in row] == [str, str]:
            yield Pair(row[0], row[1], name, where=here)
        else:
            yield Broken(here, "no pair of two texts", str(row)[:200])


def _tmx(source: PairSource, path: Path, languages: tuple[str, str], name: str) -> Iterator[Pair | Broken]:
    if not path.is_file():
        raise UserError(f"{path}: no such file", "check data_root and the paths in the preset")
    unit = 0
    try:
        with _open_bytes(path) as file:
            for _, element in ET.iterparse(file):
                if element.tag.rpartition("}")[2] != "tu":
                    continue
                unit += 1
                yield _unit(element, f"{path.name}:tu{unit}", languages, name)
                element.clear()
    except ET.ParseError as error:
        raise UserError(f"{path}: not a TMX file ({error})", "is it complete and in UTF-8?") from error


def _unit(element: ET.Element, where: str, languages: tuple[str, str], name: str) -> Pair | Broken:
    texts: dict[str, str] = {}
    for variant in element.iter():
        if variant.tag.rpartition("}")[2] != "tuv":
            continue
        code = (variant.get(_XML_LANG) or variant.get("lang") or "").lower().split("-")[0]
        segment = next((s for s in variant.iter() if s.tag.rpartition("}")[2] == "seg"), None)
        if segment is not None:
            texts.setdefault(code, " ".join("".join(segment.itertext()).split()))
    if any(code not in texts for code in languages):
        return Broken(where, f"languages {', '.join(sorted(texts)) or 'none'}")
    return Pair(texts[languages[0]], texts[languages[1]], name, where=where)


def _moses(source: PairSource, path: Path, languages: tuple[str, str], name: str) -> Iterator[Pair | Broken]:
    sides: list[list[str]] = []
    for code in languages:
        files = [p for e in ("", ".gz", ".xz") if (p := path.with_name(f"{path.name}.{code}{e}")).is_file()]
        if not files:
            raise UserError(f"{path}.{code}: no such file", f"Moses text is two files, {path.name}.{languages[0]} ...")
        sides.append(read_lines(files[0]))
    if len(sides[0]) != len(sides[1]):
        raise UserError(
            f"{path}: {len(sides[0])} lines in .{languages[0]} but {len(sides[1])} in .{languages[1]}",
            "the two files of a Moses pair must have a line for each other's",
        )
    for number, (a, b) in enumerate(zip(*sides, strict=True), 1):
        yield Pair(a, b, name, where=f"{path.name}:{number}")
