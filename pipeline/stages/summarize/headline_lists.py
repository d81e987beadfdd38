"""Looks up the words by which a long headline is made shorter, and the patterns that are made of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pipeline.language import rules
from pipeline.stages.summarize.compression_checks import is_finite

OWN = r"[A-Z][\w'’.-]*"  # a word with a capital
NAME = rf"{OWN}(?: {OWN}){{1,3}}"  # of two words at least
_MODALS = frozenset({"will", "would", "can", "could", "must", "may", "might", "should"})


def table() -> dict[str, dict[str, str]]:
    """The tables of ``headline_trims.toml``."""
    return rules.table("headline_trims")


@cache
def listed(kind: str, name: str) -> tuple[str, ...]:
    """The words or, where there are commas, the phrases of a list; the longest first."""
    text = table()[kind][name]
    parts = text.replace("\n", "").split(",") if "," in text else text.split()
    return tuple(sorted({part.strip() for part in parts} - {""}, key=len, reverse=True))


def either(section: str, name: str) -> str:
    """A list as the inside of a pattern's brackets."""
    return "|".join(map(re.escape, listed(section, name)))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern that is made of lists."""
    return re.compile(_SOURCES[name]())


def _guard(name: str) -> str:
    return rf"(?i)\b(?:{either('guards', name)})\b|n['’]t\b"


def _chain() -> str:
    """A chain of places behind its first one."""
    admin = either("places", "admin")
    return (
        r"(?P<head>\b(?:in|at|from|near|of|to|on|around|outside|along|through|toward|towards) (?:the )?"
        r"(?:[\w'’/.-]+ ){0,6}?(?P<first>[\w'’/.-]+))"
        rf"(?P<chain>(?:, {OWN}(?: {OWN}){{0,3}}(?: (?:{admin}))?){{0,3}}"
        rf", (?:{either('places', 'provinces')}|(?:{OWN} ){{1,3}}(?i:{admin})))"
        r"(?P<comma>,?)(?=$| (?P<next>[a-z]\w*)|,)"
    )


_SOURCES: dict[str, Callable[[], str]] = {
    "heavy": lambda: _guard("heavy"),
    "denial": lambda: _guard("denial"),
    "scope": lambda: rf"{_guard('scope')}|\b(?!(?:{either('guards', 'no_most')})\b)\w{{3,}}est\b",
    "asking": lambda: rf"(?i)\b(?:{either('guards', 'asking')})(?:e|es|ed|ing|s|d|ning|ting|ts|y|ies)?\b",
    "using": lambda: rf"\b(?:{either('guards', 'using')})\b",
    "opener": lambda: rf"(?:{either('guards', 'openers')}), (?=\w)",
    "front": lambda: (
        rf"(?:(?:{either('guards', 'fronts')}) (?P<what>[^,]{{3,90}})|{either('guards', 'whole_fronts')}), (?=\w)"
    ),
    "filler": lambda: rf"(?<=\w) (?:{either('guards', 'fillers')})(?= [a-z])",
    "passive": lambda: (
        rf"((?:[\w'’-]+ ){{1,5}}?)(?:{either('guards', 'passives')}) (?:by|in|at|while|after|for|over|as)\b"
    ),
    "government": lambda: (
        r"\b((?:regency|city|district|village|municipal)(?: (?:government|administration|council|police))?),"
        rf" (?:{either('places', 'provinces')}),(?= [a-z])"
    ),
    "that": lambda: (
        rf"(?<!is )(?<!was )(?<!be )\b({either('guards', 'speech')}) that"
        r" (?!(?:is|was|are|were|has|had|will|would|in|on|at|by|for|if|when|with|as|from)\b)"
    ),
    "chain": _chain,
}


def is_heavy(part: str) -> bool:
    """Whether a part says more than a place, a time or a circumstance."""
    return pattern("heavy").search(part) is not None


def has_scope(kept: str) -> bool:
    """Whether what stays has a word that may hang on what follows: "not", "the first", "every"."""
    return pattern("scope").search(kept) is not None


def is_verb(word: str) -> bool:
    """Whether a word, as it is written, looks like a finite verb."""
    return word.islower() and (is_finite(word) or word in _MODALS)
