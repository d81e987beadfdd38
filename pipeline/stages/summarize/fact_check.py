"""Checks every number, date, name and quote of a brief against the translation and the source.

A fact that neither has was invented by the summarizer; one that only the translation has was invented by the
translator; a figure of a cited source sentence that its translation lacks was lost by the translator. A fact that
the article has, but none of the cited sentences, is ``misplaced``: right figure, wrong statement. The attribution tells
which model to change (Nan et al. 2021, from whom entity precision comes, measure a summary against its source only).
Negation and semantic roles are not checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.language import facts
from pipeline.language.fact import FIGURES, NAMES
from pipeline.language.facts import Fact
from pipeline.language.names import fold, is_common
from pipeline.language.numbers import Language
from pipeline.stages.summarize._brief_names import HOME, missing_words
from pipeline.stages.summarize._brief_quotes import unspoken
from pipeline.stages.summarize.citations import NUMBER_WORDS

What = Literal["invented", "misplaced", "lost"]
By = Literal["translation", "summarization"]
Spans = frozenset[tuple[str, tuple[int, int]]]  # kind and place of facts in a brief sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """An unsupported fact of a brief sentence, and the stage that made the mistake.

    ``instead`` is the fact of the same kind that the cited sentences hold and the brief sentence does not, if there is
    exactly one: most likely the one that was altered.
    """

    kind: str
    text: str
    what: What
    by: By
    instead: str = ""

    @property
    def flag(self) -> str:
        """The flag on the record: ``number-invented-by-summarization``."""
        return f"{self.kind}-{self.what}-by-{self.by}"

    @property
    def figure(self) -> bool:
        return self.kind in FIGURES

    def row(self) -> dict[str, str]:
        """Plain values for the brief's plan."""
        row = {"fact": self.text, "flag": self.flag}
        return row | {"instead": self.instead} if self.instead else row


@dataclass(frozen=True, slots=True)
class Evidence:
    """The texts that a brief is checked against: the article's sentences and its title, each in both languages."""

    english: tuple[str, ...]
    indonesian: tuple[str, ...]
    titles: tuple[str, str] = ("", "")
    language: Language = "id"  # of ``indonesian``, where a benchmark gives an English article twice
    _whole: list[str] = field(default_factory=list, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.english) != len(self.indonesian):
            raise ValueError(f"{len(self.english)} English and {len(self.indonesian)} Indonesian sentences")

    def both(self, sentences: Sequence[int] | None = None) -> tuple[str, str]:
        """English and Indonesian text of some sentences; of all and the titles when None."""
        if sentences is None:
            if not self._whole:
                self._whole.extend(
                    _join([*side, title]) for side, title in zip(self._sides(), self.titles, strict=True)
                )
            return self._whole[0], self._whole[1]
        english, indonesian = self._sides()
        return _join([english[i] for i in sentences]), _join([indonesian[i] for i in sentences])

    def _sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.english, self.indonesian


def _join(texts: Sequence[str]) -> str:
    return "\n".join(t for t in texts if t)


def check(sentence: str, cited: Sequence[int], evidence: Evidence) -> tuple[Problem, ...]:
    """The problems of one brief sentence.

    Args:
        sentence: English.
        cited: the source sentences it rests on.
        evidence: the article.

    Returns:
        Problems in the order of the text; what the translator lost comes last.
    """
    near = evidence.both(cited)
    not_near = (_added(near[0], sentence, "en"), _added(near[1], sentence, evidence.language))
    suspects = [f for f in facts.extract(sentence, "en") if _doubtful(f, near, not_near)]
    problems = _judge(suspects, sentence, near, not_near, evidence) if suspects else []
    problems = [p for p in problems if p.what != "misplaced" or not _next_to(p, sentence, cited, evidence)]
    problems += [Problem("quote", q, "invented", "summarization") for q in unspoken(sentence, evidence)]
    return (*problems, *_lost_by_translation(cited, evidence))


