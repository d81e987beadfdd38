"""Defines a fact and the report on the facts of two texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "date", "time", "amount", "percent", "ordinal", "name", "acronym", "quote"]
NUMERIC: tuple[Kind, ...] = ("number", "time", "amount", "percent", "ordinal")
FIGURES: frozenset[Kind] = frozenset((*NUMERIC, "date"))
NAMES: frozenset[Kind] = frozenset(("name", "acronym"))
LOOSE = "loose"  # the measure of a word like "both": it can answer for a number, and is no fact of its own


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact stated in a text.

    ``value`` is canonical and the same in both languages: "2500000", "2023-09-13", "20:08", "IDR 5000", "8%",
    "17", a name as written. ``span`` is where it stands. ``parts`` are what is compared: pairs of a part's kind and
    the values it may have. ``firm`` is False where the text may not mean a fact ("two", a lone capital at the start
    of a sentence): such a fact can be kept, but is never reported lost or added.
    """

    kind: Kind
    value: str
    span: tuple[int, int]
    text: str
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    firm: bool = True
    measure: str = ""


@dataclass(frozen=True, slots=True)
class FactReport:
    """What became of the facts of a source. ``lost`` and ``kept`` are facts of the source, ``added`` of the target."""

    lost: tuple[Fact, ...] = ()
    added: tuple[Fact, ...] = ()
    kept: tuple[Fact, ...] = ()

    def failures(self) -> tuple[str, ...]:
        """A failure name for each fact lost or added: ``number-added``, ``number-lost``, ``date-...``, ``name-...``."""
        names = [f"{family(fact.kind)}-added" for fact in self.added]
        return tuple(sorted(names + [f"{family(fact.kind)}-lost" for fact in self.lost]))


def family(kind: str) -> str:
    """What a kind is called in failure names: every sort of figure is a "number"."""
    return "number" if kind in NUMERIC else kind
