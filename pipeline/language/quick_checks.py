"""Checks of a text that cost little, so that most texts need no closer look."""

from __future__ import annotations

import string
from collections.abc import Iterable

_SMALL = string.ascii_lowercase.encode()


def has_any(text: str, parts: Iterable[str]) -> bool:
    """Whether one of the parts is in a text; a loop, as ``any`` over a generator takes twice as long."""
    for part in parts:  # noqa: SIM110
        if part in text:
            return True
    return False


def mostly_small(text: str) -> bool:
    """Whether more than half of a text is plain small letters, as of every sentence that is not in capitals."""
    raw = text.encode("utf-8", "surrogatepass")
    return 2 * (len(raw) - len(raw.translate(None, _SMALL))) > len(text)