def _doubtful(fact: Fact, near: tuple[str, str], not_near: tuple[Spans, Spans]) -> bool:
    """Whether the cited sentences do not support the fact, so that the whole article has to be searched."""
    if fact.kind in NAMES and fact.text.lower() in NUMBER_WORDS:  # "Seventeen" at the start of a sentence
        return False
    named = fact.kind in NAMES and bool(missing_words(fact.text, *near))
    return named or any(_key(fact) in side for side in not_near)


def _judge(
    suspects: Sequence[Fact], sentence: str, near: tuple[str, str], not_near: tuple[Spans, Spans], evidence: Evidence
) -> list[Problem]:
    """Compare facts that the cited sentences do not support with the whole article in both languages."""
    english, indonesian = evidence.both()
    problems = []
    for fact in suspects:
        key = _key(fact)
        if fact.kind in NAMES:
            foreign = bool(missing_words(fact.text, english, indonesian))
            foreign = foreign and (fact.firm or not is_common(fact.text, "en"))
        else:
            foreign = _lacks(english, fact, sentence, "en") and _lacks(indonesian, fact, sentence, evidence.language)
        if foreign:
            problems.append(_problem(fact, "invented", "summarization", near[0], sentence))
        elif fold(fact.text) not in HOME and _lacks(indonesian, fact, sentence, evidence.language):
            problems.append(_problem(fact, "invented", "translation", near[1], sentence, evidence.language))
        elif fact.kind in FIGURES and near[0] and all(key in side for side in not_near):
            problems.append(_problem(fact, "misplaced", "summarization", near[0], sentence))
    return problems


def _next_to(problem: Problem, sentence: str, cited: Sequence[int], evidence: Evidence) -> bool:
    """Whether a figure that no cited sentence has is in a sentence next to one: news states the day once."""
    last = len(evidence.english) - 1
    wide = evidence.both(sorted({min(max(i + step, 0), last) for i in cited for step in (-1, 0, 1)}))
    same = [f for f in facts.extract(sentence, "en") if (f.kind, f.text) == (problem.kind, problem.text)]
    sides: tuple[tuple[str, Language], ...] = ((wide[0], "en"), (wide[1], evidence.language))
    return any(not any(_lacks(text, f, sentence, language) for f in same) for text, language in sides)


def _key(fact: Fact) -> tuple[str, tuple[int, int]]:
    return fact.kind, fact.span


def unsupported(problems: Sequence[Problem]) -> int:
    """Weighted count of unsupported facts: figures of the summarizer weigh 3, its other facts 2, the translator's 1."""
    return sum(0 if p.what == "lost" else (3 if p.figure else 2) if p.by == "summarization" else 1 for p in problems)


def _added(source: str, target: str, language: Language) -> Spans:
    if source == target and language == "en":  # a sentence taken as it stands adds nothing to itself
        return frozenset()
    report = facts.compare(source, target, source_language=language, target_language="en")
    return frozenset(_key(f) for f in report.added)


def _lacks(text: str, fact: Fact, sentence: str, language: Language) -> bool:
    """Whether a text lacks a fact of the sentence. Of a whole article only what bears on the fact is read."""
    if text == sentence and language == "en":
        return False
    if fact.kind in NAMES:
        added = facts.added_names(text, sentence, language)
    else:
        added = facts.compare_figures(text, sentence, language)[1]
    return _key(fact) in map(_key, added)


def _problem(fact: Fact, what: What, by: By, source: str, sentence: str, language: Language = "en") -> Problem:
    report = facts.compare(source, sentence, source_language=language, target_language="en")
    missing = {f.text for f in report.lost if f.kind == fact.kind}
    return Problem(fact.kind, fact.text, what, by, missing.pop() if len(missing) == 1 else "")


def _lost_by_translation(cited: Sequence[int], evidence: Evidence) -> list[Problem]:
    lost = []
    for i in cited:
        gone, _ = facts.compare_figures(evidence.indonesian[i], evidence.english[i], evidence.language)
        lost += [Problem(f.kind, f.text, "lost", "translation") for f in gone]
    return lost
