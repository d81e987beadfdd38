"""Cuts a text that a model could not finish at its last full sentence."""

from __future__ import annotations

import re

# The end of a sentence or a line; not "20:08 WIB. on", "Mr. Joko", "PT. Maju" or an initial.
_ENDS = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|No|Rp|Jl|PT|CV))(?<!\b(?:Mrs|Gen|Col|Tbk))(?<!\b(?:Prof))"
    r"[.!?…][\"'”’)\]]*(?=\s+[^a-z\s]|\s*\Z)|\n"
)


def up_to_an_end(text: str) -> str:
    """A text that ran into the length limit, up to its last full sentence or line; all of it where it has none."""
    ends = [m.end() for m in _ENDS.finditer(text)]
    return text[: ends[-1]].strip() if ends else text
