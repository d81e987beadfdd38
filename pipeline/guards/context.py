"""Defines what a check may know beside the two texts."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.language.glossary import Glossary


@dataclass(frozen=True, slots=True)
class Context:
    """``glossary`` holds the terms in force; ``score`` is the engine's length-normalised log-probability of the
    translation, None when there is none; ``usual_score`` is what this engine gives a good sentence."""

    glossary: Glossary = field(default_factory=lambda: Glossary([]))
    score: float | None = None
    usual_score: float | None = None


EMPTY = Context()
