"""Rules kept as data: reads the TOML tables that cleaning and normalisation are driven by, and compiles them.

A rule file is a list of ``[[rule]]`` tables. Each has a ``name`` (it goes on the record of what was changed), a
verbose regular expression, and examples of what it must and must not touch; the tests run over all of them. A rule that
says ``where`` names one of the places of :data:`WHERE`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.core.errors import UserError, did_you_mean
from pipeline.language.quick_checks import has_any

DATA = Path(__file__).resolve().parent / "data"
WHERE = ("line", "head", "inline", "start", "end", "link", "section")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``where`` says which part of a line it looks at, ``pattern`` what it matches there; where it ``needs``
    something, one of these is in every match."""

    name: str
    where: str
    source: str
    pattern: re.Pattern[str]
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def may_match(self, text: str) -> bool:
        """Whether a text has what the rule needs, so that it has to be searched."""
        return not self.needs or has_any(text, self.needs)


@cache
def table(name: str) -> dict[str, Any]:
    """A whole rule file, parsed; ``name`` is its file name without the ending."""
    with (DATA / f"{name}.toml").open("rb") as handle:
        return tomllib.load(handle)


@cache
def load(name: str, where: str) -> tuple[Rule, ...]:
    """The rules of a file that look at one place, in the file's order.

    Raises:
        UserError: a rule of the file, whatever its place, lacks a key, has an unknown one in ``where``, or a pattern
            that is no regular expression.
    """
    return tuple(rule for rule in _every(name) if rule.where == where)


@cache
def _every(name: str) -> tuple[Rule, ...]:
    return tuple(_rule(f"{DATA / f'{name}.toml'}, rule {n}", row) for n, row in enumerate(table(name)["rule"], start=1))


def _rule(place: str, row: Mapping[str, Any]) -> Rule:
    missing = [key for key in ("name", "where", "pattern") if key not in row]
    if missing:
        raise UserError(f"{place}: no {missing[0]!r}", "every rule has name, where and pattern")
    place = f"{place} ({row['name']})"
    if row["where"] not in WHERE:
        message = f"{place}: where = {row['where']!r}; allowed: {', '.join(WHERE)}"
        raise UserError(message, did_you_mean(str(row["where"]), WHERE, "allowed"))
    try:
        pattern = re.compile(row["pattern"], re.VERBOSE)
    except re.error as error:
        raise UserError(f"{place}: the pattern is no regular expression: {error}", "mend the pattern") from error
    removes, keeps = tuple(row.get("removes", ())), tuple(row.get("keeps", ()))
    return Rule(row["name"], row["where"], row["pattern"], pattern, removes, keeps, tuple(row.get("needs", ())))


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
