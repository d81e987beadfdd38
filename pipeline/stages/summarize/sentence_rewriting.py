"""Writes briefs with a model that reads one sentence at a time: the article's most salient sentences, each rewritten.

Select, then rewrite (Chen and Bansal 2018): each rewritten sentence has exactly one source sentence, which it cites and
is checked against. A rewriting with unsupported facts is replaced by the source sentence, and so is one that
:mod:`~pipeline.stages.summarize.rewriting_checks` refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.core.records import Citation
from pipeline.guards.checks import loops
from pipeline.stages.summarize import postprocess, rewriting_checks
from pipeline.stages.summarize.drafts import (
    EXTRACTED,
    UNFINISHED,
    Draft,
    Drafter,
    DraftSentence,
    Rung,
    SummaryInput,
    extract,
)
from pipeline.stages.summarize.fact_check import Problem, check
from pipeline.stages.summarize.soundness import SPARE, sound_first

BRIEF = 8  # words; a sentence as short as this is left as it is
LEAST = 4  # words; a shorter rewriting is not used


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Rewrites sentences.

    Args:
        decode: texts -> their n-best rewritings.
        fits: texts -> whether the model reads each whole.
        rank: an article's sentences -> their indexes, the most important first.
        how: the name of the remedy on the record of what was refused.
    """

    decode: Callable[[Sequence[str]], list[list[str]]]
    fits: Callable[[Sequence[str]], list[bool]]
    rank: Callable[[Sequence[str]], list[int]]
    how: str

    def drafts(self, articles: Sequence[SummaryInput], drafter: Drafter) -> list[Draft]:
        """A draft for each article, all sentences decoded together."""
        picked = [self._picked(article, drafter) for article in articles]
        texts = [article.evidence.english[i] for article, places in zip(articles, picked, strict=True) for i in places]
        fit = self.fits(texts)
        asked = [t for t, f in zip(texts, fit, strict=True) if f and len(t.split()) > BRIEF]
        offers = dict(zip(asked, self.decode(asked), strict=True))
        made = []
        for article, places in zip(articles, picked, strict=True):
            rewritten = [
                self._one(article, i, offers.get(article.evidence.english[i], []), drafter.guards) for i in places
            ]
            kept = drafter.fit([sentence.text for sentence, _ in rewritten])
            rungs = tuple(rung for _, refused in rewritten for rung in refused)
            made.append(Draft(tuple(rewritten[i][0] for i in kept), rungs))
        return made

    def _picked(self, article: SummaryInput, drafter: Drafter) -> list[int]:
        """The positions to rewrite, in the article's order; broken sentences give way to those ranked behind them."""
        ranked = [article.body[i] for i in self.rank(article.english)]
        if drafter.guards:
            ranked = sound_first(article, ranked, drafter.sentences + SPARE)
        return sorted(ranked[: drafter.sentences])

    def _one(
        self, article: SummaryInput, position: int, offers: Sequence[str], guards: bool
    ) -> tuple[DraftSentence, tuple[Rung, ...]]:
        """The first of the most faithful rewritings; the sentence itself where there is none without mistakes."""
        made = [s for text in offers if (s := self._sentence(article, position, text, guards))]
        if not made:
            short = len(article.evidence.english[position].split()) <= BRIEF
            return extract(article, position, guards, () if short else (EXTRACTED,)), ()
        best = min(made, key=lambda s: s.cost)
        rungs = (Rung(self.how, made[0].text, made[0].problems),) if best is not made[0] or best.refused else ()
        if best.refused and guards:
            return extract(article, position, guards, (EXTRACTED,)), rungs
        return best, rungs

    def _sentence(self, article: SummaryInput, position: int, text: str, guards: bool) -> DraftSentence | None:
        sentences = postprocess.split(postprocess.clean(text))
        if not sentences or len(sentences[0].split()) < LEAST:
            return None
        said = sentences[0]
        if loops.check(article.evidence.english[position], said) == ("stutter",):
            said = loops.collapse(said)
        problems: tuple[Problem, ...] = ()
        if guards:
            problems = (
                *check(said, [position], article.evidence),
                *rewriting_checks.problems(article.evidence, position, said),
            )
        flags = () if postprocess.finished(said) else (UNFINISHED,)
        return DraftSentence(said, (Citation(position, 1.0),), problems, flags)
