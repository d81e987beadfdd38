"""Translates sentences and tries one remedy after another until a translation passes the guards.

The rungs, each tried on all sentences that still fail, together, so that batches stay full:

1. ``first``     the engine's best;
2. ``n-best``    the other hypotheses of the same search, which cost nothing more;
3. ``copy``      names, terms, figures and dates that were lost are kept out of the model's hands: a placeholder takes
   their place in the source, and what stands there in English takes the placeholder's in the translation;
4. ``repair``    facts put right by rule where it is plain what went wrong (:mod:`pipeline.guards.repair`); what is
   said twice in a row is said once, before the other hypotheses are looked at;
5. ``wide``      more hypotheses, of a wider search, for a word that does not exist;
6. ``decoding``  another search, with repetition held down;
7. ``split``     the sentence cut at a clause boundary and its parts translated alone;
8. ``n-best``, ``wide``  where a word of the source seems to be missing, the hypothesis that is least likely to mislead
   (:mod:`pipeline.guards.less_risky`);
9. ``reword``    the sentence with plainer words, or their English, for those that the engine seldom met and that did
   not arrive (:mod:`pipeline.guards.rewording`);
10.              the best of all that was tried, flagged with what is still wrong.

A rung's result is kept when it fails less than what was there before. Which rungs a sentence climbs depends on that
sentence alone, never on its neighbours, so a rerun or another sharding gives the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.core.records import Attempt, Translation
from pipeline.guards import Context, check_all, cost, less_risky, rewording, risk, unfamiliar_words
from pipeline.guards.checks.loops import collapse
from pipeline.guards.checks.non_words import NON_WORD
from pipeline.guards.climb import Arrival, Climb, settled
from pipeline.guards.foreign_names import copied_spans
from pipeline.guards.ladder_options import LadderOptions
from pipeline.guards.lost_spans import lost_spans
from pipeline.guards.name_spelling import source_spelling
from pipeline.guards.notation import english_notation
from pipeline.guards.placeholders import Span, translate_masked
from pipeline.guards.quality_estimation import Calibration, estimate
from pipeline.guards.repair import repair
from pipeline.guards.rewording import PLAIN, REWORD, Way
from pipeline.guards.senses import right_senses
from pipeline.guards.sentence_parts import join, split
from pipeline.guards.short_forms import english_short_forms
from pipeline.guards.unfamiliar_words import UnfamiliarWord
from pipeline.guards.word_spelling import right_spelling
from pipeline.language.facts import compare
from pipeline.language.glossary import Glossary, respelt

if TYPE_CHECKING:
    from pipeline.backends.base import Hypothesis, Translator

_GRAVE = frozenset({"empty", "refused", "loop", "untranslated", "too-short", "too-long", "left-over"})
_COPIED = frozenset({"name-lost", "acronym-lost", "term-lost", "number-lost", "date-lost"})
_MENDED = 0.3  # what a repair or a split costs beside its failures: a sound hypothesis is better


class Ladder:
    """Translates sentences with guards.

    Args:
        translator: any engine of the ``Translator`` protocol.
        options: :class:`LadderOptions`, or the ``[translate]`` table of a run.
        glossary: the terms in force; None for the shipped ones.
    """

    def __init__(self, translator: Translator, options: object = None, glossary: Glossary | None = None) -> None:
        self.translator = translator
        self.options = LadderOptions.of(options) if options is not None else LadderOptions()
        self.glossary = glossary if glossary is not None else Glossary.load()
        self.calibration = Calibration.load()
        self._failures = lru_cache(maxsize=4096)(self._check)
        self._known = risk.knows(getattr(getattr(translator, "card", None), "name", ""))

    def run(self, sentences: Sequence[str]) -> list[Translation]:
        """A translation for each sentence, in their order, with ``index`` left at its place in ``sentences``.

        ``flags`` are the failures that remain and ``number-repaired`` and the like; ``attempts`` holds every rung
        tried, the first included, and is empty where the first translation passed.
        """
        unique = [s for s in dict.fromkeys(sentences) if _has_words(s)]
        climbs = {c.source: c for c in self._first(unique)}
        self._climb(list(climbs.values()))
        if self._known:
            less_risky.take(list(climbs.values()), self._attempt, self._wider)
            self._reworded(list(climbs.values()))
        return [self._record(i, s, climbs.get(s)) for i, s in enumerate(sentences)]

    def _first(self, sentences: list[str]) -> list[Climb]:
        found = self._translate(sentences, self.options.decoding)
        return [
            Climb(source, self._attempt("first", source, best), rest=rest)
            for source, (best, *rest) in zip(sentences, found, strict=True)
        ]

    def _climb(self, climbs: list[Climb]) -> None:
        failing = [c for c in climbs if c.best.failures]
        for climb in failing:
            climb.tried.append(climb.best)
            self._collapsed(climb)
            self._respelt(climb)
            self._from_n_best(climb)
        self._copied([c for c in failing if not _COPIED.isdisjoint(c.best.failures)])
        for climb in failing:
            self._repaired(climb)
        self._wide([c for c in failing if NON_WORD in c.best.failures])
        for rung in (self._other_decoding, *([self._split] if self.options.split else [])):
            if again := [c for c in failing if self._worth_another_search(c)]:
                rung(again)

    def _worth_another_search(self, climb: Climb) -> bool:
        """For what is grave, and for figures; a name that the model cannot spell, it cannot spell twice."""
        if not _GRAVE.isdisjoint(climb.best.failures):
            return True
        score = climb.best.score
        figures = any(f.startswith(("number", "date")) for f in climb.best.failures)
        return figures and (score is None or score >= self.options.hopeless)

    def _collapsed(self, climb: Climb) -> None:
        """What is said twice in a row is said once; nothing but the second time is lost."""
        if "stutter" in climb.best.failures:
            self._mended(climb, collapse(climb.best.text), "stutter-collapsed")

    def _respelt(self, climb: Climb) -> None:
        """A user's English for a term goes in the place of the usual one, and the sentence around it stays."""
        if "term-lost" in climb.best.failures:
            self._mended(climb, respelt(climb.source, climb.best.text, self.glossary))

    def _mended(self, climb: Climb, text: str, *flags: str) -> None:
        failures = self._failures(climb.source, text, climb.best.score)
        if cost(failures) < cost(climb.best.failures):
            climb.best = Attempt("repair", text, climb.best.score, failures)
            climb.flags = (*climb.flags, *flags)
            climb.tried.append(climb.best)

    def _from_n_best(self, climb: Climb) -> None:
        candidates = [self._attempt("n-best", climb.source, h) for h in climb.rest]
        self._take(climb, candidates)

    def _repaired(self, climb: Climb) -> None:
        if not any("-lost" in f or "-added" in f for f in climb.best.failures):
            return
        report = compare(climb.source, climb.best.text, glossary=self.glossary)
        mended = repair(climb.source, climb.best.text, report, self.glossary)
        if mended is None:
            return
        failures = self._failures(climb.source, mended.text, climb.best.score)
        attempt = Attempt("repair", mended.text, climb.best.score, failures)
        if cost(failures) < cost(climb.best.failures):
            climb.best, climb.flags = attempt, (*climb.flags, *mended.flags)
        climb.tried.append(attempt)

    def _copied(self, climbs: list[Climb]) -> None:
        """Names, terms, figures and dates that were lost, carried over by placeholders."""
        lost = {c.source: lost_spans(c.source, c.best.text, self.glossary) for c in climbs}
        lost = {source: spans for source, spans in lost.items() if spans}
        if not lost:
            return
        sources = list(lost)
        found = self._translate(sources, self.options.decoding, [lost[s] for s in sources])
        by_source = {c.source: c for c in climbs}
        for source, hypotheses in zip(sources, found, strict=True):
            climb = by_source[source]
            # The engine scored another sentence, the one with placeholders: its score says nothing about this text.
            scored = (h._replace(score=climb.tried[0].score) for h in hypotheses)
            self._take(climb, [self._attempt("copy", source, h) for h in scored])

    def _wide(self, climbs: list[Climb]) -> None:
        """Other words for those that do not exist, further down in a wider search."""
        for climb, hypotheses in zip(climbs, self._wider([c.source for c in climbs]), strict=True):
            self._take(climb, [self._attempt("wide", climb.source, h) for h in hypotheses], repaired=True)

    def _wider(self, sources: list[str]) -> list[list[Hypothesis]]:
        return self._translate(sources, self.options.decoding, beam=self.options.wide)

    def _other_decoding(self, climbs: list[Climb]) -> None:
        found = self._translate([c.source for c in climbs], {**self.options.decoding, **self.options.retry})
        for climb, hypotheses in zip(climbs, found, strict=True):
            self._take(climb, [self._attempt("decoding", climb.source, h) for h in hypotheses], repaired=True)

    def _split(self, climbs: list[Climb]) -> None:
        parts = {c.source: split(c.source, self.options.shortest_part) for c in climbs}
        parts = {source: pieces for source, pieces in parts.items() if len(pieces) > 1}
        pieces = list(dict.fromkeys(p for ps in parts.values() for p in ps))
        if not pieces:
            return
        found = dict(zip(pieces, self._translate(pieces, self.options.decoding), strict=True))
        for climb in climbs:
            if climb.source in parts:
                best = [found[p][0] for p in parts[climb.source]]
                text = join([self._rewritten(p, h.text) for p, h in zip(parts[climb.source], best, strict=True)])
                scores = [(h.score, h.tokens + 1) for h in best if h.score is not None]
                score = sum(s * n for s, n in scores) / sum(n for _, n in scores) if scores else None
                failures = self._failures(climb.source, text, score)
                if self._take(climb, [Attempt("split", text, score, failures)], repaired=True):
                    climb.flags = tuple(sorted({*climb.flags, "split"}))

    def _reworded(self, climbs: list[Climb]) -> None:
        """Words that the engine seldom met and that did not arrive, from other hypotheses or in other words; a second
        way to write a sentence is not tried where nothing is left to mend."""
        lost = {c.source: words for c in climbs if (words := unfamiliar_words.lost(c.source, c.best.text))}
        unlucky = [c for c in climbs if c.source in lost]
        ways = {source: rewording.ways(source, words) for source, words in lost.items()}
        arrived = {c.source: self._arrived(c, lost[c.source], "n-best", c.rest) for c in unlucky}
        for turn in range(max(map(len, ways.values()), default=0)):
            asked = [c for c in unlucky if turn < len(ways[c.source]) and (not turn or not settled(arrived[c.source]))]
            texts = list(dict.fromkeys(ways[c.source][turn].text for c in asked))
            found = dict(zip(texts, self._translate(texts, self.options.decoding), strict=True))
            for climb in asked:
                way = ways[climb.source][turn]
                arrived[climb.source] += self._arrived(climb, lost[climb.source], REWORD, found[way.text], way)
        for climb in (c for c in unlucky if arrived[c.source]):
            best = min(arrived[climb.source], key=lambda one: one[:-1])[-1]
            climb.tried, climb.best, climb.flags = [*(climb.tried or [climb.best]), best], best, ()

    def _arrived(
        self, climb: Climb, words: Sequence[UnfamiliarWord], how: str, found: Sequence[Hypothesis], way: Way = PLAIN
    ) -> list[Arrival]:
        """The hypotheses in which lost words arrived and nothing is worse."""
        lost, arrivals = set(words), []
        for attempt in (self._attempt(how, climb.source, hypothesis, way.text) for hypothesis in found):
            still = set(unfamiliar_words.lost(climb.source, attempt.text))
            better = still < lost and cost(attempt.failures) <= cost(climb.best.failures)
            if better and rewording.may_be_taken(climb.source, climb.best, attempt, climb.risen(attempt), lost - still):
                arrivals.append((len(still), cost(attempt.failures), way.english, -(attempt.score or 0.0), attempt))
        return arrivals

    def _take(self, climb: Climb, candidates: Iterable[Attempt], *, repaired: bool = False) -> bool:
        """Keeps the best candidate when it is better than what there is; records the best one either way."""
        ranked = sorted(candidates, key=lambda a: self._rank(climb, a))
        if not ranked:
            return False
        best = ranked[0]
        climb.tried.append(best)
        if self._rank(climb, best)[0] >= self._rank(climb, climb.best)[0] + _MENDED * len(climb.flags):
            return False
        climb.best, climb.flags = best, ()
        if repaired and best.failures:
            self._repaired(climb)
        return True

    def _rank(self, climb: Climb, attempt: Attempt) -> tuple[float, float]:
        """Failures first, and what was lost in the engine's score; the score decides between equals."""
        fallen = max(0.0, -climb.risen(attempt))
        return cost(attempt.failures) + fallen / self.options.drop, -(attempt.score or 0.0)

    def _translate(
        self,
        texts: list[str],
        decoding: dict[str, Any],
        spans: Sequence[Sequence[Span]] = (),
        *,
        beam: int | None = None,
    ) -> list[list[Hypothesis]]:
        """Candidates of each text, best first: all of a ``beam``, or as many as are asked of a search. What must stand
        letter for letter never passes through the model, nor do further ``spans`` of each text. Most are never looked
        at, so what a source decides in them is written by :meth:`_attempt`."""
        if not texts:
            return []

        def translate(masked: list[str]) -> list[list[Hypothesis]]:
            size, n_best = (beam, beam) if beam else (self.options.beam_size, self._n_best)
            return self.translator.translate(masked, beam_size=size, n_best=n_best, **decoding)

        def fits(masked: list[str]) -> list[bool]:
            limit = self.translator.max_source_tokens
            return [n <= limit for n in self.translator.count_tokens(masked)] if masked else []

        copied = [[*copied_spans(t), *more] for t, more in zip(texts, spans or [()] * len(texts), strict=True)]
        return translate_masked(texts, copied, translate, fits)

    def _rewritten(self, source: str, text: str) -> str:
        """A hypothesis with what the source decides alone: figures in English notation, names as they are, short forms
        in brackets as English has them, words in the meaning that they have in news, and misspelt words right."""
        text = english_notation(source, text, american=not self.options.style)
        text = right_senses(source, english_short_forms(source, text, self.glossary))
        return right_spelling(source, source_spelling(source, text, self.glossary), self.glossary)

    @property
    def _n_best(self) -> int:
        """No more than the beam holds: asking for more would widen it, and cost time."""
        generation = getattr(getattr(self.translator, "card", None), "generation", None)
        beam = self.options.beam_size or getattr(generation, "beam_size", None) or self.options.n_best
        return min(self.options.n_best, beam)

    def _attempt(self, how: str, source: str, hypothesis: Hypothesis, given: str = "") -> Attempt:
        text, score = self._rewritten(given or source, hypothesis.text), hypothesis.score
        return Attempt(how, text, score, self._failures(source, text, score), given)

    def _check(self, source: str, text: str, score: float | None) -> tuple[str, ...]:
        """What is wrong with a translation; kept, because rungs often come back with a text that was tried before."""
        context = Context(self.glossary, score, self.calibration.usual_score)
        return check_all(source, text, context, self.options.guards)

    def _record(self, index: int, source: str, climb: Climb | None) -> Translation:
        if climb is None:  # nothing to translate: a rule, a figure, nothing
            return Translation(index, source, source)
        best = climb.best
        doubt = risk.risk(source, best.text, best.score) if self._known else None
        flags = tuple(sorted({*best.failures, *climb.flags, *risk.check(doubt)}))
        quality = estimate(source, best.text, best.score, flags, self.calibration)
        attempts = tuple(climb.tried)
        return Translation(index, source, best.text, best.score, quality, flags, attempts, doubt)


def _has_words(sentence: str) -> bool:
    return any(c.isalpha() for c in sentence)


__all__ = ["Ladder", "LadderOptions"]
