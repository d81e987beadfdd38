"""Chooses the headline of each brief.

The translated title is the headline where nothing speaks against it. A writer that goes from Indonesian sentences to
English ones is asked for others where something does: from the title, and from the main clause of the article's first
sentence, all articles of a shard together. Of these, the title and the brief's beginning the least doubtful is taken.
Other systems, and articles without a title, take the model's headline or the brief's beginning where the title does not
hold. A headline with a user's terms in the user's English is better than one without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.backends.base import Hypothesis
from pipeline.guards.senses import right_senses
from pipeline.language.glossary import Glossary, respelt
from pipeline.language.main_clause import main_clause
from pipeline.stages.engine_texts import title_text
from pipeline.stages.summarize import headline_doubt, postprocess, rewriting_risk
from pipeline.stages.summarize.drafts import Draft, Drafter, DraftSentence, SummaryInput, broken_title
from pipeline.stages.summarize.drafts import risk as risk_of
from pipeline.stages.summarize.generation import Generator, Reading
from pipeline.stages.summarize.headline_cut import headline_of
from pipeline.stages.summarize.headline_doubt import Candidate, Origin
from pipeline.stages.summarize.headline_style import headline_style, shortened
from pipeline.stages.summarize.headline_trims import trimmed
from pipeline.stages.summarize.headlines import checked_headline, doubt, kept_places, lost_terms, offer
from pipeline.stages.summarize.rewriting_gender import headline_with_gender

HEADLINE = "headline"
WHOLE = 16  # words: a written headline of no more is not cut
SURE = 0.35  # a title with less doubt is the headline, and the writer is not asked


@dataclass(frozen=True, slots=True)
class Headlines:
    """Chooses headlines.

    Args:
        drafter: the limits and checks of a brief.
        generator: the model; None for an extractive ranker.
        style: of the briefs.
        terms: a user's, which a headline keeps where it says them; None for none.
    """

    drafter: Drafter
    generator: Generator | None
    style: str
    terms: Glossary | None = None

    def of(self, readings: Sequence[Reading], drafts: Sequence[Draft]) -> list[DraftSentence]:
        """The headline of each article."""
        generator = self.generator
        if generator is None or not self._translates or HEADLINE not in generator.styles:
            return self._first_sound(readings, drafts)
        # Without a title the choice is no better than the first that holds: of 24 such articles, read blind, 12 of its
        # headlines misled, and 9 of the others.
        titles = {at: title for at, r in enumerate(readings) if (title := self._of_title(r.article)) is not None}
        others = [at for at in range(len(readings)) if at not in titles]
        articles, own = [readings[at].article for at in titles], [drafts[at] for at in titles]
        chosen = self._least_doubtful(generator, articles, own, list(titles.values()))
        first = self._first_sound([readings[at] for at in others], [drafts[at] for at in others])
        found = {**dict(zip(titles, chosen, strict=True)), **dict(zip(others, first, strict=True))}
        return [found[at] for at in range(len(readings))]

    @property
    def _translates(self) -> bool:
        """Whether the model writes English from one Indonesian sentence after the other."""
        return self.generator is not None and self.generator.direct and self.generator.by_sentence

    # -- a writer of sentences from Indonesian

    def _least_doubtful(
        self,
        generator: Generator,
        articles: Sequence[SummaryInput],
        drafts: Sequence[Draft],
        titles: Sequence[Candidate],
    ) -> list[DraftSentence]:
        sound = [self._sound(article, title) for article, title in zip(articles, titles, strict=True)]
        chosen = {at: title for at, title in enumerate(sound) if title is not None}
        asked = [at for at in range(len(articles)) if at not in chosen]
        written = self._written(generator, [articles[at] for at in asked])
        for at, others in zip(asked, written, strict=True):
            chosen[at] = self._best(articles[at], [titles[at], *others, *self._repeated(articles[at], drafts[at])])
        return [chosen[at] for at in range(len(articles))]

    def _sound(self, article: SummaryInput, title: Candidate) -> DraftSentence | None:
        """A title that nothing speaks against; what somebody translated stands, unless it is plainly broken."""
        if not self.drafter.guards:
            return self._checked(article, title)
        if title.score is None:
            checked = self._checked(article, title)
            return None if doubt(checked) or broken_title(article) else checked
        doubted = headline_doubt.doubt(article, title)
        if doubted >= SURE:
            return None
        checked = self._checked(article, title)
        return checked if doubted + headline_doubt.doubt_by_facts(title, checked) < SURE else None

    def _best(self, article: SummaryInput, candidates: Sequence[Candidate]) -> DraftSentence:
        """The least doubtful headline, the first of several; facts are checked of those that may be."""
        weights = [headline_doubt.doubt(article, c, *_others(article, c, candidates)) for c in candidates]
        found: list[tuple[float, int, DraftSentence]] = []
        for weight, at in sorted(zip(weights, range(len(candidates)), strict=True)):
            if found and weight > found[0][0]:
                break
            checked = self._checked(article, candidates[at])
            weight += headline_doubt.doubt_by_facts(candidates[at], checked)
            if self.terms is not None:
                weight += len(lost_terms(article, checked, self.terms, of_title=candidates[at].of_title))
            found.append((weight, at, checked))
            found.sort(key=lambda one: one[:2])
        return found[0][2]

    def _checked(self, article: SummaryInput, candidate: Candidate) -> DraftSentence:
        return checked_headline(
            article, candidate.text, self.drafter.guards, self.drafter.embed, of_title=candidate.of_title
        )

    def _of_title(self, article: SummaryInput) -> Candidate | None:
        """The translated title, where there is one with words."""
        title = article.translated.title
        text = article.evidence.titles[0].strip()
        if title is None or not any(c.isalnum() for c in text):
            return None
        text = text if text.endswith("...") else text.rstrip(".")
        if title.score is not None and self.drafter.guards:
            text = headline_style(kept_places(article, text))
        return Candidate(text, "title", _title(article), title.score, title.risk)

    def _repeated(self, article: SummaryInput, draft: Draft) -> list[Candidate]:
        """The beginning of the brief, and of the article where that is another sentence."""
        sentence, lead = draft.sentences[0], article.body[0]
        cited = sentence.citations[-1].sentence if sentence.citations else lead
        found = self._repeats(article, sentence.text, cited, risk_of(article, sentence, inherits=False))
        if cited != lead and self.drafter.guards:
            found += self._repeats(article, article.evidence.english[lead], lead, article.translation(lead).risk)
        return found

    def _repeats(self, article: SummaryInput, sentence: str, cited: int, risk: float | None) -> list[Candidate]:
        """A sentence's beginning, and first what is left of it without what its news can do without."""
        whole, source = self._beginning(article, sentence, cited), article.evidence.indonesian[cited]
        texts = dict.fromkeys([trimmed(whole), whole] if self._is_styled(article, cited) else [whole])
        return [Candidate(text, "brief", source, None, risk) for text in texts]

    def _beginning(self, article: SummaryInput, sentence: str, cited: int) -> str:
        """A sentence of a brief as a headline: in the style of one where an engine translated what it rests on."""
        return shortened(sentence, WHOLE) if self._is_styled(article, cited) else headline_of(sentence)

    def _is_styled(self, article: SummaryInput, cited: int) -> bool:
        """Whether an engine translated a sentence; what somebody translated is not reworded."""
        return self.drafter.guards and article.translation(cited).score is not None

    def _written(self, generator: Generator, articles: Sequence[SummaryInput]) -> list[list[Candidate]]:
        """The writer's headlines of each article."""
        asked = [self._sources(article) for article in articles]
        texts = list(dict.fromkeys(text for sources in asked for _, text in sources))
        prefix = generator.styles[HEADLINE]
        able = [text for text, fit in zip(texts, generator.fits(texts, prefix), strict=True) if fit]
        made = dict(zip(able, generator.hypotheses(able, prefix, generator.n_best), strict=True))
        return [
            [
                candidate
                for origin, text in sources
                for candidate in self._candidates(article, origin, text, made.get(text, []))
            ]
            for article, sources in zip(articles, asked, strict=True)
        ]

    def _sources(self, article: SummaryInput) -> list[tuple[Origin, str]]:
        """What the writer is given of an article: nothing of an English one, nor of what somebody translated. A title
        is given with a full stop, too: the writer was taught on sentences, and with one it leaves out less."""
        if article.evidence.language == "en":
            return []
        found: list[tuple[Origin, str]] = []
        title, lead = article.translated.title, article.body[0]
        if title is not None and title.score is not None:
            found += [("written-title", _title(article)), ("written-title", _stopped(_title(article)))]
        if article.translation(lead).score is not None:
            clause = main_clause(article.engine_texts()[lead])
            found += [("written-lead", clause), ("written-lead", _stopped(clause))]
        return found

    def _candidates(
        self, article: SummaryInput, origin: Origin, source: str, hypotheses: Sequence[Hypothesis]
    ) -> list[Candidate]:
        found: dict[str, Candidate] = {}
        for hypothesis in hypotheses:
            text = self._in_terms(source, headline_of(postprocess.clean(hypothesis.text), WHOLE))
            if self.drafter.guards:
                text = right_senses(source, text)
                told = trimmed(headline_with_gender(text, article)) if origin == "written-lead" else text
                text = headline_style(kept_places(article, told))
            if text not in found and any(c.isalnum() for c in text):
                risk = self._risk(article, origin, source, text, hypothesis.score)
                found[text] = Candidate(text, origin, source, hypothesis.score, risk)
        return list(found.values())

    def _risk(self, article: SummaryInput, origin: Origin, source: str, text: str, score: float | None) -> float | None:
        """The probability that a headline of the first sentence misleads, None where the engine's are not known; of one
        of the title, which is too short to tell, the translation's: what one system cannot read the other guesses."""
        if origin == "written-title":
            title = article.translated.title
            return None if title is None else title.risk
        card, lead = self.generator.card if self.generator else None, article.body[0]
        if score is None or card is None or not rewriting_risk.knows(card.name):
            return None
        translation = article.translation(lead)
        values = rewriting_risk.features(
            source, article.evidence.english[lead], text, score=score, risk=translation.risk
        )
        return rewriting_risk.probability(values)

    # -- other systems

    def _first_sound(self, readings: Sequence[Reading], drafts: Sequence[Draft]) -> list[DraftSentence]:
        """The translated title; where it is missing or does not hold, the model's headline, or the brief's start. A
        model that was asked for nothing but a headline comes first."""
        generator = self.generator
        titles = [self._titles(reading.article) for reading in readings]
        broken = [self.drafter.guards and broken_title(reading.article) for reading in readings]
        offers = [[] if bad else own for own, bad in zip(titles, broken, strict=True)]
        if self.style == HEADLINE and generator is not None:
            written = [headline_of(draft.sentences[0].text) for draft in drafts]
            made = [self._offer(r.article, text) for r, text in zip(readings, written, strict=True)]
            offers = [own + others for own, others in zip(made, offers, strict=True)]
        wanting = [at for at, headlines in enumerate(offers) if not headlines or doubt(headlines[0])]
        if generator is not None and HEADLINE in generator.styles and self.style != HEADLINE:
            asked = list(range(len(readings))) if generator.titled else wanting
            for at, text in self._written_of_articles(generator, readings, asked):
                own = self._offer(readings[at].article, text, short=self.drafter.guards and self._translates)
                offers[at] = own + offers[at] if generator.titled else offers[at] + own
        for at in wanting:
            first, article = drafts[at].sentences[0], readings[at].article
            cited = first.citations[-1].sentence if first.citations else article.body[0]
            beginning, short = self._beginning(article, first.text, cited), self._is_styled(article, cited)
            offers[at] += self._offer(article, beginning, short=short)
        offers = [own + title if bad else own for own, title, bad in zip(offers, titles, broken, strict=True)]
        return [min(headlines, key=doubt) for headlines in offers]  # the first of the best

    def _written_of_articles(
        self, generator: Generator, readings: Sequence[Reading], asked: Sequence[int]
    ) -> list[tuple[int, str]]:
        """The model's headline of each article asked for that it can read, by the article's place."""
        prefix = generator.styles[HEADLINE]
        sources = generator.headline_sources([readings[at] for at in asked])
        fits = generator.fits(sources, prefix)
        english = {at for at in asked if self._translates and readings[at].article.evidence.language == "en"}
        able = [(at, s) for at, s, fit in zip(asked, sources, fits, strict=True) if fit and at not in english]
        outputs = generator.decode([source for _, source in able], prefix, 1)
        written = [headline_of(postprocess.clean(texts[0]) if texts else "") for texts in outputs]
        if generator.direct:
            written = [self._in_terms(source, text) for (_, source), text in zip(able, written, strict=True)]
        if self.drafter.guards and self._translates:
            made = [right_senses(source, text) for (_, source), text in zip(able, written, strict=True)]
            told = zip(made, able, strict=True)
            written = [shortened(headline_with_gender(text, readings[at].article), WHOLE) for text, (at, _) in told]
        return [(at, text) for (at, _), text in zip(able, written, strict=True)]

    def _titles(self, article: SummaryInput) -> list[DraftSentence]:
        title = article.evidence.titles[0].strip()
        return self._offer(article, title if title.endswith("...") else title.rstrip("."))

    def _offer(self, article: SummaryInput, text: str, *, short: bool = False) -> list[DraftSentence]:
        """A headline to choose from, or several; none for a text without words. Where it is to be short it comes
        without what its news can do without, and as it was where something speaks against that."""
        texts = dict.fromkeys([trimmed(text), text] if short else [text])
        found: list[DraftSentence] = []
        for one in texts:
            found += offer(article, one, self.drafter.guards, self.drafter.embed, self.terms)
            if found and not doubt(found[0]):
                break
        return found

    def _in_terms(self, source: str, text: str) -> str:
        """A written headline with a user's English in place of the usual one."""
        return text if self.terms is None else respelt(source, text, self.terms)


def _others(
    article: SummaryInput, candidate: Candidate, candidates: Sequence[Candidate]
) -> tuple[list[str], list[str]]:
    """What else the same system made of what a headline was made from, and what the other did."""
    same = [c.text for c in candidates if c is not candidate and c.origin == candidate.origin]
    if candidate.origin == "written-lead":
        return same, [article.evidence.english[article.body[0]]]
    other: dict[Origin, Origin] = {"title": "written-title", "written-title": "title"}
    return (
        [] if candidate.origin == "brief" else same,
        [c.text for c in candidates if c.origin == other.get(candidate.origin)],
    )


def _title(article: SummaryInput) -> str:
    """The Indonesian title as an engine is given it."""
    return title_text(article.clean) or ""


def _stopped(text: str) -> str:
    """A text with a full stop, where it ends in a letter or a figure."""
    return f"{text}." if text[-1:].isalnum() else text
