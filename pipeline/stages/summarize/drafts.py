"""Between a summary's text and a brief: drafts whose sentences know their sources and their problems, and the ladder.

The ladder goes down one rung at a time, and each rung it took is on the record: the most faithful of the n-best;
decode again with what misled the model left out; put the best sentence of the article itself in the place of one that
still does not hold (flagged ``extracted``). What even the article's translation gets wrong stays, flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pipeline.core.records import BriefSentence, Citation, CleanArticle, TranslatedArticle
from pipeline.stages.summarize import postprocess as shape
from pipeline.stages.summarize.citations import align
from pipeline.stages.summarize.fact_check import Evidence, Problem, check, unsupported

if TYPE_CHECKING:
    from pipeline.stages.summarize.citations import Embedder

UNFINISHED = "unfinished"
EXTRACTED = "extracted"
SPARE = 2  # sentences that an extractive brief may take instead of ones whose translation went wrong
WRONG = frozenset({"empty", "loop", "untranslated", "left-over", "too-short", "too-long"})


@dataclass(frozen=True, slots=True)
class Case:
    """One article on its way to a brief. Positions count the translated sentences; ``index`` gives the source index."""

    clean: CleanArticle
    translated: TranslatedArticle
    evidence: Evidence
    index: tuple[int, ...]
    body: tuple[int, ...]  # positions worth summarizing: no headings, lists only where they are the article

    @classmethod
    def of(cls, clean: CleanArticle, translated: TranslatedArticle) -> Case:
        """Sides joined by sentence index; sentences whose translation is empty are left out."""
        kinds = {s.index: s.kind for s in clean.sentences}
        kept = [t for t in translated.sentences if any(c.isalnum() for c in t.text)]
        title = translated.title
        titles = (title.text, title.source) if title else ("", clean.title or "")
        language: Literal["id", "en"] = "en" if clean.language == "en" else "id"
        evidence = Evidence(tuple(t.text for t in kept), tuple(t.source for t in kept), titles, language)
        body = _body([(kinds.get(t.index, "text"), len(t.text.split())) for t in kept])
        return cls(clean, translated, evidence, tuple(t.index for t in kept), body)

    @property
    def english(self) -> list[str]:
        """The body's sentences."""
        return [self.evidence.english[i] for i in self.body]

    def flags(self, position: int) -> tuple[str, ...]:
        """The translator's flags on a sentence."""
        index = self.index[position]
        return next(t.flags for t in self.translated.sentences if t.index == index)


_KINDS = (("text",), ("text", "item"), ("text", "item", "heading"))
_ENOUGH = 0.3  # of an article's words; running text below this is the caption of a list


