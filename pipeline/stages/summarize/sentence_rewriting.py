"""Writes briefs with a model that reads one sentence at a time: the article's most salient sentences, each rewritten.

Select, then rewrite (Chen and Bansal 2018): each rewritten sentence has one source sentence, which it cites and is
checked against. A model that reads Indonesian is also given the sentence that introduces whom or what the source names
briefly, unless the brief has that one, too; what it takes from there is cited. A rewriting with unsupported facts is
replaced by the source sentence, and so is one that :mod:`~pipeline.stages.summarize.rewriting_checks` refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.backends.base import Hypothesis
from pipeline.core.records import Citation
from pipeline.guards.checks import loops
from pipeline.guards.risk import UNKNOWN
from pipeline.guards.senses import right_senses
from pipeline.guards.severity import severity
from pipeline.language.glossary import Glossary, respelt
from pipeline.stages.summarize import postprocess, rewriting_checks, rewriting_risk
from pipeline.stages.summarize.citations import terms
from pipeline.stages.summarize.drafts import (
    BROKEN,
    EXTRACTED,
    UNFINISHED,
    Draft,
    Drafter,
    DraftSentence,
    Rung,
    SummaryInput,
    extract,
)
from pipeline.stages.summarize.fact_check import Evidence, Problem, check
from pipeline.stages.summarize.introductions import introduction
from pipeline.stages.summarize.rewriting_gender import with_gender
from pipeline.stages.summarize.soundness import editors_first

BRIEF = 8  # words; a sentence as short as this is left as it is
LEAST = 4  # words; a shorter rewriting is not used
BESIDE = " | "  # between the introducing sentence and the one to rewrite
INTRODUCES = 0.5  # the score of the citation of an introducing sentence


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence to rewrite.

    Attributes:
        position: of the sentence.
        introduction: of the sentence that introduces what it names briefly; None for none.
        text: what the model is given.
        alone: the same without the introduction.
    """

    position: int
    introduction: int | None
    text: str
    alone: str

    @property
    def cited(self) -> tuple[int, ...]:
        """The positions that the rewriting may rest on, the sentence's own last."""
        return (self.position,) if self.introduction is None else (self.introduction, self.position)

    def without_introduction(self) -> Asked:
        """The same sentence, asked for alone."""
        return Asked(self.position, None, self.alone, self.alone)


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Rewrites sentences.

    Args:
        decode: texts -> their n-best rewritings with scores.
        fits: texts -> whether the model reads each whole.
        rank: an article -> the positions of its body, the most important first.
        how: the name of the remedy on the record of what was refused.
        direct: whether the model reads the Indonesian sentence, not its translation.
        weighed: whether the risk of a rewriting is known, so that the least risky is taken, if it is safe enough.
        terms: a user's, which a rewriting of an Indonesian sentence keeps; None for none.
    """

    decode: Callable[[Sequence[str]], list[list[Hypothesis]]]
    fits: Callable[[Sequence[str]], list[bool]]
    rank: Callable[[SummaryInput], list[int]]
    how: str
    direct: bool = False
    weighed: bool = False
    terms: Glossary | None = None

    def drafts(self, articles: Sequence[SummaryInput], units: Sequence[Sequence[str]], drafter: Drafter) -> list[Draft]:
        """A draft for each article, all sentences decoded together.

        Args:
            articles: what is summarized.
            units: what the model reads of each sentence of their bodies.
            drafter: the limits of a brief.
        """
        picked = [
            self._asked(article, texts, self._picked(article, drafter))
            for article, texts in zip(articles, units, strict=True)
        ]
        texts = list(dict.fromkeys(text for one in picked for asked in one for text in (asked.text, asked.alone)))
        fit = dict(zip(texts, self.fits(texts), strict=True))
        picked = [[asked if fit[asked.text] else asked.without_introduction() for asked in one] for one in picked]
        able = [
            asked.text
            for article, one in zip(articles, picked, strict=True)
            for asked in one
            if fit[asked.text] and self._rewrites(article, asked.position)
        ]
        able = list(dict.fromkeys(able))
        offers = dict(zip(able, self.decode(able), strict=True))
        made = []
        for article, one in zip(articles, picked, strict=True):
            rewritten = [self._one(article, asked, offers.get(asked.text, []), drafter.guards) for asked in one]
            places = {asked.position: i for i, asked in enumerate(one)}
            first = [places[position] for position in editors_first(article, list(places))]
            kept = sorted(first[i] for i in drafter.fit([rewritten[i][0].text for i in first]))
            rungs = tuple(rung for _, refused in rewritten for rung in refused)
            made.append(Draft(tuple(rewritten[i][0] for i in kept), rungs))
        return made

    def _asked(self, article: SummaryInput, units: Sequence[str], positions: Sequence[int]) -> list[Asked]:
        """What the model is given for each position, in the order given."""
        body = article.body  # without headings, which introduce nobody
        if not self.direct:
            return [Asked(i, None, units[body.index(i)], units[body.index(i)]) for i in positions]
        texts = [text.replace(BESIDE, ", ") for text in units]
        asked = []
        introduced = set(positions)
        for position in positions:
            at = body.index(position)
            found = introduction(texts, at)
            if found is None or body[found] in introduced:  # the brief has introduced it by then
                asked.append(Asked(position, None, texts[at], texts[at]))
            else:
                introduced.add(body[found])
                asked.append(Asked(position, body[found], texts[found] + BESIDE + texts[at], texts[at]))
        return asked

    def _rewrites(self, article: SummaryInput, position: int) -> bool:
        """Whether the model is asked: not for a short sentence, and one that reads Indonesian neither for an English
        article nor over a translation that somebody wrote."""
        if len(article.evidence.english[position].split()) <= BRIEF:
            return False
        if not self.direct:
            return True
        return article.evidence.language != "en" and article.translation(position).score is not None

    def _picked(self, article: SummaryInput, drafter: Drafter) -> list[int]:
        """The positions to rewrite, in the article's order."""
        return sorted(self.rank(article)[: drafter.sentences])

    def _one(
        self, article: SummaryInput, asked: Asked, offers: Sequence[Hypothesis], guards: bool
    ) -> tuple[DraftSentence, tuple[Rung, ...]]:
        """The least risky, or the first, of the most faithful rewritings; the sentence itself where there is none
        without mistakes, or none that is safe enough."""
        made = [s for offer in offers if (s := self._sentence(article, asked, offer, guards))]
        if not made:
            long = len(article.evidence.english[asked.position].split()) > BRIEF
            return self._itself(article, asked, guards, fallback=long), ()
        best = min(made, key=lambda s: (s.cost, s.refused, s.risk or 0.0))
        rungs = (Rung(self.how, made[0].text, made[0].problems),) if made[0].cost > best.cost or best.refused else ()
        if not guards:
            return best, rungs
        if self._too_risky(article, asked, best):
            rungs = (*rungs, Rung(f"{self.how}, too risky", best.text, ()))
            return self._itself(article, asked, guards, fallback=False), rungs
        if best.refused:
            return self._itself(article, asked, guards, fallback=True), rungs
        if best.text == article.evidence.english[asked.position]:  # with the flags and the risk of the translation
            return self._itself(article, asked, guards, fallback=False), rungs
        return best, rungs

    def _itself(self, article: SummaryInput, asked: Asked, guards: bool, *, fallback: bool) -> DraftSentence:
        """The sentence as it was translated; ``fallback`` says that a rewriting was wanted and refused, which is
        flagged for models that read translations. One that reads Indonesian translates, too: no flag says which."""
        return extract(article, asked.position, guards, (EXTRACTED,) if fallback and not self.direct else ())

    def _too_risky(self, article: SummaryInput, asked: Asked, sentence: DraftSentence) -> bool:
        """Whether a rewriting is not safe, and riskier than the translation of its sentence."""
        flags = article.flags(asked.position)
        if sentence.risk is None or sentence.refused or any(f in BROKEN or severity(f) == "critical" for f in flags):
            return False
        known = article.translation(asked.position).risk
        return sentence.risk > max(rewriting_risk.limit(), UNKNOWN if known is None else known)

    def _sentence(self, article: SummaryInput, asked: Asked, offer: Hypothesis, guards: bool) -> DraftSentence | None:
        sentences = postprocess.split(postprocess.clean(offer.text))
        if not sentences or len(sentences[0].split()) < LEAST:
            return None
        said, evidence = sentences[0], article.evidence
        if loops.check(evidence.english[asked.position], said) == ("stutter",):
            said = loops.collapse(said)
        if guards and self.direct and evidence.language == "id":
            said = right_senses(evidence.indonesian[asked.position], said)
        if self.terms is not None and self.direct:
            said = respelt(evidence.indonesian[asked.position], said, self.terms)
        problems: tuple[Problem, ...] = ()
        if guards and self.direct and evidence.language == "id":
            said = with_gender(said, evidence.indonesian, asked.position, asked.introduction)
        if guards:
            found = check(said, asked.cited, evidence)
            problems = (
                # What the translation lost is no fault of a sentence that was not made from it.
                *(p for p in found if p.what != "lost" or not self.direct),
                *rewriting_checks.problems(evidence, asked.position, said, asked.introduction),
                *(rewriting_checks.lost_figures(evidence.english[asked.position], said) if self.direct else ()),
                *(rewriting_checks.lost_terms(evidence, asked.position, said, self.terms) if self.terms else ()),
            )
        citations = [Citation(asked.position, 1.0)]
        if asked.introduction is not None and _uses(evidence, asked, said):
            citations.append(Citation(asked.introduction, INTRODUCES))
        flags = () if postprocess.finished(said) else (UNFINISHED,)
        risk = self._risk(article, asked, said, offer.score) if guards else None
        return DraftSentence(said, tuple(citations), problems, flags, risk)

    def _risk(self, article: SummaryInput, asked: Asked, said: str, score: float | None) -> float | None:
        """The probability that a rewriting misleads; None where the engine's are not known."""
        if not self.weighed or score is None:
            return None
        evidence = article.evidence
        values = rewriting_risk.features(
            evidence.indonesian[asked.position],
            evidence.english[asked.position],
            said,
            score=score,
            risk=article.translation(asked.position).risk,
            introduction="" if asked.introduction is None else evidence.english[asked.introduction],
        )
        return round(rewriting_risk.probability(values), 4)


def _uses(evidence: Evidence, asked: Asked, said: str) -> bool:
    """Whether a rewriting says a word that only the introducing sentence has, in either language."""
    return any(
        set(terms(said)) & (set(terms(side[asked.cited[0]])) - set(terms(side[asked.position])))
        for side in (evidence.english, evidence.indonesian)
    )
