"""Leaves out the articles of a headline, as news does: "Police arrest taxi driver"."""

from __future__ import annotations

import re
from functools import cache

from pipeline.stages.summarize.compression_checks import is_finite, is_plain_verb
from pipeline.stages.summarize.headline_lists import listed

NEAR = 60  # characters: the word before an article is no farther
_SEVERAL = re.compile(r"\b(?:one|some|most|many|two|three|all|both|each|none|half|part) of $")
_ARTICLE = re.compile(r"(?<![\w-])(?:[Tt]he|[Aa]n?) (?=(?P<next>[\w'’-]+))")


def without_articles(text: str) -> str:
    """A headline without "the" and "a", where they say nothing: "a few" and "twice a day" stay."""
    bare = _ARTICLE.sub(_without_article, text)
    return f"{bare[0].upper()}{bare[1:]}" if text[:1].isupper() and bare[:1].islower() else bare


def _without_article(match: re.Match[str]) -> str:
    """Nothing in the place of an article; the article where it says something or is of a name."""
    before = match.string[: match.start()]
    if match["next"].lower() in _words("kept_before") or (before and match[0][0].isupper()):
        return match[0]
    if _SEVERAL.search(before.lower()[-12:]):
        return match[0]
    last = re.search(r"([\w'’-]+)(\W*) $", before[-NEAR:])
    if last is None:
        return "" if not before.strip() else match[0]
    word = last[1].lower()
    if word in _words("kept_behind") or word[0].isdigit() or '"' in last[2] or "“" in last[2]:
        return match[0]
    begins = bool(last[2]) or word in _words("gone_behind") or word.endswith(("ing", "ly"))
    return "" if begins or is_finite(word) or is_plain_verb(word) else match[0]


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(listed("articles", name))


def size(text: str) -> int:
    """How many words a headline will have."""
    return len(without_articles(text).split())
