"""Estimates the probability that a rewritten sentence misleads its reader.

A logistic model of what can be told without a reference: the engine's score, the risk of the translation of the same
sentence, how much the rewriting says that the translation does not, how much of the translation it keeps, the length
of the source, and how much of the source's words and names seem to be missing. ``eval/benchmarks/rewriting_risk.py``
fitted its weights (``rewriting_risk.toml``) to rewritten sentences that were read and labelled one by one; they belong
to one engine.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.guards import risk as risk_model
from pipeline.language.lexicon import content_words, lost_words
from pipeline.language.names import fold, read_names
from pipeline.stages.summarize.citations import terms

TABLE = Path(__file__).with_name("rewriting_risk.toml")
FEATURES = ("score", "translation", "new", "kept", "length", "lost", "names")
_WORD = re.compile(r"[^\W\d_]+")


def features(
    source: str, english: str, said: str, *, score: float, risk: float | None, introduction: str = ""
) -> dict[str, float]:
    """The features by name.

    Args:
        source: the Indonesian sentence.
        english: its translation.
        said: the rewritten sentence.
        score: the engine's, in nats a token.
        risk: the translation's; None where none is known.
        introduction: the translation of the sentence that introduces what the source names briefly.
    """
    ours, own = Counter(terms(said)), Counter(terms(english))
    wide = own | Counter(terms(introduction))
    return {
        "score": score,
        "translation": risk_model.UNKNOWN if risk is None else risk,
        "new": 1 - (ours & wide).total() / max(1, ours.total()),
        "kept": (ours & own).total() / max(1, own.total()),
        "length": math.log(len(source.split()) + 1),
        "lost": sum(word.evidence for word in lost_words(source, said)) / max(1, len(content_words(source))),
        "names": _names_left_out(source, said),
    }


def _names_left_out(source: str, said: str) -> float:
    """The share of a sentence's names none of whose words is said."""
    names = [name for name in read_names(source, "id") if name.firm]
    words = {fold(word) for word in _WORD.findall(said)}
    return sum(words.isdisjoint(fold(w) for w in name.words) for name in names) / max(1, len(names))


@cache
def table() -> dict[str, Any]:
    """The shipped weights, the engines that they belong to, and the largest risk that a rewriting is used at."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def probability(values: dict[str, float]) -> float:
    """The probability of a major error, 0..1."""
    return risk_model.probability(values, table()["weights"])


def knows(engine: str) -> bool:
    """Whether the weights belong to this engine."""
    return engine in table()["engines"]


def limit() -> float:
    """The largest risk at which a rewriting takes its sentence's place."""
    return float(table()["limit"])
