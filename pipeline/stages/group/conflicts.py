"""Finds where the articles of an event contradict each other: two figures for the same thing, or two days.

A false conflict is worse than none. Figures are held against each other only in sentences that say the same otherwise,
with the same measure, the same noun and the same predicate, in the sentence as well as in its translation; not when one
is a part, a bound or a rounding, and not when an article gives both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations
from typing import Any

from pipeline.core.event_records import EventSentence, SourceSentence
from pipeline.language.dates import read_dates
from pipeline.language.lexicon import english_stem
from pipeline.language.names import is_common
from pipeline.stages.group.figures import Figure, agree, figures
from pipeline.stages.group.statements import Source, Statement
from pipeline.stages.profile.days import published_day, resolve
from pipeline.stages.profile.terms import terms

CONFLICT, OTHER_DAY = "conflict", "other-day"
ALIKE, ALIKE_DAYS = 0.3, 0.6  # likeness of sentences whose figures, and whose days, are compared
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_STOP = re.compile(r"[,;:()\"“”]|\.(?:\s|$)|\b(?:and|while|but|whereas|said|says)\b|\d", re.I)
_LONGEST_TOPIC = 9  # words


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that a statement gives, in its own words and in English."""

    statement: int
    figure: Figure
    english: Figure
    sentence: str


def find_conflicts(sources: Sequence[Source], found: Sequence[Statement], pairs: Any) -> list[EventSentence]:
    """The contradictions between articles, figures first."""
    given = {place: _stated(place, s, sources[s.article]) for place, s in enumerate(found)}
    by_article: dict[int, list[Figure]] = {}
    for place, rows in given.items():
        by_article.setdefault(found[place].article, []).extend(row.figure for row in rows)
    groups: list[list[Stated]] = []
    for one, two in _pairs(found, pairs, ALIKE):
        for ours in given[one]:
            for theirs in given[two]:
                if _contradict(ours, theirs) and not _gives_both(ours, theirs, found, by_article):
                    _add(groups, ours, theirs)
    sentences = [_figure_sentence(group, sources, found) for group in groups]
    return [*sentences, *_day_conflicts(sources, found, pairs)]


def _pairs(found: Sequence[Statement], pairs: Any, least: float) -> Iterator[tuple[int, int]]:
    """Sentences of two articles that are alike, the most alike first."""
    alike = [
        (one, two)
        for one, two in combinations(range(len(found)), 2)
        if found[one].article != found[two].article and pairs[one, two] >= least
    ]
    yield from sorted(alike, key=lambda pair: (-pairs[pair], pair))


def _stated(place: int, statement: Statement, source: Source) -> list[Stated]:
    """The figures of a statement that its translation gives too, each alone with its noun in the sentence."""
    own = figures(statement.source, source.language)
    english = figures(statement.english, "en")
    rows = []
    for figure in own:
        twins = [f for f in own if f.subject == figure.subject and f.measure == figure.measure]
        matches = [f for f in english if f.value == figure.value and f.measure == figure.measure]
        if len(twins) == len(matches) == 1 and not figure.partial and not matches[0].partial:
            rows.append(Stated(place, figure, matches[0], statement.english))
    return rows


def _contradict(ours: Stated, theirs: Stated) -> bool:
    """Whether two figures of alike sentences count the same thing and cannot both be right."""
    one, other = ours.figure, theirs.figure
    if one.measure != other.measure or agree(one, other) or agree(ours.english, theirs.english):
        return False
    if _elsewhere(one, other) or _said_otherwise(one, other):
        return False
    return all(
        _same_subject(a, b) and _same_setting(a, b) for a, b in ((one, other), (ours.english, theirs.english))
    ) and any(topic(ours, theirs))


def _elsewhere(one: Figure, other: Figure) -> bool:
    """Whether two figures may be of different places, people or things: the names behind one are not in the other
    sentence, or one sentence says whom it is about ("Xiaomi 13 Pro") and the other does not ("this phone")."""
    if not one.names & other.names and (one.names or other.names):
        return True
    return not (one.where <= other.names and other.where <= one.names)


def _said_otherwise(one: Figure, other: Figure) -> bool:
    """Whether something else is said of what is counted: "rusak berat" and "rusak ringan", "tewas" and "terluka"."""
    ours, theirs = one.setting | one.subject, other.setting | other.subject
    return not one.beside <= theirs and not other.beside <= ours


def _same_subject(one: Figure, other: Figure) -> bool:
    """The same noun; money and shares need none beside them."""
    return bool(one.subject & other.subject) or bool(one.measure and (not one.subject or not other.subject))


def _same_setting(one: Figure, other: Figure) -> bool:
    """What is said of the noun is the same: most of the shorter clause's words are in the other one."""
    shared = one.setting & other.setting
    least = min(len(one.setting), len(other.setting))
    return bool(shared) and 2 * len(shared) >= least and (bool(one.subject & other.subject) or len(shared) > 1)


def _gives_both(ours: Stated, theirs: Stated, found: Sequence[Statement], by_article: dict[int, list[Figure]]) -> bool:
    """Whether one of the articles gives the other's figure as well: then it knows of both."""
    for stated, other in ((ours, theirs), (theirs, ours)):
        if any(f.value == other.figure.value for f in by_article[found[stated.statement].article]):
            return True
    return False


