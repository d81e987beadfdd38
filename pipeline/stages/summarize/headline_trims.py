"""Leaves out of a long headline what its news can do without, one part after the other until it is short enough.

What each kind of part is and when it may go is in ``headline_parts`` and ``headline_endings``. Articles go last,
"Police arrest taxi driver", and the size that counts is that without them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.language import rules
from pipeline.stages.summarize.compression_checks import is_finite, is_plain_verb
from pipeline.stages.summarize.headline_cut import is_open
from pipeline.stages.summarize.headline_endings import CUTS
from pipeline.stages.summarize.headline_parts import STEPS, Step

WORDS = 12  # a headline of no more stays as it is
TELEGRAM = 16  # words: a longer sentence reads better with its articles
REACH = 600  # characters: a longer text is no headline
_TWO = re.compile(r"\w{3,}[.!?][\"”]? ?[A-Z]|[a-z]\.\s|\]$")  # sentences in one
_GLUED = re.compile(r"(?i)(?:read|see) also|also read|baca juga")
_SEVERAL = re.compile(r"\b(?:one|some|most|many|two|three|all|both|each|none|half|part) of $")
_SPEAKER = re.compile(r", (?:[^,]{3,80} sa(?:ys|id)|according to [^,]{3,80})$")
_ARTICLE = re.compile(r"(?<![\w-])(?:[Tt]he|[Aa]n?) (?=(?P<next>[\w'’-]+))")


def trimmed(text: str, words: int = WORDS) -> str:
    """A headline of up to ``words`` words where so much may go, else as short as may be; unchanged where it is short.

    Args:
        text: English, one sentence without its full stop.
        words: a headline of no more stays.
    """
    if (
        len(text.split()) <= words
        or len(text) > REACH
        or text.endswith("?")
        or is_open(text)
        or _TWO.search(text)
        or _GLUED.search(text)
    ):
        return text
    text = _without_parts(text, STEPS, words)
    speaker = _SPEAKER.search(text)
    end = speaker[0] if speaker else ""
    news = _without_parts(text[: len(text) - len(end)], CUTS, words - len(end.split()))
    bare = without_articles(f"{news}{end}")
    return bare if len(bare.split()) <= TELEGRAM else f"{news}{end}"


def _without_parts(text: str, steps: Sequence[Step], words: int) -> str:
    """A text after as many steps as it takes to be short enough."""
    for step in steps:
        while _size(text) > words:
            shorter = next((made for made in step(text) if len(made.split()) < len(text.split())), None)
            if shorter is None:
                break
            text = shorter
    return text


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
    last = re.search(r"([\w'’-]+)(\W*) $", before)
    if last is None:
        return "" if not before.strip() else match[0]
    word = last[1].lower()
    if word in _words("kept_behind") or word[0].isdigit() or '"' in last[2] or "“" in last[2]:
        return match[0]
    begins = bool(last[2]) or word in _words("gone_behind") or word.endswith(("ing", "ly"))
    return "" if begins or is_finite(word) or is_plain_verb(word) else match[0]


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(rules.table("headline_trims")["articles"][name].split())


def _size(text: str) -> int:
    """How many words a headline will have."""
    return len(without_articles(text).split())
