"""After the summarizer wrote: its text as whole sentences, no more of them and no longer than was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.citations import terms
from pipeline.errors import UserError, did_you_mean

STYLES = ("brief", "bullets", "headline")
ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")
BREAK = re.compile(
    r",?\s+(?=(?:after|while|when|as|because|which|who|where|since|although|despite|amid)\b)|[,;:]\s+|\s+[–—-]\s+"
)
_WEAK_END = "a an the of in on at to for with by from and or but as that its his her their has have had is are was were"
WEAK_END = frozenset(_WEAK_END.split())
SAME = 0.75  # share of common terms above which two sentences say the same


def require_style(style: str) -> str:
    """The style asked for, ``brief`` when none was.

    Raises:
        UserError: there is no such style.
    """
    if not style:
        return STYLES[0]
    if style not in STYLES:
        raise UserError(f"[summarize] style: unknown style {style!r}", did_you_mean(style, STYLES, "styles"))
    return style


def split(text: str) -> list[str]:
    """English text as sentences, inner whitespace made single spaces."""
    from sentencex import segment

    return [s for part in segment("en", " ".join(text.split())) if (s := part.strip())]


def finished(sentence: str) -> bool:
    """Whether it ends as a full sentence does; a model stopped by its length limit does not."""
    return bool(ENDED.search(sentence))


def whole(text: str) -> list[str]:
    """The sentences of a model's output without an unfinished last one and without repeats.

    An output that is one unfinished sentence comes back as it is: the caller sees that it is not ``finished``.
    """
    sentences = split(text)
    if len(sentences) > 1 and not finished(sentences[-1]):
        sentences.pop()
    kept: list[str] = []
    for sentence in sentences:
        if not any(same(sentence, other) for other in kept):
            kept.append(sentence)
    return kept


def same(one: str, other: str) -> bool:
    """Whether two sentences say the same, as far as their words tell; two different figures are two statements."""
    a, b = set(terms(one)), set(terms(other))
    if not a or not b:
        return one == other
    differ = all(any(t[0].isdigit() for t in side) for side in (a - b, b - a))
    return not differ and len(a & b) / min(len(a), len(b)) > SAME


def fit(sentences: Sequence[str], count: int, words: int) -> list[int]:
    """Indexes of the first ``count`` sentences within ``words`` words (0: no limit), skipping those that do not fit.

    At least one sentence always stays: the shortest, when each alone is above the limit.
    """
    kept: list[int] = []
    room = words or sum(len(s.split()) for s in sentences)
    for i, sentence in enumerate(sentences):
        length = len(sentence.split())
        if len(kept) < count and length <= room:
            kept.append(i)
            room -= length
    if not kept and sentences:
        kept = [min(range(len(sentences)), key=lambda i: (len(sentences[i].split()), i))]
    return kept


def headline(sentence: str, words: int = 12) -> str:
    """A headline cut from a full sentence: up to a clause end if there is one in reach, else up to ``words`` words."""
    text = sentence.strip().strip('"“”').rstrip(".…")
    if len(text.split()) > words:
        ends = [m.start() for m in BREAK.finditer(text) if 5 <= len(text[: m.start()].split()) <= words]
        cut = text[: ends[-1]].split() if ends else text.split()[:words]
        while len(cut) > 3 and cut[-1].lower() in WEAK_END:
            cut.pop()
        text = " ".join(cut)
    return text.rstrip(",;: ")
