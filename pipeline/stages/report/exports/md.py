"""Markdown with footnotes (GitHub's, Pandoc's): headings, sentences, and what each rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from pipeline.stages.report.exports.base import Export, Item, Line, grouped

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&^])")
_AT_START = re.compile(r"^(?:([#+=:-])|(\d+)([.)]))")
_LINKED = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(:)|(www)(\.)|(?<=\w)(@)(?=\w)")


def escape(text: str) -> str:
    """A text that Markdown shows as it is, wherever it stands: no markup, no HTML, and no address made into a link."""
    text = _SPECIAL.sub(r"\\\1", text)
    text = _LINKED.sub(lambda m: "".join(f"\\{p}" if p in (":", ".", "@") else p for p in m.groups() if p), text)
    return _AT_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", text)


def write(export: Export, file: IO[bytes]) -> None:
    """Write the file."""
    file.write(f"# {escape(export.title)}\n".encode())
    for number, item in enumerate(export.items, start=1):
        file.write("".join(_item(item, number, export)).encode("utf-8", "replace"))


def _item(item: Item, number: int, export: Export) -> Iterator[str]:
    yield f"\n## {number}\\. {escape(item.headline)}\n\n"
    if item.checks():
        yield f"**Check:** {'; '.join(map(escape, item.checks()))}.\n\n"
    notes: list[str] = []
    for heading, lines in grouped(item):
        if heading:
            yield f"**{heading}**\n\n"
        if export.with_source:
            yield "| English | Indonesian |\n|---|---|\n"
            yield from (f"| {_marked(line, number, notes, item)} | {_indonesian(line)} |\n" for line in lines)
        elif item.bullets or heading:
            yield from (f"- {_marked(line, number, notes, item)}\n" for line in lines)
        else:
            yield " ".join(_marked(line, number, notes, item) for line in lines) + "\n"
        yield "\n"
    if item.timeline:
        yield "**Timeline**\n\n"
        yield from (f"- {escape(day)}: {escape(text)}\n" for day, text in item.timeline)
        yield "\n"
    for source in item.sources:
        yield f"Source: {escape(source.credit())}{f' <{source.url}>' if source.url else ''}  \n"
    yield "\n"
    yield from notes


def _marked(line: Line, number: int, notes: list[str], item: Item) -> str:
    """A sentence with the mark of its footnote, which is added to the notes."""
    if not line.evidence:
        return escape(line.text)
    mark = f"[^{number}-{len(notes) + 1}]"
    notes.append(f"{mark}: {escape(item.note(line))}\n")
    return f"{escape(line.text)}{mark}"


def _indonesian(line: Line) -> str:
    return " ".join(escape(one.indonesian) for one in line.evidence)
