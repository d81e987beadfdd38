"""Says in a reader's words what flags mean, and what they amount to: a finding, as bad as the worst of them.

What is wrong with a translation, how bad that is and in which words, is declared in :mod:`pipeline.guards.severity`;
here are the flags that cleaning and summarizing add to it. No flag is in both tables.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from pipeline.core.records import BriefSentence
from pipeline.core.run_articles import ArticleRecords, brief_flags
from pipeline.guards.checks.reverse_terms import unsupported
from pipeline.guards.severity import FLAGS as TRANSLATION_FLAGS
from pipeline.guards.severity import MOST_REASONS, ORDER, Severity
from pipeline.language.language_names import language_name

# What the flags mean to a reader.
FLAGS = {
    "already-english": "it was in English already",
    "names-only": "names and figures, left as they are",
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
# The guards' ladder, by its rungs (:mod:`pipeline.guards.ladder`).
RUNGS = {
    "first": "the translator's first answer",
    "n-best": "other answers of the same search",
    "copy": "names and figures copied",
    "repair": "mended by rule",
    "wide": "a wider search",
    "decoding": "a search that repeats less",
    "split": "translated in parts",
    "reword": "plainer words",
}
KINDS = {"number": "figure", "name": "name", "date": "date", "quote": "quotation", "meaning": "statement"}
GRAVE = frozenset({"number", "date", "quote", "meaning"})  # invented, they say what nobody said
ADDED = TRANSLATION_FLAGS["institution-added"][1]
_HEADLINE = "headline-"
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


def finding(flags: Iterable[str], added: Iterable[str] = ()) -> Finding:
    """The finding that flags amount to. Reasons of a lower severity are left out where one of a higher is there, and at
    most three are given, so that a reader is told what matters.

    Args:
        flags: of a sentence or a headline.
        added: the institutions in it that the source does not name.
    """
    known = sorted({found for flag in flags if (found := _judged(flag))})
    if not known:
        return Finding()
    worst = known[0][0]
    reasons = dict.fromkeys(named(words, added) for rank, _, words in known if rank == worst)
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


def weighed(flags: Iterable[str]) -> list[str]:
    """Flags in the order of their weight, the worst first and notes last; those that weigh the same in their order."""
    return sorted(flags, key=lambda flag: (_judged(flag) or (len(ORDER), 0, ""))[:2])


def is_judged(flag: str) -> bool:
    """Whether the flag is part of a finding; other flags are notes."""
    return _judged(flag) is not None


def flag_words(flag: str) -> str:
    """A flag in words, wherever it stands: ``a figure of the source is missing``, ``another language (English)``."""
    if judged := _judged(flag):
        return judged[2]
    name, _, detail = flag.removeprefix(_HEADLINE).removeprefix("translation-").partition(":")
    words = FLAGS.get(name) or name.replace("-", " ")
    detail = language_name(detail) if name == "language" else detail
    return f"{words} ({detail})" if detail else words


def mark_words(mark: str) -> str:
    """What a stage counted, in words: ``tried:copy`` is "tried: names and figures copied"."""
    kind, _, name = mark.partition(":")
    if kind == "flag":
        return flag_words(name)
    return f"{'taken' if kind == 'won' else kind}: {RUNGS.get(name) or name.replace('-', ' ')}"


def all_words(flags: Iterable[str], added: Iterable[str] = ()) -> list[str]:
    """Flags in words, each once: what is true of a headline alone begins with ``headline:``.

    Args:
        flags: of a brief, its headline's among them, or of a sentence.
        added: the institutions that the source does not name.
    """
    headline: dict[str, bool] = {}
    text: dict[str, bool] = {}
    for flag in flags:
        (headline if flag.startswith(_HEADLINE) else text)[named(flag_words(flag), added)] = True
    return said_once(headline, text, list(dict.fromkeys([*headline, *text])))


def said_once(headline: Container[str], text: Container[str], words: Iterable[str]) -> list[str]:
    """Words that are true of a headline, of a text or of both, with what they are true of where that is a headline."""
    return [
        word if word not in headline else f"headline and text: {word}" if word in text else f"headline: {word}"
        for word in words
    ]


def named(words: str, added: Iterable[str]) -> str:
    """The words of a flag with the institutions that they are about."""
    names = ", ".join(dict.fromkeys(added))
    return f"{words}: {names}" if names and words == ADDED else words


def check_words(records: ArticleRecords) -> list[str]:
    """What there is to check in an article's brief, and what else there is to know of it, in words."""
    brief = records.brief
    if brief is None:
        return []
    added = [
        name for sentence in brief.sentences for name in institutions(records, sentence.text, sentence.flags, sentence)
    ]
    return all_words(brief_flags(brief), added or institutions(records, brief.headline or "", brief.flags))


def institutions(
    records: ArticleRecords, text: str, flags: Iterable[str], sentence: BriefSentence | None = None
) -> list[str]:
    """The institutions in a headline, or in a sentence of a brief, that the source does not name.

    Args:
        records: the article.
        text: the headline or the sentence.
        flags: of it; nothing is looked for unless one of them says that there is something to be found.
        sentence: what of the source is read: what it rests on; the whole article without one.
    """
    if not any("institution-added" in flag for flag in flags):
        return []
    cited = {c.sentence for c in sentence.citations} if sentence is not None else None
    translated = records.translated.sentences if records.translated else ()
    sources = [t.source for t in translated if cited is None or t.index in cited]
    title = (records.article.title or "",) if cited is None else ()
    return unsupported(" ".join((*title, *sources)), text)
