"""Tells the initials of a person from an acronym that is spelt alike: "korban berinisial AS", "saksi RB (16)"."""

from __future__ import annotations

import re

_LONGEST = 3  # letters
_LOOK_BACK = 60  # letters, room for a list of initials
_AGE = re.compile(r"\s*(?:\(\s*|,\s*)\d{1,2}(?:\s*(?:tahun|thn|th))?\s*[,)]")
_INITIALS = re.compile(
    r"\b(?:ber)?inisial(?:nya)?\s+[\"“]?(?:[A-Z]{1,4}(?:\s*\(\d+[^)]*\))?(?:,\s*(?:dan\s+)?|\s+dan\s+|\s+serta\s+))*[\"“]?$"
)


def is_initials(source: str, start: int, end: int) -> bool:
    """Whether the capitals at ``source[start:end]`` are the initials of a person and no acronym."""
    word = source[start:end]
    if not (word.isupper() and 1 < len(word) <= _LONGEST):
        return False
    before, after = source[max(0, start - _LOOK_BACK) : start], source[end : end + _LOOK_BACK]
    return bool(_AGE.match(after) or _INITIALS.search(before))
