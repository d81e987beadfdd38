"""Turns a summary's text into a checked draft of a brief, and replaces sentences that state unsupported facts.

The remedies are tried in order, and each one that was needed is recorded as a rung: the most faithful of the n-best
hypotheses; a second decoding without the sentences that misled the model; the article's own sentence in the place of
one that is still unsupported (flagged ``extracted``). Mistakes of the article's translation stay, flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pipeline.core.records import BriefSentence, Citation, CleanArticle, TranslatedArticle, Translation
from pipeline.guards import risk as risk_model
from pipeline.guards.rewording import as_understood
from pipeline.guards.severity import severity
from pipeline.language.news_style import english_news_style
from pipeline.language.truecase import ordinary_case
from pipeline.stages.engine_texts import sentence_texts
from pipeline.stages.summarize import postprocess
from pipeline.stages.summarize.citations import align
from pipeline.stages.summarize.fact_check import Evidence, Problem, check, unsupported

if TYPE_CHECKING:
    from pipeline.stages.summarize.citations import Embedder

UNFINISHED = "unfinished"
UNCITED = "uncited"  # no sentence of the article holds enough of its words
EXTRACTED = "extracted"
BESIDE = "source-shown"  # less trusted than was asked for, and shown with its Indonesian
# Flags of translations that are plainly broken.
BROKEN = frozenset({"empty", "refused", "loop", "untranslated", "left-over", "too-short", "too-long"})
# Flags of translations that another sentence is better than.
DOUBTFUL = frozenset({"unsure", "non-word", "word-lost", "meaning-lost"})


@dataclass(frozen=True, slots=True)
class SummaryInput:
    """An article to be summarized.

    Attributes:
        clean: the cleaned article.
        translated: its translation.
        evidence: its sentences in both languages; a position is an index into these.
        index: the source article's sentence index of each position.
        body: positions worth summarizing: no headings, and lists only where they are the article.
    """

    clean: CleanArticle
    translated: TranslatedArticle
    evidence: Evidence
    index: tuple[int, ...]
    body: tuple[int, ...]

    @classmethod
    def of(cls, clean: CleanArticle, translated: TranslatedArticle) -> SummaryInput:
        """Both languages joined by sentence index; sentences whose translation has no words are left out."""
        kinds = {s.index: s.kind for s in clean.sentences}
        kept = [t for t in translated.sentences if any(c.isalnum() for c in t.text)]
        title = translated.title
        titles = (title.text, ordinary_case(title.source)) if title else ("", clean.title or "")
        language: Literal["id", "en"] = "en" if clean.language == "en" else "id"
        evidence = Evidence(tuple(t.text for t in kept), tuple(ordinary_case(t.source) for t in kept), titles, language)
        said = [LABEL if t.source.rstrip().endswith(":") else kinds.get(t.index, "text") for t in kept]
        body = _body([(kind, len(t.text.split())) for kind, t in zip(said, kept, strict=True)])
        return cls(clean, translated, evidence, tuple(t.index for t in kept), body)

    @property
    def english(self) -> list[str]:
        """The body's sentences."""
        return [self.evidence.english[i] for i in self.body]

    def engine_texts(self) -> list[str]:
        """The Indonesian sentence at each position as a model is given it: as the translator understood it."""
        texts = dict(zip((s.index for s in self.clean.sentences), sentence_texts(self.clean), strict=True))
        translations = {t.index: t for t in self.translated.sentences}
        return [as_understood(texts[index], translations[index]) for index in self.index]

    def flags(self, position: int) -> tuple[str, ...]:
        """The translator's flags on a sentence."""
        return self.translation(position).flags

    def translation(self, position: int) -> Translation:
        """The translation at a position."""
        index = self.index[position]
        return next(t for t in self.translated.sentences if t.index == index)


LABEL = "label"  # a line that ends in a colon and leads on to the next is no sentence of a brief
_KINDS = (("text",), ("text", "item"), ("text", "item", "heading"))
_ENOUGH = 0.3  # of an article's words; less running text than this is the caption of a list


