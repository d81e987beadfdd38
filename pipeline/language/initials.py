"""Keeps the initials of people apart from acronyms that are spelt alike: AS is the United States, and Ahmad S.

Crime news names a suspect once, "pria berinisial AS (17)", and goes on with "AS ditahan di Polda Sumut". The sentence
alone does not tell, the article does. Its other sentences reach the translator with a mark before the initials, which
is copied letter for letter as a handle is, and goes afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.language.glossary import Glossary, is_initials

MARK = "@"
_CAPITALS = re.compile(r"(?<![\w@#/.-])[A-Z]{2,3}(?![\w/.-])")
_MARKED = re.compile(rf"{MARK}(?=[A-Z]{{2,3}}(?![\w.]))")
# Behind these words, capitals that are an acronym elsewhere are the acronym.
_OF_A_COUNTRY = re.compile(r"(?i)\b(?:warga|negara|pemerintah|presiden|dolar|militer|tentara|dari|di|ke)\s$")


def initials_of(sentences: Iterable[str]) -> frozenset[str]:
    """The acronyms of the glossary that an article uses as the initials of a person; none that it writes out, too."""
    entries = Glossary.load().entries
    found, opened = set(), set()
    for sentence in sentences:
        for match in _CAPITALS.finditer(sentence):
            entry = entries.get(match[0])
            if entry is not None and is_initials(sentence, *match.span()):
                found.add(match[0])
        opened |= {word for word in found if _stands_in(entries[word].opened, sentence)}
    return frozenset(found - opened)


def _stands_in(words: str, sentence: str) -> bool:
    return bool(words) and words.casefold() in sentence.casefold()


def marked(texts: Sequence[str], initials: frozenset[str]) -> list[str]:
    """The sentences with a mark before each of these initials, but where the sentence itself tells what they are."""
    if not initials:
        return list(texts)

    def mark(match: re.Match[str]) -> str:
        known = match[0] not in initials or is_initials(match.string, *match.span())
        return match[0] if known or _OF_A_COUNTRY.search(match.string[: match.start()]) else MARK + match[0]

    return [_CAPITALS.sub(mark, text) for text in texts]


def unmarked(translation: str, source: str) -> str:
    """A translation without the marks that its source, as the article has it, does not have."""
    return translation if MARK in source or MARK not in translation else _MARKED.sub("", translation)
