"""Checks what goes wrong when a sentence is made shorter: no verb, nothing said, and parts that do not belong together.

Each check compares English with English, word by word, and needs no model.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.core.resources import PACKAGE
from pipeline.language.english_calendar import MONTH, WEEKDAY
from pipeline.stages.summarize.citations import COMMON, stem

VERBS = PACKAGE / "language" / "data" / "verbs-en.txt"
TOO_LITTLE = 3  # content words beside names, figures and dates; of a sentence that has twice as many
NEAR = 3  # words between two parts of a name, at most
REACH = 9  # words between a figure and the word it goes with, at most
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_DAY = re.compile(rf"\b({WEEKDAY}) \(([A-Z][a-z]+ \d+)")
_DATE = re.compile(rf"\b{MONTH} \d+, \d{{4}}")
_DOUBT = re.compile(
    r"\b(?:alleg|suspect|potential|possib|likel|claim|plan|propos|threat|attempt|tried|tries|almost|nearly|fail|refus|den[iy]"
    r"|reject|could|may|might|would|accus|aim|hop|want|intend|consider|demand|urg|call)[a-z]*",
)
_HEAD = re.compile(r"\b([a-z]+) of (?:the |a |an |his |her |its |their )?([^\W\d_][\w-]+)")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_OWNING = re.compile(r"['’]s?$")
# What English may leave out of an office or a name: its short form in brackets, "Regional" of a police, "City".
_LEFT_OUT = re.compile(r" \([A-Z][A-Za-z]{1,30}\)| (?:Regional|Metropolitan|RI|City)(?= [A-Z])")
# Words that may stand between the parts of one office or name: "Deputy Minister of Housing and Settlement Areas".
_OF = frozenset({"of", "on", "for"})
_WITHIN_NAMES = _OF | {"and", "the", "in"}
_LIGHT_HEADS = frozenset(  # "the presence of Y" may become "Y"
    """
    number total kind kinds type types group groups series part parts member members city village means presence
    existence provisions direction hours result results
    """.split()  # noqa: SIM905
)
_BEFORE_PLACES = frozenset({"of", "in", "at", "from", "for", "to", "on", "with", "by", "and", "toward", "towards"})
_REPORT = frozenset(
    {"said", "says", "told", "added", "explained", "stated", "according", "asked", "claimed", "concluded"}
)
_DAYS = {
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "morning",
    "afternoon",
    "evening",
}
_MONTHS = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"}
_DATES = frozenset(_DAYS | _MONTHS | {"december", "night", "local", "time", "wib", "wita", "wit"})


def damage(source: str, said: str) -> str:
    """The first thing that is wrong with a shortened sentence; "" when nothing is seen.

    Args:
        source: the sentence it was made from, English.
        said: the shorter sentence.

    Returns:
        ``no-verb``, ``nothing-said``, ``day-and-date``, ``time``, ``names-joined``, ``doubt-left-out`` ("suspected of
        stealing" became "stole") or ``head-left-out`` ("the lawyers of Budi" became "Budi").
    """
    checks = (
        ("no-verb", not has_verb(said) and has_verb(source)),
        ("nothing-said", _empty(source, said)),
        ("day-and-date", _other_date(source, said)),
        ("time", _moved_time(source, said)),
        ("names-joined", _joined_names(source, said) and _joined_names(_LEFT_OUT.sub("", source), said)),
        ("doubt-left-out", _without_doubt(source, said)),
        ("head-left-out", _without_head(source, said)),
    )
    return next((name for name, wrong in checks if wrong), "")


@cache
def _verbs() -> tuple[frozenset[str], frozenset[str]]:
    """Finite forms, and verbs whose -s form is one."""
    finite: set[str] = set()
    plain: set[str] = set()
    into = finite
    for line in VERBS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            into = plain if line.startswith("# present") else finite
        else:
            into.update(line.split())
    return frozenset(finite), frozenset(plain)


@lru_cache(maxsize=1024)
def _tokens(text: str) -> tuple[str, ...]:
    """The words and figures of a text, kept: each shorter form of a sentence is checked in several ways against it."""
    return tuple(_TOKEN.findall(text))


@lru_cache(maxsize=1024)
def has_verb(text: str) -> bool:
    """Whether a text has a word that looks like a finite verb."""
    words = [w.lower().replace("’", "'") for w in _tokens(text)]
    return any(is_finite(word, before) for before, word in zip(["", *words], words, strict=False))


def is_plain_verb(word: str) -> bool:
    """Whether a word in small letters is a usual verb without an ending."""
    return word in _verbs()[1]


def is_finite(word: str, before: str = "") -> bool:
    """Whether a word in small letters looks like a finite verb behind the word before it."""
    finite, plain = _verbs()
    if word in finite or (word.endswith("ed") and len(word) > 4 and before not in ("the", "a", "an", "of")):
        return True
    base = {word[:-1], word[:-2], word[:-3] + "y"} if word.endswith("s") else set()
    return bool(base & plain) and before not in ("the", "a", "an", "of", "in", "two", "several", "many")


@lru_cache(maxsize=1024)
def _content(text: str) -> frozenset[str]:
    """Words that carry news: no names, figures, dates, verbs of saying."""
    words = _tokens(text)
    lower = frozenset(w for w in words if w.islower() and len(w) > 2)
    return lower - COMMON - _REPORT - _DATES


def _empty(source: str, said: str) -> bool:
    """Whether hardly more is left than who spoke and when."""
    left = len(_content(said))
    return _reports(said) and (left < 2 or (left < TOO_LITTLE and len(_content(source)) >= 2 * TOO_LITTLE))


def _reports(text: str) -> bool:
    return any(w.lower() in _REPORT for w in _tokens(text))


def _other_date(source: str, said: str) -> bool:
    """Whether a day has another date, or a date another year, than in the source."""
    return not (
        set(_DAY.findall(said)) <= set(_DAY.findall(source)) and set(_DATE.findall(said)) <= set(_DATE.findall(source))
    )


def _without_doubt(source: str, said: str) -> bool:
    """Whether what was only suspected, planned, denied or attempted is said as a fact: the word for it is gone and one
    of the next content words is there."""
    kept = {stem(w.lower()) for w in _tokens(said)}
    for match in _DOUBT.finditer(source):
        after = [w for w in _tokens(source[match.end() :])[:6] if w.islower() and w not in COMMON][:2]
        if stem(match[0]) not in kept and not _DOUBT.search(said) and any(stem(w) in kept for w in after):
            return True
    return False


def _without_head(source: str, said: str) -> bool:
    """Whether "the N of Y" became "Y": Y is there, the word that says what of it is not."""
    ours, theirs = ([w.lower() for w in _tokens(text)] for text in (said, source))
    kept = {stem(w) for w in ours}
    for head, of in _HEAD.findall(source):
        if head in COMMON or head in _LIGHT_HEADS or of.lower() not in ours or stem(head) in kept:
            continue
        # "PT Sarana, part of a subholding of PT Steel": the one that is left is the other PT.
        if ours.count(of.lower()) < theirs.count(of.lower()):
            continue
        before = ours[ours.index(of.lower()) - 1] if ours.index(of.lower()) else ""
        if before not in _BEFORE_PLACES and f"{of}'s" not in said:
            return True
    return False


def _moved_time(source: str, said: str) -> bool:
    """Whether a time of day, one of several in the source, stands with a word that is far from it there."""
    times = _CLOCK.findall(source)
    if len(set(times)) < 2:
        return False
    ours, theirs = _tokens(source), _tokens(said)
    for time in _CLOCK.findall(said):
        if time not in theirs or time not in ours:
            continue
        before = [w for w in theirs[: theirs.index(time)] if w.islower() and w not in COMMON and w not in _DATES]
        if before and before[-1] in ours and abs(ours.index(time) - ours.index(before[-1])) > REACH:
            return True
    return False


def _joined_names(source: str, said: str) -> bool:
    """Whether two capitalised words that stand together are far from each other in the source, or have a part of the
    same name between them."""
    words = _tokens(source)
    ours = [_bare(w) for w in words]
    places: dict[str, list[int]] = {}
    for at, word in enumerate(ours):
        places.setdefault(word, []).append(at)
    matches = list(_TOKEN.finditer(said))
    for at, (one, other) in enumerate(itertools.pairwise(matches)):
        pair = _bare(one[0]), _bare(other[0])
        apart = said[one.end() : other.start()] != " "
        if apart or not (one[0][0].isupper() and other[0][0].isupper()) or not set(pair) <= places.keys():
            continue
        if (one.start() == 0 and pair[0] in COMMON) or set(pair) & _DATES:
            continue
        apart_by, first, last = min((abs(a - b), a, b) for a in places[pair[0]] for b in places[pair[1]])
        turned = words[last : first + 1]  # what is there the other way round; empty where it is not
        if turned and _one_name(turned):
            continue
        if "and" in turned:
            return True
        between = words[first + 1 : last]
        beside = {m[0] for m in matches[max(0, at - NEAR) : at + 2 + NEAR]}
        if apart_by > NEAR or (between and all(w[0].isupper() for w in between) and not beside.issuperset(between)):
            return True
    return False


def _one_name(words: Sequence[str]) -> bool:
    """Whether words that English may put the other way round are all of one office or name: "the Minister of Public
    Works" is "the Public Works Minister", but "Bima Arya and Governor Emil" are two persons."""
    joined = len(words) > 2 and words[1] in _OF
    return joined and all(word[0].isupper() or word in _WITHIN_NAMES for word in words)


def _bare(word: str) -> str:
    return (_OWNING.sub("", word) if "'" in word or "’" in word else word).lower()
