"""Makes the profile of one article from its sentences and their translation."""

from __future__ import annotations

from collections import Counter

from pipeline.core.event_records import Profile
from pipeline.core.records import CleanArticle, TranslatedArticle
from pipeline.language.numbers import Language
from pipeline.stages.profile.days import main_day, published_day
from pipeline.stages.profile.mentions import mentions_of
from pipeline.stages.profile.terms import terms

LEAD = 3  # sentences
TITLE_WEIGHT, LEAD_WEIGHT = 3, 2


def profile_of(clean: CleanArticle, translated: TranslatedArticle) -> Profile:
    """What an article is about."""
    language: Language = "en" if (clean.language or "id").startswith("en") else "id"
    title = clean.title or ""
    sentences = [s.text for s in clean.sentences]
    weights: Counter[str] = Counter()
    named: set[str] = set()
    for place, text in enumerate([title, *sentences]):
        weight = TITLE_WEIGHT if place == 0 else LEAD_WEIGHT if place <= LEAD else 1
        for term, is_name in terms(text):
            weights[term] += weight
            if is_name and place:  # a title may have a capital at every word
                named.add(term)
    published = published_day(clean.published)
    titled = [(translated.title.source, translated.title.text)] if translated.title is not None else []
    return Profile(
        id=clean.id,
        input=clean.input,
        language=language,
        terms=tuple(sorted(weights)),
        weights=tuple(weights[term] for term in sorted(weights)),
        names=tuple(sorted(named)),
        published=published.isoformat() if published else None,
        day=main_day([title, *sentences[:LEAD]], sentences[LEAD:], published, language),
        mentions=mentions_of([*titled, *((t.source, t.text) for t in translated.sentences)], language),
    )
