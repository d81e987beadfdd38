"""Groups the names of an article into persons and tells the women from the men.

"Ratna Dewi Lestari" and a later "Ratna" are one person. What stands beside one of the names ("Bu Ratna", "istrinya,
Ratna") or the given name tells the gender; where they tell different things nothing is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.language.persons.given_names import Gender, bearer, plain
from pipeline.language.persons.mentions import Mention, mentions

_WORK = re.compile(
    r"\b(?i:film|biopik|lagu|album|novel|buku|serial|sinetron|drama|badai|kapal)\s+[\"“*']?([A-Z][^\W\d_]+)"
)


@dataclass(slots=True)
class Person:
    """A person of an article: the longest form of the name, the words of all forms, what stands beside them."""

    name: tuple[str, ...]
    words: set[str] = field(default_factory=set)
    signs: set[Gender] = field(default_factory=set)

    @property
    def gender(self) -> Gender | None:
        """Whether it is a woman or a man; None where nothing or too much tells."""
        told = set(self.signs)
        if (by_name := bearer(self.name)) is not None:
            told.add(by_name)
        return told.pop() if len(told) == 1 else None


class Cast:
    """The persons of an article.

    Args:
        texts: its sentences, Indonesian.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.persons: list[Person] = []
        self._having: defaultdict[str, list[Person]] = defaultdict(list)  # a word of their names
        for mention in sorted((m for text in texts for m in mentions(text)), key=lambda m: -len(m.words)):
            own = self.named(mention)
            if not own:
                own = [Person(mention.words, set(mention.words))]
                self.persons += own
                for word in own[0].words:
                    self._having[word] += own
            if len(own) == 1:
                own[0].signs.update({mention.sign} if mention.sign else ())
        works = {plain(name) for text in texts for name in _WORK.findall(text)}
        for person in self.persons:
            if len(person.name) == 1 and person.name[0] in works:  # "film Kartini", and later "Kartini" alone
                person.signs |= {"f", "m"}
        self._words = frozenset(word for person in self.persons for word in person.words if len(word) > 1)

    def mentions(self, text: str) -> list[Mention]:
        """The persons that a sentence of the article names, by any part of a name."""
        return mentions(text, self._words)

    def named(self, mention: Mention) -> list[Person]:
        """The persons that a name may mean: one, or several who share it."""
        words = [word for word in mention.words if len(word) > 1] or list(mention.words)
        fits = [person for person in self._having.get(words[0], ()) if person.words.issuperset(words)]
        exact = [person for person in fits if person.name[: len(mention.words)] == mention.words]
        return exact if len(exact) == 1 else fits
