"""Reads the labels that portals put before headlines: "[HOAKS]", "[POPULER TREN]"."""

from __future__ import annotations

import re
from functools import cache

from pipeline.language import rules

# In square brackets, or in capitals in round ones: "(Salah) Kaprah" is no label.
_LABEL = re.compile(r"\s*(?:\[\s*([^\W\d_][\w ]{2,40}?)\s*\]|\(\s*([A-Z][A-Z ]{2,40}?)\s*\))\s*[:|–-]?\s*")
_BAR = re.compile(r"(?<!\s)\s+\|\s+")  # from the first space of a row: from each of them takes quadratic time


def plain_title(title: str) -> str:
    """A title with its label as a word before a colon where the label says what the story is worth ("Hoaks: ..."),
    without it where it only says where a portal put it, and with a semicolon between two titles in one.

    Args:
        title: Indonesian, as published.

    Returns:
        The title; unchanged where there would be nothing left.
    """
    match = _LABEL.match(title)
    if match is None:
        return _BAR.sub("; ", title)
    rest = _BAR.sub("; ", title[match.end() :])
    label = " ".join((match[1] or match[2]).lower().split())
    if not any(c.isalpha() for c in rest):
        return title
    if label in _kept():
        return f"{_kept()[label]}: {rest}"
    return rest if _dropped(label) else title


@cache
def _kept() -> dict[str, str]:
    table: dict[str, str] = rules.table("title_labels")["kept"]
    return table


def _dropped(label: str) -> bool:
    table = rules.table("title_labels")["dropped"]
    return any(
        label == known or (known in table["open"] and label.startswith(f"{known} "))
        for known in (*table["labels"], *table["open"])
    )
