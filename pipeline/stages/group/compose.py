"""Writes the brief of an event: what most sources say, what only one says, and where they contradict each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.core.event_records import EventSentence, SourceSentence, TimelineEntry
from pipeline.guards.severity import severity
from pipeline.language.fact import FIGURES
from pipeline.language.facts import extract
from pipeline.stages.group.conflicts import CONFLICT, days_in, find_conflicts
from pipeline.stages.group.statements import Likeness, Source, Statement, statements

SHARED, SINGLE = "shared", "single"
COVERED = 0.52  # of a sentence, how much one of another outlet has to say for the two to share it
ALIKE = 0.3  # how alike the two have to be
SAID_ALREADY = 0.45  # likeness from which a sentence says what another one said
REPEATED = 0.72  # of a sentence, how much the brief says already for it to be left out
NEAR_DAYS = 31  # a day further from the articles' own is history and in no timeline
LEAST_WORDS = 2  # of a sentence that says anything, names and figures aside
LEAD = 2  # sentences of an article that count as telling even where its brief does not rest on them


@dataclass(frozen=True, slots=True)
class Composed:
    """The sentences of an event's brief, and its timeline."""

    sentences: tuple[EventSentence, ...]
    timeline: tuple[TimelineEntry, ...]

    @property
    def text(self) -> str:
        """The brief as plain text, a paragraph for each kind of sentence."""
        parts = [[s for s in self.sentences if s.kind == kind] for kind in (SHARED, SINGLE, CONFLICT)]
        told = [" ".join(s.text for s in parts[0])]
        told.append(" ".join(f"{s.sources[0]}: {s.text}" for s in parts[1]))
        told.append(" ".join(s.text for s in parts[2]))
        return "\n".join(part for part in told if part)


def compose(sources: Sequence[Source], most: int) -> Composed:
    """The brief of an event.

    Args:
        sources: its articles, near-duplicates left out, oldest first.
        most: sentences of each kind.
    """
    found = statements(sources)
    if not found:
        return Composed((), ())
    likeness = Likeness(found)
    conflicts = find_conflicts(sources, found, likeness.pairs)[:most]
    disputed = {(c.article_id, c.sentence) for s in conflicts for c in s.citations}
    told = _Told(sources, found, likeness, disputed)
    return Composed((*told.shared(most), *told.singles(most), *conflicts), told.timeline())


