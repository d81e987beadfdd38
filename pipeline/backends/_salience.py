"""Orders the sentences of a news article by how much of a written brief they are likely to hold.

A linear model over a dozen features of each translated sentence (place, length, figures, names, quotations, nearness to
the rest of the article). Its weights were fitted by ridge regression to 420 English briefs that were written for this
project: what a sentence should score is the share of a brief's words and pairs of words that it holds (ROUGE-1 and
ROUGE-2 recall). ``python -m eval.benchmarks.salience`` fits and measures them.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("salience.toml")
WINDOW = 10  # sentences; what stands later in a news article is background, and comes last
REDUNDANT = 0.65  # share of its words above which a sentence repeats one already taken
_SAYS = re.compile(r"\b(?:said|says|added|explained|stated|told|concluded|according)\b", re.IGNORECASE)
_LEANS = re.compile(  # on the sentence before it
    r"(?:He|She|It|They|This|That|His|Her|Their|According to him|Meanwhile|However|Therefore|But|And)\b"
)
_SPOKEN = re.compile(r"\?|\b(?:I|we|We|you|You)\b")
_TELLS_NOTHING = re.compile(r"[?:][\"”’)\s]*$")  # by itself: "How do you check it?", "Here is how:"
_CAPITALISED = re.compile(r"\b[A-Z][a-z]+")
Words = Callable[[str], list[str]]


def features(sentences: Sequence[str], words: Words) -> list[dict[str, float]]:
    """The features of each sentence of an article, by name; each lies between about 0 and 3.

    Args:
        sentences: English, in the article's order.
        words: the content words of a text.
    """
    return _features(sentences, [frozenset(words(s)) for s in sentences])


def _features(sentences: Sequence[str], bags: Sequence[frozenset[str]]) -> list[dict[str, float]]:
    return [
        {
            "bias": 1.0,
            "first": float(i == 0),
            "place": math.log1p(i),
            "length": min(len(s.split()), 40) / 40,
            "short": float(len(s.split()) < 8),
            "long": float(len(s.split()) > 35),
            "figure": float(bool(re.search(r"\d", s))),
            "figures": min(4, len(re.findall(r"\d+", s))) / 4,
            "names": min(8, len(_CAPITALISED.findall(s))) / 8,
            "quotation": float(s.lstrip().startswith(('"', "“"))),
            "says": float(bool(_SAYS.search(s))),
            "leans": float(bool(_LEANS.match(s))),
            "spoken": float(bool(_SPOKEN.search(s))),
            "central": sum(_overlap(bags[i], other) for other in bags) / len(bags),
        }
        for i, s in enumerate(sentences)
    ]


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """The cosine of two sets of words."""
    return len(one & other) / math.sqrt(len(one) * len(other)) if one and other else 0.0


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = tomllib.loads(WEIGHTS.read_text("utf-8"))["weights"]
    return weights


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences of an article by salience.

    Attributes:
        order: all positions, the most salient first.
        scores: of each position, its penalty taken off.
        last: positions that others come before whatever their score: late ones, questions, repetitions.
    """

    order: list[int]
    scores: list[float]
    last: frozenset[int]


def salient_order(sentences: Sequence[str], words: Words, penalties: Sequence[float] = ()) -> list[int]:
    """All positions, the most salient first (:func:`ranking`)."""
    return ranking(sentences, words, penalties).order


def ranking(sentences: Sequence[str], words: Words, penalties: Sequence[float] = ()) -> Ranking:
    """All positions, the most salient of the first ``WINDOW`` first, then the others, questions and lines that lead on
    to something among them; a sentence that repeats one before it comes after all that do not.

    Args:
        sentences: English, in the article's order.
        words: the content words of a text.
        penalties: what is taken off each sentence's score, which lies between about 0 and 1; none by default. The most
            salient sentence keeps its place: the rest of a news story is not understood without it.
    """
    weights = _weights()
    bags = [frozenset(words(s)) for s in sentences]
    scores = [sum(weights[name] * value for name, value in row.items()) for row in _features(sentences, bags)]
    late = [i >= WINDOW or bool(_TELLS_NOTHING.search(s)) for i, s in enumerate(sentences)]
    ranked = sorted(range(len(sentences)), key=lambda i: (late[i], -round(scores[i], 9), i))
    if penalties:
        scores = [score - penalty for score, penalty in zip(scores, penalties, strict=True)]
        ranked = [*ranked[:1], *sorted(ranked[1:], key=lambda i: (late[i], -round(scores[i], 9), i))]
    taken: list[int] = []
    repeated: list[int] = []
    for i in ranked:
        again = any(len(bags[i] & bags[j]) > REDUNDANT * max(1, min(len(bags[i]), len(bags[j]))) for j in taken)
        (repeated if again else taken).append(i)
    last = frozenset(i for i in range(len(sentences)) if late[i] or i in repeated)
    return Ranking(taken + repeated, scores, last)
