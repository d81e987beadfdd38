"""Checks that a translation consists of words: what a small model spells from pieces may be none ("Hother")."""

from __future__ import annotations

from pipeline.guards import word_spelling
from pipeline.guards.context import EMPTY, Context

NON_WORD = "non-word"
COSTS = {NON_WORD: 1.5}


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("non-word",) when a word of the translation is neither English nor the source's."""
    return (NON_WORD,) if word_spelling.non_words(source, translation, context.glossary) else ()
