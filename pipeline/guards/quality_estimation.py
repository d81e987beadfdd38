"""Estimates how good a translation is without a reference, 0..1, from the engine's score, the guards and the lengths.

The estimate is the chrF a sentence would get, learned by ridge regression on FLORES dev from the features below; the
coefficients are a small committed table (``quality.toml`` beside this file), made by ``eval/benchmarks/guards.py
calibrate``. A table belongs to an engine; where no engine score exists the guards and lengths speak alone.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.language.names import is_common

TABLE = Path(__file__).parent / "quality_estimation.toml"
FEATURES = ("bias", "score", "no_score", "facts", "grave", "repaired", "length", "ratio", "rare")
_FACTS = ("number-", "date-", "name-", "acronym-", "term-")
_GRAVE = (
    *(
        "empty",
        "refused",
        "loop",
        "untranslated",
        "too-",
        "left-over",
        "score-low",
        "meaning-",
        "negation-",
        "reversal-",
    ),
    *("opposite", "roles-", "order-", "time-", "quantity-", "unit-", "sign-"),
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The coefficients of :data:`FEATURES`, and the engine score of a usual sentence (None: not known)."""

    weights: dict[str, float]
    usual_score: float | None
    made_from: str = ""

    @classmethod
    @cache
    def load(cls, path: Path = TABLE) -> Calibration:
        """The committed table."""
        with path.open("rb") as file:
            data = tomllib.load(file)
        return cls(data["weights"], data.get("usual_score"), data.get("made_from", ""))


def features(source: str, translation: str, score: float | None, flags: Sequence[str]) -> dict[str, float]:
    """The features of a translation, by name; all near 0..1."""
    source_words = re.findall(r"\w+", source)
    given, made = len(source_words), len(re.findall(r"\w+", translation))
    ratio = abs(math.log((made + 1) / (given + 1)))
    return {
        "bias": 1.0,
        "score": max(-5.0, score) if score is not None else 0.0,
        "no_score": 0.0 if score is not None else 1.0,
        "facts": min(3, sum(f.startswith(_FACTS) and not f.endswith("-repaired") for f in flags)) / 3,
        "grave": float(any(f.startswith(_GRAVE) for f in flags)),
        "repaired": float(any(f.endswith("-repaired") for f in flags)),
        "length": math.log(given + 1) / 5,
        "ratio": min(ratio, 2.0),
        "rare": _rare(source_words),
    }


def _rare(words: Sequence[str]) -> float:
    """The share of the small words of a source that are not common Indonesian."""
    small = [w for w in words if w.islower()]
    return sum(not is_common(w, "id") for w in small) / max(1, len(small))


def estimate(
    source: str, translation: str, score: float | None, flags: Sequence[str], calibration: Calibration | None = None
) -> float:
    """The estimated quality, 0..1, three decimals."""
    table = calibration or Calibration.load()
    values = features(source, translation, score, flags)
    return round(min(1.0, max(0.0, sum(table.weights.get(n, 0.0) * v for n, v in values.items()))), 3)
