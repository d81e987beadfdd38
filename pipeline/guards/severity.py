"""Declares how severe each flag is and what it tells a reader.

``critical``: the translation says something else than the source. ``major``: something is missing, foreign or wrong,
and a reader would miss it. ``minor``: worth knowing for who checks a text; not shown as a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["critical", "major", "minor"]
ORDER: tuple[Severity, ...] = ("critical", "major", "minor")
MOST_REASONS = 3

# Heaviest first; the order is the order in which reasons are given.
FLAGS: dict[str, tuple[Severity, str]] = {
    "empty": ("critical", "there is no translation"),
    "refused": ("critical", "the model declined to translate it"),
    "untranslated": ("critical", "it was left in Indonesian"),
    "loop": ("critical", "the translation repeats itself"),
    "garbage": ("critical", "it holds characters that belong to no word"),
    "meaning-lost": ("critical", "most of what the source says is missing"),
    "reversal-lost": (
        "critical",
        "the source says that it was called off, failed, was refused or nearly happened",
    ),
    "negation-lost": ("critical", "the source says that something is not so"),
    "negation-added": ("critical", "the source does not say that something is not so"),
    "opposite": ("critical", "a word became its opposite"),
    "direction-lost": ("critical", "a figure rises or falls in the source, and nothing says so"),
    "roles-swapped": ("critical", "who did it and to whom changed places"),
    "order-swapped": ("critical", "two figures or places changed places"),
    "time-changed": ("critical", "the time is another one (yesterday, tomorrow, last or next week)"),
    "quantity-changed": ("critical", "a quantity became another one (dozens, hundreds, a third)"),
    "unit-changed": ("critical", "a figure counts something else (unit, currency, rank)"),
    "sign-changed": ("critical", "a figure below zero is above it, or the other way round"),
    "number-added": ("critical", "a figure that the source does not have"),
    "date-added": ("critical", "a date that the source does not have"),
    "number-lost": ("major", "a figure of the source is missing"),
    "date-lost": ("major", "a date of the source is missing"),
    "name-added": ("major", "a name that the source does not have"),
    "institution-added": ("major", "a country or institution that the source does not name"),
    "initials-lost": ("major", "the initials of a person are missing, or were taken for an acronym"),
    "name-lost": ("major", "a name of the source is missing"),
    "uncited": ("major", "nothing in the article says so"),
    "too-short": ("major", "much shorter than the source"),
    "too-long": ("major", "much longer than the source"),
    "left-over": ("major", "Indonesian words are left in it"),
    "copy-lost": ("major", "an address, handle, hashtag or number plate was changed"),
    "non-word": ("major", "a word in it does not exist"),
    "word-lost": ("major", "a word of the source is missing"),
    "unsure": ("major", "the translator was unsure, and it is probably wrong"),
    "stutter": ("minor", "words are said twice"),
    "stutter-collapsed": ("minor", "words that were said twice are said once"),
    "acronym-added": ("minor", "an acronym that the source does not have"),
    "acronym-lost": ("minor", "an acronym of the source is missing"),
    "term-lost": ("minor", "a term of the glossary is missing"),
    "score-low": ("minor", "the translator was unsure"),
    "number-repaired": ("minor", "a figure was put right"),
    "date-repaired": ("minor", "a date was put right"),
    "name-repaired": ("minor", "a name was put right"),
    "split": ("minor", "a long sentence was translated in parts"),
}
_WEIGHT = {flag: place for place, flag in enumerate(FLAGS)}
_PREFIX = re.compile(r"^(?:headline-)?(?:translation-)?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a sentence: how bad it is, "" when nothing is, the flags that say so, heaviest first and at
    most three, and the same in words."""

    severity: Severity | Literal[""] = ""
    flags: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether a reader is warned."""
        return self.severity in ("critical", "major")


def severity(flag: str) -> Severity | Literal[""]:
    """How bad a flag is; "" for a flag that is not about a translation."""
    return FLAGS[_name(flag)][0] if _name(flag) in FLAGS else ""


def in_words(flag: str) -> str:
    """What a flag tells a reader; its own name when it is not about a translation."""
    return FLAGS[_name(flag)][1] if _name(flag) in FLAGS else flag


def verdict(flags: Iterable[str]) -> Verdict:
    """The verdict on a sentence by its flags: as bad as the worst of them. Reasons of a lower severity are left out
    where one of a higher is there, so that a reader is told what matters."""
    known = sorted({_name(f) for f in flags} & FLAGS.keys(), key=_WEIGHT.__getitem__)
    if not known:
        return Verdict()
    worst = FLAGS[known[0]][0]  # the table is in the order of severity
    of_it = [f for f in known if FLAGS[f][0] == worst][:MOST_REASONS]
    return Verdict(worst, tuple(of_it), tuple(FLAGS[f][1] for f in of_it))


def _name(flag: str) -> str:
    """A flag without what a brief puts before it: "translation-number-lost" is "number-lost"."""
    return _PREFIX.sub("", flag)
