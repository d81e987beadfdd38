"""Makes training summaries of articles without one: the lead, tidied and shortened by deletion alone.

A small network that learns from a few thousand editors' briefs learns their tone before it learns to be faithful to
the article. The lead is faithful by construction, and what is deleted from it (datelines, asides, attribution, a
trailing clause) is what editors delete first: so these pairs teach copying and shortening, and the editors' briefs the
rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stages.summarize.citations import terms
from pipeline.stages.summarize.postprocess import finished, split

LONG = 16  # words; a shorter sentence stays whole
LEAST = 8  # words that must be left of a sentence that is shortened
SAME = 0.8  # share of an editor's content words that one sentence of the article must hold
UNCHANGED = 3  # one in so many sentences that need no shortening makes a pair: they are many and teach only to copy
_READ = 30  # sentences of an article that are looked at
_DATELINE = re.compile(
    r"^(?:By [A-Z][^.]{2,40}\. )?(?:[A-Z][\w.,' ]{1,40}?)?\s*\((?:CNN|Reuters|AP|AFP|ANTARA|BBC)\)\s*(?:--|-|–|—)*\s*"
    r"|^[A-Z][A-Z ,.]{2,30}(?:,? [A-Z][\w.]+)*\s+(?:--|–|—|-)\s+"
)
_ASIDE = re.compile(r"\s*(?:\([^()]{1,80}\)|\[[^\[\]]{1,80}\])")
_LINK = re.compile(
    r"^(?:(?:But|And|Yet|Still|Also|Instead|Earlier|Moreover|Furthermore|Nevertheless|However|Meanwhile|Separately),?"
    r"|(?:In addition|For example|As a result|In fact|Of course|At the same time),)\s+(?=[\w\"“])"
)
_CLAUSE = (
    r"who|which|where|whose|while|after|before|as|including|saying|adding|although|amid|despite|because|since|when"
    r"|following|with"
)
_BETWEEN = re.compile(r",\s+(?:who|which|where|whose)\b[^,.;:\"“]{5,90},")
_AFTER = re.compile(rf",\s+(?:{_CLAUSE})\b[^,\"“]*(?=[.!?]$)")
_SPEAKER = r"(?:[\w'’.-]+\s+){1,6}(?:said|says|added|reported)(?:\s+(?:on\s+)?\w+day)?"
_SAID = re.compile(rf",\s+(?:according to [^,\"“]{{3,60}}|{_SPEAKER})(?=[.!?]$)")
_JUNK = re.compile(r"scroll down|media playback|click here|continue with content|baca juga|read also|^published:", re.I)


def body(text: str) -> str:
    """An article without the task's name in front ("brief: ...")."""
    task, colon, rest = text.partition(": ")
    return rest if colon and task.isalnum() and task.islower() else text


def lead(text: str, sentences: int) -> str:
    """The first ``sentences`` whole sentences of an English article, each tidied; "" when there is none.

    A task's name in front of the article ("brief: ...") is not part of it.
    """
    kept: list[str] = []
    for sentence in split(body(text)):
        short = tidy(sentence)
        if finished(short) and len(short.split()) >= 4 and not _JUNK.search(short):
            kept.append(short)
        if len(kept) == sentences:
            break
    return " ".join(kept)


def tidy(sentence: str) -> str:
    """One sentence without dateline, asides and "However,"; a long one also without attribution and clauses."""
    text = _DATELINE.sub("", sentence, count=1)
    text = " ".join(_ASIDE.sub("", text).split())
    text = _LINK.sub("", text, count=1) or text
    quoted = any(mark in text for mark in '"“”')
    for pattern in () if quoted else (_BETWEEN, _SAID, _AFTER, _AFTER):
        if len(text.split()) <= LONG:
            break
        shorter = pattern.sub("", text, count=1)
        text = shorter if len(shorter.split()) >= LEAST else text
    return text[:1].upper() + text[1:]


def shortened(text: str, summary: str, leads: int) -> Iterator[tuple[str, str]]:
    """Pairs of one sentence of an article and that sentence shortened.

    Args:
        text: the article, perhaps behind a task's name.
        summary: an editor's; each of its sentences that says what one article sentence says, shorter, makes a pair.
        leads: instead of the editor's, the first so many sentences of the article, each tidied.
    """
    article = split(body(text))[:_READ]
    if leads:
        whole = [s for s in article if finished(s) and len(s.split()) >= 4 and not _JUNK.search(s)]
        pairs = [(s, tidy(s)) for s in whole[:leads]]
        yield from (pair for i, pair in enumerate(pairs) if pair[0] != pair[1] or i % UNCHANGED == 0)
        return
    candidates = [(sentence, set(terms(sentence))) for sentence in article]
    for sentence in split(summary):
        summary_terms = set(terms(sentence))
        if len(summary_terms) < 3 or not candidates:
            continue
        source, source_terms = max(candidates, key=lambda pair: len(summary_terms & pair[1]))
        shared = len(summary_terms & source_terms)
        if shared >= SAME * len(summary_terms) and len(sentence.split()) < len(source.split()):
            yield source, sentence
