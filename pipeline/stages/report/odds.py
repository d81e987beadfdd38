"""Says a risk in a reader's words, and what share of wrong sentences the risks of a run let expect."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from pipeline.core.records import Brief

TENTHS = 10
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
RARE = 0.05  # below it, a tenth is too much said
WORTH_READING = 0.15  # risk: below it no sentence of a brief is named; one in ten is what most have
_WORDS = {0: "fewer than 1 in 20", 5: "about half of", TENTHS: "nearly all"}
# What each number of :func:`odds` says.
WORDS = tuple(
    f"{_WORDS.get(n, f'about {n} in {TENTHS}')} such sentences {'is' if n == 1 else 'are'} wrong"
    for n in range(TENTHS + 1)
)


def odds(risk: float | None) -> int | None:
    """How many of ten sentences of this risk are wrong; 0 where it is fewer than one in twenty."""
    if risk is None:
        return None
    return 0 if risk < RARE else max(1, min(TENTHS, round(risk * TENTHS)))


def in_words(risk: float | None) -> str:
    """What the risk of a sentence tells a reader; "" where it is not known."""
    number = odds(risk)
    return "" if number is None else WORDS[number]


def riskiest(brief: Brief | None) -> dict[str, Any] | None:
    """The sentence of a brief that is likeliest to mislead: its number from 1 and its risk, or None."""
    known = [(s.risk, n) for n, s in enumerate(brief.sentences, start=1) if s.risk is not None] if brief else []
    risk, number = max(known, default=(None, 0))
    return None if risk is None else {"sentence": number, "risk": risk}


def to_read_first(brief: Brief | None) -> int | None:
    """The number (from 1) of the sentence of a brief that is to be read before the others; None where none is risky."""
    worst = riskiest(brief)
    return worst["sentence"] if worst and worst["risk"] >= WORTH_READING else None


def surest(risks: Iterable[float], shares: Iterable[float] = SHARES) -> list[dict[str, float]]:
    """Coverage against risk: for each share of the sentences, the surest first, how many they are, the largest risk
    among them, and the share of wrong ones to be expected, which is their mean risk. Nothing where no risk is known."""
    ordered = sorted(risks)
    rows = []
    for share in shares if ordered else ():
        kept = ordered[: max(1, round(share * len(ordered)))]
        mean = math.fsum(kept) / len(kept)
        rows.append({"share": share, "sentences": len(kept), "risk": kept[-1], "expected": round(mean, 4)})
    return rows
