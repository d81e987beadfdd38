"""Reads Markdown: front matter, headings, paragraphs, lists, tables and the HTML between them, as plain lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from pipeline.stages.ingest.markup import from_html, settle

_FRONT = re.compile(r"\ufeff?\s*(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"""^["']?([A-Za-z_][\w .-]{0,40}?)["']?\s*[:=]\s*(.*)$""")
_FIELDS = {
    "title": ("title", "judul", "headline"),
    "published": ("date", "published", "publishdate", "published_at", "pubdate", "datepublished", "tanggal", "created"),
    "source": ("source", "sumber", "publisher", "media"),
    "url": ("url", "link", "canonical", "canonical_url", "original_url"),
    "id": ("id", "article_id"),
}
_FOOTNOTE = re.compile(r"\[\^[\w-]{1,40}\](?::[ ]?)?")
_TASK = re.compile(r"\[[ xX]\]\s+")
_HEADER = re.compile(r"\ufeff?\s*((?:[A-Za-z_][\w -]{0,30}:[ \t]+\S[^\n]*\r?\n){1,20})\s*\n")
_FOLDED = ("|", ">", "|-", ">-", "|+", ">+")
_METADATA = {name for names in _FIELDS.values() for name in names} | {
    *("author", "authors", "penulis", "category", "categories", "kategori", "tags", "tag", "slug"),
    *("summary", "modified", "status", "lang", "language", "description", "keywords", "layout", "template"),
}


def read(text: str) -> dict[str, str | None]:
    """The text, title and other fields of a Markdown file.

    Args:
        text: the file. Front matter (``---`` or ``+++``) gives title, date, source and address.

    Returns:
        ``text``: a block a line, list items behind their mark, table rows between bars; ``title``: of the front
        matter, else a first-level heading at the top.
    """
    fields, body = front_matter(text)
    blocks: list[str] = []
    for level, block in _blocks(settle(body)):
        if level == "h1" and not blocks and fields.get("title") in (None, block):
            fields["title"] = block
        elif block:
            blocks.append(block)
    return {**fields, "text": "\n".join(blocks)}


def front_matter(text: str) -> tuple[dict[str, str | None], str]:
    """The fields of the front matter that an article has, and the text behind it."""
    match = _FRONT.match(text)
    entries = _entries(match.group(2)) if match else {}
    if match is None and (match := _HEADER.match(text)):  # lines of metadata without a fence, as Pelican has them
        entries = _entries(match.group(1))
        if not ({"title", "judul"} & set(entries) and set(entries) <= _METADATA):
            return {}, text
    if match is None or not entries:
        return {}, text
    found: dict[str, str | None] = {}
    for field, names in _FIELDS.items():
        value = next((entries[name] for name in names if entries.get(name)), None)
        if value:
            found[field] = value
    return found, text[match.end() :]


def _entries(lines: str) -> dict[str, str]:
    """The top-level entries of YAML or TOML front matter that are texts."""
    entries: dict[str, str] = {}
    folded = ""
    for line in lines.splitlines():
        if folded and line[:1] in (" ", "\t"):
            entries[folded] = f"{entries[folded]} {line.strip()}".strip()
            continue
        folded = ""
        match = _ENTRY.match(line)
        if match:
            name, value = match.group(1).strip().lower(), re.sub(r"\s+#\s.*$", "", match.group(2)).strip()
            folded = name if value in _FOLDED else ""
            quoted = len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]
            entries[name] = "" if folded else (value[1:-1].replace('\\"', '"') if quoted else value)
    return entries


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The blocks of a Markdown text, each with the tag of its heading (empty for none)."""
    from markdown_it import MarkdownIt

    text = _FOOTNOTE.sub("", text)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    heading = ""
    marks: list[str] = []  # what goes before the next paragraph, by depth of lists
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "heading_open":
            heading = token.tag
        elif token.type == "heading_close":
            heading = ""
        elif token.type == "list_item_open":
            marks.append(f"{token.info}. " if token.info else "- ")
        elif token.type == "list_item_close":
            marks = []
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield "", f"| {' | '.join(cells or [])} |"
            cells = None
        elif token.type == "html_block":
            yield from (("", line) for line in from_html(token.content).split("\n"))
        elif token.type in ("code_block", "fence"):
            yield from (("", line.strip()) for line in token.content.split("\n"))
        elif token.type == "inline":
            plain = "".join(_inline(token.children or ())).strip()
            if cells is not None:
                cells.append(" ".join(plain.split()))
            elif plain:
                mark = marks.pop() if marks else ""
                yield heading, mark + (_TASK.sub("", plain) if mark else plain)


def _inline(children: Any) -> Iterator[str]:
    """The pieces of a block's text; what is struck through is left out. A break that the writer set ends a line unless
    the sentence goes on behind it."""
    struck = 0
    for child, after in zip_longest(children, children[1:]):
        struck += (child.type == "s_open") - (child.type == "s_close")
        if struck:
            continue
        if child.type in ("text", "code_inline"):
            yield child.content
        elif child.type == "softbreak":
            yield " "
        elif child.type == "hardbreak" or child.content.lower().startswith("<br"):
            yield " " if after is None or after.content.lstrip()[:1].islower() else "\n"
