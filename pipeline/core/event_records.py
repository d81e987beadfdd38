"""Defines the records of events and entities: what the stages ``profile``, ``entities`` and ``group`` write.

    CleanArticle, TranslatedArticle -> Profile -> Entity
                                       Profile, Entity, Brief -> Event

They are written and read as the records of :mod:`pipeline.core.records` are.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as one article writes it.

    Attributes:
        text: in the article's own language.
        english: as the translation has it; "" where it does not.
        kind: what it seems to be: ``person``, ``place``, ``institution`` or ``other``.
        count: how often.
    """

    text: str
    english: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What an article is about, for grouping.

    Attributes:
        id: the article's.
        input: where it came from.
        language: ``id`` or ``en``, the language of its own sentences.
        terms: the stems and figures of its text, sorted.
        weights: how often each of them stands there; the title and the first sentences count more.
        names: those of ``terms`` that belong to names.
        published: the day it was published, ISO 8601.
        day: the day that it tells of, as far as the title, the first sentences and the day of publication say:
            ``2024-06-18``, or ``?-09-13`` where the year is open.
        mentions: its names.
    """

    id: str
    input: str
    language: str
    terms: tuple[str, ...]
    weights: tuple[int, ...]
    names: tuple[str, ...]
    published: str | None = None
    day: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityForm:
    """A way a name is written.

    Attributes:
        text: the name.
        language: ``id`` or ``en``.
        count: how often it is written so.
        articles: the ids of the articles that do.
    """

    text: str
    language: str
    count: int
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, place or institution of a run.

    Attributes:
        name: the English form to use.
        kind: ``person``, ``place``, ``institution`` or ``other``.
        forms: every way it is written.
        variants: English spellings that may be replaced by ``name``.
    """

    name: str
    kind: str
    forms: tuple[EntityForm, ...]
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of an article: what a sentence about an event rests on.

    Attributes:
        article_id: the article's.
        sentence: its index there.
    """

    article_id: str
    sentence: int


@dataclass(frozen=True, slots=True)
class EventSentence:
    """A sentence of an event's brief.

    Attributes:
        text: the sentence.
        kind: ``shared`` (several sources say it), ``single`` (one does) or ``conflict`` (they give different figures
            or dates).
        citations: what it rests on.
        sources: the outlets that say it.
        flags: what a reader must know of it.
    """

    text: str
    kind: str
    citations: tuple[SourceSentence, ...]
    sources: tuple[str, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened on a day.

    Attributes:
        date: the day.
        text: what happened.
        article_id: the article that says so.
        sentence: the index of its sentence.
    """

    date: str
    text: str
    article_id: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that is a near-duplicate of another of its event, and counts once with it.

    Attributes:
        article_id: the copy's.
        kept: the id of the article it is a copy of.
    """

    article_id: str
    kept: str


@dataclass(frozen=True, slots=True)
class Respelling:
    """A name in an article's brief that was put into the form used over the whole run.

    Attributes:
        article_id: the article's.
        old: the name as the translation had it.
        new: the form of the run.
    """

    article_id: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Event:
    """The articles of one event, and a brief of them.

    Attributes:
        id: ``ev-`` and twelve hex digits, of the article that founded the event.
        article_ids: oldest first; those without a date come last.
        duplicates: near-duplicate copies among them.
        first: the first day of its articles.
        last: the last.
        headline: of the most central article.
        headline_article: the id of that article.
        headline_flags: what a reader must know of it.
        brief: the whole brief as plain text.
        sentences: shared ones first, then single ones, then conflicts.
        timeline: empty unless days differ.
        names: the main ones.
        respelled: changes of names in the articles' own briefs.
    """

    id: str
    article_ids: tuple[str, ...]
    duplicates: tuple[Copy, ...]
    first: str | None
    last: str | None
    headline: str
    headline_article: str
    headline_flags: tuple[str, ...]
    brief: str
    sentences: tuple[EventSentence, ...]
    timeline: tuple[TimelineEntry, ...] = ()
    names: tuple[str, ...] = ()
    respelled: tuple[Respelling, ...] = ()
