"""Attributes a brief's facts: compares each with the source and with the translation the brief was written from.

A fact of the brief that the source has too is supported. One that only the translation has was made by the translator;
one that neither has was made by the summarizer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.language.fact import FIGURES, NAMES, Fact
from pipeline.language.fact import Kind as FactKind

Kind = Literal["numbers", "names"]
KINDS: dict[Kind, frozenset[FactKind]] = {"numbers": FIGURES, "names": NAMES}


@dataclass(frozen=True, slots=True)
class Attribution:
    """The facts of one brief by origin."""

    supported: tuple[Fact, ...]
    by_translation: tuple[Fact, ...]
    by_summary: tuple[Fact, ...]


@lru_cache(maxsize=4096)
def attribute(source: str, translation: str, brief: str, source_language: Literal["id", "en"] = "id") -> Attribution:
    """Sort a brief's numbers and names by the stage that made them.

    Args:
        source: the article, in ``source_language``.
        translation: the English text the brief was written from.
        brief: the English brief.
        source_language: ``id`` or ``en``.
    """
    from pipeline.language import facts

    judged = FIGURES | NAMES
    against_source = facts.compare(source, brief, source_language, "en")
    against_translation = facts.compare(translation, brief, "en", "en")
    unsupported = {f.span for f in against_source.added}
    invented = {f.span for f in against_translation.added}
    supported, by_translation, by_summary = [], [], []
    for fact in facts.extract(brief, "en"):
        if fact.kind not in judged or not fact.firm:
            continue
        if fact.span not in unsupported:
            supported.append(fact)
        elif fact.span in invented:
            by_summary.append(fact)
        else:
            by_translation.append(fact)
    return Attribution(tuple(supported), tuple(by_translation), tuple(by_summary))