def _add(groups: list[list[Stated]], ours: Stated, theirs: Stated) -> None:
    """Put a contradiction with those about the same figure of a statement."""
    for group in groups:
        if ours in group or theirs in group:
            group += [s for s in (ours, theirs) if s not in group]
            return
    groups.append([ours, theirs])


def topic(ours: Stated, theirs: Stated) -> tuple[str, str]:
    """What both translations say beside the figure, before and behind it; neither where they share nothing: then what
    is compared could not be said, and nothing is."""
    there = {english_stem(w.lower()) for w in _WORD.findall(theirs.sentence)}
    at = max(ours.sentence.find(ours.english.text), 0)
    after = _shared_run(_clause(ours.sentence[at + len(ours.english.text) :]), there)
    if after:
        return "", after
    run = _shared_run(list(reversed(_clause(ours.sentence[:at], last=True))), there)
    before = " ".join(reversed(run.split()))
    opens = before and ours.sentence.startswith(before) and not _is_name(before.split()[0])
    return (before[0].lower() + before[1:] if opens else before), ""


def _clause(text: str, *, last: bool = False) -> list[str]:
    """The words of a text's first clause, or of its last."""
    breaks = list(_STOP.finditer(text))
    if last:
        return _WORD.findall(text[breaks[-1].end() if breaks else 0 :])
    return _WORD.findall(text[: breaks[0].start()] if breaks else text)


def _shared_run(words: Sequence[str], there: set[str]) -> str:
    """The words from the figure on as far as the other sentence has them, ending with one that tells something."""
    run: list[str] = []
    told = 0
    for word in words[:_LONGEST_TOPIC]:
        telling = bool(list(terms("x " + word)))
        if telling and english_stem(word.lower()) not in there:
            break
        run.append(word)
        told = len(run) if telling else told
    return " ".join(run[:told])


def _is_name(word: str) -> bool:
    return word.isupper() or not is_common(word, "en")


def _figure_sentence(group: Sequence[Stated], sources: Sequence[Source], found: Sequence[Statement]) -> EventSentence:
    """ "The sources differ on houses damaged: A says 224, B 250."; with the days where they are not of one day."""
    ordered = sorted(group, key=lambda s: (found[s.statement].article, s.statement))
    shown: dict[str, list[Source]] = {}
    for stated in ordered:
        source = sources[found[stated.statement].article]
        listed = shown.setdefault(stated.english.text, [])
        if source.name not in [s.name for s in listed]:
            listed.append(source)
    days = {sources[found[s.statement].article].day for s in ordered}
    pairs = ((one, two) for one, two in permutations(ordered, 2) if one is ordered[0])
    before, after = next((t for pair in pairs if any(t := topic(*pair))), ("", ""))
    clauses: list[str] = []
    for figure, listed in shown.items():
        says = ("say" if len(listed) > 1 else "says") if not clauses else ""
        words = (says, before, figure, after) if not clauses else (figure,)
        clauses.append(" ".join(w for w in (_names(listed, with_days=len(days) > 1), *words) if w))
    text = f"The sources differ: {', '.join(clauses)}."
    flags = (OTHER_DAY,) if len(days) > 1 else ()
    return _sentence(text, [s.statement for s in ordered], sources, found, flags)


def _names(sources: Sequence[Source], *, with_days: bool) -> str:
    names = [f"{s.name} ({s.day})" if with_days and s.day else s.name for s in sources]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _sentence(
    text: str, places: Sequence[int], sources: Sequence[Source], found: Sequence[Statement], flags: tuple[str, ...] = ()
) -> EventSentence:
    said = [found[place] for place in places]
    cited = tuple(SourceSentence(sources[s.article].id, s.index) for s in said)
    return EventSentence(text, CONFLICT, cited, tuple(dict.fromkeys(sources[s.article].name for s in said)), flags)


def _day_conflicts(sources: Sequence[Source], found: Sequence[Statement], pairs: Any) -> Iterator[EventSentence]:
    """Sentences that say the same of two different days; one contradiction for each two articles."""
    met: set[tuple[int, int]] = set()
    for one, two in _pairs(found, pairs, ALIKE_DAYS):
        articles = found[one].article, found[two].article
        days = [_only_day(found[place].source, sources[found[place].article]) for place in (one, two)]
        if None in days or days[0] == days[1] or articles in met:
            continue
        told = [{d for s in found if s.article == a for d in days_in(s.source, sources[a])} for a in articles]
        if days[0] in told[1] or days[1] in told[0]:
            continue
        met.add(articles)
        said = [
            f'{sources[a].name} says {_spelled(day)}: "{found[place].english}"'
            for a, day, place in zip(articles, days, (one, two), strict=True)
            if day is not None
        ]
        yield _sentence(f"The sources differ on the day. {' '.join(said)}", [one, two], sources, found)


def _only_day(sentence: str, source: Source) -> dt.date | None:
    days = days_in(sentence, source)
    return days[0] if len(days) == 1 else None


def days_in(sentence: str, source: Source) -> tuple[dt.date, ...]:
    return _read_days(sentence, source.language, published_day(source.clean.published))


@lru_cache(maxsize=4096)
def _read_days(sentence: str, language: Any, published: dt.date | None) -> tuple[dt.date, ...]:
    whole = [d for d in read_dates(sentence, language) if d.day and d.month]
    return tuple(day for d in whole if (day := resolve(d, published)) is not None)


def _spelled(day: dt.date) -> str:
    return f"{day.day} {day.strftime('%B')} {day.year}"
