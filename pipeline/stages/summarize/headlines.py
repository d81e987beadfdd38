"""Checks headlines: a headline is short and has no full stop, but what it says is checked as a sentence's is.

What the guards found in the translation that a headline repeats (the title's, or that of a sentence whose beginning it
is) is found in the headline as well; Indonesian left in it, and a missing end, are looked for in every headline.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.guards.checks import leftover
from pipeline.stages.summarize.drafts import UNFINISHED, DraftSentence, SummaryInput, checked
from pipeline.stages.summarize.headline_cut import breaks_off

if TYPE_CHECKING:
    from pipeline.stages.summarize.citations import Embedder


def offer(article: SummaryInput, text: str, guards: bool, embed: Embedder | None = None) -> list[DraftSentence]:
    """A headline to choose from, with its problems and flags; none for a text without words."""
    if not any(c.isalnum() for c in text):
        return []
    made = checked(article, [text], guards, embed)[0]
    return [replace(made, flags=_flags(article, made) if guards else ())]


def doubt(headline: DraftSentence) -> float:
    """How much speaks against a headline: its problems, and that it lacks its end."""
    return headline.cost + (UNFINISHED in headline.flags)


def _flags(article: SummaryInput, headline: DraftSentence) -> tuple[str, ...]:
    """The flags of the translation that the headline repeats, and that Indonesian is left in it or its end
    is missing."""
    source = article.evidence.titles[1]
    found: list[str] = []
    title = article.translated.title
    if title is not None and _plain(title.text) == _plain(headline.text):
        found += [f"translation-{flag}" for flag in title.flags]
    elif headline.citations:
        at = headline.citations[0].sentence
        source = article.evidence.indonesian[at]
        if _plain(article.evidence.english[at]).startswith(_plain(headline.text)):
            found += [f"translation-{flag}" for flag in article.flags(at)]
    found += [UNFINISHED] if breaks_off(headline.text) else []
    left = leftover.check(source, headline.text) if article.evidence.language == "id" else ()
    found += [flag for flag in left if f"translation-{flag}" not in found]
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip('"“”.… ')
