"""Lets the sentences of a brief stand without those that stood around them in the article.

Whom "he said" or a short name means is written out (:mod:`.speakers`), and a "However," that answers a sentence which
is not in the brief is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.language.voices import narrative
from pipeline.stages.summarize.drafts import Draft, DraftSentence, SummaryInput
from pipeline.stages.summarize.editing import edited
from pipeline.stages.summarize.speakers import Speakers, named

LEAST = 5  # words that have to be left behind a connective
_CONNECTIVE = re.compile(
    r"(?:(?:In addition|However|Meanwhile|Moreover|Furthermore|Even so|Nevertheless|Nonetheless|Therefore|Thus"
    r"|As a result|For that reason|Because of that|Consequently|On the other hand|Not only that|Besides that|Besides"
    r"|In the meantime),(?! but\b)|But(?! (?:for|also|rather|instead)\b)) (?=[A-Za-z])"
)
_SAYS = re.compile(  # what cannot open a sentence: "said a resident, ...", "Ratna continued, ..."
    r"(?:said|says|continued|added)\b|(?:[A-Z][\w'’.-]* ){1,4}(?:said|continued|added|explained|stressed|concluded),"
)


def stand_alone(article: SummaryInput, draft: Draft, inherits: bool, words: int = 0) -> Draft:
    """The draft with sentences that a reader understands without the article.

    Args:
        article: an Indonesian article and its translation.
        draft: of its brief, in the article's order.
        inherits: whether sentences are written from the translation, whose risk and flags they then have.
        words: the most words of the brief; 0 means no limit.
    """
    if article.evidence.language != "id" or not any(s.citations for s in draft.sentences):
        return draft
    speakers = Speakers(article)
    said: list[DraftSentence] = []
    for at, sentence in enumerate(draft.sentences):
        if not sentence.citations or article.translation(sentence.citations[0].sentence).score is None:
            said.append(sentence)  # somebody wrote its translation
            continue
        plain = _unconnected(article, sentence, draft.sentences[:at], inherits)
        full = named(article, speakers, plain, [s.text for s in said], inherits)
        rest = draft.sentences[at + 1 :]
        fits = not words or sum(len(s.text.split()) for s in (*said, full, *rest)) <= words
        said.append(full if fits else plain)
    return replace(draft, sentences=tuple(said))


def _unconnected(
    article: SummaryInput, sentence: DraftSentence, before: Sequence[DraftSentence], inherits: bool
) -> DraftSentence:
    """The sentence without a connective at its head, unless the one it answers stands before it in the brief."""
    match = _CONNECTIVE.match(sentence.text)  # not in a quotation, which stays word for word
    position = sentence.citations[0].sentence
    if match is None or narrative(sentence.text)[0] == " " or (before and _follows(article, before[-1], position)):
        return sentence
    rest = sentence.text[match.end() :]
    if len(rest.split()) < LEAST or _SAYS.match(rest):
        return sentence
    first = re.split(r"[^\w]", rest, maxsplit=1)[0]
    if first != first.lower() and first[0].islower():  # "iPhone"
        return sentence
    return edited(article, sentence, f"{rest[0].upper()}{rest[1:]}", inherits)


def _follows(article: SummaryInput, before: DraftSentence, position: int) -> bool:
    """Whether a sentence of the brief is the one that stands before a position in the article."""
    earlier = [i for i in article.body if i < position]
    return bool(before.citations) and bool(earlier) and before.citations[0].sentence == earlier[-1]
