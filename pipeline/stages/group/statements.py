"""Brings together the sentences of the articles of one event, and says what they have in common."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pipeline.core.records import Brief, CleanArticle, TranslatedArticle
from pipeline.language.lexicon import english_stem
from pipeline.language.numbers import Language
from pipeline.stages.profile.terms import terms

MOST_SENTENCES = 16  # of an article, from its beginning; those that its brief rests on come along
MOST_ARTICLES = 24  # of an event, whose sentences are compared
NAME_WEIGHT = 0.6  # every sentence of an event has the same names; they tell less than what happened
FIGURE_WEIGHT = 1.4
ENGLISH_WEIGHT = 0.7


@dataclass(frozen=True, slots=True)
class Source:
    """An article of an event with its records, and what its outlet is called."""

    clean: CleanArticle
    translated: TranslatedArticle
    brief: Brief | None
    name: str
    day: str | None

    @property
    def id(self) -> str:
        return self.clean.id

    @property
    def language(self) -> Language:
        return "en" if (self.clean.language or "id").startswith("en") else "id"


@dataclass(frozen=True)
class Statement:
    """A sentence of an article, with its translation.

    Attributes:
        article: the place of its article among the event's.
        index: of the sentence in its article.
        source: the sentence.
        english: its translation.
        text: the brief's sentence that rests on it where there is one, its translation otherwise.
        flags: of the text.
        in_brief: whether the article's brief rests on it.
    """

    article: int
    index: int
    source: str
    english: str
    text: str
    flags: tuple[str, ...]
    in_brief: bool

    @cached_property
    def own_terms(self) -> dict[str, float]:
        """The terms of the sentence with their weights, before the event's own frequencies."""
        found: dict[str, float] = {}
        for term, named in terms(self.source):
            found[term] = FIGURE_WEIGHT if term[0].isdigit() else NAME_WEIGHT if named else 1.0
        return found

    @cached_property
    def english_terms(self) -> dict[str, float]:
        """The words of the translation that are no names and no figures, which both languages write alike."""
        plain = [term for term, named in terms(self.english) if not named and not term[0].isdigit()]
        return {f"en:{english_stem(term)}": ENGLISH_WEIGHT for term in plain}

    @cached_property
    def names(self) -> frozenset[str]:
        """The terms of the sentence that are names."""
        return frozenset(term for term, named in terms(self.source) if named)


def statements(sources: Sequence[Source]) -> list[Statement]:
    """The sentences of the articles in order: running text alone, as far as they have a translation."""
    found: list[Statement] = []
    for place, source in enumerate(sources[:MOST_ARTICLES]):
        kinds = {s.index: s.kind for s in source.clean.sentences}
        briefed = _briefed(source.brief)
        running = [t for t in source.translated.sentences if kinds.get(t.index) == "text" and t.text.strip()]
        for number, sentence in enumerate(running):
            text, flags = briefed.get(sentence.index, (sentence.text, sentence.flags))
            if number < MOST_SENTENCES or sentence.index in briefed:
                in_brief = sentence.index in briefed
                found.append(
                    Statement(place, sentence.index, sentence.source, sentence.text, text, tuple(flags), in_brief)
                )
    return found


def _briefed(brief: Brief | None) -> dict[int, tuple[str, tuple[str, ...]]]:
    """The sentences of a brief by the source sentence that each rests on most."""
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for sentence in brief.sentences if brief else ():
        if sentence.citations:
            found.setdefault(sentence.citations[0].sentence, (sentence.text, sentence.flags))
    return found


class Likeness:
    """What the statements of an event have in common; a word that many of them have tells little.

    Args:
        found: the statements.
    """

    def __init__(self, found: Sequence[Statement]) -> None:
        counts = Counter(term for s in found for term in (*s.own_terms, *s.english_terms))
        self._rarity = {term: math.log(1 + (len(found) + 8) / (count + 1)) for term, count in counts.items()}
        columns = {term: place for place, term in enumerate(sorted(counts))}
        rows = np.zeros((len(found), len(columns)))
        for row, statement in enumerate(found):
            for term, weight in (*statement.own_terms.items(), *statement.english_terms.items()):
                rows[row, columns[term]] = weight * self._rarity[term]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths == 0, 1, lengths)
        self.pairs: Any = np.round(rows @ rows.T, 6)

    def covered(self, statement: Statement, there: Collection[str]) -> float:
        """How much of a statement some other text says, 0 to 1, names aside: by its own words or by those of its
        translation, whichever is more, since two sentences with other words may be translated alike."""
        shares = [0.0]
        for of_it in (statement.own_terms, statement.english_terms):
            weights = {t: weight * self._rarity[t] for t, weight in of_it.items() if t not in statement.names}
            total = sum(weights.values())
            shares.append(sum(w for term, w in weights.items() if term in there) / total if total else 0.0)
        return round(max(shares), 6)