def _body(sentences: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    """Positions worth summarizing, from each sentence's kind and words: running text if there is enough of it."""
    total = sum(words for _, words in sentences)
    for kinds in _KINDS:
        found = [(i, words) for i, (kind, words) in enumerate(sentences) if kind in kinds]
        if found and sum(words for _, words in found) >= _ENOUGH * total:
            return tuple(i for i, _ in found)
    return tuple(range(len(sentences)))


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a draft. ``citations`` hold positions."""

    text: str
    citations: tuple[Citation, ...] = ()
    problems: tuple[Problem, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def cost(self) -> int:
        return unsupported(self.problems) + 2 * (UNFINISHED in self.flags)

    @property
    def refused(self) -> bool:
        """Whether the summarizer is to blame, so that another summary may be better."""
        blamed = any(p.by == "summarization" for p in self.problems)
        return EXTRACTED not in self.flags and (blamed or UNFINISHED in self.flags)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder and what was refused there."""

    how: str
    text: str
    problems: tuple[Problem, ...]

    def row(self) -> dict[str, object]:
        return {"how": self.how, "text": self.text, "problems": [p.row() for p in self.problems]}


@dataclass(frozen=True, slots=True)
class Draft:
    """A brief not yet accepted."""

    lines: tuple[Line, ...]
    rungs: tuple[Rung, ...] = ()

    @property
    def cost(self) -> int:
        return sum(line.cost for line in self.lines)

    @property
    def refused(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.refused)


@dataclass(frozen=True, slots=True)
class Shape:
    """What was asked for: at most so many sentences and words (0: no limit), guards on or off."""

    sentences: int
    words: int
    guards: bool
    headline: bool = False  # a headline needs no full stop
    embed: Embedder | None = None  # for the alignment

    def draft(self, case: Case, text: str) -> Draft:
        """A model's output in shape, each sentence with its sources and problems."""
        sentences = shape.whole(shape.clean(text))
        kept = [sentences[i] for i in shape.fit(sentences, self.sentences, self.words)]
        made = lines(case, kept, self.guards, self.embed)
        return Draft(tuple(replace(line, flags=()) for line in made) if self.headline else tuple(made))

    def choose(self, case: Case, texts: Sequence[str], how: str) -> Draft:
        """The draft with the fewest problems, the model's own order deciding between equals."""
        drafts = [self.draft(case, text) for text in texts if text.strip()]
        if not drafts:
            return Draft((), (Rung(how, "", ()),))
        best = min(drafts, key=lambda d: (d.cost, not d.lines))
        rungs = _rungs(how, drafts[0]) if best is not drafts[0] or best.refused else ()
        return replace(best, rungs=rungs)

    def again(self, case: Case, before: Draft, texts: Sequence[str]) -> Draft:
        """The better of a draft and the second decoding."""
        after = self.choose(case, texts, "decoded again")
        rungs = before.rungs + after.rungs
        return replace(after if after.lines and after.cost < before.cost else before, rungs=rungs)

    def repair(self, case: Case, draft: Draft) -> Draft:
        """Each refused sentence replaced by the article's sentence that is nearest to it and holds."""
        if not self.guards or not draft.refused:
            return draft
        kept = list(draft.lines)
        for at, line in enumerate(draft.lines):
            if line.refused:
                others = [other for i, other in enumerate(kept) if i != at and other.text]
                room = self.words - sum(len(o.text.split()) for o in others) if self.words else 0
                kept[at] = substitute(case, line, others, room)
        rungs = (*draft.rungs, *(Rung("replaced", line.text, line.problems) for line in draft.refused))
        return Draft(tuple(line for line in kept if line.text), rungs)


def _rungs(how: str, draft: Draft) -> tuple[Rung, ...]:
    return tuple(Rung(how, line.text, line.problems) for line in draft.lines if line.cost)


def lines(case: Case, sentences: Sequence[str], guards: bool, embed: Embedder | None = None) -> list[Line]:
    """Sentences of a brief with their citations and, with ``guards``, their problems."""
    cited = align(sentences, case.evidence.english, case.evidence.indonesian, embed=embed)
    made = []
    for text, citations in zip(sentences, cited, strict=True):
        problems = check(text, [c.sentence for c in citations], case.evidence) if guards else ()
        made.append(Line(text, citations, problems, () if shape.finished(text) else (UNFINISHED,)))
    return made


def extract(case: Case, position: int, guards: bool, flags: tuple[str, ...] = ()) -> Line:
    """A sentence of the article as it was translated."""
    text = case.evidence.english[position]
    problems = check(text, [position], case.evidence) if guards else ()
    return Line(text, (Citation(position, 1.0),), problems, flags)


def sound_first(case: Case, ranked: Sequence[int], window: int) -> list[int]:
    """The ranking with those of its first ``window`` behind the others of them whose translation is plainly broken.
    The very first keeps its place: without it the rest of a news story hangs in the air."""
    head, rest = list(ranked[1:window]), list(ranked[window:])
    broken = [i for i in head if not WRONG.isdisjoint(case.flags(i))]
    return [*ranked[:1], *(i for i in head if i not in broken), *broken, *rest]


def broken_title(case: Case) -> bool:
    """Whether the translation of the title is plainly broken: then it is the last headline to be thought of."""
    title = case.translated.title
    return title is not None and not WRONG.isdisjoint(title.flags)


def only(headline: Line, draft: Draft) -> Draft:
    """The draft with its headline for its text; a headline leaves out most of what its source says."""
    said = tuple(p for p in headline.problems if p.what != "lost")
    return replace(draft, lines=(replace(headline, problems=said),))


def substitute(case: Case, line: Line, others: Sequence[Line], room: int) -> Line:
    """The article's sentence that says best what ``line`` wanted to say; an empty line when all is said already.

    Args:
        case: the article.
        line: the refused sentence.
        others: the rest of the brief, not to be repeated.
        room: words left; 0 means no limit.
    """
    near = {c.sentence: c.score for c in line.citations}
    order = sorted(case.body, key=lambda i: (-near.get(i, 0.0), i))
    said = {o.citations[0].sentence for o in others if EXTRACTED in o.flags}
    free = [i for i in order if i not in said and not any(shape.same(case.evidence.english[i], o.text) for o in others)]
    if room:
        free = [i for i in free if len(case.evidence.english[i].split()) <= room] or free[:1]
    offers = [extract(case, i, True, (EXTRACTED,)) for i in free[:3]]
    if not offers:
        return Line("")
    return min(offers, key=lambda o: (o.cost > 0 or bool(case.flags(o.citations[0].sentence)), o.cost))


def finish(case: Case, line: Line, citations: bool, stop: bool = True) -> BriefSentence:
    """The record: positions become source indexes, problems become flags, the translator's flags on what is cited
    verbatim come along. With ``stop`` a sentence of the article that has no full stop (an item, a heading) gets one."""
    flags = [*line.flags, *(p.flag for p in line.problems)]
    if line.citations and line.text == case.evidence.english[line.citations[0].sentence]:
        flags += [f"translation-{f}" for f in case.flags(line.citations[0].sentence)]
    cited = tuple(Citation(case.index[c.sentence], c.score) for c in line.citations) if citations else ()
    text = line.text
    if stop and UNFINISHED not in line.flags:
        text = shape.stopped(text)
    return BriefSentence(text, cited, tuple(dict.fromkeys(flags)))
