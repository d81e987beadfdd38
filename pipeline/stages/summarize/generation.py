"""Generates summaries with a model: prefixes, decoding, and long articles part by part.

An article that does not fit into the model is cut into parts; each part is summarized, and the summaries take the
article's place until all of it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.backends._salience import salient_order
from pipeline.backends.base import Hypothesis, Summarizer
from pipeline.backends.extractive import content_words
from pipeline.backends.model_card import Card
from pipeline.core.config import SummarizeTable
from pipeline.language.glossary import Glossary
from pipeline.language.refusals import refuses
from pipeline.stages.summarize import postprocess, rewriting_risk
from pipeline.stages.summarize.chunking import Part, cut
from pipeline.stages.summarize.drafts import SummaryInput
from pipeline.stages.summarize.sentence_rewriting import Rewriter

ROUNDS = 8  # each round of parts shortens an article at least by half; 8 are enough for a library
N_BEST = 4
SELECTED = 6  # sentences at most that a model is given which reads a selection
HEADLINE_SENTENCES = 2  # what a headline is written from, beside the title, by a model that reads titled articles
TITLE_END = " — "
PART_SENTENCES = 3  # a part's summary, before the parts are summarized together


@dataclass(slots=True)
class Reading:
    """The text that the model is given of an article, and the rounds of parts that led to it.

    Attributes:
        article: the article.
        units: sentences, or summaries of parts in their place.
        rounds: for each round the first and last unit of each part.
        cut: whether only the first part was read, because the model did not shorten the others.
        read: how many sentences a model that reads titled articles was given; None for other models.
    """

    article: SummaryInput
    units: list[str]
    rounds: list[list[tuple[int, int]]] = field(default_factory=list)
    cut: bool = False
    read: int | None = None

    @property
    def text(self) -> str:
        return " ".join(self.units).strip()


class Generator:
    """A summarization model with its card and a run's settings.

    Args:
        model: the loaded model.
        card: its card; None for models of tests.
        options: the ``[summarize]`` table.
        style: what is written unless a call says otherwise: ``brief``, ``bullets`` or ``headline``.
        sentences: the most sentences of a brief.
    """

    def __init__(
        self, model: Summarizer, card: Card | None, options: SummarizeTable, *, style: str, sentences: int
    ) -> None:
        self.model, self.card, self.options = model, card, options
        self.style, self.sentences = style, sentences
        self.styles = card.styles if card else {}

    @property
    def by_sentence(self) -> bool:
        """Whether the model is given one sentence at a time."""
        return self.card is not None and self.card.reads == "sentence"

    @property
    def titled(self) -> bool:
        """Whether the model is given the title with some of the sentences, as many as fit."""
        return self.card is not None and self.card.reads.startswith("titled-")

    @property
    def selects(self) -> bool:
        """Whether the model is given the most salient sentences, not the first."""
        return self.card is not None and self.card.reads == "titled-selection"

    @property
    def direct(self) -> bool:
        """Whether the model reads the Indonesian article."""
        return self.card is not None and self.card.task == "direct"

    def reads_of(self, article: SummaryInput) -> list[str]:
        """What the model reads of an article: English sentences, or Indonesian ones for a model that goes straight from
        one to the other, as the translator is given them where it reads one at a time."""
        if not self.direct:
            return article.english
        texts = article.engine_texts() if self.by_sentence else article.evidence.indonesian
        return [texts[i] for i in article.body]

    @property
    def n_best(self) -> int:
        """How many hypotheses the guards can choose from."""
        beam = self.options.beam_size or (self.card.generation.beam_size if self.card else N_BEST)
        return min(N_BEST, beam) if self.options.guards else 1

    def decode(self, texts: Sequence[str], prefix: str, n_best: int) -> list[list[str]]:
        """The hypotheses for each text, best first; a refusal is no text."""
        return [[h.text for h in found] for found in self.hypotheses(texts, prefix, n_best)]

    def hypotheses(self, texts: Sequence[str], prefix: str, n_best: int) -> list[list[Hypothesis]]:
        """The hypotheses for each text with their scores, best first; a refusal is no text."""
        if not texts:
            return []
        outputs = self.model.summarize(
            texts,
            n_best=n_best,
            style=prefix,
            beam_size=self.options.beam_size,
            no_repeat_ngram_size=self.options.no_repeat_ngram_size,
        )
        return [[h._replace(text="") if refuses(h.text) else h for h in found] for found in outputs]

    def rewriter(self, rank: Callable[[SummaryInput], list[int]], how: str, terms: Glossary | None) -> Rewriter:
        """What rewrites single sentences by this model.

        Args:
            rank: an article -> the positions of its body, the most important first.
            how: the name of the remedy on the record of what was refused.
            terms: the terms of a user; None where he has none.
        """
        prefix, n_best = self.prefix(), self.n_best
        return Rewriter(
            lambda texts: self.hypotheses(texts, prefix, n_best),
            lambda texts: self.fits(texts, prefix),
            rank,
            how,
            direct=self.direct,
            weighed=self.card is not None and rewriting_risk.knows(self.card.name),
            terms=terms,
        )

    def fits(self, texts: Sequence[str], prefix: str) -> list[bool]:
        """Whether the model reads each text completely."""
        if not texts:
            return []
        return [n <= self.model.max_source_tokens for n in self.model.count_tokens([prefix + t for t in texts])]

    def prefix(self, style: str = "") -> str:
        """The card's control prefix for a style; ``brief1`` where it knows how to write a single sentence."""
        style = style or self.style
        if style == "brief" and self.sentences == 1 and "brief1" in self.styles:
            style = "brief1"
        return self.styles.get(style, self.styles.get("brief", "")).replace("{length}", self._length())

    def _length(self) -> str:
        """The length limit of a brief, as a prompt says it."""
        sentences = f"at most {self.sentences} sentences" if self.sentences > 1 else "one sentence"
        return f"{sentences} and {self.options.words} words" if self.options.words else sentences

    def choose(self, readings: Sequence[Reading]) -> None:
        """Shorten each reading to its title and the sentences that fit: the first, because news says first what matters
        most, or, for a model that reads a selection, the most salient ones in the article's order."""
        for reading in readings:
            chosen = range(len(reading.units))
            most = len(chosen)
            if self.selects:
                chosen, most = salient_order(reading.article.english, content_words), SELECTED  # type: ignore[assignment]
            reading.units = self.titled_units(reading, self.prefix("brief"), list(chosen)[:most])
            reading.read = len(reading.units) - 1

    def titled_units(self, reading: Reading, prefix: str, chosen: Sequence[int]) -> list[str]:
        """The title and as many of the chosen units as the model takes behind a prefix, in the article's order; at
        least one."""
        title = reading.article.evidence.titles[1 if self.direct else 0].strip().rstrip(".")
        head = title + TITLE_END.rstrip() if title else ""
        lengths = self.model.count_tokens([prefix + head, *(reading.units[i] for i in chosen)])
        total, kept = lengths[0], list(chosen[:1])
        total += sum(lengths[1:2])
        for i, length in list(zip(chosen, lengths[1:], strict=True))[1:]:
            if total + length <= self.model.max_source_tokens:
                total += length
                kept.append(i)
            elif not self.selects:
                break  # what is read is the beginning of the article, without gaps
        # Sentences are counted with an end token each, so what is joined is shorter, save for a rare cut at a space.
        while len(kept) > 1 and not self.fits([_joined(head, reading.units, kept)], prefix)[0]:
            kept.pop()
        return [head, *(reading.units[i] for i in sorted(kept))]

    def headline_sources(self, readings: Sequence[Reading]) -> list[str]:
        """What a headline is written from, for each reading."""
        if self.titled:
            prefix = self.styles["headline"]
            fresh = [Reading(r.article, self.reads_of(r.article)) for r in readings]
            return [
                " ".join(self.titled_units(r, prefix, range(len(r.units))[:HEADLINE_SENTENCES])).strip() for r in fresh
            ]
        return [r.units[0] if self.by_sentence else r.text for r in readings]

    def condense(self, readings: Sequence[Reading]) -> None:
        """Summarize long articles part by part, all articles of a round together, until each fits into the model."""
        for _ in range(ROUNDS):
            waiting: list[tuple[Reading, list[Part]]] = []
            for reading in readings:
                parts = self._cut(reading.units)
                if len(parts) > 1 or not reading.rounds:
                    reading.rounds.append([part.span for part in parts])
                if len(parts) > 1:
                    waiting.append((reading, parts))
            if not waiting:
                return
            texts = [part.text for _, parts in waiting for part in parts]
            summaries = iter(self.decode(texts, self.prefix("brief"), 1))
            for reading, parts in waiting:
                reading.units = [s for part in parts for s in _part_summary(part, next(summaries))]
        for reading in readings:  # a model that does not shorten: the first part is kept, and the plan shows it
            parts = self._cut(reading.units)
            reading.cut = len(parts) > 1
            reading.units = [u.text for u in parts[0].units]

    def _cut(self, units: Sequence[str]) -> list[Part]:
        """Parts that fit together with the prefix, which is counted once a part and not once a sentence."""
        model, prefix = self.model, self.prefix()
        fixed, room = model.count_tokens([""])[0], model.max_source_tokens - model.count_tokens([prefix])[0]

        def own(texts: Sequence[str]) -> list[int]:
            return [max(1, n - fixed) for n in model.count_tokens(texts)]

        parts = cut(units, room, own)
        # A tokenizer may cut a sentence after a space otherwise than at the start of a text: the whole part is counted.
        while not all(self.fits([part.text for part in parts], prefix)):
            room = room * 9 // 10
            parts = cut(units, room, own)
        return parts


def _joined(head: str, units: Sequence[str], chosen: Sequence[int]) -> str:
    return " ".join([head, *(units[i] for i in sorted(chosen))]).strip()


def _part_summary(part: Part, texts: Sequence[str]) -> list[str]:
    """A part's summary as sentences; its first sentence where the model wrote nothing, or nothing shorter."""
    kept = postprocess.whole(postprocess.clean(texts[0]))[:PART_SENTENCES] if texts else []
    long = sum(len(s) for s in kept) > 0.6 * len(part.text)
    return [part.units[0].text] if not kept or long else kept
