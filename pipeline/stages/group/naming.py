"""Knows which names each article has, and writes a name in the one form that the run uses for it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pipeline.core.event_records import Entity, Respelling
from pipeline.core.records import Brief
from pipeline.stages.entities.forms import words_of

MOST_NAMES = 5


class Naming:
    """The names of articles.

    Args:
        entities: of the whole run.
    """

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._names: dict[str, Counter[str]] = defaultdict(Counter)
        self._variants: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for entity in entities:
            for form in entity.forms:
                for article in form.articles:
                    self._names[article][entity.name] += 1
                    if form.language == "en" and form.text in entity.variants:
                        self._variants[article].append((form.text, entity.name))

    def main_names(self, articles: Sequence[str]) -> tuple[str, ...]:
        """The names that most of the articles have; of a group those that more than one has."""
        counts = Counter(name for article in articles for name in self._names.get(article, ()))
        least = 2 if len(articles) > 1 else 1
        ordered = sorted(counts, key=lambda name: (-counts[name], -len(words_of(name)), name))
        return tuple([name for name in ordered if counts[name] >= least][:MOST_NAMES])

    def respell(self, article: str, text: str) -> str:
        """A text of an article with its names in the form that the run uses."""
        for variant, name in self._variants.get(article, ()):
            text = _pattern(variant).sub(lambda _, name=name: name, text)  # type: ignore[misc]
        return text

    def respellings(self, brief: Brief) -> tuple[Respelling, ...]:
        """The changes of names in a brief that :meth:`respell` makes."""
        told = "\n".join([brief.headline or "", *(s.text for s in brief.sentences)])
        pairs = self._variants.get(brief.id, ())
        return tuple(Respelling(brief.id, old, new) for old, new in pairs if _pattern(old).search(told))


def respelled(text: str, changes: Iterable[Respelling]) -> str:
    """A text with changes of names made."""
    for change in changes:
        text = _pattern(change.old).sub(lambda _, name=change.new: name, text)  # type: ignore[misc]
    return text


def _pattern(name: str) -> re.Pattern[str]:
    """A name by itself, not as a part of a longer one."""
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-]|\s[A-Z][a-z])")
