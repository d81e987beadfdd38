"""Briefs by a model that reads one sentence at a time: the article's first sentences, each of them shortened.

Select, then rewrite (Chen and Bansal 2018): what a sentence may say is then what one known sentence says, so each is
checked against that sentence and cites it. A rewriting that does not hold is replaced by the sentence itself; nor does
one hold that says a word its sentence does not: a small model that must guess a rare word writes another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.core.records import Citation
from pipeline.guards.checks import loops
from pipeline.stages.summarize import postprocess as shape
from pipeline.stages.summarize.citations import NUMBER_WORDS, WORD, terms
from pipeline.stages.summarize.drafts import (
    EXTRACTED,
    SPARE,
    UNFINISHED,
    Case,
    Draft,
    Line,
    Rung,
    Shape,
    extract,
    sound_first,
)
from pipeline.stages.summarize.fact_check import Problem, check

BRIEF = 8  # words; a sentence as short as this is left as it is
LEAST = 4  # words of a rewriting, below which nothing was said


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Shortens sentences.

    Args:
        decode: texts -> their n-best rewritings.
        fits: texts -> whether the model reads each whole.
        how: said on the record of what was refused.
    """

    decode: Callable[[Sequence[str]], list[list[str]]]
    fits: Callable[[Sequence[str]], list[bool]]
    how: str

    def drafts(self, cases: Sequence[Case], wanted: Shape) -> list[Draft]:
        """A draft for each article, all sentences decoded together."""
        picked = [self._picked(case, wanted) for case in cases]
        texts = [case.evidence.english[i] for case, places in zip(cases, picked, strict=True) for i in places]
        fit = self.fits(texts)
        asked = [t for t, f in zip(texts, fit, strict=True) if f and len(t.split()) > BRIEF]
        offers = dict(zip(asked, self.decode(asked), strict=True))
        made = []
        for case, places in zip(cases, picked, strict=True):
            rewritten = [self._one(case, i, offers.get(case.evidence.english[i], []), wanted.guards) for i in places]
            kept = shape.fit([line.text for line, _ in rewritten], wanted.sentences, wanted.words)
            rungs = tuple(rung for _, refused in rewritten for rung in refused)
            made.append(Draft(tuple(rewritten[i][0] for i in kept), rungs))
        return made

    def _picked(self, case: Case, wanted: Shape) -> list[int]:
        """The lead, as the extractive ``lead`` picks it: broken sentences give way to those behind them."""
        ranked = list(case.body)
        if wanted.guards:
            ranked = sound_first(case, ranked, wanted.sentences + SPARE)
        return sorted(ranked[: wanted.sentences])

    def _one(self, case: Case, position: int, offers: Sequence[str], guards: bool) -> tuple[Line, tuple[Rung, ...]]:
        """The first of the most faithful rewritings; the sentence itself where none holds or none was made."""
        found = [line for text in offers if (line := self._line(case, position, text, guards))]
        if not found:
            short = len(case.evidence.english[position].split()) <= BRIEF
            return extract(case, position, guards, () if short else (EXTRACTED,)), ()
        best = min(found, key=lambda line: line.cost)
        rungs = (Rung(self.how, found[0].text, found[0].problems),) if best is not found[0] or best.refused else ()
        if best.refused and guards:
            return extract(case, position, guards, (EXTRACTED,)), rungs
        return best, rungs

    def _line(self, case: Case, position: int, text: str, guards: bool) -> Line | None:
        sentences = shape.split(shape.clean(text))
        if not sentences or len(sentences[0].split()) < LEAST:
            return None
        said = sentences[0]
        if loops.check(case.evidence.english[position], said) == ("stutter",):
            said = loops.collapse(said)
        problems: tuple[Problem, ...] = ()
        if guards:
            problems = (*check(said, [position], case.evidence), *strange(case.evidence.english[position], said))
        flags = () if shape.finished(said) else (UNFINISHED,)
        return Line(said, (Citation(position, 1.0),), problems, flags)


def strange(sentence: str, said: str) -> tuple[Problem, ...]:
    """What a shortened sentence must not have: a content word that its sentence has in no form, or one that it says
    more often than its sentence does, which is how a small model runs in circles."""
    known = Counter(terms(sentence))
    words = (match[0] for match in WORD.finditer(said) if match[0].isalpha())
    new = [w for w in dict.fromkeys(words) if w.lower() not in NUMBER_WORDS and not known.keys() >= set(terms(w))]
    again = any(term in known for term in Counter(terms(said)) - known)
    circles = [said] if again or loops.check(sentence, said) else []
    return (
        *(Problem("word", word, "invented", "summarization") for word in new),
        *(Problem("phrase", text, "invented", "summarization") for text in circles),
    )
