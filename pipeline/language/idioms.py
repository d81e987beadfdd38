"""Puts plain Indonesian words in the place of idioms, which a small translator takes word for word ("green table").

The list is data (``data/idioms.tsv``). The article and what readers see of it stay as they are: only the text that the
translator is given, and that its translation is held against, is changed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

IDIOMS = Path(__file__).with_name("data") / "idioms.tsv"


def plain_words(sentence: str) -> str:
    """The sentence with its idioms in plain words; one that begins with a capital keeps it."""
    return _pattern().sub(_plain, sentence)


def _plain(match: re.Match[str]) -> str:
    idiom = match[0]
    words = _idioms().get(idiom) or _idioms()[idiom.casefold()]
    begins = idiom[0].isupper() and (match.start() == 0 or not idiom.isupper())
    return words[0].upper() + words[1:] if begins else words


@cache
def _idioms() -> dict[str, str]:
    """Plain words by idiom; an idiom of several words by its small letters, too."""
    lines = IDIOMS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return dict(rows) | {i.casefold(): w for i, w in rows if " " in i}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_idioms(), key=lambda idiom: (-len(idiom), idiom))
    # Any case for several words ("Meja Hijau"): a single one with a capital may be somebody's name.
    forms = [f"(?i:{re.escape(i)})" if " " in i else re.escape(i) for i in longest_first]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")
