"""Estimates the probability that a translated sentence misleads its reader, and flags the likely ones.

A logistic model of what can be told without a reference: the engine's score, how much of the source's words seem to be
missing, the length, how seldom the translator met the words in training, the share of names, and whether the sentence
quotes somebody.
``eval/benchmarks/risk.py`` fitted its weights (``risk.toml``) to translated news sentences that were read and labelled
one by one; they belong to one engine.
"""

from __future__ import annotations

import gzip
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.language.lexicon import WORD, content_words, lost_words, without_clitic

TABLE = Path(__file__).with_name("risk.toml")
COUNTS = Path(__file__).with_name("word_counts.tsv.gz")  # made by eval/benchmarks/word_counts.py
UNSURE = "unsure"
FEATURES = ("score", "lost", "length", "seldom", "unfamiliar", "capitals", "quotation")
MOST_COUNTED = 50  # times that a word was met in training
UNKNOWN = 0.15  # the risk of a sentence whose engine has no estimate: about the share of wrong ones among all
_QUOTED = frozenset('"“”')
_MOST = 50.0  # a logit further from 0 is as good as certain


def features(source: str, translation: str, score: float) -> dict[str, float]:
    """The features by name: the engine's score in nats a token, evidence of lost words for each content word, the
    logarithm of the number of words, the sum of 1 / (1 + times met in training) over the words in small letters, how
    many of these were met fewer than fifty times, the share of words behind the first that have a capital, and 1 for a
    sentence with quotation marks."""
    written = [m[0] for m in WORD.finditer(source)]
    times = [times_met(word) for word in written if word.islower()]
    return {
        "score": score,
        "lost": sum(word.evidence for word in lost_words(source, translation)) / max(1, len(content_words(source))),
        "length": math.log(len(source.split()) + 1),
        "seldom": sum(1 / (1 + count) for count in times),
        "unfamiliar": float(sum(count < MOST_COUNTED for count in times)),
        "capitals": sum(word[0].isupper() for word in written[1:]) / max(1, len(written)),
        "quotation": float(not _QUOTED.isdisjoint(source)),
    }


def words(text: str) -> list[str]:
    """The words of an Indonesian text in small letters, without clitics, as they are counted in training."""
    return [without_clitic(m[0].lower()) for m in WORD.finditer(text)]


def times_met(word: str) -> int:
    """How often the translator met a word, in small letters, in training; no more than ``MOST_COUNTED``."""
    return _times_met().get(without_clitic(word), 0)


@cache
def _times_met() -> dict[str, int]:
    rows = (line.split("\t") for line in gzip.decompress(COUNTS.read_bytes()).decode().splitlines())
    return {word: int(times) for word, times in rows}


def probability(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The probability of a major error, 0..1, by a logistic model: a weight for each feature, and ``bias``."""
    logit = weights["bias"] + sum(weight * values[name] for name, weight in weights.items() if name != "bias")
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, logit))))


@dataclass(frozen=True, slots=True)
class Kept:
    """Labelled sentences of which only the surest were kept.

    Attributes:
        share: of all sentences that was kept, 0..1.
        risk: the largest risk among them.
        expected: their mean risk, which is the share of wrong ones that it predicts.
        wrong: the share of them that a reader found wrong.
        low: lower end of the 95% interval of ``wrong``.
        high: upper end.
    """

    share: float
    risk: float
    expected: float
    wrong: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The labelled sentences: how many, how many of them are wrong, and what is left of these among the surest."""

    sentences: int
    wrong: int
    coverage: tuple[Kept, ...]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def risk(source: str, translation: str, score: float | None) -> float | None:
    """The probability that the translation has a major error, to four decimals; None without an engine's score."""
    if score is None or not translation:
        return None
    return round(probability(features(source, translation, score), _table()["weights"]), 4)


def of_parts(risks: Iterable[float | None]) -> float | None:
    """The probability that at least one part of a sentence has a major error, the parts taken as independent; None
    where none is known."""
    known = [value for value in risks if value is not None]
    return round(1 - math.prod(1 - value for value in known), 4) if known else None


def knows(engine: str) -> bool:
    """Whether the table was made for this engine, by the name of its card; scores of others are on another scale."""
    return engine in _table()["engines"]


def check(value: float | None) -> tuple[str, ...]:
    """("unsure",) for a sentence that is probably wrong by its risk."""
    return (UNSURE,) if value is not None and value >= _table()["limit"] else ()


def measured() -> Measured:
    """How the share of wrong sentences falls with the risk, on the labelled sentences left out of the fit."""
    table = _table()
    return Measured(table["sentences"], table["wrong"], tuple(Kept(**row) for row in table["coverage"]))
