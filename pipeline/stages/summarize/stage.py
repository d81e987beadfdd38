"""Summarizes translated articles into briefs; each sentence of a brief cites the article's sentences.

Articles of a shard are summarized together, so that the model sees full batches: parts of long articles first, then
every article once, then once more those that the guards refused. An article that is already as short as a brief is its
own brief. The extractive rankers (``lead``, ``centroid``) go the same way without a model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.backends._salience import ranking, salient_order
from pipeline.backends.base import Summarizer
from pipeline.backends.extractive import Extractive, content_words
from pipeline.backends.model_card import Card
from pipeline.backends.sentence_encoder import load_embedder
from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief, BriefSentence, CleanArticle, Rejected, TranslatedArticle
from pipeline.language.glossary import Glossary
from pipeline.language.house_style import in_house_style
from pipeline.language.news_style import english_news_style
from pipeline.stages.summarize import postprocess
from pipeline.stages.summarize.citations import align
from pipeline.stages.summarize.drafts import (
    Draft,
    Drafter,
    DraftSentence,
    SummaryInput,
    extract,
    finish,
    only,
)
from pipeline.stages.summarize.generation import Generator, Reading
from pipeline.stages.summarize.headline_writing import Headlines
from pipeline.stages.summarize.headlines import kept_places
from pipeline.stages.summarize.leaning import Leanings
from pipeline.stages.summarize.length import within
from pipeline.stages.summarize.name_copies import mask_names, unmask_names
from pipeline.stages.summarize.picking import picked
from pipeline.stages.summarize.soundness import SPARE, editors_first, penalties, sound_first
from pipeline.stages.summarize.speakers import Speakers
from pipeline.stages.summarize.standalone import stand_alone
from pipeline.stages.summarize.trust import TrustLimit

NAME = "summarize"
MODEL_WORDS = 30  # an article with fewer words is its own brief, whatever the model


class SummarizeStage:
    """Writes a brief of each pair of clean and translated article.

    Args:
        options: the ``[summarize]`` table.
        summarizer: used instead of the card's (tests, benchmarks).
        card: used instead of the one named in the options.
        hosts: machines beside this one that texts may be sent to, where the card names a server.
        glossary: a user's file of terms, as the translator has it; rewritten sentences and headlines keep to it, too.

    Raises:
        UserError: unknown style, model or embedder.
        ModelError: the checkpoint is not here or is broken.
    """

    def __init__(
        self,
        options: SummarizeTable,
        *,
        summarizer: Summarizer | None = None,
        card: Card | None = None,
        hosts: Sequence[str] = (),
        glossary: str = "",
    ) -> None:
        self.options, self._hosts = options, hosts
        self._terms = Glossary.own(glossary) if glossary else None
        self.style = postprocess.require_style(options.style)
        one = self.style == "headline"
        embed = load_embedder(options.embeddings)
        sentences = 1 if one else options.sentences
        self.drafter = Drafter(sentences, options.words, options.guards, headline=one, embed=embed)
        self.ranker: Extractive | None = None
        self.generator: Generator | None = None
        if summarizer is None:
            summarizer, card = self._load(card)
        if summarizer is not None:
            self.generator = Generator(summarizer, card, options, style=self.style, sentences=sentences)
        self.headlines = Headlines(self.drafter, self.generator, self.style, self._terms)

    def _load(self, card: Card | None) -> tuple[Summarizer | None, Card | None]:
        """The model that the options name and its card; neither for an extractive ranker, which is set."""
        from pipeline import backends
        from pipeline.backends.model_card import load_card

        if self.options.model in backends.EXTRACTIVE:
            self.ranker = Extractive(self.options.model)
            return None, None
        if self.options.model == "fake":
            return backends.load_summarizer("fake"), card
        card = card or load_card(self.options.model)
        o = self.options
        loaded = backends.load_summarizer(
            card, backend=o.backend, device=o.device, compute_type=o.compute_type, hosts=self._hosts
        )
        return loaded, card

    def run(self, pairs: Sequence[tuple[CleanArticle, TranslatedArticle]]) -> list[Brief | Rejected]:
        """A brief for each pair, or the reason why there is none, in the order given."""
        outcomes: dict[int, Brief | Rejected] = {}
        articles: dict[int, SummaryInput] = {}
        for at, (clean, translated) in enumerate(pairs):
            article = SummaryInput.of(clean, translated)
            if article.body:
                articles[at] = article
            else:
                reason = "nothing to summarize: no sentence with words is left after cleaning and translation"
                outcomes[at] = Rejected(clean.input, NAME, reason)
        outcomes |= zip(articles, self._briefs(list(articles.values())), strict=True)
        return [outcomes[at] for at in range(len(pairs))]

    def _briefs(self, articles: Sequence[SummaryInput]) -> list[Brief]:
        readings = [Reading(article, self._sentences(article)) for article in articles]
        long = [r for r in readings if not self._short(r.article)]
        drafts = {id(r): self._verbatim(r.article) for r in readings if self._short(r.article)}
        made = self._extract(long) if self.generator is None else self._abstract(self.generator, long)
        drafts |= {id(r): draft for r, draft in zip(long, made, strict=True)}
        if self.drafter.guards and self.options.trust:
            drafts = {id(r): self._trusted(r.article, drafts[id(r)]) for r in readings}
        if self.drafter.guards and self.options.standalone:
            words, inherits = self.options.words, self._inherits
            drafts = {id(r): stand_alone(r.article, drafts[id(r)], inherits, words) for r in readings}
        heads = self.headlines.of(readings, [drafts[id(r)] for r in readings])
        if self.style == "headline":  # then the headline is the brief
            drafts = {id(r): only(head, drafts[id(r)]) for r, head in zip(readings, heads, strict=True)}
        drafts = {at: within(draft, self.options.words) for at, draft in drafts.items()}
        return [self._brief(r, drafts[id(r)], head) for r, head in zip(readings, heads, strict=True)]

    @property
    def _inherits(self) -> bool:
        """Whether briefs are written from the translation, so that what is wrong there is wrong in them."""
        return self.generator is not None and not self.generator.direct

    def _trusted(self, article: SummaryInput, draft: Draft) -> Draft:
        ranked = salient_order(article.english, content_words)
        rank = [article.body[i] for i in ranked]
        return TrustLimit(self.options.trust, self._inherits, rank, self.options.untrusted).apply(article, draft)

    def _sentences(self, article: SummaryInput) -> list[str]:
        """What the model reads; English where there is none."""
        return article.english if self.generator is None else self.generator.reads_of(article)

    def _short(self, article: SummaryInput) -> bool:
        """Whether the article is no longer than the brief that was asked for (a model shortens three sentences too)."""
        words = sum(len(s.split()) for s in article.english)
        if self.generator is not None and words > MODEL_WORDS:
            return False
        fits = len(article.body) <= self.drafter.sentences and (not self.drafter.words or words <= self.drafter.words)
        return fits and (self.style != "headline" or words <= 12)

    def _verbatim(self, article: SummaryInput) -> Draft:
        return Draft(tuple(extract(article, i, self.drafter.guards, ("whole-article",)) for i in article.body))

    # -- extractive

    def _extract(self, readings: Sequence[Reading]) -> list[Draft]:
        if self.ranker is None:
            return []
        drafts, guards = [], self.drafter.guards
        for article in (reading.article for reading in readings):
            if guards and self.ranker.name == "salient":
                ranked = self._ranked(article)
            else:
                ranked = [article.body[i] for i in self.ranker.rank(article.english)]
                if guards:
                    ranked = sound_first(article, ranked, self.drafter.sentences + SPARE)
                ranked = editors_first(article, ranked)
            kept = self.drafter.fit([article.evidence.english[i] for i in ranked])
            picked = sorted(ranked[i] for i in kept)
            drafts.append(Draft(tuple(extract(article, i, self.drafter.guards) for i in picked)))
        return drafts

    def _ranked(self, article: SummaryInput) -> list[int]:
        """The positions of the body, the most salient and best translated that stand alone first."""
        weighed = penalties(article) if self.drafter.guards else ()
        found = ranking(article.english, content_words, weighed)
        order = found.order
        if self.drafter.guards and self.options.standalone and article.evidence.language == "id":
            order = picked(found, Leanings(article, Speakers(article)), self.drafter.sentences)
        return editors_first(article, [article.body[i] for i in order])

    # -- abstractive

    def _abstract(self, generator: Generator, readings: Sequence[Reading]) -> list[Draft]:
        """First decoding for all, the second for those refused, the article's own sentences for what is left."""
        n_best, prefix = generator.n_best, generator.prefix()
        how = f"{self.options.model}, {n_best}-best"
        if generator.by_sentence:
            rewriter = generator.rewriter(self._ranked, how, self._terms)
            return rewriter.drafts([r.article for r in readings], [r.units for r in readings], self.drafter)
        if generator.titled:
            generator.choose(readings)
        else:
            generator.condense(readings)
        first = generator.decode([r.text for r in readings], prefix, n_best)
        drafts = [self.drafter.choose(r.article, texts, how) for r, texts in zip(readings, first, strict=True)]
        refused = [i for i, d in enumerate(drafts) if d.refused and len(readings[i].units) > 1]
        if self.drafter.guards and refused:
            second = self._again(generator, [readings[i] for i in refused], [drafts[i] for i in refused], prefix)
            for i, texts in zip(refused, second, strict=True):
                drafts[i] = self.drafter.again(readings[i].article, drafts[i], texts)
        drafts = [self.drafter.repair(r.article, d) for r, d in zip(readings, drafts, strict=True)]
        return [d if d.sentences else self._fallback(r.article, d) for r, d in zip(readings, drafts, strict=True)]

    def _again(
        self, generator: Generator, readings: Sequence[Reading], drafts: Sequence[Draft], prefix: str
    ) -> list[list[str]]:
        """Another set of hypotheses for articles whose draft was refused: with the article's names behind placeholders
        for a model that reads Indonesian, without the sentences that misled it for others."""
        if not generator.titled:
            texts = [self._without(r, d) for r, d in zip(readings, drafts, strict=True)]
            return generator.decode(texts, prefix, generator.n_best)
        masked = [mask_names(r.units) for r in readings]
        able = generator.fits([m.text for m in masked], prefix)
        texts = [m.text if fits else r.text for m, fits, r in zip(masked, able, readings, strict=True)]
        found = generator.decode(texts, prefix, generator.n_best)
        return [[unmask_names(m, text) for text in texts] for m, texts in zip(masked, found, strict=True)]

    def _without(self, reading: Reading, draft: Draft) -> str:
        """The model's reading without the sentences that the refused ones came from."""
        units = reading.units
        if self.generator is not None and self.generator.direct:
            texts = [reading.article.evidence.english[i] for i in reading.article.body]
            units = units if len(texts) != len(units) else texts
        cited = align([sentence.text for sentence in draft.refused], units, embed=self.drafter.embed)
        blamed = {c[0].sentence for c in cited if c}
        kept = [u for i, u in enumerate(reading.units) if i not in blamed]
        return " ".join(kept or reading.units)

    def _fallback(self, article: SummaryInput, draft: Draft) -> Draft:
        """The lead sentences, where the model wrote nothing usable."""
        kept = [article.body[i] for i in self.drafter.fit(article.english)]
        made = tuple(extract(article, i, self.drafter.guards, ("extracted", "model-empty")) for i in kept)
        return Draft(made, draft.rungs)

    # -- records

    def _brief(self, reading: Reading, draft: Draft, headline: DraftSentence) -> Brief:
        article = reading.article
        stop, style = self.style != "headline", self.options.news_style
        sentences = tuple(
            self._with_places(
                article,
                s,
                finish(article, s, self.options.citations, stop=stop, inherits=self._inherits, news_style=style),
            )
            for s in draft.sentences
        )
        head = (english_news_style(headline.text) if style else headline.text) or None
        sentences = self._in_house_style(article, draft, sentences, head or "")
        if sentences[-1].text.endswith(":"):  # it led on to something that is not there
            sentences = (*sentences[:-1], replace(sentences[-1], text=f"{sentences[-1].text[:-1]}."))
        flags = [f for s in sentences for f in s.flags]
        # A headline leaves out most of what its source says; only what it says itself can be wrong.
        flags += [f"headline-{p.flag}" for p in headline.problems if "-lost-" not in p.flag]
        flags += [f"headline-{f}" for f in headline.flags if stop]  # without, the headline is the brief
        flags += ["not-all-read"] if reading.cut else []
        return Brief(
            id=article.clean.id,
            input=article.clean.input,
            title=article.clean.title,
            headline=head,
            sentences=sentences,
            model=self.options.model,
            flags=tuple(dict.fromkeys(flags)),
            plan=self._plan(reading, draft),
        )

    def _with_places(self, article: SummaryInput, draft: DraftSentence, made: BriefSentence) -> BriefSentence:
        """A sentence with places named as in most of the article's; what somebody translated stays as it is."""
        written = any(article.translation(c.sentence).score is None for c in draft.citations)
        if written or not (self.drafter.guards and self.options.news_style):
            return made
        return replace(made, text=kept_places(article, made.text))

    def _in_house_style(
        self, article: SummaryInput, draft: Draft, made: Sequence[BriefSentence], headline: str
    ) -> tuple[BriefSentence, ...]:
        """The sentences in the style of English news; as they are where somebody wrote one of their translations."""
        cited = [[article.translation(c.sentence) for c in s.citations] for s in draft.sentences]
        written = any(t.score is None for translations in cited for t in translations)
        if written or article.evidence.language != "id" or not (self.drafter.guards and self.options.news_style):
            return tuple(made)
        sources = [" ".join(t.source for t in translations) for translations in cited]
        edited = in_house_style([s.text for s in made], sources, headline)
        return tuple(replace(s, text=text) for s, text in zip(made, edited, strict=True))

    def _plan(self, reading: Reading, draft: Draft) -> str | None:
        """What was done, as JSON, where it was more than one decoding of the whole article."""
        plan: dict[str, Any] = {}
        if self.style != "brief":
            plan["style"] = self.style
        if self.generator is not None and any(len(spans) > 1 for spans in reading.rounds):
            plan["limit"] = self.generator.model.max_source_tokens
            plan["rounds"] = reading.rounds
        if reading.read is not None and reading.read < len(reading.article.body):
            plan["read"] = reading.read
        if draft.rungs:
            plan["ladder"] = [rung.row() for rung in draft.rungs]
        return json.dumps(plan, ensure_ascii=False) if plan else None
