"""Estimates the probability that a translated sentence misleads its reader, and flags the likely ones.

A logistic model of what an engine and the lexicon tell without a reference: the engine's score, how much of the
source's words seem to be missing, and the length. ``eval/benchmarks/risk.py`` fitted its weights (``risk.toml``) to
translated news sentences that were read and labelled one by one; they belong to one engine.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.language.lexicon import content_words, lost_words

TABLE = Path(__file__).with_name("risk.toml")
UNSURE = "unsure"
FEATURES = ("score", "lost", "length")


def features(source: str, translation: str, score: float) -> dict[str, float]:
    """The features by name: the engine's score in nats a token, evidence of lost words for each content word, and the
    logarithm of the number of words."""
    words = max(1, len(content_words(source)))
    return {
        "score": score,
        "lost": sum(word.evidence for word in lost_words(source, translation)) / words,
        "length": math.log(len(source.split()) + 1),
    }


def probability(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The probability of a major error, 0..1."""
    logit = weights["bias"] + sum(weights[name] * values[name] for name in FEATURES)
    return 1 / (1 + math.exp(-logit))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def risk(source: str, translation: str, score: float | None) -> float | None:
    """The probability that the translation has a major error; None without an engine's score."""
    if score is None or not translation:
        return None
    return probability(features(source, translation, score), _table()["weights"])


def knows(engine: str) -> bool:
    """Whether the table was made for this engine, by the name of its card; scores of others are on another scale."""
    return engine in _table()["engines"]


def check(source: str, translation: str, score: float | None) -> tuple[str, ...]:
    """("unsure",) for a sentence that is probably wrong."""
    value = risk(source, translation, score)
    return (UNSURE,) if value is not None and value >= _table()["limit"] else ()
