"""Puts facts right in a translation by rule, where it is plain what went wrong.

Three cases, all exact about place: the source's figure was copied with Indonesian separators ("20.000", "20.08"),
which misleads an English reader; the day of a date was dropped behind its weekday ("Kamis (15/5)" -> "on Thursday"),
which is where it belongs; or as many figures were lost as others of the same sort were added, in which case the wrong
ones stand where the right ones belong ("(1894-1895)" -> "(189 - 1895)"). Names garbled in the same way take their
spelling from the source. What was put in is flagged unless only separators changed or its own weekday led there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.guards.rendering import clock, figure, ordinal, render
from pipeline.language.facts import Fact, FactReport, extract
from pipeline.language.glossary import Glossary
from pipeline.language.numbers import read_numbers

_FIGURES = ("number", "ordinal", "percent", "amount", "time")
_ALIKE = 0.6
_SCALE_LEFT = re.compile(r"\s?(?:rb|ribu|jt|juta|miliar|milyar|triliun)\b")  # "Rp 150 rb": part of the wrong figure
_SCALED = re.compile(r"(?:thousand|million|billion|trillion)$")
_MOST = 3  # more wrong facts than this, and order is no guide to which is which


@dataclass(frozen=True, slots=True)
class Repair:
    """The mended text, and flags for what a reader must know (() when only separators changed)."""

    text: str
    flags: tuple[str, ...]


def repair(source: str, translation: str, report: FactReport, glossary: Glossary) -> Repair | None:
    """The translation with its facts put right, None when no rule applies."""
    edits: list[tuple[tuple[int, int], str]] = []
    flags: set[str] = set()
    lost, added = list(report.lost), list(report.added)
    for fact in tuple(lost):
        copy = next((a for a in added if _copied(fact, a)), None)
        if copy is not None:
            edits.append((copy.span, _rewrite(fact, copy, translation)))
            lost.remove(fact)
            added.remove(copy)
    for right, wrong in _weekdays(lost, source, translation):
        edits.append((wrong.span, render(right)))
        lost.remove(right)
    for kinds, flag in ((_FIGURES, "number-repaired"), (("date",), "date-repaired")):
        pairs = _pairs(lost, added, kinds)
        for right, wrong in pairs:
            text = _rewrite(right, wrong, translation)
            if text:
                edits.append((wrong.span, text))
                flags.add(flag)
    for right, wrong in _pairs(lost, added, ("name",)):
        if _garbled(right, wrong) and not glossary.terms_in(right.text):
            edits.append((wrong.span, right.text))
            flags.add("name-repaired")
    for term in glossary.check(source, translation):  # the model copied what it did not know
        left = re.search(rf"(?<!\w){re.escape(term.entry.term)}(?!\w)", translation)
        if left:
            edits = [e for e in edits if e[0][1] <= left.start() or left.end() <= e[0][0]]
            edits.append((left.span(), term.entry.english[0]))
    edits = [e for e in dict.fromkeys(edits) if e[1]]
    if not edits:
        return None
    return Repair(_apply(translation, edits), tuple(sorted(flags)))


def _pairs(lost: Sequence[Fact], added: Sequence[Fact], kinds: Sequence[str]) -> list[tuple[Fact, Fact]]:
    """Which lost fact belongs where which added one stands: by order when there are as many of one as of the other,
    else those that look alike ("330.000" and "33,000")."""
    ours = sorted((f for f in lost if f.kind in kinds), key=lambda f: f.span)
    theirs = sorted((f for f in added if f.kind in kinds), key=lambda f: f.span)
    if 0 < len(ours) == len(theirs) <= _MOST:
        return list(zip(ours, theirs, strict=True))
    alike = sorted(((_likeness(o, t), i, j) for i, o in enumerate(ours) for j, t in enumerate(theirs)), reverse=True)
    pairs: list[tuple[Fact, Fact]] = []
    for likeness, i, j in alike:
        if likeness >= _ALIKE and ours[i] not in (p[0] for p in pairs) and theirs[j] not in (p[1] for p in pairs):
            pairs.append((ours[i], theirs[j]))
    return pairs


def _weekdays(lost: Sequence[Fact], source: str, translation: str) -> list[tuple[Fact, Fact]]:
    """Lost dates that have a weekday, each with the bare weekday of the translation that stands for it.

    Both sides must name that weekday once only, so that there is no doubt which is which.
    """
    ours = [f for f in extract(source, "id") if f.kind == "date"]
    theirs = [f for f in extract(translation, "en") if f.kind == "date"]
    pairs = []
    for fact in lost:
        day = fact.value.rpartition("/w")[2] if fact.kind == "date" and "/w" in fact.value else ""
        named = [f for f in theirs if f.value.endswith(f"/w{day}")]
        once = day and sum(f.value.endswith(f"/w{day}") for f in ours) == len(named) == 1
        if once and named[0].value == f"/w{day}":
            pairs.append((fact, named[0]))
    return pairs


def _likeness(one: Fact, other: Fact) -> float:
    """How alike two facts are in letters and digits, 0..1."""
    a, b = ("".join(c for c in f.value.casefold() if c.isalnum()) for f in (one, other))
    return SequenceMatcher(None, a, b).ratio()


def _copied(lost: Fact, added: Fact) -> bool:
    """Whether the added figure is the lost one with its Indonesian separators."""
    ours, theirs = re.search(r"\d[\d.,]*\d", lost.text), re.search(r"\d[\d.,]*\d", added.text)
    return bool(ours and theirs and ours.group() == theirs.group() and ours.group().strip("0123456789"))


def _rewrite(right: Fact, wrong: Fact, translation: str) -> str:
    """What to write in place of ``wrong``: its own form where the sort is the same, else ``right`` rendered."""
    if right.kind != wrong.kind or right.kind in ("time", "date", "amount"):
        rendered = render(right)
        if right.kind == "time" and re.match(r"\s*(?:a\.?m|p\.?m)\b", translation[wrong.span[1] :], re.IGNORECASE):
            hour, _, minute = rendered.partition(":")
            return clock(int(hour), int(minute), halves=True) if hour.isdigit() and minute.isdigit() else rendered
        return rendered
    ours = [n for n in read_numbers(right.text, "id") if not n.loose]
    theirs = [n for n in read_numbers(wrong.text, "en") if not n.loose]
    if len(ours) != 1 or len(theirs) != 1 or ours[0].code or theirs[0].code:
        return ""
    new = ordinal(int(ours[0].value)) if right.kind == "ordinal" else figure(ours[0])
    return wrong.text[: theirs[0].start] + new + wrong.text[theirs[0].end :]


def _garbled(right: Fact, wrong: Fact) -> bool:
    """Whether one name looks like a misspelling of the other: the same start or end, or much the same letters."""
    a, b = right.text.casefold(), wrong.text.casefold()
    if len(right.text.split()) != len(wrong.text.split()):
        return False
    return a[:2] == b[:2] or a[-4:] == b[-4:]


def _apply(text: str, edits: Sequence[tuple[tuple[int, int], str]]) -> str:
    for (start, end), new in sorted(edits, reverse=True):
        scale = _SCALE_LEFT.match(text, end) if new[-1:].isdigit() or _SCALED.search(new) else None
        rest = text[scale.end() if scale else end :]
        text = text[:start] + (new.removesuffix(".") if rest.startswith(".") else new) + rest
    return text
