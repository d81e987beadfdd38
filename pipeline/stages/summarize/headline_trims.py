"""Leaves out of a long headline what its news can do without, one part after the other until it is short enough.

What each kind of part is and when it may go is in ``headline_parts`` and ``headline_endings``. Articles go last,
"Police arrest taxi driver", and the size that counts is that without them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.stages.summarize.headline_articles import size, without_articles
from pipeline.stages.summarize.headline_cut import is_open
from pipeline.stages.summarize.headline_endings import CUTS
from pipeline.stages.summarize.headline_parts import STEPS, Step

WORDS = 12  # a headline of no more stays as it is
TELEGRAM = 16  # words: a longer sentence reads better with its articles
REACH = 600  # characters: a longer text is no headline
_TWO = re.compile(r"\w{3,}[.!?][\"”]? ?[A-Z]|[a-z]\.\s|\]$")  # sentences in one
_GLUED = re.compile(r"(?i)(?:read|see) also|also read|baca juga")
_SPEAKER = re.compile(r", (?:[^,]{3,80} sa(?:ys|id)|according to [^,]{3,80})$")


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
        while size(text) > words:
            shorter = next((made for made in step(text) if len(made.split()) < len(text.split())), None)
            if shorter is None:
                break
            text = shorter
    return text
