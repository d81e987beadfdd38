"""Defines the records that stages read and write, and their form in Parquet and JSON.

    Article -> CleanArticle(Sentence, Removed) -> TranslatedArticle(Translation) -> Brief(BriefSentence) -> Score

Every stage writes one record per article (a row of a Parquet shard), so that the rows of a shard correspond to those of
the shard it was made from. Records are frozen; ``to_row`` and ``from_row`` convert them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.core import notebook, scales
from pipeline.core.rows import arrow_schema as arrow_schema
from pipeline.core.rows import from_row as from_row
from pipeline.core.rows import to_row as to_row


@dataclass(frozen=True, slots=True)
class Article:
    """One input article, as it was read.

    Attributes:
        id: stable; made from the content, or given by the input.
        input: the file name or row it came from.
        text: its paragraphs, separated by newlines, boilerplate and all.
        title: its headline.
        source: the outlet's name.
        url: its address.
        published: the day or time of publication, ISO 8601.
        language: as the input states it.
        reference_summary: an English brief that a person wrote, for scoring.
        reference_translation: a person's translation; one line per sentence when it is sentence-aligned.
    """

    id: str
    input: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    reference_summary: str | None = None
    reference_translation: str | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A line (or part of one) taken out by cleaning.

    Attributes:
        line: its number, from 0, in ``Article.text``.
        text: what was taken out.
        rule: the name of the rule that did it.
    """

    line: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit the translator sees.

    Attributes:
        index: its number in the article, from 0.
        paragraph: the number of its paragraph, from 0.
        text: what was kept.
        normalized: what the translator is given; equal to ``text`` unless normalisation changed it.
        kind: ``text``, ``heading`` or ``item``.
    """

    index: int
    paragraph: int
    text: str
    normalized: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article after cleaning; metadata found in its text (dateline, byline) fills what the input lacked.

    Attributes:
        id: the article's.
        input: where it came from.
        title: its headline.
        published: the day or time of publication, ISO 8601.
        source: the outlet's name.
        url: its address.
        language: as it was detected, ``id`` or ``en``.
        sentences: what was kept, in order.
        removed: what was taken out, and by which rule.
        dateline: the place at the beginning of the text.
        author: the byline.
        flags: what a reader must know, such as ``language:uncertain``.
    """

    id: str
    input: str
    title: str | None
    published: str | None
    source: str | None
    url: str | None
    language: str | None
    sentences: tuple[Sentence, ...]
    removed: tuple[Removed, ...] = ()
    dateline: str | None = None
    author: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """One rung of the guard ladder.

    Attributes:
        how: what was tried.
        text: its result.
        score: the result's score, as in :class:`Translation`.
        failures: why the result was refused; empty when it was accepted.
        given: what the engine was given instead of the sentence, when it was written in other words.
    """

    how: str
    text: str
    score: float | None = None
    failures: tuple[str, ...] = ()
    given: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence in English.

    Attributes:
        index: the source sentence's; -1 for the title.
        source: the Indonesian sentence.
        text: the English one.
        score: the length-normalised log-probability (natural log, <= 0); None when the text did not come from a model.
        quality: 0..1, an estimate without references.
        flags: what a reader must know (``number-lost``, ``untranslated``, ``split``, ...).
        attempts: what the guards refused on the way.
        risk: 0..1, the probability that it misleads a reader, from sentences of this model that people labelled; None
            where there are none of this model, and for a text that did not come from a model.
        in_brief: the articles for whose brief an editor wrote it; in a run the sentence's own or none. The next brief
            keeps it.
    """

    index: int
    source: str
    text: str
    score: float | None = None
    quality: float | None = None
    flags: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    risk: float | None = None
    in_brief: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslatedArticle:
    """All sentences of an article in English, the title too.

    Attributes:
        id: the article's.
        input: where it came from.
        title: the headline in English.
        sentences: one for each sentence of the clean article.
        flags: of the article as a whole.
    """

    id: str
    input: str
    title: Translation | None
    sentences: tuple[Translation, ...]
    flags: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.sentences)


@dataclass(frozen=True, slots=True)
class Citation:
    """A source sentence that supports a sentence of a brief.

    Attributes:
        sentence: its index.
        score: how far it supports it, 0..1.
    """

    sentence: int
    score: float


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """One sentence of a brief.

    Attributes:
        text: the sentence.
        citations: the source sentences that support it, best first.
        flags: what a reader must know of it; ``translation-`` goes before a flag of the sentence it rests on.
        risk: the largest ``risk`` of the translations that it repeats or was written from; None where none is known.
        source: the Indonesian to be shown beside it, where it is shown although it is trusted less than was asked for.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()
    risk: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """An English brief of one article.

    Attributes:
        id: the article's.
        input: where it came from.
        title: the Indonesian headline.
        headline: the English one.
        sentences: the brief, sentence by sentence.
        model: the summarizer that made it.
        flags: of the brief as a whole.
        plan: how a long article was cut into parts, as JSON.
        event_id: the event the article belongs to.
    """

    id: str
    input: str
    title: str | None
    headline: str | None
    sentences: tuple[BriefSentence, ...]
    model: str
    flags: tuple[str, ...] = ()
    plan: str | None = None
    event_id: str | None = None

    @property
    def text(self) -> str:
        return " ".join(s.text for s in self.sentences)

    def _repr_html_(self) -> str:
        """The brief in a notebook: each sentence with what it rests on and its flags."""
        parts = [notebook.heading(self.headline or self.title or self.input)]
        for sentence in self.sentences:
            rests = ", ".join(str(citation.sentence) for citation in sentence.citations)
            beside = (f"Indonesian: {sentence.source}",) if sentence.source else ()
            note = "; ".join(filter(None, (f"rests on {rests}" if rests else "", *sentence.flags, *beside)))
            parts.append(notebook.paragraph(sentence.text, note, warned=bool(sentence.flags)))
        return "".join([*parts, notebook.paragraph("", "; ".join((self.input, self.model, *self.flags)))])


@dataclass(frozen=True, slots=True)
class Score:
    """A metric over a suite.

    Attributes:
        metric: its name; ``translation.`` or ``brief.`` goes before it where both are scored.
        value: over all items.
        low: lower end of the 95% confidence interval.
        high: upper end.
        signature: the settings and versions that made it.
        items: one value per item.
        n: their number.
        system: whose texts were scored, in a comparison.
    """

    metric: str
    value: float
    low: float | None
    high: float | None
    signature: str
    items: tuple[float, ...] = field(repr=False, default=())
    n: int = 0
    system: str = ""

    def _repr_html_(self) -> str:
        return Scores([self])._repr_html_()


class Scores(list[Score]):
    """Scores that show themselves as a table in a notebook."""

    def digits(self) -> dict[str, int]:
        """How many decimals each metric's values are written with."""
        by_metric: dict[str, list[Score]] = {}
        for score in self:
            by_metric.setdefault(score.metric, []).append(score)
        return {m: scales.digits((s.value for s in own), (s.items for s in own)) for m, own in by_metric.items()}

    def _repr_html_(self) -> str:
        header = ("system", "metric", "value", "95% interval", "items", "signature")
        value, written = notebook.number, self.digits()
        rows = []
        for s in self:
            told, low, high = (value(v, written[s.metric]) for v in (s.value, s.low, s.high))
            rows.append((s.system, s.metric, told, f"{low} to {high}", str(s.n), s.signature))
        return notebook.table(header, rows)


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that was rejected.

    Attributes:
        input: its name.
        stage: the stage that rejected it.
        reason: why, in words.
    """

    input: str
    stage: str
    reason: str
