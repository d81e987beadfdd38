"""Rules kept as data: reads the TOML tables that cleaning and normalisation are driven by, and compiles them.

A rule file is a list of ``[[rule]]`` tables. Each has a ``name`` (it goes on the record of what was changed), a
verbose regular expression, and examples of what it must and must not touch; the tests run over all of them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``where`` says which part of a line it looks at, ``pattern`` what it matches there."""

    name: str
    where: str
    source: str
    pattern: re.Pattern[str]
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


@cache
def table(name: str) -> dict[str, Any]:
    """A whole rule file, parsed; ``name`` is its file name without the ending."""
    with (DATA / f"{name}.toml").open("rb") as handle:
        return tomllib.load(handle)


@cache
def load(name: str, where: str) -> tuple[Rule, ...]:
    """The rules of a file that look at one place, in the file's order."""
    return tuple(
        Rule(
            row["name"],
            row["where"],
            row["pattern"],
            re.compile(row["pattern"], re.VERBOSE),
            tuple(row.get("removes", ())),
            tuple(row.get("keeps", ())),
        )
        for row in table(name)["rule"]
        if row["where"] == where
    )


@cache
def alternatives(name: str, where: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """All rules of one place as a single pattern, and the name of the rule each of its groups belongs to.

    One match instead of thirty: cleaning spends most of its time here.
    """
    rules = load(name, where)
    joined = "|".join(f"(?P<rule{number}>{rule.source})" for number, rule in enumerate(rules))
    return re.compile(joined, re.VERBOSE), tuple(rule.name for rule in rules)


def first_match(name: str, where: str, line: str) -> str:
    """The name of the first rule whose pattern is the whole line; empty when there is none."""
    pattern, names = alternatives(name, where)
    match = pattern.fullmatch(line)
    if match is None or match.lastgroup is None:
        return ""
    return names[int(match.lastgroup.removeprefix("rule"))]


@cache
def words(name: str, key: str) -> frozenset[str]:
    """A word list of a rule file's ``[words]`` table."""
    return frozenset(table(name)["words"][key].split())


@cache
def word_list(name: str) -> frozenset[str]:
    """A list with one word a line; ``name`` is its file name without the ending, ``#`` opens a comment."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for word in lines if word and not word.startswith("#"))
