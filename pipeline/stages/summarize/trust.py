"""Estimates how far a brief's sentence can be trusted, and leaves out or replaces those below the limit.

The estimate (:mod:`.doubt`) ranks sentences by what is known against them and is not a probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.guards.severity import severity
from pipeline.stages.summarize import postprocess
from pipeline.stages.summarize.doubt import DOUBT, trust_left
from pipeline.stages.summarize.drafts import EXTRACTED, UNFINISHED, Draft, DraftSentence, Rung, SummaryInput, extract

UNTRUSTED = "low-trust"


def trust(article: SummaryInput, sentence: DraftSentence, inherits: bool) -> float:
    """How far a sentence can be trusted, from 0 to 1.

    Args:
        article: the article it is of.
        sentence: with its problems and citations.
        inherits: whether it was written from the translation, so that what is wrong there is wrong here.
    """
    worst = []
    if inherits or is_verbatim(article, sentence):
        worst = [s for c in sentence.citations[:1] for f in article.flags(c.sentence) if (s := severity(f))]
    problems = (problem.what for problem in sentence.problems)
    return trust_left(problems, broken_off=UNFINISHED in sentence.flags, translation=worst)


def is_verbatim(article: SummaryInput, sentence: DraftSentence) -> bool:
    """Whether it is a sentence of the translation as it stands there."""
    return bool(sentence.citations) and sentence.text == article.evidence.english[sentence.citations[0].sentence]


@dataclass(frozen=True, slots=True)
class TrustLimit:
    """The least trust that a sentence of a brief needs.

    Args:
        least: 0 takes every sentence.
        inherits: as in :func:`trust`.
        rank: the article's sentences, the most important first.
    """

    least: float
    inherits: bool
    rank: Sequence[int]

    def apply(self, article: SummaryInput, draft: Draft) -> Draft:
        """The draft with each sentence below the limit replaced by the most important other sentence above it, or left
        out; if none is above it, the most trusted stays, flagged ``low-trust``."""
        kept: list[DraftSentence] = []
        rungs: list[Rung] = []
        for sentence in draft.sentences:
            if trust(article, sentence, self.inherits) >= self.least:
                kept.append(sentence)
                continue
            rungs.append(Rung("low trust", sentence.text, sentence.problems))
            other = self._other(article, [*draft.sentences, *kept])
            kept += [other] if other is not None else []
        if not kept and draft.sentences:
            best = max(draft.sentences, key=lambda s: trust(article, s, self.inherits))
            kept = [replace(best, flags=(*best.flags, UNTRUSTED))]
        return Draft(tuple(kept), (*draft.rungs, *rungs))

    def _other(self, article: SummaryInput, said: Sequence[DraftSentence]) -> DraftSentence | None:
        """The most important sentence of the article that is trusted and not said yet."""
        for position in self.rank:
            text = article.evidence.english[position]
            if any(postprocess.same(text, s.text) for s in said):
                continue
            offer = extract(article, position, True, (EXTRACTED,))
            if trust(article, offer, True) >= max(self.least, 1 - DOUBT["minor"]):
                return offer
        return None
