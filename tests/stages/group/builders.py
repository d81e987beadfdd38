"""Builds articles, translations and briefs for tests of grouping, without a model."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.event_records import Profile
from pipeline.core.records import (
    Brief,
    BriefSentence,
    Citation,
    CleanArticle,
    Sentence,
    TranslatedArticle,
    Translation,
)
from pipeline.stages.group.statements import Source
from pipeline.stages.profile.stage import profile_of

Pairs = Sequence[tuple[str, str]]


def clean(name: str, pairs: Pairs, *, published: str | None = None, title: str | None = None) -> CleanArticle:
    """An article whose sentences are the first of each pair; its outlet has its name."""
    sentences = tuple(Sentence(n, n, text, text) for n, (text, _) in enumerate(pairs))
    return CleanArticle(name, f"{name}.txt", title, published, f"Harian {name}", None, "id", sentences)


def translated(name: str, pairs: Pairs) -> TranslatedArticle:
    """Its translation: the second of each pair."""
    sentences = tuple(Translation(n, source, english) for n, (source, english) in enumerate(pairs))
    return TranslatedArticle(name, f"{name}.txt", None, sentences)


def brief(name: str, pairs: Pairs, cited: Sequence[int] = (0,), headline: str = "News") -> Brief:
    """A brief of the sentences with these numbers, as they were translated."""
    sentences = tuple(BriefSentence(pairs[n][1], (Citation(n, 1.0),)) for n in cited)
    return Brief(name, f"{name}.txt", None, headline, sentences, "lead")


def source(name: str, pairs: Pairs, *, published: str | None = None, cited: Sequence[int] = (0,)) -> Source:
    """An article of an event."""
    article = clean(name, pairs, published=published)
    return Source(article, translated(name, pairs), brief(name, pairs, cited), f"Harian {name}", published)


def profile(name: str, text: str, *, published: str | None = None, title: str = "") -> Profile:
    """The profile of an article whose sentences end at full stops."""
    pairs = [(f"{s.strip()}.", f"{s.strip()}.") for s in text.split(". ") if s.strip()]
    return profile_of(clean(name, pairs, published=published, title=title or None), translated(name, pairs))
