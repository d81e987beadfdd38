"""Tells a byline in brackets from an organisation or an office that stands there ("(Badan Pusat Statistik)")."""

from __future__ import annotations

import re

from pipeline.language import names, rules

_WORDS = re.compile(r"[(\[](?:[A-Z][A-Za-z'’.-]{1,15}\s){1,6}[A-Z][A-Za-z'’-]{1,15}[)\]]$")


def nobody(text: str) -> bool:
    """Whether a text ends in a bracket of capitalised words that name no person: one of them is a common word."""
    found = _WORDS.search(text[-100:])
    words = _words(found.group()) if found else []
    if not words or words[0] in rules.words("headlines", "writers"):
        return False
    in_names = rules.words("headlines", "given") | rules.words("headlines", "particles")
    return any(names.is_common(word, "id") and word not in in_names for word in words)


def credit(bracket: str) -> bool:
    """Whether a bracket says that it is a credit: by a slash, a colon, or a word such as "Foto" before the name."""
    return "/" in bracket or ":" in bracket or _words(bracket)[0] in rules.words("headlines", "writers")


def _words(bracket: str) -> list[str]:
    return bracket.strip(" ()[]").lower().split() or [""]
