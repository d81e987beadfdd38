"""Makes the events of a run: groups its articles, and writes a brief of each group.

The articles are read twice: their profiles to be grouped, and what they say where there is a brief to write. An article
that joins changes its own event and no other one's id: an event is called after the article that founded it.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from pipeline.core.config import GroupTable
from pipeline.core.event_records import Event, EventSentence, Profile, SourceSentence
from pipeline.core.records import Brief, CleanArticle, TranslatedArticle
from pipeline.language.news_style import english_news_style
from pipeline.stages.group.clusters import cluster
from pipeline.stages.group.compose import SINGLE, compose
from pipeline.stages.group.copies import find_copies
from pipeline.stages.group.likeness import Likeness
from pipeline.stages.group.naming import Naming
from pipeline.stages.group.statements import Source

ID_DIGITS = 12
_LATE = "9999"


def events_of(inputs: Mapping[str, Iterable[Any]], options: GroupTable) -> list[Event]:
    """The events of a run, the oldest first.

    Args:
        inputs: records by the stage that made them; they are read article by article.
        options: the ``[group]`` table.
    """
    profiles = {profile.id: _slim(profile) for profile in inputs["profile"]}
    naming = Naming(inputs["entities"])
    groups = cluster(list(profiles.values()), options.threshold, options.window_days)
    wanted = {article for group in groups if len(group) > 1 for article in group}
    briefs: dict[str, Brief] = {brief.id: brief for brief in inputs["summarize"]}
    sources = _sources(inputs["clean"], inputs["translate"], briefs, profiles, wanted)
    events = []
    for group in groups:
        ordered = sorted((profiles[article] for article in group), key=_age)
        if len(ordered) > 1:
            events.append(_event([sources[profile.id] for profile in ordered], ordered, options, naming))
        else:
            events.append(_event_of_one(ordered[0], briefs.get(ordered[0].id), naming))
    return sorted(events, key=lambda event: (event.first or _LATE, event.id))


def _slim(profile: Profile) -> Profile:
    """A profile without its names, its terms kept once for all articles: a long run has many."""
    return replace(profile, terms=tuple(map(sys.intern, profile.terms)), mentions=())


def _age(profile: Profile) -> tuple[str, str]:
    """Older articles first; those without a date last, by their ids."""
    return _day(profile) or _LATE, profile.id


def _day(profile: Profile) -> str | None:
    """The day of an article: when it was published, or the day that it tells of."""
    return profile.published or (None if not profile.day or profile.day.startswith("?") else profile.day)


def event_id(founder: str) -> str:
    """The id of the event that an article founded."""
    return f"ev-{hashlib.sha256(founder.encode()).hexdigest()[:ID_DIGITS]}"


def _sources(
    clean: Iterable[CleanArticle],
    translated: Iterable[TranslatedArticle],
    briefs: Mapping[str, Brief],
    profiles: Mapping[str, Profile],
    wanted: set[str],
) -> dict[str, Source]:
    """The records of the articles that share an event with others."""
    translations = {article.id: article for article in translated if article.id in wanted}
    return {
        article.id: Source(
            article,
            translations[article.id],
            briefs.get(article.id),
            outlet(article),
            _day(profiles[article.id]),
        )
        for article in clean
        if article.id in translations
    }


def outlet(article: CleanArticle) -> str:
    """What the source of an article is called: its name, else the site, else the input."""
    if article.source:
        return article.source
    host = urlsplit(article.url or "").hostname or ""
    return host.removeprefix("www.") or article.input


def _event(sources: Sequence[Source], profiles: Sequence[Profile], options: GroupTable, naming: Naming) -> Event:
    """The event of several articles, oldest first."""
    copies = find_copies([(s.id, " ".join(t.text for t in s.clean.sentences)) for s in sources])
    copied = {copy.article_id for copy in copies}
    kept = [source for source in sources if source.id not in copied]
    central = _central([p for p in profiles if p.id not in copied], options)
    brief = next((s.brief for s in kept if s.id == central), None)
    if len(kept) > 1:
        composed = compose(kept, options.sentences)
        styled = english_news_style if options.news_style else str
        sentences = tuple(replace(s, text=styled(_respelled(s, naming))) for s in composed.sentences)
        timeline = tuple(replace(t, text=styled(naming.respell(t.article_id, t.text))) for t in composed.timeline)
        text = replace(composed, sentences=sentences).text
    else:
        sentences, timeline, text = _own_sentences(kept[0].brief, kept[0].name, naming), (), ""
    days = sorted(day for profile in profiles if (day := _day(profile)))
    return Event(
        id=event_id(sources[0].id),
        article_ids=tuple(source.id for source in sources),
        duplicates=copies,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        headline=naming.respell(central, _headline(brief, kept[0].clean.input)),
        headline_article=central,
        headline_flags=_headline_flags(brief),
        brief=text or " ".join(s.text for s in sentences),
        sentences=sentences,
        timeline=timeline,
        names=naming.main_names([source.id for source in kept]),
        respelled=tuple(r for s in sources if s.brief for r in naming.respellings(s.brief)),
    )


def _event_of_one(profile: Profile, brief: Brief | None, naming: Naming) -> Event:
    """The event of a single article: its brief is the article's own."""
    sentences = _own_sentences(brief, profile.input, naming)
    day = _day(profile)
    return Event(
        id=event_id(profile.id),
        article_ids=(profile.id,),
        duplicates=(),
        first=day,
        last=day,
        headline=naming.respell(profile.id, _headline(brief, profile.input)),
        headline_article=profile.id,
        headline_flags=_headline_flags(brief),
        brief=" ".join(s.text for s in sentences),
        sentences=sentences,
        names=naming.main_names([profile.id]),
        respelled=naming.respellings(brief) if brief else (),
    )


def _central(profiles: Sequence[Profile], options: GroupTable) -> str:
    """The article that is most like the others; the older one where two are alike."""
    likeness = Likeness(profiles, options.window_days)
    every = range(len(profiles))
    return profiles[max(every, key=lambda place: (likeness.between([place], every), -place))].id


def _own_sentences(brief: Brief | None, name: str, naming: Naming) -> tuple[EventSentence, ...]:
    return tuple(
        EventSentence(
            text=naming.respell(brief.id, sentence.text),
            kind=SINGLE,
            citations=tuple(SourceSentence(brief.id, c.sentence) for c in sentence.citations),
            sources=(name,),
            flags=sentence.flags,
        )
        for sentence in (brief.sentences if brief else ())
        if brief
    )


def _respelled(sentence: EventSentence, naming: Naming) -> str:
    text = sentence.text
    for article in dict.fromkeys(c.article_id for c in sentence.citations):
        text = naming.respell(article, text)
    return text


def _headline(brief: Brief | None, otherwise: str) -> str:
    return (brief.headline or brief.title if brief else None) or otherwise


def _headline_flags(brief: Brief | None) -> tuple[str, ...]:
    return tuple(flag for flag in brief.flags if flag.startswith("headline-")) if brief else ()
