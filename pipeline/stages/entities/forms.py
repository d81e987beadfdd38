"""Collects the forms in which names are written, and joins those that name one person, place or institution.

Forms are joined for one of four reasons: they differ in hyphens, spaces, accents or capitals alone; one is the
translation of the other; one is a part of the other in the same articles ("Putin", "Vladimir Putin"); or they are two
spellings of one full name in articles that name the same others too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.core.event_records import Profile
from pipeline.language.glossary import Glossary
from pipeline.language.name_matching import akin
from pipeline.language.names import fold, same_word
from pipeline.language.numbers import Language
from pipeline.stages.profile.mentions import OTHER, PERSON

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
COMPANIONS = 2  # other names that the articles of two spellings must have in common
MOST_NAMESAKES = 200  # names of a bucket that are compared with each other
AGREEMENT = 0.9  # of the articles with a short name, how many must say that it is the same full name
MOST_ARTICLES = 50  # of a form, looked at for companions


@dataclass(slots=True)
class Form:
    """A form with what was counted of it over the run; ``key`` is the same for forms that differ in hyphens, spaces,
    accents and capitals alone."""

    text: str
    language: Language
    key: str
    count: int = 0
    articles: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(self.text)


class Forms:
    """The forms of all articles, and which of them belong together."""

    def __init__(self) -> None:
        self.forms: dict[tuple[str, Language], Form] = {}
        self._parent: dict[str, str] = {}
        self._prefixed: set[str] = set()  # keys of full names behind a place
        self._names_of: dict[str, set[str]] = {}  # article -> keys of its names
        self._kinds: dict[str, Counter[str]] = defaultdict(Counter)

    def read(self, profiles: Iterable[Profile]) -> None:
        """Count the names of all articles and join those that are one by their letters or by translation."""
        for profile in profiles:
            language: Language = "en" if profile.language == "en" else "id"
            keys = self._names_of.setdefault(profile.id, set())
            for mention in profile.mentions:
                source = self._met(mention.text, language, mention.kind, mention.count, profile.id)
                keys.add(source.key)
                if mention.english:
                    english = self._met(mention.english, "en", mention.kind, mention.count, profile.id)
                    if translates(source, english):
                        self.join(source.key, english.key)

    def root(self, key: str) -> str:
        """The key that stands for all that are joined with one."""
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def join(self, one: str, two: str) -> None:
        """Put two keys together; the first in the alphabet stands for both, so that no order of joining matters."""
        first, second = sorted((self.root(one), self.root(two)))
        self._parent[second] = first

    def kind(self, key: str) -> str:
        """What the forms with a key seem to name."""
        votes = {k: n for k, n in self._kinds[key].items() if k != OTHER}
        return min(votes, key=lambda k: (-votes[k], k), default=OTHER)

    def join_named_places(self) -> None:
        """Join a full name with the same name behind a place: "Bupati Wanareja Hendra Lesmana" is Hendra Lesmana."""
        people = {tuple(map(fold, f.words)): f.key for f in self._sorted() if self.kind(f.key) == PERSON}
        for form in self._sorted():
            folded = tuple(map(fold, form.words))
            for start in range(1, len(folded) - 1):
                if (key := people.get(folded[start:])) is not None:
                    self._prefixed.add(form.key)
                    self.join(form.key, key)
                    break

    def join_short_names(self) -> None:
        """Join a single name with the one full name that it is a part of, where the articles agree on that."""
        full: dict[str, Counter[str]] = defaultdict(Counter)
        words = {form.key: tuple(map(fold, form.words)) for form in self._sorted()}
        for keys in self._names_of.values():
            people = [k for k in keys - self._prefixed if len(words[k]) > 1 and self.kind(k) in (PERSON, OTHER)]
            for key in keys:
                if len(words[key]) != 1 or self.kind(key) not in (PERSON, OTHER):
                    continue
                owners = {self.root(k) for k in people if words[key][0] in (words[k][0], words[k][-1])}
                if owners:
                    full[key]["" if len(owners) > 1 else owners.pop()] += 1
        for key, owners_of in sorted(full.items()):
            owner, count = min(owners_of.items(), key=lambda item: (-item[1], item[0]))
            if owner and count >= AGREEMENT * sum(owners_of.values()):
                self.join(key, owner)

    def join_spellings(self) -> list[tuple[str, str]]:
        """Join spellings of a full name, a letter or two apart; returns the pairs of keys."""
        buckets: dict[tuple[int, int, str], dict[str, Form]] = defaultdict(dict)
        for form in self._sorted():
            folded = tuple(map(fold, form.words))
            if len(folded) > 1 and self.kind(form.key) in (PERSON, OTHER):
                for place, word in enumerate(folded):
                    buckets[len(folded), place, word].setdefault(form.key, form)
        joined = []
        for _, bucket in sorted(buckets.items()):
            alike = list(bucket.values()) if len(bucket) <= MOST_NAMESAKES else []
            for at, one in enumerate(alike):
                for two in alike[at + 1 :]:
                    if one.key != two.key and _spelled_alike(one, two) and self._keep_company(one, two):
                        self.join(one.key, two.key)
                        joined.append((one.key, two.key))
        return joined

    def groups(self) -> list[list[Form]]:
        """The forms of each person, place or institution, sorted."""
        found: dict[str, list[Form]] = defaultdict(list)
        for form in self._sorted():
            found[self.root(form.key)].append(form)
        return list(found.values())

    def _sorted(self) -> list[Form]:
        return [form for _, form in sorted(self.forms.items())]

    def _met(self, text: str, language: Language, kind: str, count: int, article: str) -> Form:
        form = self.forms.get((text, language))
        if form is None:
            form = self.forms[text, language] = Form(text, language, key_of(text))
            self._parent.setdefault(form.key, form.key)
        form.count += count
        form.articles.add(article)
        form.kinds[kind] += count
        self._kinds[form.key][kind] += count
        return form

    def _keep_company(self, one: Form, two: Form) -> bool:
        """Whether the articles of two spellings name the same others too."""
        first, second = (
            {self.root(k) for a in sorted(f.articles)[:MOST_ARTICLES] for k in self._names_of[a]} for f in (one, two)
        )
        return len((first & second) - {self.root(one.key), self.root(two.key)}) >= COMPANIONS


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, hyphens apart."""
    return tuple(_WORD.findall(text))


def key_of(text: str) -> str:
    """A name without hyphens, spaces, accents and capitals; an acronym is none but itself."""
    words = words_of(text)
    key = "".join(map(fold, words)) or text
    return f"{key}." if len(words) == 1 and text.isupper() else key


def translates(source: Form, english: Form) -> bool:
    """Whether an English form is the name itself in English, and no longer or shorter form of it."""
    entry = Glossary.load().entries.get(source.text)
    if entry is not None:
        return english.text in entry.english
    ours, theirs = source.words, english.words
    return len(ours) == len(theirs) and all(akin(a, b) for a, b in zip(ours, theirs, strict=True))


def _spelled_alike(one: Form, two: Form) -> bool:
    unlike = [(a, b) for a, b in zip(one.words, two.words, strict=True) if fold(a) != fold(b)]
    return len(unlike) == 1 and same_word(*unlike[0])
