"""Writes briefs with a model that goes from one Indonesian sentence to one English sentence of a brief.

Select, then write: the most salient sentences are found in the translation, and each is written anew from the
Indonesian, with the sentence before it where somebody is only called "he" there. What was written cites the
sentences it was written from and is checked against them: its facts, the words that none of them has, and what the
guards of meaning see. Where no hypothesis holds, the translated sentence takes its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.core.records import Citation
from pipeline.guards.checks import antonyms, loops, order, polarity, quantities, relative_time, reverse_terms, units
from pipeline.language.lexicon import content_words as indonesian_words
from pipeline.language.lexicon import english_stem, lexicon, lookup
from pipeline.stages.summarize import postprocess
from pipeline.stages.summarize.citations import NUMBER_WORDS, WORD, terms
from pipeline.stages.summarize.drafts import (
    EXTRACTED,
    SPARE,
    UNFINISHED,
    Draft,
    Drafter,
    DraftSentence,
    Rung,
    SummaryInput,
    extract,
    sound_first,
)
from pipeline.stages.summarize.fact_check import Problem, check
from pipeline.stages.summarize.generation import TITLE_END

LEAST = 4  # words; a shorter sentence is not used
SENTENCE_START = "| "
MEANING = (antonyms, order, polarity, quantities, relative_time, reverse_terms, units)
# A translated sentence with such a word is understood with the sentence before it.
LEANS = re.compile(
    r"\b(?:he|she|it|they|his|her|hers|its|their|him|them|these|those|this|the victims?|the two)\b", re.I
)
# What these checks find missing may have been left out on purpose.
_LEFT_OUT = "-lost"


def source_text(title: str, before: str, sentence: str) -> str:
    """What the model reads: the title, the sentence before, and the sentence to be written."""
    title = title.strip().rstrip(".")
    head = (title + TITLE_END if title else "") + (before.strip() + " " if before.strip() else "")
    return head + SENTENCE_START + sentence.strip() if head else sentence.strip()


def _readings(article: SummaryInput, position: int) -> list[str]:
    """What the model may read for a sentence, the most telling first."""
    english, indonesian = article.evidence.english[position], article.evidence.indonesian
    alone = source_text("", "", indonesian[position])
    if not LEANS.search(english):
        return [alone]
    if not position:
        return [source_text(article.evidence.titles[1], "", indonesian[0]), alone]
    return [source_text("", indonesian[position - 1], indonesian[position]), alone]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes one sentence of a brief for each salient sentence of an article.

    Args:
        decode: texts -> their n-best hypotheses.
        fits: texts -> whether the model reads each whole.
        rank: an article's English sentences -> their indexes, the most important first.
        how: the name of the remedy on the record of what was refused.
    """

    decode: Callable[[Sequence[str]], list[list[str]]]
    fits: Callable[[Sequence[str]], list[bool]]
    rank: Callable[[Sequence[str]], list[int]]
    how: str

    def drafts(self, articles: Sequence[SummaryInput], drafter: Drafter) -> list[Draft]:
        """A draft for each article, all sentences decoded together."""
        picked = [self._picked(article, drafter) for article in articles]
        wanted = [(article, i) for article, places in zip(articles, picked, strict=True) for i in places]
        sources = self._sources(wanted)
        asked = list(dict.fromkeys(text for texts in sources for text in texts))
        offers = dict(zip(asked, self.decode(asked), strict=True))
        made = iter(
            [
                self._one(article, i, [said for text in texts for said in offers[text]], drafter.guards)
                for (article, i), texts in zip(wanted, sources, strict=True)
            ]
        )
        return [self._fitted([next(made) for _ in places], drafter) for places in picked]

    def _picked(self, article: SummaryInput, drafter: Drafter) -> list[int]:
        """The positions to write, in the article's order."""
        ranked = [article.body[i] for i in self.rank(article.english)]
        if drafter.guards:
            ranked = sound_first(article, ranked, drafter.sentences + SPARE)
        return sorted(ranked[: drafter.sentences])

    def _sources(self, wanted: Sequence[tuple[SummaryInput, int]]) -> list[list[str]]:
        """What is read for each position: a sentence that leans on the one before with it and alone, others alone;
        only what fits."""
        texts = [_readings(article, position) for article, position in wanted]
        fits = iter(self.fits([text for own in texts for text in own]))
        return [[text for text in own if next(fits)] for own in texts]

    @staticmethod
    def _fitted(written: Sequence[tuple[DraftSentence, tuple[Rung, ...]]], drafter: Drafter) -> Draft:
        kept = drafter.fit([sentence.text for sentence, _ in written])
        rungs = tuple(rung for _, refused in written for rung in refused)
        return Draft(tuple(written[i][0] for i in kept), rungs)

    def _one(
        self, article: SummaryInput, position: int, offers: Sequence[str], guards: bool
    ) -> tuple[DraftSentence, tuple[Rung, ...]]:
        """The first of the most faithful hypotheses; the translated sentence where there is none without mistakes."""
        made = [s for text in offers if (s := written(article, position, text, guards))]
        if not made:
            return extract(article, position, guards, (EXTRACTED,)), ()
        best = min(made, key=lambda s: s.cost)
        rungs = (Rung(self.how, made[0].text, made[0].problems),) if best is not made[0] or best.refused else ()
        if best.refused and guards:
            return extract(article, position, guards, (EXTRACTED,)), rungs
        return best, rungs


