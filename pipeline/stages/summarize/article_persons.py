"""Tells who the persons of an article are, and which of its names are theirs.

A single name is somebody's only where the article has one person who may be meant: it is refused where another name of
the article has the word, where it is a place, an institution or a title's, and where it introduces somebody ("korban,
Ratna", "Ratna (40)").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.language.names import Name, fold, is_common, is_title
from pipeline.language.voices import (
    Gender,
    Person,
    Voices,
    Words,
    is_introduced,
    is_known_name,
    is_place,
    names_in,
    narrative,
    tells_of_somebody,
    voices,
)
from pipeline.stages.summarize.written_names import WORD, is_ruled, written

_RANKS = ("Pol", "TNI", "Purn")
_BIRTH = frozenset(  # Balinese names begin with these
    ("i", "ni", "made", "wayan", "gede", "putu", "kadek", "komang", "ketut", "nyoman", "luh", "gusti", "ayu", "ida")
)
_NICK = re.compile(r"\s*\(([A-Z][a-z]+)\)")
_AHEAD = re.compile(r"(?:(?<![\w-])(?:[A-Z]\w*|drg?)\.?,?\s+){1,8}$")  # words with a capital before a name
_TITLE_REACH = 80  # characters before a full name in which its titles stand


@dataclass(frozen=True, slots=True)
class ArticlePerson:
    """A person of an article: the words of the full name, the sentence that gives it first, and its English there ("",
    where the translation has it in no sentence); ``nick`` is the short form behind it: "Ratna Sari (Rasa)"."""

    words: Words
    position: int
    english: str
    gender: Gender = ""
    nick: str = ""

    def has(self, words: Sequence[str]) -> bool:
        """Whether all of the words are part of the name."""
        own = {fold(w) for w in self.words}
        if self.nick and len(words) == 1 and words[0] == self.nick:
            return True
        return all(fold(w) in own for w in words)


class ArticlePersons:
    """The persons of an article.

    Args:
        indonesian: its sentences.
        english: their translations.
        skipped: positions of headings, which introduce nobody.
    """

    def __init__(
        self, indonesian: Sequence[str], english: Sequence[str], skipped: frozenset[int] = frozenset()
    ) -> None:
        self.indonesian, self.english = indonesian, english
        self.skipped = skipped
        self._doubts: dict[tuple[str, Words], bool] = {}

    # What follows is read where it is first asked for: most briefs name nobody by a pronoun or a short name.

    def voice(self, position: int) -> Voices:
        """Who speaks in a sentence."""
        return Voices() if position in self.skipped else voices(self.indonesian[position])

    @cached_property
    def voices(self) -> list[Voices]:
        """Who speaks in each sentence."""
        return [self.voice(position) for position in range(len(self.indonesian))]

    @cached_property
    def narratives(self) -> list[str]:
        """The sentences with what is quoted blanked."""
        return [narrative(text) for text in self.indonesian]

    @cached_property
    def _places(self) -> frozenset[str]:
        named = ((text, name) for text in self.indonesian for name in names_in(text))
        return frozenset(fold(word) for text, name in named if is_place(text, name) for word in name.words)

    @cached_property
    def _full(self) -> set[Words]:
        return {
            self._trimmed(name.words)
            for sentence in self.voices
            for name in sentence.names
            if len(name.words) > 1
            and not is_known_name(name.text)
            and not any(is_common(w, "en") for w in name.words[1:-1])  # a title: "Life of Ratna"
        }

    @cached_property
    def members(self) -> list[ArticlePerson]:
        """The persons, those with the longest names first."""
        genders: dict[Words, Gender] = {}
        for person in (p for sentence in self.voices for p in (*sentence.persons, *self._titled(sentence))):
            words = self._trimmed(person.words)
            if not all(self.is_place_word(w) for w in words):
                genders[words] = genders.get(words) or person.gender
        found: list[ArticlePerson] = []
        for words in sorted(genders, key=len, reverse=True):
            if any(m.has(words) for m in found):
                continue
            full = self._longest(words)
            same = [w for w in genders if set(map(fold, w)) <= set(map(fold, full))]
            told: list[Gender] = [genders[w] for w in same if genders[w]]
            found.append(self._introduced(full, told[0] if told else ""))
        return found

    def _titled(self, sentence: Voices) -> list[Person]:
        """The one who speaks by one word of a name that stands behind a title elsewhere: "Petrus menegaskan" where
        the article has "Uskup Agung Petrus Sastro"."""
        if not sentence.speaks or len(sentence.speaker) != 1:
            return []
        wanted = fold(sentence.speaker[0])
        titled = any(
            len(name.words) > 1 and wanted in map(fold, name.words) and _is_titled(text[: name.start])
            for text, other in zip(self.indonesian, self.voices, strict=True)
            for name in other.names
        )
        return [Person(sentence.speaker)] if titled else []

    def _longest(self, words: Words) -> Words:
        """The one longer name that has a single name; the name itself where there is none or are several."""
        if len(words) > 1:
            return words
        longer = sorted(full for full in self._full if fold(words[0]) in map(fold, full))
        best = max(longer, key=len, default=words)
        nested = all({fold(w) for w in other} <= {fold(w) for w in best} for other in longer)
        return best if nested else words

    def _introduced(self, words: Words, gender: Gender) -> ArticlePerson:
        """A person with the first sentence that has the name in both languages."""
        first: int | None = None
        for position, sentence in enumerate(self.voices):
            for name in sentence.names:
                if not {fold(w) for w in words} <= {fold(w) for w in name.words} or self._is_short_form(words):
                    continue
                first = position if first is None else first
                source = self.indonesian[position]
                kept, english = written(words, self.english[position], source, name, self._leads)
                if english and not is_ruled(english, self.english[position]):
                    nick = _NICK.match(source, name.end)
                    return ArticlePerson(kept, position, english, gender, nick[1] if nick else "")
        return ArticlePerson(words, first or 0, "", gender)

    def _is_short_form(self, words: Words) -> bool:
        """Whether a single name begins a word of a longer one, and is no name to print: "Wira" of "Wiratama"."""
        short = fold(words[0])
        longer = (fold(w) for full in self._full for w in full)
        return len(words) == 1 and any(w.startswith(short) and w != short for w in longer)

    def _trimmed(self, words: Words) -> Words:
        """A name without what an office leaves before it: "Garut Ratna Sari" of "Bupati Garut Ratna Sari"."""
        while len(words) > 1 and (words[0] in _RANKS or (len(words) > 2 and self._leads(words[0]))):
            words = words[1:]
        return words

    def _leads(self, word: str) -> bool:
        if word.lower() in _BIRTH:
            return False
        return self.is_place_word(word) or (len(word) > 2 and is_common(word, "en"))

    def is_place_word(self, word: str) -> bool:
        """Whether a word is a place or an institution, here or in the glossary."""
        return fold(word) in self._places or is_known_name(word)

    def who(self, words: Sequence[str]) -> ArticlePerson | None:
        """The one person whose name has all of the words."""
        found = [m for m in self.members if m.has(words)]
        if len(found) > 1:
            found = [m for m in found if fold(m.words[0]) == fold(words[0])]
        return found[0] if len(found) == 1 else None

    def of(self, name: Name) -> ArticlePerson | None:
        """The person whom a name names, the place of an office before it aside; None for one that is doubtful."""
        words = name.words
        while len(words) > 1 and self.who(words) is None and (words[0] in _RANKS or self._leads(words[0])):
            words = words[1:]
        person = self.who(words)
        if person is None or (len(words) == 1 and self.is_doubtful(words[0], person)):
            return None
        return person if len(words) == len(name.words) or len(words) > 1 or len(person.words) == 1 else None

    def named(self, position: int) -> list[ArticlePerson]:
        """The persons named in a sentence outside quotations."""
        found = (self.of(name) for name in self.voices[position].names)
        return list({id(m): m for m in found if m}.values())

    def strangers(self, position: int, end: int | None = None) -> bool:
        """Whether a sentence has a name that may be another person's, before a place in it."""
        told = self.narratives[position]
        return any(
            (end is None or name.start < end)
            and self.of(name) is None
            and not is_known_name(name.text)
            and not is_place(told, name)
            and not all(self.is_place_word(w) for w in name.words)
            for name in self.voices[position].names
        )

    def is_doubtful(self, word: str, person: ArticlePerson) -> bool:
        """Whether one word of a person's name may stand for somebody or something else in the article."""
        key = (word, person.words)
        if key not in self._doubts:
            self._doubts[key] = self._is_doubtful(word, person)
        return self._doubts[key]

    def _is_doubtful(self, word: str, person: ArticlePerson) -> bool:
        if word == person.nick:
            return False
        if is_known_name(word):
            return True
        single = self._single.get(fold(word), ())
        if len(person.words) > 1 and any(is_place(text, name, offices=False) for _, text, name in single):
            return True
        own = {fold(w) for w in person.words}
        others = ({fold(w) for w in words} for words in self._names_having.get(fold(word), ()))
        if any(not (other <= own or own <= other) for other in others):
            return True
        return any(
            position != person.position and (is_introduced(text, name) or not self._fits(person, text, name))
            for position, text, name in single
        )

    def _fits(self, person: ArticlePerson, text: str, name: Name) -> bool:
        """Whether the titles before a single name are some that stand before the full name, too."""
        ahead = _AHEAD.search(text, max(0, name.start - _TITLE_REACH), name.start)
        words = {w.lower() for w in WORD.findall(ahead[0])} - _HONOURS if ahead else set()
        titles = {w for w in words if is_title(w) or tells_of_somebody(w)}
        return not titles or any(
            titles <= {w.lower() for w in WORD.findall(other[max(0, full.start - _TITLE_REACH) : full.start])}
            for other, sentence in zip(self.indonesian, self.voices, strict=True)
            for full in sentence.names
            if len(full.words) > 1 and {fold(w) for w in person.words} <= {fold(w) for w in full.words}
        )

    @cached_property
    def _names(self) -> list[tuple[int, str, Name]]:
        """All names of the article, those in headings and quotations, too."""
        return [(at, text, name) for at, text in enumerate(self.indonesian) for name in names_in(text)]

    @cached_property
    def _names_having(self) -> dict[str, list[Words]]:
        """The names of several words that have a word."""
        found: dict[str, list[Words]] = {}
        for words in {self._trimmed(name.words) for _, _, name in self._names if len(name.words) > 1}:
            for word in set(map(fold, words)):
                found.setdefault(word, []).append(words)
        return found

    @cached_property
    def _single(self) -> dict[str, list[tuple[int, str, Name]]]:
        """Where names of one word stand."""
        found: dict[str, list[tuple[int, str, Name]]] = {}
        for at, text, name in self._names:
            if len(name.words) == 1:
                found.setdefault(fold(name.words[0]), []).append((at, text, name))
        return found

    def short_name(self, person: ArticlePerson) -> str:
        """The one word by which the article calls a person most often, in English; the name where it has none."""
        counts = Counter(
            fold(name.text)
            for sentence in self.voices
            for name in sentence.names
            if len(name.words) == 1 and self.of(name) is person and name.text != person.nick
        )
        tokens = {fold(t): t for t in WORD.findall(person.english)}
        return next((tokens[word] for word, _ in counts.most_common() if word in tokens), person.english)


_HONOURS = frozenset(("bapak", "pak", "ibu", "bu", "bang", "mas", "mbak", "kang", "gus", "haji", "hj", "h"))


def _is_titled(before: str) -> bool:
    """Whether a title ends the text before a name."""
    word = before.rstrip().rsplit(" ", 1)[-1].rstrip(".")
    return before.endswith(" ") and word[:1].isupper() and is_title(word)
