"""Says in words what flags mean: their names spelt out, and a finding for readers, as bad as the worst of them.

What is wrong with a translation, and how bad that is, is declared in :mod:`pipeline.guards.severity`; here are the
flags that a brief adds to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.guards.severity import FLAGS as TRANSLATION_FLAGS
from pipeline.guards.severity import MOST_REASONS, ORDER, Severity

# What the flags mean to a reader; a flag that is in neither table is shown by its name.
FLAGS = {
    "untranslated": "left in Indonesian",
    "left-over": "Indonesian words are left in it",
    "already-english": "it was in English already",
    "names-only": "names and figures, left as they are",
    "split": "a long sentence was translated in parts",
    "loop": "the translation repeats itself",
    "stutter": "words are said twice",
    "too-short": "much shorter than the source",
    "too-long": "much longer than the source",
    "score-low": "the translator was unsure",
    "unsure": "probably wrong",
    "term-lost": "a term of the glossary is missing",
    "whole-article": "the article is as short as a brief",
    "shortened": "cut to the number of words asked for",
    "extracted": "taken from the translation as it stands",
    "model-empty": "the summarizer wrote nothing usable",
    "not-all-read": "the article is too long to be read whole",
    "unfinished": "it breaks off",
    "low-trust": "nothing in the article could be trusted more",
    "source-shown": "trusted less than was asked for; its Indonesian stands beside it",
    "language": "another language",
    "foreign-sentence": "a sentence in another language",
}
# How bad the flags are that a summarizer adds; those that are not here are notes.
BRIEF_FLAGS: dict[str, Severity] = {
    "unfinished": "major",
    "low-trust": "major",
    "source-shown": "major",
    "not-all-read": "minor",
}
KINDS = {"number": "figure", "name": "name", "date": "date", "quote": "quotation", "meaning": "statement"}
GRAVE = frozenset({"number", "date", "quote", "meaning"})  # invented, they say what nobody said
# number-lost, translation-number-lost, headline-number-invented-by-summarization, ...
_FACT = re.compile(r"(headline-)?(?:translation-)?([a-z]+)-(lost|added|repaired|invented|misplaced)(?:-by-([a-z]+))?")
_PLACE = {flag: place for place, flag in enumerate(TRANSLATION_FLAGS)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader is told about a sentence: how bad it is, "" when nothing is wrong, and why, the worst first."""

    severity: Severity | str = ""
    reasons: tuple[str, ...] = ()

    @property
    def warns(self) -> bool:
        """Whether a reader is warned, and not only who checks the text."""
        return self.severity in ("critical", "major")


def finding(flags: Iterable[str]) -> Finding:
    """The finding that flags amount to. Reasons of a lower severity are left out where one of a higher is there, and at
    most three are given, so that a reader is told what matters."""
    known = sorted({found for flag in flags if (found := _judged(flag))})
    if not known:
        return Finding()
    worst = known[0][0]
    reasons = dict.fromkeys(words for rank, _, words in known if rank == worst)
    return Finding(ORDER[worst], tuple(reasons)[:MOST_REASONS])


def worse(one: str, other: str) -> str:
    """The worse of two severities, each of which may be ""."""
    return min(one, other, key=lambda s: ORDER.index(s) if s in ORDER else len(ORDER))


def _judged(flag: str) -> tuple[int, int, str] | None:
    """How bad a flag is (0 is the worst), its place among those as bad, and its words; None for a note."""
    name = flag.removeprefix("headline-").removeprefix("translation-").partition(":")[0]
    if fact := re.fullmatch(r"(\w+)-(invented|misplaced|lost)-by-(\w+)", name):
        kind, what, by = fact.groups()
        translated = f"{kind}-{'added' if what == 'invented' else what}"
        if by == "translation" and translated in TRANSLATION_FLAGS:
            name = translated
        else:
            return _of_summarizer(kind, what)
    if name in TRANSLATION_FLAGS:
        severity, words = TRANSLATION_FLAGS[name]
        return ORDER.index(severity), _PLACE[name], words
    return (ORDER.index(BRIEF_FLAGS[name]), len(_PLACE), FLAGS[name]) if name in BRIEF_FLAGS else None


def _of_summarizer(kind: str, what: str) -> tuple[int, int, str]:
    """A fact of a brief's sentence that its sources do not bear out."""
    called = KINDS.get(kind, kind)
    if what == "invented":
        severity: Severity = "critical" if kind in GRAVE else "major"
        return ORDER.index(severity), 0, f"a {called} that the article does not have, written by the summarizer"
    if what == "misplaced":
        return ORDER.index("major"), 0, f"a {called} that belongs to another sentence of the article"
    return ORDER.index("minor"), 0, f"a {called} of the source was left out"


def is_judged(flag: str) -> bool:
    """Whether the flag is part of a finding; other flags are notes."""
    return _judged(flag) is not None


def flag_words(flag: str) -> str:
    """A flag in words: ``headline: number invented``, ``language (en)``."""
    if fact := _FACT.fullmatch(flag):
        headline, kind, what, by = fact.groups()
        blamed = " by the summarizer" if by == "summarization" else ""
        return f"{'headline: ' if headline else ''}{kind} {what}{blamed}"
    name, _, detail = flag.partition(":")
    words = FLAGS.get(name) or FLAGS.get(name.removeprefix("translation-"), name)
    return f"{words} ({detail})" if detail else words


def all_words(flags: Iterable[str]) -> list[str]:
    """Flags in words, without repetitions."""
    return list(dict.fromkeys(flag_words(flag) for flag in flags))
