"""Defines what an export format is given: briefs with their sentences, and what each sentence rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.stages.report.words import said_once

# What XML cannot hold, and marks that turn the direction of a text, which no Indonesian or English text needs.
_UNUSABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\ufffc]"
)


def plain(text: str | None) -> str:
    """A text on one line, without control characters."""
    return " ".join(_UNUSABLE.sub("", text or "").split())


@dataclass(frozen=True, slots=True)
class Source:
    """An article that a brief rests on.

    Attributes:
        id: the article's.
        name: of the source, the site, or else the input.
        title: Indonesian; "" where it has none.
        published: as the input has it; "" where nobody knows.
        url: an http or https address that may become a link; "" where there is none.
        input: the file or row that it came from.
    """

    id: str
    name: str
    title: str = ""
    published: str = ""
    url: str = ""
    input: str = ""

    def credit(self) -> str:
        """The source in one line, its address aside."""
        day = self.published[:10] if re.match(r"\d{4}-\d\d-\d\d", self.published) else self.published
        return ", ".join(part for part in (self.name, self.title and f"“{self.title}”", day) if part)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that a brief's sentence rests on; ``source`` is the place of its article in the brief's sources."""

    source: int
    sentence: int
    indonesian: str
    english: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a brief.

    Attributes:
        text: English.
        evidence: what it rests on.
        severity: ``critical``, ``major``, ``minor`` or "".
        reasons: why, in words.
        kind: of an event's sentence: ``shared``, ``single`` or ``conflict``.
    """

    text: str
    evidence: tuple[Evidence, ...] = ()
    severity: str = ""
    reasons: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A brief of an article or an event.

    Attributes:
        id: of the article or event.
        headline: English; the Indonesian title, or the input, where there is no headline.
        lines: the sentences.
        sources: the articles.
        severity: the worst of the headline and the sentences.
        reasons: what is wrong with the headline.
        notes: what else there is to know, in words.
        bullets: whether the sentences are points of a list.
        first: the first day of an event's articles; of an article, when it was published.
        last: the last day, likewise.
        timeline: of an event, days with what happened.
        edited: when an editor last worded a part of it that stands so here; "" where it is as the run made it.
        outdated: how many wordings of editors are left out because the run has another text now.
        gone: the sentences whose texts editors accepted for this brief, and that it no longer rests on, by name.
    """

    id: str
    headline: str
    lines: tuple[Line, ...]
    sources: tuple[Source, ...]
    severity: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    bullets: bool = False
    first: str = ""
    last: str = ""
    timeline: tuple[tuple[str, str], ...] = ()
    edited: str = ""
    outdated: int = 0
    gone: tuple[str, ...] = ()

    @property
    def flagged(self) -> bool:
        """Whether a reader is warned of it."""
        return self.severity in ("critical", "major")

    @property
    def text(self) -> str:
        return (
            "\n".join(f"- {line.text}" for line in self.lines) if self.bullets else " ".join(x.text for x in self.lines)
        )

    def rests_on(self, line: Line) -> list[tuple[Source, str]]:
        """The articles that a sentence rests on, each with the numbers of its sentences in words, from 1."""
        found: dict[int, list[str]] = {}
        for one in line.evidence:
            found.setdefault(one.source, []).append(str(one.sentence + 1))
        return [
            (self.sources[place], f"{'sentences' if len(numbers) > 1 else 'sentence'} {', '.join(numbers)}")
            for place, numbers in found.items()
        ]

    def note(self, line: Line) -> str:
        """What a sentence rests on, in one line."""
        return "; ".join(f"{source.credit()}, {numbers}" for source, numbers in self.rests_on(line)) + "."

    def checks(self) -> list[str]:
        """What a reader must check, each once, the headline first."""
        warned = (line for line in self.lines if line.severity in ("critical", "major"))
        sentences = [reason for line in warned for reason in line.reasons]
        return said_once(self.reasons, sentences, dict.fromkeys([*self.reasons, *sentences]))


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that is to be written.

    Attributes:
        title: of the run.
        moment: when the run finished, ISO 8601 with its zone.
        items: the briefs, read while they are written.
        events: whether they are of events.
        with_source: whether the Indonesian sentences stand beside the English ones.
    """

    title: str
    moment: str
    items: Iterator[Item] = field(repr=False)
    events: bool = False
    with_source: bool = False


KINDS = {"shared": "Several sources", "single": "One source", "conflict": "They differ"}


def grouped(item: Item) -> list[tuple[str, list[Line]]]:
    """The lines under their headings: those of an event by their kind, those of an article under none."""
    found: dict[str, list[Line]] = {}
    for line in item.lines:
        found.setdefault(KINDS.get(line.kind, ""), []).append(line)
    return list(found.items())
