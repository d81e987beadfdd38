"""Figures that a translator copied as Indonesian writes them, in English notation: "5,8" -> "5.8", "20.08" -> "20:08".

Unlike a repair this needs no failure: a figure that stands letter for letter in the source is the source's own, and
what its separators mean there is known. Only what would mislead an English reader, or stop him, is rewritten.
"""

from __future__ import annotations

import re

_DECIMAL = re.compile(r"(?<![\w.,])(\d{1,3}(?:\.\d{3})*),(\d{1,2})(?!\d|[.,]\d)")
_THOUSANDS = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.]|,\d)")
_CLOCK = re.compile(r"\b[Pp]ukul\s+(\d{1,2})\.(\d{2})(?![\d.,]*\d)")


def english_notation(source: str, translation: str) -> str:
    """The translation with the source's own figures in English notation.

    Args:
        source: Indonesian.
        translation: its English.
    """
    for match in _CLOCK.finditer(source):
        copied = re.compile(rf"(?<![\w.,]){match[1]}\.{match[2]}(?![\d.,]*\d)")
        translation = copied.sub(f"{match[1]}:{match[2]}", translation)
    for pattern in (_DECIMAL, _THOUSANDS):
        ours = {m[0] for m in pattern.finditer(source)}
        translation = pattern.sub(lambda m, ours=ours: _swapped(m[0]) if m[0] in ours else m[0], translation)  # type: ignore[misc]
    return translation


def _swapped(figure: str) -> str:
    return figure.translate(str.maketrans(".,", ",."))
