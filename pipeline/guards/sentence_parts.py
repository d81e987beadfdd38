"""Splits an Indonesian sentence at clause boundaries and joins the translations of its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLAUSE = re.compile(
    r"(?<=[;:—–])\s+|(?<=,)\s+(?=(?:dan|tetapi|namun|sedangkan|sementara|sehingga|karena|serta|yang|kata|ujar)\b)|(?<=[.?!])\s+(?=[A-Z“\"])|\s+(?=(?:sedangkan|sementara|sehingga|karena)\b)"
)


def split(sentence: str, shortest: int = 4) -> list[str]:
    """The sentence cut at clause boundaries into parts of at least ``shortest`` words, itself when there are none."""
    parts: list[str] = []
    for piece in _CLAUSE.split(sentence):
        if parts and (len(piece.split()) < shortest or len(parts[-1].split()) < shortest):
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            parts.append(piece)
    return parts


def join(parts: Sequence[str]) -> str:
    """Translated parts as one sentence: full stops that the engine put inside are taken out again."""
    out = parts[0].strip() if parts else ""
    for part in parts[1:]:
        part = part.strip()
        if not part:
            continue
        if out.endswith(".") and part[:1].islower():
            out = out[:-1] + ","
        out = f"{out} {part}"
    return out
