"""Third stage of the data's way: English sentences become a brief, each of its sentences citing the article's.

Articles of a shard are summarized together, so that the model sees full batches: parts of long articles first, then
every article once, then only those that the guards refused once more. An article that is already as short as a
brief is its own brief. The extractive rankers (``lead``, ``centroid``) take the same way without a model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.backends.base import Summarizer
from pipeline.backends.model_card import Card
from pipeline.backends.sentence_encoder import load_embedder
from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief, CleanArticle, Rejected, TranslatedArticle
from pipeline.stages.summarize import postprocess as shape
from pipeline.stages.summarize.chunking import Part, cut
from pipeline.stages.summarize.citations import align
from pipeline.stages.summarize.drafts import (
    SPARE,
    Case,
    Draft,
    Line,
    Shape,
    broken_title,
    extract,
    finish,
    lines,
    only,
    sound_first,
)
from pipeline.stages.summarize.sentence_rewriting import Rewriter

NAME = "summarize"
ROUNDS = 8  # each round of parts shortens an article at least by half; 8 are enough for a library
N_BEST = 4
MODEL_WORDS = 30  # below this an article is given as it is, whatever the model
PART_SENTENCES = 3  # a part's summary, before the parts are summarized together


@dataclass(slots=True)
class Reading:
    """How one article is read: what the model is given in the last round, and how it came to that."""

    case: Case
    units: list[str]
    rounds: list[list[tuple[int, int]]] = field(default_factory=list)
    cut: bool = False  # the model did not shorten: only what leads was read

    @property
    def text(self) -> str:
        return " ".join(self.units)


class SummarizeStage:
    """Pairs of clean and translated articles to briefs.

    Args:
        options: the ``[summarize]`` table.
        summarizer: used instead of the card's (tests, benchmarks).
        card: used instead of the one named in the options.

    Raises:
        UserError: unknown style, model or embedder.
        ModelError: the checkpoint is not here or is broken.
    """

    def __init__(
        self, options: SummarizeTable, *, summarizer: Summarizer | None = None, card: Card | None = None
    ) -> None:
        self.options = options
        self.style = shape.require_style(options.style)
        one = self.style == "headline"
        embed = load_embedder(options.embeddings)
        self.shape = Shape(1 if one else options.sentences, options.words, options.guards, headline=one, embed=embed)
        self.ranker: Callable[[Sequence[str]], list[int]] | None = None
        self.card = card
        self.summarizer = summarizer
        if summarizer is None:
            self._load()

    def _load(self) -> None:
        from pipeline import backends
        from pipeline.backends.model_card import load_card

        if self.options.model in backends.EXTRACTIVE:
            from pipeline.backends.extractive import Extractive

            self.ranker = Extractive(self.options.model).rank
        elif self.options.model == "fake":
            self.summarizer = backends.load_summarizer("fake")
        else:
            self.card = self.card or load_card(self.options.model)
            self.summarizer = backends.load_summarizer(
                self.card, backend=self.options.backend, device=self.options.device
            )

    def run(self, pairs: Sequence[tuple[CleanArticle, TranslatedArticle]]) -> list[Brief | Rejected]:
        """A brief for each pair, or the reason why there is none, in the order given."""
        outcomes: dict[int, Brief | Rejected] = {}
        cases: dict[int, Case] = {}
        for at, (clean, translated) in enumerate(pairs):
            case = Case.of(clean, translated)
            if case.body:
                cases[at] = case
            else:
                reason = "nothing to summarize: no sentence with words is left after cleaning and translation"
                outcomes[at] = Rejected(clean.input, NAME, reason)
        outcomes |= zip(cases, self._briefs(list(cases.values())), strict=True)
        return [outcomes[at] for at in range(len(pairs))]

    def _briefs(self, cases: Sequence[Case]) -> list[Brief]:
        readings = [Reading(case, self._sentences(case)) for case in cases]
        long = [r for r in readings if not self._short(r.case)]
        drafts = {id(r): self._verbatim(r.case) for r in readings if self._short(r.case)}
        made = self._extract(long) if self.summarizer is None else self._abstract(long)
        drafts |= {id(r): draft for r, draft in zip(long, made, strict=True)}
        heads = self._headlines(readings, [drafts[id(r)] for r in readings])
        if self.style == "headline":  # then the headline is the brief
            drafts = {id(r): only(head, drafts[id(r)]) for r, head in zip(readings, heads, strict=True)}
        return [self._brief(r, drafts[id(r)], head) for r, head in zip(readings, heads, strict=True)]

    # -- what is read

    def _sentences(self, case: Case) -> list[str]:
        """What the model reads: English, or Indonesian for a card that goes straight from one to the other."""
        if self.card is not None and self.card.task == "direct":
            return [case.evidence.indonesian[i] for i in case.body]
        return case.english

    def _short(self, case: Case) -> bool:
        """Whether the article is no longer than the brief that was asked for (a model shortens three sentences too)."""
        words = sum(len(s.split()) for s in case.english)
        if self.summarizer is not None and words > MODEL_WORDS:
            return False
        fits = len(case.body) <= self.shape.sentences and (not self.shape.words or words <= self.shape.words)
        return fits and (self.style != "headline" or words <= 12)

    def _verbatim(self, case: Case) -> Draft:
        return Draft(tuple(extract(case, i, self.shape.guards, ("whole-article",)) for i in case.body))

    # -- extractive

    def _extract(self, readings: Sequence[Reading]) -> list[Draft]:
        if self.ranker is None:
            return []
        drafts = []
        for reading in readings:
            case = reading.case
            ranked = [case.body[i] for i in self.ranker(case.english)]
            if self.shape.guards:
                ranked = sound_first(case, ranked, self.shape.sentences + SPARE)
            kept = shape.fit([case.evidence.english[i] for i in ranked], self.shape.sentences, self.shape.words)
            picked = sorted(ranked[i] for i in kept)
            drafts.append(Draft(tuple(extract(case, i, self.shape.guards) for i in picked)))
        return drafts

    # -- abstractive

    def _abstract(self, readings: Sequence[Reading]) -> list[Draft]:
        """First decoding for all, the second for those refused, the article's own sentences for what is left."""
        beam = self.options.beam_size or (self.card.generation.beam_size if self.card else N_BEST)
        n_best = min(N_BEST, beam) if self.shape.guards else 1
        style = self._prefix()
        if self._by_sentence:
            return self._rewrite(readings, style, n_best)
        self._reduce(readings)
        first = self._decode([r.text for r in readings], style, n_best)
        how = f"{self.options.model}, {n_best}-best"
        drafts = [self.shape.choose(r.case, texts, how) for r, texts in zip(readings, first, strict=True)]
        refused = [i for i, d in enumerate(drafts) if d.refused and len(readings[i].units) > 1]
        if self.shape.guards and refused:
            second = self._decode([self._without(readings[i], drafts[i]) for i in refused], style, n_best)
            for i, texts in zip(refused, second, strict=True):
                drafts[i] = self.shape.again(readings[i].case, drafts[i], texts)
        drafts = [self.shape.repair(r.case, d) for r, d in zip(readings, drafts, strict=True)]
        return [d if d.lines else self._fallback(r.case, d) for r, d in zip(readings, drafts, strict=True)]

    @property
    def _by_sentence(self) -> bool:
        return self.card is not None and self.card.reads == "sentence"

    def _rewrite(self, readings: Sequence[Reading], style: str, n_best: int) -> list[Draft]:
        """For a model that reads one sentence at a time."""

        def fits(texts: Sequence[str]) -> list[bool]:
            model = self._model()
            return [n <= model.max_source_tokens for n in model.count_tokens([style + t for t in texts])]

        how = f"{self.options.model}, {n_best}-best"
        rewriter = Rewriter(lambda texts: self._decode(texts, style, n_best), fits, how)
        return rewriter.drafts([r.case for r in readings], self.shape)

    def _reduce(self, readings: Sequence[Reading]) -> None:
        """Long articles part by part, all of them together, until each fits into the model in one piece."""
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
            summaries = iter(self._decode(texts, self._prefix("brief"), 1))
            for reading, parts in waiting:
                reading.units = [s for part in parts for s in _part_summary(part, next(summaries))]
        for reading in readings:  # a model that does not shorten: what leads is kept, and the plan shows it
            parts = self._cut(reading.units)
            reading.cut = len(parts) > 1
            reading.units = [u.text for u in parts[0].units]

    def _cut(self, units: Sequence[str]) -> list[Part]:
        """Parts that fit together with the prefixes, which are counted once a part and not once a sentence."""
        model, style = self._model(), self._prefix()
        fixed, room = model.count_tokens([""])[0], model.max_source_tokens - model.count_tokens([style])[0]

        def own(texts: Sequence[str]) -> list[int]:
            return [max(1, n - fixed) for n in model.count_tokens(texts)]

        parts = cut(units, room, own)
        # A tokenizer may cut a sentence after a space otherwise than at the start of a text: what counts is the whole.
        while max(model.count_tokens([style + part.text for part in parts]), default=0) > model.max_source_tokens:
            room = room * 9 // 10
            parts = cut(units, room, own)
        return parts

    def _decode(self, texts: Sequence[str], style: str, n_best: int, **changes: Any) -> list[list[str]]:
        if not texts:
            return []
        found = self._model().summarize(
            texts,
            n_best=n_best,
            style=style,
            beam_size=self.options.beam_size,
            no_repeat_ngram_size=self.options.no_repeat_ngram_size,
            **changes,
        )
        return [[h.text for h in hypotheses] for hypotheses in found]

    def _model(self) -> Summarizer:
        if self.summarizer is None:
            raise RuntimeError("an extractive ranker decodes nothing")
        return self.summarizer

    def _prefix(self, style: str = "") -> str:
        """The card's control prefix for what was asked; ``brief1`` where it knows how to write a single sentence."""
        styles = self.card.styles if self.card else {}
        style = style or self.style
        if style == "brief" and self.shape.sentences == 1 and "brief1" in styles:
            style = "brief1"
        return styles.get(style, styles.get("brief", "")).replace("{length}", self._length())

    def _length(self) -> str:
        """How long a brief may be, in the words of a prompt."""
        sentences = f"at most {self.shape.sentences} sentences" if self.shape.sentences > 1 else "one sentence"
        return f"{sentences} and {self.shape.words} words" if self.shape.words else sentences

    def _without(self, reading: Reading, draft: Draft) -> str:
        """The model's reading without the sentences that the refused ones came from."""
        units = reading.units
        if self.card is not None and self.card.task == "direct":
            texts = [reading.case.evidence.english[i] for i in reading.case.body]
            units = units if len(texts) != len(units) else texts
        cited = align([line.text for line in draft.refused], units, embed=self.shape.embed)
        blamed = {c[0].sentence for c in cited if c}
        kept = [u for i, u in enumerate(reading.units) if i not in blamed]
        return " ".join(kept or reading.units)

    def _fallback(self, case: Case, draft: Draft) -> Draft:
        """The lead sentences, where the model wrote nothing usable."""
        kept = [case.body[i] for i in shape.fit(case.english, self.shape.sentences, self.shape.words)]
        made = tuple(extract(case, i, self.shape.guards, ("extracted", "model-empty")) for i in kept)
        return Draft(made, draft.rungs)

    # -- headlines and records

    def _headlines(self, readings: Sequence[Reading], drafts: Sequence[Draft]) -> list[Line]:
        """The translated title; where it is missing or does not hold, the model's headline, or the brief's start. A
        model that was asked for nothing but a headline is taken at its word first."""
        titles = [self._titles(reading.case) for reading in readings]
        broken = [self.shape.guards and broken_title(reading.case) for reading in readings]
        offers = [[] if bad else own for own, bad in zip(titles, broken, strict=True)]
        if self.style == "headline" and self.summarizer is not None:
            written = [shape.headline(draft.lines[0].text) for draft in drafts]
            made = [self._offer(r.case, text) for r, text in zip(readings, written, strict=True)]
            offers = [own + others for own, others in zip(made, offers, strict=True)]
        wanting = [at for at, lines_ in enumerate(offers) if not lines_ or lines_[0].cost]
        styles = self.card.styles if self.card else {}
        if "headline" in styles and self.summarizer is not None and self.style != "headline":
            able = [at for at in wanting if self._readable(readings[at], styles["headline"])]
            texts = self._decode([self._reading(readings[at]) for at in able], styles["headline"], 1)
            for at, found in zip(able, texts, strict=True):
                offers[at] += self._offer(readings[at].case, shape.headline(shape.clean(found[0]) if found else ""))
        for at in wanting:
            offers[at] += self._offer(readings[at].case, shape.headline(drafts[at].lines[0].text))
        offers = [own + title if bad else own for own, title, bad in zip(offers, titles, broken, strict=True)]
        return [min(lines_, key=lambda line: line.cost) for lines_ in offers]  # the first of the best

    def _reading(self, reading: Reading) -> str:
        """What a headline is written of."""
        return reading.units[0] if self._by_sentence else reading.text

    def _readable(self, reading: Reading, style: str) -> bool:
        model = self._model()
        return model.count_tokens([style + self._reading(reading)])[0] <= model.max_source_tokens

    def _titles(self, case: Case) -> list[Line]:
        return self._offer(case, case.evidence.titles[0].strip().rstrip("."))

    def _offer(self, case: Case, text: str) -> list[Line]:
        """A headline to choose from; none for a text without words."""
        return [self._headline(case, text)] if any(c.isalnum() for c in text) else []

    def _headline(self, case: Case, text: str) -> Line:
        return replace(lines(case, [text], self.shape.guards, self.shape.embed)[0], flags=())

    def _brief(self, reading: Reading, draft: Draft, headline: Line) -> Brief:
        case = reading.case
        sentences = tuple(
            finish(case, line, self.options.citations, stop=self.style != "headline") for line in draft.lines
        )
        if sentences[-1].text.endswith(":"):  # it led on to something that is not there
            sentences = (*sentences[:-1], replace(sentences[-1], text=f"{sentences[-1].text[:-1]}."))
        flags = [f for s in sentences for f in s.flags]
        # A headline leaves out most of what its source says; only what it says itself can be wrong.
        flags += [f"headline-{p.flag}" for p in headline.problems if "-lost-" not in p.flag]
        flags += ["not-all-read"] if reading.cut else []
        return Brief(
            id=case.clean.id,
            input=case.clean.input,
            title=case.clean.title,
            headline=headline.text or None,
            sentences=sentences,
            model=self.options.model,
            flags=tuple(dict.fromkeys(flags)),
            plan=self._plan(reading, draft),
        )

    def _plan(self, reading: Reading, draft: Draft) -> str | None:
        """What was done, as JSON, where it was more than one look at the whole article."""
        plan: dict[str, Any] = {}
        if self.style != "brief":
            plan["style"] = self.style
        if any(len(spans) > 1 for spans in reading.rounds):
            plan["limit"] = self._model().max_source_tokens
            plan["rounds"] = reading.rounds
        if draft.rungs:
            plan["ladder"] = [rung.row() for rung in draft.rungs]
        return json.dumps(plan, ensure_ascii=False) if plan else None


def _part_summary(part: Part, texts: Sequence[str]) -> list[str]:
    """A part's summary as sentences; its first sentence where the model wrote nothing, or nothing shorter."""
    kept = shape.whole(shape.clean(texts[0]))[:PART_SENTENCES] if texts else []
    long = sum(len(s) for s in kept) > 0.6 * len(part.text)
    return [part.units[0].text] if not kept or long else kept
