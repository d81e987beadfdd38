"""Tells who speaks in a sentence of an article, and whom a pronoun of it stands for, where that is plain.

A wrong person in a brief may be a libel; a "he" without a name is only short of a word. So "he said" is the one who
spoke last, by name, where nothing but quotations and other "he said" stand between; and a "he" that does something
else is the one whom the sentence before tells of, as its subject and alone. The reader of pronouns
(:mod:`pipeline.language.persons`) is asked, too: nobody whom it finds may come between, and it may not tell another
gender.
"""

from __future__ import annotations

import re
from functools import cached_property

from pipeline.language.names import fold, is_title
from pipeline.language.persons.antecedents import Reader, read
from pipeline.language.persons.given_names import bearer
from pipeline.language.voices import has_age, is_introduced, is_place, tells_of_misfortune, tells_of_somebody
from pipeline.stages.summarize.article_persons import ArticlePerson, ArticlePersons

REACH = 4  # sentences back in which the person is looked for
_OPENING = 60  # characters behind a pronoun that say what it did
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_WORD = re.compile(r"[^\W\d_]+")
_APART = re.compile(r"[^,;:\"“”]{1,60}, ")  # what may stand before a subject


class Meanings:
    """Whom the sentences of an article mean.

    Args:
        persons: those of the article.
    """

    def __init__(self, persons: ArticlePersons) -> None:
        self.persons = persons

    @cached_property
    def _reader(self) -> Reader:
        return read(tuple(self.persons.indonesian))

    def speaker(self, position: int) -> ArticlePerson | None:
        """Who speaks in a sentence that has the name beside a verb of speech; None where it may be somebody else."""
        persons, sentence = self.persons, self.persons.voices[position]
        name, told = sentence.name, self.persons.narratives[position]
        person = persons.of(name) if name is not None else None
        if name is None or person is None or is_place(told, name, offices=False):
            return None
        if len(name.words) < len(person.words) or position != person.position:
            if has_age(told, name) or (len(name.words) == 1 and is_introduced(told, name)):
                return None
            before = told[: name.start]
            apart = before.endswith(", ") and (told[name.end : name.end + 1] == "," or tells_of_somebody(before))
            if len(name.words) == 1 and apart:
                return None
        several = len(persons.named(position)) > 1 or persons.strangers(position)
        return None if sentence.verbs > 1 and several else person

    def speaker_before(self, position: int) -> tuple[ArticlePerson, int] | None:
        """Who speaks in a sentence that says so by a pronoun, and the sentence that makes it plain."""
        persons = self.persons
        passed: list[int] = [position]
        for at in range(position - 1, max(-1, position - 1 - 2 * REACH), -1):
            sentence = persons.voices[at]
            if at in persons.skipped or self._reader.quoted[at]:
                continue
            if sentence.name is not None:
                person = self.speaker(at)
                plain = person is not None and all(self._goes_on(i, person) for i in passed)
                return (person, at) if plain and person is not None else None
            if sentence.pronoun != "speaker":
                return None
            passed.append(at)
        return None

    def _goes_on(self, position: int, person: ArticlePerson) -> bool:
        """Whether the pronoun that speaks in a sentence may go on with a person: nobody else comes before it there."""
        sentence = self.persons.voices[position]
        end = sentence.pronoun_at
        before = self.persons.narratives[position][:end]
        if sentence.opens_speech and tells_of_misfortune(
            self.persons.narratives[position][end + len(" dirinya") : end + _OPENING]
        ):
            return False  # "Ia mengatakan dipukuli warga"
        if sentence.admits or tells_of_somebody(before) or _ACRONYM.search(before):
            return False
        if self.persons.strangers(position, end) or self._named_others(position, person, end):
            return False
        if self._tells_of_others(position, person, end):
            return False
        return self._agrees(person, self._reader.meant[position].speaker)

    def _named_others(self, position: int, person: ArticlePerson, end: int) -> bool:
        names = (n for n in self.persons.voices[position].names if n.start < end)
        return any(other is not None and other is not person for other in map(self.persons.of, names))

    def _tells_of_others(self, position: int, person: ArticlePerson, end: int) -> bool:
        """Whether the reader of pronouns finds somebody else in a sentence, before a place in it."""
        own, told = {fold(w) for w in person.words}, self.persons.narratives[position]
        found = (
            set(map(fold, _WORD.findall(told[r.start : r.end])))
            for r in self._reader.referents[position]
            if r.start < end
        )
        return any(not own & words for words in found)

    def _agrees(self, person: ArticlePerson, gender: str | None) -> bool:
        """Whether a gender that the reader of pronouns tells may be a person's."""
        told = {"he": "m", "she": "f"}.get(person.gender) or bearer(_WORD.findall(person.english) or person.words)
        return gender is None or told is None or gender == told

    def subject_before(self, position: int) -> tuple[ArticlePerson, int] | None:
        """Whom the pronoun that a sentence opens with stands for, and the sentence that makes it plain."""
        persons, sentence = self.persons, self.persons.voices[position]
        at = position - 1
        if at < 0 or at in persons.skipped or sentence.suffers or sentence.admits or sentence.verbs:
            return None
        before, found = persons.voices[at], persons.named(at)
        told = persons.narratives[at]
        if before.pronoun or before.verbs or before.unnamed or len(found) != 1 or persons.strangers(at):
            return None
        if '"' in told or "“" in told or before.admits or before.suffers or before.newcomer:
            return None
        person = found[0]
        name = next(n for n in before.names if persons.of(n) is person)
        if self._tells_of_others(at, person, len(told)) or not self._is_subject(name.start, told):
            return None
        if not self._goes_on(position, person) or not self._agrees(person, self._reader.meant[position].all):
            return None
        return person, at

    def _is_subject(self, start: int, told: str) -> bool:
        """Whether nothing but words of time and titles stands before a name."""
        lead = _APART.match(told)
        words = _WORD.findall(told[lead.end() if lead and lead.end() <= start else 0 : start])
        return all(is_title(w) or self.persons.is_place_word(w) for w in words)
