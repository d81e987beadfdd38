"""A Parquet file, a brief a row, with sentences and what they rest on as lists; ``datasets`` and pandas read it."""

from __future__ import annotations

from itertools import islice
from typing import IO, Any

from pipeline.stages.report.exports.base import Export, Item

ROWS = 1000  # of a row group


def write(export: Export, file: IO[bytes]) -> None:
    """Write the file, a thousand briefs at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(with_source=export.with_source)
    with pq.ParquetWriter(file, schema, compression="zstd") as table:
        written = False
        while rows := [_row(item, with_source=export.with_source) for item in islice(export.items, ROWS)]:
            table.write_table(pa.Table.from_pylist(rows, schema=schema))
            written = True
        if not written:
            table.write_table(schema.empty_table())


def _schema(*, with_source: bool) -> Any:
    import pyarrow as pa

    text, number = pa.string(), pa.int64()
    evidence = [("article_id", text), ("sentence", number), ("english", text)]
    evidence += [("indonesian", text)] if with_source else []
    sentence = [("text", text), ("kind", text), ("severity", text), ("reasons", pa.list_(text))]
    sentence.append(("evidence", pa.list_(pa.struct(evidence))))
    source = [(name, text) for name in ("article_id", "name", "title", "published", "url", "input")]
    return pa.schema(
        [
            ("id", text),
            ("headline", text),
            ("brief", text),
            ("severity", text),
            ("checks", pa.list_(text)),
            ("notes", pa.list_(text)),
            ("first", text),
            ("last", text),
            ("sentences", pa.list_(pa.struct(sentence))),
            ("sources", pa.list_(pa.struct(source))),
            ("timeline", pa.list_(pa.struct([("date", text), ("text", text)]))),
        ]
    )


def _row(item: Item, *, with_source: bool) -> dict[str, Any]:
    return {
        "id": item.id,
        "headline": item.headline,
        "brief": item.text,
        "severity": item.severity,
        "checks": item.checks(),
        "notes": list(item.notes),
        "first": item.first or None,
        "last": item.last or None,
        "sentences": [
            {
                "text": line.text,
                "kind": line.kind,
                "severity": line.severity,
                "reasons": list(line.reasons),
                "evidence": [
                    {
                        "article_id": item.sources[one.source].id,
                        "sentence": one.sentence,
                        "english": one.english,
                        **({"indonesian": one.indonesian} if with_source else {}),
                    }
                    for one in line.evidence
                ],
            }
            for line in item.lines
        ],
        "sources": [
            {
                "article_id": source.id,
                "name": source.name,
                "title": source.title or None,
                "published": source.published or None,
                "url": source.url or None,
                "input": source.input,
            }
            for source in item.sources
        ],
        "timeline": [{"date": day, "text": text} for day, text in item.timeline],
    }
