"""Says in a brief who speaks, where a sentence has only "he said" or a short name that no sentence before it explains.

A brief takes sentences out of an article, where the one who speaks was named in full before. Whom a pronoun stands for
is read in the Indonesian (:mod:`.who_is_meant`), by rules that leave a doubtful case; the name is written as the
translation of the sentence that introduces the person has it, and that sentence is cited. The pronoun gives way to the
name also where the brief has it already: Indonesian pronouns have no gender, so that "he" is often a woman.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language.names import fold, is_common, is_title
from pipeline.language.voices import narrative
from pipeline.stages.summarize.article_persons import ArticlePerson, ArticlePersons
from pipeline.stages.summarize.drafts import DraftSentence, SummaryInput
from pipeline.stages.summarize.editing import edited
from pipeline.stages.summarize.who_is_meant import Meanings
from pipeline.stages.summarize.written_names import WORD, is_called, office_before

_SPEAKS = (
    "said|says|adds?|added|explain(?:s|ed)|continued|stress(?:es|ed)|concluded|told|stated|hope[sd]|wrote|reminded|recalled|revealed"
    "|advised|admitted|highlighted|urged|recounted|confirmed|affirmed|asserted|emphasi[sz]ed|suggested|considers|considered|believes"
    "|believed|claimed|conveyed|expressed|appealed|asked|assessed|estimated|estimates|mentioned|detailed|noted|called|thanked|promised"
    "|denied|warned|acknowledged|reiterated|elaborated|described|appreciated|encouraged|encourages|ordered|clarified|argued"
)
_SAID = re.compile(
    r"(?:^|(?<=[\"”] )|(?<=, )|(?<=,[\"”])|(?<=[.?!] ))(?P<who>[Hh]e|[Ss]he)"
    rf"(?= (?:(?:also|then|further|again|even|only) )?(?:{_SPEAKS})\b)"
)
_ACCORDING = re.compile(r"\b[Aa]ccording to (?P<who>him|her)\b")
_OPENS = re.compile(r"^(?:[^,;:\"“”]{1,90}, )?(?P<who>[Hh]e|[Ss]he)(?= \w)")
_SPOKEN = re.compile(  # before a name
    rf"\b(?:(?:{_SPEAKS})(?: by)?|[Aa]ccording to)(?: (?:Mr|Mrs|Ms|Dr)\.?)? $"
)
_SPEAKING = re.compile(rf" (?:(?:also|then|further|again|even|only) )?(?:{_SPEAKS})\b")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A person, the words of a sentence that stand for the person, and the positions that make it plain."""

    person: ArticlePerson
    span: tuple[int, int]
    link: tuple[int, ...] = ()
    pronoun: bool = True


class Speakers:
    """The persons of an article, and who of them is meant where.

    Args:
        article: the article.
    """

    def __init__(self, article: SummaryInput) -> None:
        kinds = {s.index: s.kind for s in article.clean.sentences}
        headings = frozenset(at for at, index in enumerate(article.index) if kinds.get(index) == "heading")
        self.meanings = _meanings(article.evidence.indonesian, article.evidence.english, headings)
        self.persons = self.meanings.persons


@lru_cache(maxsize=64)
def _meanings(indonesian: tuple[str, ...], english: tuple[str, ...], headings: frozenset[int]) -> Meanings:
    """Of an article, kept for the articles of a shard: its sentences are picked first and edited later."""
    return Meanings(ArticlePersons(indonesian, english, headings))


def named(
    article: SummaryInput, speakers: Speakers, sentence: DraftSentence, before: Sequence[str], inherits: bool
) -> DraftSentence:
    """A sentence with the name in it; as it is, where nobody is missing or it is not plain who.

    Args:
        article: the article.
        speakers: its persons.
        sentence: of its brief, with citations.
        before: the sentences of the brief before it.
        inherits: whether sentences are written from the translation, whose risk and flags they then have.
    """
    position, text = sentence.citations[0].sentence, sentence.text
    found = _by_pronoun(speakers, position, text) or _by_short_name(speakers, position, text)
    if found is None or not found.person.english:
        return sentence
    person, (start, end) = found.person, found.span
    told = _is_told(person, before)
    if _is_told(person, (text[:start], text[end:])) or (told and not found.pronoun):
        return sentence
    name = speakers.persons.short_name(person) if told else _in_full(article, person, text[:start])
    added = sorted({*found.link} if told else {*found.link, person.position})
    return edited(article, sentence, f"{text[:start]}{name}{text[end:]}", inherits, added, near=[person.position])


