"""Says a risk in a reader's words, and what share of wrong sentences the risks of a run let expect."""

from __future__ import annotations

import math
from collections.abc import Iterable

TENTHS = 10
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
RARE = 0.05  # below it, a tenth is too much said
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