def written(article: SummaryInput, position: int, text: str, guards: bool) -> DraftSentence | None:
    """A hypothesis as a checked sentence; None when it is too short to be one."""
    sentences = postprocess.split(postprocess.clean(text))
    if not sentences or len(sentences[0].split()) < LEAST:
        return None
    said = sentences[0]
    flags = () if postprocess.finished(said) else (UNFINISHED,)
    cited: tuple[int, ...] = (position,)
    if not guards:
        return DraftSentence(said, (Citation(position, 1.0),), (), flags)
    facts = check(said, cited, article.evidence)
    if position and any(p.what != "lost" for p in facts):
        wider = check(said, (position - 1, position), article.evidence)
        if _weight(wider) < _weight(facts):
            facts, cited = wider, (position, position - 1)
    problems = (*facts, *meaning(article, position, said), *unsupported_words(article, position, said))
    return DraftSentence(said, tuple(Citation(i, 1.0 if i == position else 0.5) for i in cited), problems, flags)


def _weight(problems: Sequence[Problem]) -> int:
    return sum(p.what != "lost" for p in problems)


def meaning(article: SummaryInput, position: int, said: str) -> tuple[Problem, ...]:
    """What the guards of meaning see in a sentence that they do not see in any of what it was written from, and words
    that it says more often."""
    indonesian = article.evidence.indonesian
    narrow, wide = indonesian[position], " ".join(indonesian[max(position - 1, 0) : position + 1])
    problems = []
    for guard in MEANING:
        found = [f for f in guard.check(narrow, said) if not f.endswith(_LEFT_OUT)]
        found = found and [f for f in guard.check(wide, said) if f in found]
        problems += [Problem("meaning", flag, "invented", "summarization") for flag in found]
    again = Counter(terms(said)) - Counter(
        terms(" ".join(article.evidence.english[max(position - 1, 0) : position + 1]))
    )
    if loops.check(wide, said) or any(n > 1 for t, n in Counter(terms(said)).items() if t in again):
        problems.append(Problem("phrase", said, "invented", "summarization"))
    return tuple(problems)


def unsupported_words(article: SummaryInput, position: int, said: str) -> tuple[Problem, ...]:
    """Content words that neither the translations of the sentence, of the one before and of the title have in any form,
    nor the lexicon knows as a translation of a word of these."""
    evidence = article.evidence
    places = range(max(position - 1, 0), position + 1)
    known = set(terms(" ".join([evidence.titles[0], *(evidence.english[i] for i in places)])))
    source = " ".join([evidence.titles[1], *(evidence.indonesian[i] for i in places)])
    entries = lexicon()
    found = (lookup(word, entries) for word, _ in indonesian_words(source))
    stems = frozenset(stem for entry in found if entry for stem in entry.stems)
    letters = source.lower()
    new = [
        word
        for word in dict.fromkeys(m[0] for m in WORD.finditer(said) if m[0].isalpha())
        if word.lower() not in NUMBER_WORDS
        and not known >= set(terms(word))
        and english_stem(word) not in stems
        and word.lower() not in letters
    ]
    return tuple(Problem("word", word, "invented", "summarization") for word in new)