def introduces(article: SummaryInput, speakers: Speakers, position: int) -> ArticlePerson | None:
    """The person whom a brief names in full where a sentence of the article has a pronoun, or with an office where it
    has a short name; None where it is not plain who is meant or what the office is."""
    text = article.evidence.english[position]
    found = _by_pronoun(speakers, position, text) or _by_short_name(speakers, position, text)
    if found is None or not found.person.english:
        return None
    return found.person if found.pronoun or _in_full(article, found.person, "") != found.person.english else None


def _by_pronoun(speakers: Speakers, position: int, text: str) -> _Found | None:
    """Whom the pronoun of a sentence stands for, if it has one."""
    voice, told = speakers.persons.voice(position), narrative(text)
    if not voice.pronoun:
        return None
    speaks = voice.pronoun == "speaker"
    matches = [*_SAID.finditer(told), *_ACCORDING.finditer(told)] if speaks else []
    if not matches and (voice.opens_speech if speaks else voice.opens):
        matches = list(_OPENS.finditer(told))
    if len(matches) != 1:
        return None
    meanings = speakers.meanings
    found = meanings.speaker_before(position) if speaks else meanings.subject_before(position)
    who = matches[0]["who"].lower()
    if found is None or (found[0].gender == "he" and who in ("she", "her")):
        return None
    return _Found(found[0], matches[0].span("who"), (found[1],))


def _by_short_name(speakers: Speakers, position: int, text: str) -> _Found | None:
    """The person who speaks in a sentence, where it has one word of a name that was told in full before."""
    name = speakers.persons.voice(position).name
    person = speakers.meanings.speaker(position) if name is not None and len(name.words) == 1 else None
    if name is None or person is None or len(person.words) < 2 or person.position >= position:
        return None
    span = _alone(narrative(text), name.text) if person.nick != name.text else None
    return _Found(person, span, pronoun=False) if span is not None and _is_beside_speech(text, span) else None


def _is_beside_speech(text: str, span: tuple[int, int]) -> bool:
    """Whether a verb of speech stands beside a name in English."""
    return bool(_SPOKEN.search(text, 0, span[0]) or _SPEAKING.match(text, span[1]))


def _alone(text: str, word: str) -> tuple[int, int] | None:
    """Where a word stands in a text, once, unless it is part of a longer name there."""
    tokens = list(WORD.finditer(text))
    same = [at for at, token in enumerate(tokens) if fold(token.group()) == fold(word)]
    for at in same if len(same) == 1 else []:
        token = tokens[at]
        start, end = token.start(), token.start() + len(_POSSESSIVE.sub("", token.group()))
        left = tokens[at - 1] if at and text[tokens[at - 1].end() : start] in (" ", ". ") else None
        right = tokens[at + 1] if at + 1 < len(tokens) and text[end : tokens[at + 1].start()] in (" ", "-") else None
        part = left is not None and left.group()[0].isupper() and not is_title(left.group()) and left.start() > 0
        return None if part or (right is not None and right.group()[0].isupper()) else (start, end)
    return None


def _is_told(person: ArticlePerson, texts: Sequence[str]) -> bool:
    """Whether some text has a word of the name."""
    own = {fold(w) for w in person.words if len(w) > 2}
    return any(fold(w.group()) in own for text in texts for w in WORD.finditer(text) if w.group()[0].isupper())


def _in_full(article: SummaryInput, person: ArticlePerson, before: str) -> str:
    """The full name of a person behind the office that the introducing sentence has before it, if that is short."""
    english, source = article.evidence.english[person.position], article.evidence.indonesian[person.position]
    office = office_before(person.english, english, source)
    ahead = re.split(r"[\s-]+", before.strip())[-1]  # "Ex-president Joko Widodo"
    if not office or (ahead and is_title(ahead)):
        return person.english
    if office[0].islower():  # "head of the Flood Agency"
        return f"{'the' if before.strip() else 'The'} {office} {person.english}"
    first, _, rest = office.partition(" ")
    is_noun = rest.islower() or (rest[:1].islower() and is_called(first))  # "police chief", "head of the Bank"
    is_plain = first in ("Former", "Acting") or (first[1:].islower() and is_noun)
    small = before.strip() and is_plain and is_common(first, "en") and first not in source
    return f"{first.lower() if small else first}{office[len(first) :]} {person.english}"
