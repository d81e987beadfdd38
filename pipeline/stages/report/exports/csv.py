"""A table for spreadsheets, a brief a row; no text in it can be taken for a formula."""

from __future__ import annotations

import csv
import io
from typing import IO

from pipeline.stages.report.exports.base import Export, Item

COLUMNS = ("id", "headline", "brief", "check", "severity", "sources", "titles", "first", "last", "urls", "inputs")
_FORMULA = tuple("=+-@|%＝＋－＠")  # also as Japanese and Chinese keyboards write them


def cell(text: str) -> str:
    """A text that a spreadsheet shows and never computes (OWASP, CSV injection): an apostrophe stands before it where
    it begins like a formula."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def write(export: Export, file: IO[bytes]) -> None:
    """Write the table, in UTF-8 with the mark by which Excel knows it."""
    wrapped = io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="", write_through=True)
    rows = csv.writer(wrapped, quoting=csv.QUOTE_ALL)
    extra = ("source_text",) if export.with_source else ()
    rows.writerow((*COLUMNS, *extra))
    for item in export.items:
        rows.writerow([cell(text) for text in _row(item, with_source=export.with_source)])
    wrapped.detach()


def _row(item: Item, *, with_source: bool) -> list[str]:
    row = [
        item.id,
        item.headline,
        item.text,
        "; ".join(item.checks()),
        item.severity,
        "; ".join(dict.fromkeys(source.name for source in item.sources)),
        "; ".join(source.title for source in item.sources if source.title),
        item.first,
        item.last,
        " ".join(source.url for source in item.sources if source.url),
        "; ".join(source.input for source in item.sources),
    ]
    indonesian = dict.fromkeys(one.indonesian for line in item.lines for one in line.evidence)
    return [*row, " ".join(indonesian)] if with_source else row
