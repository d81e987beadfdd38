"""Marks what only the article shows to be a name, so that the translator copies it.

Crime news names a suspect once, "pria berinisial AS (17)", and goes on with "AS ditahan di Polda Sumut": AS is the
United States elsewhere. And the word that opens "Isyarata memperoleh pendanaan" may be any word, but for the sentence
before that writes it with a capital in the middle. A mark before such a word makes it a handle, which is kept out of
the translator's hands (``guards/placeholders.py``); afterwards the mark goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.language.glossary import Glossary, is_initials
from pipeline.language.names import is_common

MARK = "@"
_CAPITALS = re.compile(r"(?<![\w@#/.-])[A-Z]{2,3}(?![\w/.-])")
# Behind these words, capitals that are an acronym elsewhere are the acronym.
_OF_A_COUNTRY = re.compile(r"(?i)\b(?:warga|negara|pemerintah|presiden|dolar|militer|tentara|dari|di|ke)\s$")
_OPENING = re.compile(r"^[A-Z][a-z]{3,}(?= [a-z])")  # of several words, those behind the first tell the guards
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?![\w-])")
_SMALL = re.compile(r"(?<![\w-])[a-z]{4,}(?![\w-])")
_MARKED = re.compile(rf"{MARK}([A-Z]\w*)")


@dataclass(frozen=True, slots=True)
class ArticleNames:
    """What an article shows to be names.

    Attributes:
        initials: acronyms of the glossary that are the initials of a person here.
        words: words with a capital inside a sentence that are no words of Indonesian.
    """

    initials: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def names_of(sentences: Iterable[str]) -> ArticleNames:
    """The names that an article's sentences show: initials unless it writes their acronym out, too; words unless it
    writes them in small letters elsewhere."""
    texts = list(sentences)
    small = {match[0] for text in texts for match in _SMALL.finditer(text)}
    inside = {match[0] for text in texts for match in _INSIDE.finditer(text)}
    words = {w for w in inside if w.lower() not in small | _terms() and not is_common(w, "id")}
    return ArticleNames(_initials(texts), frozenset(words))


def _initials(texts: Sequence[str]) -> frozenset[str]:
    entries = Glossary.load().entries
    met = ((text, match) for text in texts for match in _CAPITALS.finditer(text))
    found = {match[0] for text, match in met if match[0] in entries and is_initials(text, *match.span())}
    whole = {word: entries[word].opened.casefold() for word in found}
    return frozenset(w for w in found if not (whole[w] and any(whole[w] in text.casefold() for text in texts)))


@cache
def _terms() -> frozenset[str]:
    return frozenset(term.lower() for term in Glossary.load().entries)


def marked(texts: Sequence[str], names: ArticleNames) -> list[str]:
    """The sentences with a mark before these initials, but where the sentence itself tells what they are, and before a
    word that opens a sentence and is one of the names."""

    def initials(match: re.Match[str]) -> str:
        known = match[0] not in names.initials or is_initials(match.string, *match.span())
        return match[0] if known or _OF_A_COUNTRY.search(match.string[: match.start()]) else MARK + match[0]

    def opening(match: re.Match[str]) -> str:
        return MARK + match[0] if match[0] in names.words else match[0]

    return [_OPENING.sub(opening, _CAPITALS.sub(initials, text) if names.initials else text) for text in texts]


def unmarked(translation: str, source: str) -> str:
    """A translation without the marks that its source, as the article has it, does not have."""
    return _MARKED.sub(lambda match: match[0] if match[0] in source else match[1], translation)
