"""Shows results as HTML in a notebook: a heading, paragraphs, a table; every text is escaped, nothing is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from pipeline.core.scales import POINTS

_MARK = "border-left:3px solid #b35a00;padding-left:.4em"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain texts."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def paragraph(text: str, note: str = "", warned: bool = False) -> str:
    """A paragraph with a note behind it in small letters, and a bar beside it where a reader is warned."""
    style = f' style="{_MARK}"' if warned else ""
    return f"<p{style}>{escape(text)}{f' <small>{escape(note)}</small>' if note else ''}</p>"


def heading(text: str) -> str:
    """A heading."""
    return f"<h4>{escape(text)}</h4>"


def number(value: float | None, digits: int = POINTS) -> str:
    """A number, or a dash where there is none."""
    return "-" if value is None or value != value else f"{value:,.{digits}f}"
