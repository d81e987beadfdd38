"""Summarizes by selecting sentences: the extractive baselines of every score table.

``lead`` takes the first sentences, which in news is hard to beat; ``centroid`` takes those nearest to the
article's tf-idf centroid (after Radev et al. 2004), skipping redundant ones; ``salient`` takes those that most resemble
what written briefs hold (:mod:`pipeline.backends._salience`). No checkpoint, no network.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipeline.backends._salience import salient_order
from pipeline.backends.base import Hypothesis
from pipeline.core.errors import UserError, did_you_mean

RANKERS = ("lead", "centroid", "salient")
REDUNDANT = 0.6  # cosine above which a sentence repeats one already chosen
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])")
# Function words of English and Indonesian (a direct comparison ranks the untranslated text).
_FUNCTION_WORDS = (
    "a an the and or but if of in on at to for from by with as is are was were be been has have had it its this that "
    "these those he she they his her their we our i you not no also will would said says after before when while who "
    "which what there more than over into about "
    "yang dan di ke dari untuk pada dengan dalam ini itu adalah akan tidak juga oleh karena telah sudah saat sebagai "
    "bahwa atau para hingga agar kata ujar ia dia mereka kami kita ada bisa dapat lebih setelah"
)
_STOP = frozenset(_FUNCTION_WORDS.split())


class Extractive:
    """A ranker of sentences, and a summarizer over them.

    Args:
        name: ``lead``, ``centroid`` or ``salient``.

    Raises:
        UserError: another name.
    """

    max_source_tokens = 1_000_000

    def __init__(self, name: str) -> None:
        if name not in RANKERS:
            raise UserError(f"unknown ranker {name!r}", did_you_mean(name, RANKERS, "rankers"))
        self.name = name
        self.fingerprint = f"extractive-{name}-1"

    def rank(self, sentences: Sequence[str], penalties: Sequence[float] = ()) -> list[int]:
        """All positions, the best first; the same sentences always give the same order. ``salient`` takes
        ``penalties`` off its scores (:func:`salient_order`), the others take no notice of them."""
        if self.name == "lead":
            return list(range(len(sentences)))
        if self.name == "salient":
            return salient_order(sentences, content_words, penalties)
        return centroid_order(sentences)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def summarize(
        self,
        texts: Sequence[str],
        *,
        min_tokens: int | None = None,
        max_tokens: int | None = None,
        n_best: int = 1,
        style: str = "",
        beam_size: int | None = None,
        **decoding: Any,
    ) -> list[list[Hypothesis]]:
        """Three sentences of each text (fewer when ``max_tokens`` words are reached), in the text's order."""
        return [[self._pick(text, max_tokens)] for text in texts]

    def _pick(self, text: str, words: int | None) -> Hypothesis:
        sentences = [s for s in _SENTENCE.split(text.strip()) if s]
        chosen: list[int] = []
        total = 0
        for i in self.rank(sentences)[:3]:
            length = len(sentences[i].split())
            if words and chosen and total + length > words:
                continue
            chosen.append(i)
            total += length
        return Hypothesis(" ".join(sentences[i] for i in sorted(chosen)), None, total)


def content_words(text: str) -> list[str]:
    """The words of a text in small letters, function words left out."""
    return [w for w in (m.lower() for m in _WORD.findall(text)) if w not in _STOP]


def centroid_order(sentences: Sequence[str]) -> list[int]:
    """Positions by nearness to the tf-idf centroid; early sentences and non-redundant ones are preferred.

    Each step takes the sentence with the best score among those that repeat none already taken; what repeats comes
    after everything that does not.
    """
    bags = [Counter(content_words(s)) for s in sentences]
    count = len(bags)
    seen_in = Counter(word for bag in bags for word in bag)
    # Within one article a word in most sentences is the topic, not noise, so idf is damped.
    idf = {word: 1 + math.log(1 + count / n) / 2 for word, n in seen_in.items()}
    vectors = [{w: (1 + math.log(n)) * idf[w] for w, n in bag.items()} for bag in bags]
    centroid: Counter[str] = Counter()
    for vector in vectors:
        norm = _norm(vector)
        for word, value in vector.items():
            centroid[word] += value / norm if norm else 0.0  # type: ignore[assignment]
    scores = [_cosine(v, centroid) * (0.7 + 0.3 / (1 + i / 3)) for i, v in enumerate(vectors)]
    order = sorted(range(count), key=lambda i: (-round(scores[i], 9), i))
    taken: list[int] = []
    repeated: list[int] = []
    for i in order:
        if any(_cosine(vectors[i], vectors[j]) > REDUNDANT for j in taken):
            repeated.append(i)
        else:
            taken.append(i)
    return taken + repeated


def _norm(vector: dict[str, float]) -> float:
    return math.sqrt(sum(v * v for v in vector.values()))


def _cosine(a: dict[str, float], b: Any) -> float:
    norms = _norm(a) * _norm(b)
    return sum(v * b.get(w, 0.0) for w, v in a.items()) / norms if norms else 0.0
