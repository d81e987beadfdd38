"""Finds the words and phrases of a table in a text, by dictionary look-ups and no pattern for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.lexicon import english_stem, without_clitic
from pipeline.language.numerals import Language

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[^\w\s]")
_NOT = re.compile(r"(?<=[a-zA-Z])n['’]t\b")
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or punctuation mark: ``word`` in small letters, ``base`` without endings, and as it is written."""

    word: str
    base: str
    written: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a table: its ``labels``, and its tokens from ``first`` up to ``last``, excluded."""

    labels: tuple[str, ...]
    first: int
    last: int


@lru_cache(maxsize=4096)
def tokens(text: str, language: Language) -> tuple[Token, ...]:
    """The tokens of a text; "didn't" is read as "did not", "rumahnya" has the base "rumah"."""
    if language == "en":
        text = _NOT.sub(" not", text.replace("cannot", "can not"))
    return tuple(_token(written, language) for written in _TOKEN.findall(text))


@lru_cache(maxsize=16384)
def _token(written: str, language: Language) -> Token:
    word = written.lower().replace("’", "'")
    return Token(word, _base(word, language), written)


def _base(word: str, language: Language) -> str:
    if language == "en":
        return english_stem(word.removesuffix("'s"))
    bare = without_clitic(word, least=3)
    return bare if bare == word else bare.rstrip("-")


class PhraseTable:
    """Phrases with labels. A word that ends in ``~`` stands for all its forms, others are taken as written.

    Args:
        phrases: labels, each with its phrases of one to five words, joined by ``_``; a phrase may have several labels.
        language: of the phrases.
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]], language: Language) -> None:
        self._labels: dict[tuple[str, ...], tuple[str, ...]] = {}
        sizes: dict[str, set[int]] = {}
        for label, texts in phrases.items():
            for text in texts:
                words = tuple(f"~{_base(w[:-1], language)}" if w.endswith("~") else w for w in text.split("_"))
                self._labels[words] = (*self._labels.get(words, ()), label)
                sizes.setdefault(words[0].removeprefix("~"), set()).add(min(len(words), _LONGEST))
        # By the first word of phrases, how many words they have, the longest first.
        self._sizes = {first: tuple(sorted(known, reverse=True)) for first, known in sizes.items()}
        self.language = language

    def find(self, text: Sequence[Token]) -> list[Phrase]:
        """The phrases of a text from left to right, the longest at each place, none over another."""
        found: list[Phrase] = []
        starts, free = self._sizes, 0
        for at, token in enumerate(text):
            if at >= free and (token.word in starts or token.base in starts):
                phrase = self._at(text, at)
                if phrase is not None:
                    found.append(phrase)
                    free = phrase.last
        return found

    def _at(self, text: Sequence[Token], at: int) -> Phrase | None:
        word, base = text[at].word, text[at].base
        sizes = self._sizes.get(word, ())
        if base != word and base in self._sizes:
            sizes = tuple(sorted({*sizes, *self._sizes[base]}, reverse=True))
        for size in sizes:
            labels = self._match(text, at, size) if size <= len(text) - at else None
            if labels is not None:
                return Phrase(labels, at, at + size)
        return None

    def _match(self, text: Sequence[Token], at: int, size: int) -> tuple[str, ...] | None:
        keys: list[tuple[str, ...]] = [()]
        for token in text[at : at + size]:
            forms = (token.word, f"~{token.base}") if self.language == "en" else (token.word, token.base)
            keys = [(*key, form) for key in keys for form in dict.fromkeys(forms)]
        labels = [label for key in keys for label in self._labels.get(key, ())]
        return tuple(dict.fromkeys(labels)) or None