class _Told:
    """What the articles of an event say, and which of it was taken into the brief.

    Args:
        sources: the articles.
        found: their sentences.
        likeness: of these.
        disputed: the sentences about which there is a conflict, by article and index.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        found: Sequence[Statement],
        likeness: Likeness,
        disputed: Collection[tuple[str, int]],
    ) -> None:
        self._sources, self._found, self._likeness = sources, found, likeness
        self._disputed = {p for p, s in enumerate(found) if (sources[s.article].id, s.index) in disputed}
        self._taken: list[int] = []
        self._outlets: dict[str, list[int]] = {}  # what each outlet says
        for place in range(len(found)):
            self._outlets.setdefault(self._outlet(place), []).append(place)

    def shared(self, most: int) -> list[EventSentence]:
        """What several outlets say, that of most of them first."""
        rows: list[EventSentence] = []
        places = [p for p in range(len(self._found)) if self._supported[p] and self._tells(p)]
        for place in sorted(places, key=self._rank):
            if len(rows) < most and place not in self._disputed and not self._is_said(place):
                self._taken.append(place)
                rows.append(self._sentence(place, (place, *self._supported[place]), SHARED))
        return rows

    def singles(self, most: int) -> list[EventSentence]:
        """What one outlet says: of each article the sentences of its brief that no other outlet has, in turn."""
        waiting = [
            [p for p, s in enumerate(self._found) if s.article == article and s.in_brief and not self._supported[p]]
            for article in range(len(self._sources))
        ]
        rows: list[EventSentence] = []
        for turn in range(max(map(len, waiting), default=0)):
            for place in (places[turn] for places in waiting if turn < len(places)):
                if len(rows) < most and place not in self._disputed and not self._is_said(place):
                    self._taken.append(place)
                    rows.append(self._sentence(place, (place,), SINGLE))
        return rows

    def timeline(self) -> tuple[TimelineEntry, ...]:
        """A sentence for each day that the articles tell of; none where it is one day."""
        own = [day for source in self._sources if (day := _whole(source.day)) is not None]
        best: dict[dt.date, int] = {}
        for place in sorted(filter(self._tells, range(len(self._found))), key=self._rank):
            statement = self._found[place]
            days = set(days_in(statement.source, self._sources[statement.article]))
            if len(days) == 1 and any(abs((day - o).days) <= NEAR_DAYS for day in days for o in own):
                best.setdefault(days.pop(), place)
        for article, source in enumerate(self._sources):
            day = _whole(source.day)
            first = next((p for p, s in enumerate(self._found) if s.article == article and self._tells(p)), None)
            if day is not None and first is not None:
                best.setdefault(day, first)
        if len(best) < 2:
            return ()
        return tuple(self._entry(day, place) for day, place in sorted(best.items()))

    @cached_property
    def _supported(self) -> list[tuple[int, ...]]:
        """For each sentence those of other outlets that say the same, one of each, the most alike first."""
        return [self._support(place) for place in range(len(self._found))]

    def _support(self, place: int) -> tuple[int, ...]:
        """An outlet supports a sentence when one of its own says most of it, and its text has all names and figures."""
        statement, near = self._found[place], self._likeness.pairs[place]
        support = []
        for outlet, places in self._outlets.items():
            if outlet == self._outlet(place):
                continue
            closest = min(places, key=lambda p: (-near[p], p))
            if near[closest] < ALIKE or not self._figures[place] <= self._figures_of_outlet[outlet]:
                continue
            said = self._likeness.covered(statement, self._terms(closest))
            if said >= COVERED and statement.names <= self._terms_of_outlet[outlet]:
                support.append(closest)
        return tuple(sorted(support, key=lambda p: (-near[p], p)))

    @cached_property
    def _terms_of_outlet(self) -> dict[str, frozenset[str]]:
        said = self._outlets.items()
        return {o: frozenset(t for p in places for t in self._terms(p)) for o, places in said}

    def _terms(self, place: int) -> frozenset[str]:
        return frozenset((*self._found[place].own_terms, *self._found[place].english_terms))

    @cached_property
    def _figures(self) -> list[frozenset[str]]:
        """The figures and dates of each sentence."""
        return [
            frozenset(
                f"{fact.kind} {fact.value}"
                for fact in extract(statement.source, self._sources[statement.article].language)
                if fact.kind in FIGURES and fact.firm
            )
            for statement in self._found
        ]

    @cached_property
    def _figures_of_outlet(self) -> dict[str, frozenset[str]]:
        return {o: frozenset(f for p in places for f in self._figures[p]) for o, places in self._outlets.items()}

    def _outlet(self, place: int) -> str:
        return self._sources[self._found[place].article].name

    def _rank(self, place: int) -> tuple[Any, ...]:
        """Sentences that can be trusted first, of them what most outlets say, what a brief rests on, what is told
        early."""
        statement = self._found[place]
        doubt = _doubt(statement.flags) > 1
        return doubt, -len(self._supported[place]), not statement.in_brief, statement.index, place

    def _tells(self, place: int) -> bool:
        """Whether a sentence is telling: by its place, and by more than a name or a date."""
        statement = self._found[place]
        words = [term for term in statement.own_terms if term not in statement.names and not term[0].isdigit()]
        return len(words) >= LEAST_WORDS and (statement.in_brief or statement.index < LEAD)

    def _is_said(self, place: int) -> bool:
        """Whether the brief says so already: in one sentence, or here and there."""
        told = frozenset().union(*map(self._terms, self._taken))
        return (
            any(self._likeness.pairs[place, other] >= SAID_ALREADY for other in self._taken)
            or any(place in self._supported[other] for other in self._taken)
            or self._likeness.covered(self._found[place], told) >= REPEATED
        )

    def _sentence(self, place: int, cited: Sequence[int], kind: str) -> EventSentence:
        said = [self._found[p] for p in cited]
        return EventSentence(
            text=self._found[place].text,
            kind=kind,
            citations=tuple(SourceSentence(self._sources[s.article].id, s.index) for s in said),
            sources=tuple(dict.fromkeys(self._outlet(p) for p in cited)),
            flags=self._found[place].flags,
        )

    def _entry(self, day: dt.date, place: int) -> TimelineEntry:
        statement = self._found[place]
        return TimelineEntry(day.isoformat(), statement.text, self._sources[statement.article].id, statement.index)


def _doubt(flags: Sequence[str]) -> int:
    """How bad the worst flag is."""
    worst = {severity(flag) for flag in flags}
    return 3 if "critical" in worst else 2 if "major" in worst else 1 if "minor" in worst else 0


def _whole(day: str | None) -> dt.date | None:
    return None if day is None else dt.date.fromisoformat(day)
