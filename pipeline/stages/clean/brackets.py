"""Tells a byline in brackets from an organisation or an office that stands there ("(Badan Pusat Statistik)")."""

from __future__ import annotations

import re

from pipeline.language import names, rules

_WORDS = re.compile(r"[(\[](?:[A-Z][a-z'’.-]{1,15}\s){1,2}[A-Z][a-z'’-]{1,15}[)\]]$")


def nobody(text: str) -> bool:
    """Whether a text ends in a bracket of two or three capitalised words that name no person: one is a common word."""
    found = _WORDS.search(text[-60:])
    words = [word.lower() for word in found.group().strip("()[]").split()] if found else []
    if words and words[0] in rules.words("headlines", "writers"):
        return False
    in_names = rules.words("headlines", "given") | rules.words("headlines", "particles")
    return any(names.is_common(word, "id") and word not in in_names for word in words)
