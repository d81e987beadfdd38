"""Tells who the persons of an article are, and whom a pronoun of one of its sentences stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.names import Name, fold, is_common, is_title
from pipeline.language.voices import Gender, Person, Voices, Words, is_known_name, is_place, names_in, voices
from pipeline.stages.summarize.written_names import WORD, is_ruled, written

_RANKS = ("Pol", "TNI", "Purn")
REACH = 4  # sentences back in which the person is looked for
_OPENING = re.compile(r"(?:[^,;:\"“”]{1,60}, )?(?:[A-Z][\w.]* ){0,6}")  # what stands before a subject
_NICK = re.compile(r"\s*\(([A-Z][a-z]+)\)")


@dataclass(frozen=True, slots=True)
class Member:
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


class Cast:
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
        self.voices = [Voices() if i in skipped else voices(t) for i, t in enumerate(indonesian)]
        self.skipped = skipped
        self._places = frozenset(
            fold(word) for text in indonesian for name in names_in(text) if is_place(text, name) for word in name.words
        )
        self._full = {
            self._trimmed(name.words)
            for heard in self.voices
            for name in heard.names
            if len(name.words) > 1
            and not is_known_name(name.text)
            and not any(is_common(w, "en") for w in name.words[1:-1])  # a title: "Life of Ratna"
        }
        self.members = self._members()

    def _members(self) -> list[Member]:
        genders: dict[Words, Gender] = {}
        for person in (p for heard in self.voices for p in (*heard.persons, *self._titled(heard))):
            words = self._trimmed(person.words)
            if not all(self._is_place(w) for w in words):
                genders[words] = genders.get(words) or person.gender
        members: list[Member] = []
        for words in sorted(genders, key=len, reverse=True):
            if any(m.has(words) for m in members):
                continue
            full = self._in_full(words)
            same = [w for w in genders if set(map(fold, w)) <= set(map(fold, full))]
            told: list[Gender] = [genders[w] for w in same if genders[w]]
            members.append(self._introduced(full, told[0] if told else ""))
        return members

    def _titled(self, heard: Voices) -> list[Person]:
        """The one who speaks by one word of a name that stands behind a title elsewhere: "Petrus menegaskan" where
        the article has "Uskup Agung Petrus Sastro"."""
        if not heard.speaks or len(heard.speaker) != 1:
            return []
        wanted = fold(heard.speaker[0])
        titled = any(
            len(name.words) > 1 and wanted in map(fold, name.words) and _is_titled(text[: name.start])
            for text, other in zip(self.indonesian, self.voices, strict=True)
            for name in other.names
        )
        return [Person(heard.speaker)] if titled else []

    def _in_full(self, words: Words) -> Words:
        """The one longer name that has a single name; the name itself where there is none or are several."""
        if len(words) > 1:
            return words
        longer = sorted(full for full in self._full if fold(words[0]) in map(fold, full))
        best = max(longer, key=len, default=words)
        nested = all({fold(w) for w in other} <= {fold(w) for w in best} for other in longer)
        return best if nested else words

    def _introduced(self, words: Words, gender: Gender) -> Member:
        """A person with the first sentence that has the name in both languages."""
        first: int | None = None
        for position, heard in enumerate(self.voices):
            for name in heard.names:
                if not {fold(w) for w in words} <= {fold(w) for w in name.words} or self._is_short_form(words):
                    continue
                first = position if first is None else first
                source = self.indonesian[position]
                kept, english = written(words, self.english[position], source, name, self._leads)
                if english and not is_ruled(english, self.english[position]):
                    nick = _NICK.match(source, name.end)
                    return Member(kept, position, english, gender, nick[1] if nick else "")
        return Member(words, first or 0, "", gender)

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
        return self._is_place(word) or (len(word) > 2 and is_common(word, "en"))

    def _is_place(self, word: str) -> bool:
        return fold(word) in self._places or is_known_name(word)

    def who(self, words: Sequence[str]) -> Member | None:
        """The one person whose name has all of the words."""
        found = [m for m in self.members if m.has(words)]
        if len(found) > 1:
            found = [m for m in found if fold(m.words[0]) == fold(words[0])]
        return found[0] if len(found) == 1 else None

    def of(self, name: Name) -> Member | None:
        """The person whom a name names, words of an office before it aside."""
        return next((m for at in range(len(name.words)) if (m := self.who(name.words[at:]))), None)

    def named(self, position: int) -> list[Member]:
        """The persons named in a sentence outside quotations."""
        found = (self.of(name) for name in self.voices[position].names)
        return list({id(m): m for m in found if m}.values())

    def strangers(self, position: int) -> bool:
        """Whether a sentence has a name that may be another person's."""
        return any(
            len(name.words) > 1
            and self.of(name) is None
            and not is_known_name(name.text)
            and not all(self._is_place(w) for w in name.words)
            for name in self.voices[position].names
        )

    def calls(self, member: Member) -> str:
        """The one word by which the article calls a person most often, in English; the name where it has none."""
        counts = Counter(
            fold(name.text)
            for heard in self.voices
            for name in heard.names
            if len(name.words) == 1 and self.who(name.words) is member and name.text != member.nick
        )
        tokens = {fold(t): t for t in WORD.findall(member.english)}
        return next((tokens[word] for word, _ in counts.most_common() if word in tokens), member.english)

    def speaker_before(self, position: int) -> tuple[Member, int] | None:
        """Who speaks in a sentence that says so by a pronoun, and the sentence that makes it plain."""
        left = REACH
        for at in range(position - 1, -1, -1):
            heard = self.voices[at]
            if at in self.skipped:
                continue
            if heard.speaker:
                who = self.of_words(heard.speaker)
                return None if who is None else (who, at)
            if heard.unnamed or (heard.newcomer and not heard.pronoun):
                return None
            named = self.named(at)
            if len(named) > 1:
                return None
            if self.strangers(at):
                return None
            if named:
                return None if heard.pronoun or not self._is_subject(named[0], at) else (named[0], at)
            if heard.pronoun != "speaker":
                left -= 1
            if left == 0:
                return None
        return None

    def _is_subject(self, member: Member, at: int) -> bool:
        """Whether a sentence begins with the name of a person, a few words of time or an office before it."""
        text = self.indonesian[at]
        name = next(n for n in self.voices[at].names if self.of(n) is member)
        before, behind = text[: name.start], text[name.end : name.end + 1]
        return bool(_OPENING.fullmatch(before)) and (behind == " " or (behind == "," and before.endswith(", ")))

    def of_words(self, words: Words) -> Member | None:
        return next((m for at in range(len(words)) if (m := self.who(words[at:]))), None)

    def subject_before(self, position: int) -> tuple[Member, int] | None:
        """Whom the pronoun that a sentence opens with stands for, and the sentence that makes it plain."""
        left = REACH
        for at in range(position - 1, -1, -1):
            heard = self.voices[at]
            if at in self.skipped:
                continue
            named = self.named(at)
            if heard.unnamed or heard.somebody or heard.reported or len(named) > 1 or self.strangers(at):
                return None
            if named:
                plain = not heard.pronoun and (heard.speaker or self._is_subject(named[0], at))
                return (named[0], at) if plain else None
            left -= 1
            if left == 0:
                return None
        return None


def _is_titled(before: str) -> bool:
    """Whether a title ends the text before a name."""
    word = before.rstrip().rsplit(" ", 1)[-1].rstrip(".")
    return before.endswith(" ") and word[:1].isupper() and is_title(word)
