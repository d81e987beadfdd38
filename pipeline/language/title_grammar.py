"""Puts what only headlines say into words that a translator of sentences can read.

"Genting bocor hingga dinding berlumut" counts two of several things and says nothing of how far: a translator writes
"until". "Kisah balita di Medan telan koin" tells what happened to the toddler; the label makes the story its subject.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.language import rules
from pipeline.language.main_clause import is_verb

REACH = 300  # characters: a longer title is no headline
_TO = re.compile(r"(?P<before>[^\W\d_][\w-]*) hingga (?P<after>[^\W\d_][\w-]*)(?P<next> [^\W\d_][\w-]*)?")
_RANGE = re.compile(r"(?i)\b(?:dari|mulai|sejak|antara)\b")
_LABEL = re.compile(r"(?P<label>Kisah|Cerita) (?P<rest>(?P<first>[^\W\d_][\w-]*).+)")


def plain_grammar(title: str) -> str:
    """A title in sentence case with "dan" for the "hingga" of a list, and without the label of a story that is told."""
    if len(title) > REACH:
        return title
    title = _TO.sub(_listed, title)
    match = _LABEL.match(title)
    if match is None or match["first"].lower() in word_set("kinds_of_story"):
        return title
    clause, _, behind = match["rest"].partition(", ")
    tells = _has_verb(clause.split(" ", 1)[-1])
    if not tells and (not behind or not _is_verb(behind.split()[0])):
        return title
    rest = match["rest"] if tells else f"{clause} {behind}"  # "Kisah Rina, alami kram": she is the subject
    return rest[0].upper() + rest[1:]


def _listed(match: re.Match[str]) -> str:
    """ "hingga" as "dan" between two people, two names, two whole clauses, and the last two of several things."""
    before, after, start = match["before"], match["after"], match.start()
    clause = match.string[:start].rsplit(",", 1)[-1]
    if after.lower() in word_set("no_list") or _is_verb(after) or _RANGE.search(clause):
        return match[0]
    people = {before.lower(), after.lower()} <= word_set("people")
    names = after[0].isupper() and before[0].isupper() and start > 0
    clauses = match["next"] is not None and is_verb(match["next"].strip())
    several = match.string[:start].endswith(", ") and not after[0].isupper()
    return match[0].replace(" hingga ", " dan ", 1) if people or names or clauses or several else match[0]


def _has_verb(text: str) -> bool:
    return any(_is_verb(word) for word in re.findall(r"[^\W\d_][\w-]*", text))


def _is_verb(word: str) -> bool:
    return word.islower() and (is_verb(word) or word in word_set("bare_verbs"))


@cache
def word_set(name: str) -> frozenset[str]:
    """A word list of ``data/title_grammar.toml``."""
    return frozenset(rules.table("title_grammar")[name].split())