def _body(sentences: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    """Positions worth summarizing, from each sentence's kind and words: running text if there is enough of it."""
    total = sum(words for _, words in sentences)
    for kinds in _KINDS:
        found = [(i, words) for i, (kind, words) in enumerate(sentences) if kind in kinds]
        if found and sum(words for _, words in found) >= _ENOUGH * total:
            return tuple(i for i, _ in found)
    return tuple(range(len(sentences)))


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of a draft with its citations (of positions) and its problems; ``risk`` is the probability that it
    misleads, where it has one of its own."""

    text: str
    citations: tuple[Citation, ...] = ()
    problems: tuple[Problem, ...] = ()
    flags: tuple[str, ...] = ()
    risk: float | None = None

    @property
    def cost(self) -> int:
        worse = {flag.removeprefix("translation-") for flag in self.flags} & {UNFINISHED, *BROKEN}
        return unsupported(self.problems) + 2 * bool(worse)

    @property
    def refused(self) -> bool:
        """Whether the summarizer made a mistake, so that another summary may be better."""
        blamed = any(p.by == "summarization" for p in self.problems)
        return EXTRACTED not in self.flags and (blamed or not {UNFINISHED, UNCITED}.isdisjoint(self.flags))


@dataclass(frozen=True, slots=True)
class Rung:
    """A remedy that was tried, and a sentence that was refused before it."""

    how: str
    text: str
    problems: tuple[Problem, ...]

    def row(self) -> dict[str, object]:
        return {"how": self.how, "text": self.text, "problems": [p.row() for p in self.problems]}


@dataclass(frozen=True, slots=True)
class Draft:
    """A brief not yet accepted."""

    sentences: tuple[DraftSentence, ...]
    rungs: tuple[Rung, ...] = ()

    @property
    def cost(self) -> int:
        return sum(sentence.cost for sentence in self.sentences)

    @property
    def refused(self) -> tuple[DraftSentence, ...]:
        return tuple(sentence for sentence in self.sentences if sentence.refused)


@dataclass(frozen=True, slots=True)
class Drafter:
    """Makes drafts of the length and kind that was asked for.

    Args:
        sentences: the most sentences of a brief.
        words: the most words; 0 means no limit.
        guards: whether facts are checked.
        headline: whether it is a headline, which needs no full stop.
        embed: sentence vectors for the alignment.
    """

    sentences: int
    words: int
    guards: bool
    headline: bool = False
    embed: Embedder | None = None

    def fit(self, texts: Sequence[str]) -> list[int]:
        """The indexes of the first texts that fit into a brief."""
        return postprocess.fit(texts, self.sentences, self.words)

    def draft(self, article: SummaryInput, text: str) -> Draft:
        """A model's output as a draft: complete sentences within the limits, with citations and problems."""
        sentences = postprocess.whole(postprocess.clean(text))
        made = checked(article, [sentences[i] for i in self.fit(sentences)], self.guards, self.embed)
        return Draft(tuple(replace(sentence, flags=()) for sentence in made) if self.headline else tuple(made))

    def choose(self, article: SummaryInput, texts: Sequence[str], how: str) -> Draft:
        """The draft with the fewest problems, the model's own order deciding between equals."""
        drafts = [self.draft(article, text) for text in texts if text.strip()]
        if not drafts:
            return Draft((), (Rung(how, "", ()),))
        best = min(drafts, key=lambda d: (d.cost, not d.sentences))
        rungs = _rungs(how, drafts[0]) if best is not drafts[0] or best.refused else ()
        return replace(best, rungs=rungs)

    def again(self, article: SummaryInput, before: Draft, texts: Sequence[str]) -> Draft:
        """The better of a draft and the second decoding."""
        after = self.choose(article, texts, "decoded again")
        rungs = before.rungs + after.rungs
        return replace(after if after.sentences and after.cost < before.cost else before, rungs=rungs)

    def repair(self, article: SummaryInput, draft: Draft) -> Draft:
        """The draft with each refused sentence replaced by the most similar sentence of the article."""
        if not self.guards or not draft.refused:
            return draft
        kept = list(draft.sentences)
        for at, sentence in enumerate(draft.sentences):
            if sentence.refused:
                others = [other for i, other in enumerate(kept) if i != at and other.text]
                room = self.words - sum(len(o.text.split()) for o in others) if self.words else 0
                kept[at] = substitute(article, sentence, others, room)
        replaced = (Rung("replaced", sentence.text, sentence.problems) for sentence in draft.refused)
        return Draft(tuple(sentence for sentence in kept if sentence.text), (*draft.rungs, *replaced))


def _rungs(how: str, draft: Draft) -> tuple[Rung, ...]:
    return tuple(Rung(how, sentence.text, sentence.problems) for sentence in draft.sentences if sentence.cost)


def checked(
    article: SummaryInput, texts: Sequence[str], guards: bool, embed: Embedder | None = None
) -> list[DraftSentence]:
    """Sentences of a brief with their citations and, with ``guards``, their problems."""
    cited = align(texts, article.evidence.english, article.evidence.indonesian, embed=embed)
    made = []
    for text, citations in zip(texts, cited, strict=True):
        problems = check(text, [c.sentence for c in citations], article.evidence) if guards else ()
        flags: tuple[str, ...] = () if postprocess.finished(text) else (UNFINISHED,)
        flags += (UNCITED,) if guards and not citations else ()
        made.append(DraftSentence(text, citations, problems, flags))
    return made


def extract(article: SummaryInput, position: int, guards: bool, flags: tuple[str, ...] = ()) -> DraftSentence:
    """A sentence of the article as it was translated."""
    text = article.evidence.english[position]
    problems = check(text, [position], article.evidence) if guards else ()
    return DraftSentence(text, (Citation(position, 1.0),), problems, flags)


def broken_title(article: SummaryInput) -> bool:
    """Whether the translation of the title is plainly or probably wrong, so that any other headline is better."""
    title = article.translated.title
    return title is not None and any(f in BROKEN | DOUBTFUL or severity(f) == "critical" for f in title.flags)


def only(headline: DraftSentence, draft: Draft) -> Draft:
    """The draft with the headline as its only sentence; facts lost in it are no problem, as it leaves most out."""
    said = tuple(p for p in headline.problems if p.what != "lost")
    return replace(draft, sentences=(replace(headline, problems=said),))


def substitute(
    article: SummaryInput, refused: DraftSentence, others: Sequence[DraftSentence], room: int
) -> DraftSentence:
    """The article's sentence closest to a refused one; an empty sentence when the brief has all of them already.

    Args:
        article: the article.
        refused: the sentence to replace.
        others: the rest of the brief, not to be repeated.
        room: words left; 0 means no limit.
    """
    near = {c.sentence: c.score for c in refused.citations}
    order = sorted(article.body, key=lambda i: (-near.get(i, 0.0), i))
    said = {o.citations[0].sentence for o in others if EXTRACTED in o.flags}
    free = [
        i
        for i in order
        if i not in said and not any(postprocess.same(article.evidence.english[i], o.text) for o in others)
    ]
    if room:
        free = [i for i in free if len(article.evidence.english[i].split()) <= room] or free[:1]
    offers = [extract(article, i, True, (EXTRACTED,)) for i in free[:3]]
    if not offers:
        return DraftSentence("")
    return min(offers, key=lambda o: (o.cost > 0 or bool(article.flags(o.citations[0].sentence)), o.cost))


def is_verbatim(article: SummaryInput, sentence: DraftSentence) -> bool:
    """Whether it is a sentence of the translation as it stands there."""
    return bool(sentence.citations) and sentence.text == article.evidence.english[sentence.citations[0].sentence]


def risk(article: SummaryInput, sentence: DraftSentence, inherits: bool) -> float | None:
    """The risk of a sentence that has its own; else of the translation that it repeats, or with ``inherits`` the
    largest of those it was written from; None where none is known, and for one written from the Indonesian."""
    if sentence.risk is not None:
        return sentence.risk
    cited = sentence.citations[:1] if is_verbatim(article, sentence) else sentence.citations if inherits else ()
    known = (article.translation(c.sentence).risk for c in cited)
    return max((value for value in known if value is not None), default=None)


def finish(
    article: SummaryInput,
    sentence: DraftSentence,
    citations: bool,
    *,
    stop: bool = True,
    inherits: bool = False,
    news_style: bool = False,
) -> BriefSentence:
    """The record of a sentence: positions become source indexes, problems become flags, and a sentence of the article
    keeps its translation's flags; with ``inherits`` one written from translations does so, as far as readers are
    warned. With ``stop`` one without a full stop (an item, a heading) gets one; with ``news_style`` its
    dates and amounts are written as English news does."""
    flags = [*sentence.flags, *(p.flag for p in sentence.problems)]
    if is_verbatim(article, sentence):
        flags += [f"translation-{f}" for f in article.flags(sentence.citations[0].sentence)]
    elif inherits:
        sources = (f for c in sentence.citations for f in article.flags(c.sentence))
        flags += [f"translation-{f}" for f in sources if severity(f) in ("critical", "major")]
    else:  # one written from the Indonesian is judged by its own risk
        flags += risk_model.check(sentence.risk)
    cited = tuple(Citation(article.index[c.sentence], c.score) for c in sentence.citations) if citations else ()
    stopped = stop and UNFINISHED not in sentence.flags
    text = postprocess.quoted(postprocess.stopped(sentence.text) if stopped else sentence.text)
    if news_style:
        text = english_news_style(text, " ".join(article.translation(c.sentence).source for c in sentence.citations))
    beside = (article.translation(c.sentence).source for c in sentence.citations if BESIDE in sentence.flags)
    found = tuple(dict.fromkeys(flags))
    return BriefSentence(text, cited, found, risk(article, sentence, inherits), " ".join(beside) or None)
