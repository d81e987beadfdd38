"""Aligns a brief with its article: finds the source sentences that support each sentence of the brief.

Sentences are translated one to one, so an index into the English sentences is an index into the Indonesian ones.
Support is the idf-weighted share of common words (idf over the article's sentences), after stemming and with numbers in
one notation; the Indonesian original adds names and figures that the translation may have got wrong. Sources are chosen
greedily, each for what it adds to those chosen before, as in set cover: a brief sentence that merges two sentences
cites both, and one that shares only a common word with five cites none of them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.core.records import Citation

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]
    Embedder = Callable[[Sequence[str]], Vectors]  # texts -> one unit vector each, shape (len(texts), d)
else:
    Embedder = Callable

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
TEENS = "seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = {w: n for n, w in enumerate(f"{UNITS} {TEENS}".split())} | {
    w: 10 * n for n, w in enumerate(TENS.split(), 2)
}
_COMMON = """
    a about after again all also although am an and any are around as at be because been before being both but by
    can could did do does doing down during each even for from further had has have having he her here him his how
    however i if in into is it its itself just me meanwhile more most my no nor not now of off on once one only or other
    our out over own per said same say says she should since so some such than that the their them then there these
    they this those through to too under until up us very was we were what when where which while who whom
    whose why will with would you your"""
COMMON = frozenset(_COMMON.split())
_THOUSANDS = {mark: re.compile(rf"\{mark}(?=\d{{3}}(?:\D|$))") for mark in ".,"}


@dataclass(frozen=True, slots=True)
class AlignOptions:
    """The aligner's parameters, tuned on half of the labelled starter suite (``eval/benchmarks/citations.py``).

    Args:
        first: the best source must cover this share of the brief sentence's weight to be cited at all.
        more: a further source must add this share of what the sources can cover together.
        figure: ``more`` is multiplied by this for a source that brings a figure which none before it held.
        limit: at most this many sources a sentence.
        embedding: weight of the cosine similarity where an embedder is given, 0..1.
    """

    first: float = 0.25
    more: float = 0.2
    figure: float = 0.5
    limit: int = 4
    embedding: float = 0.3


DEFAULT = AlignOptions()


def align(
    brief: Sequence[str],
    sources: Sequence[str],
    originals: Sequence[str] | None = None,
    *,
    embed: Embedder | None = None,
    options: AlignOptions = DEFAULT,
) -> list[tuple[Citation, ...]]:
    """The source sentences that support each sentence of a brief.

    Args:
        brief: the brief's English sentences.
        sources: the article's sentences in English, in order.
        originals: the same sentences in Indonesian; their names and figures count as if the translation had them.
        embed: gives sentence vectors; the cosine is mixed in with weight ``options.embedding``.

    Returns:
        For each brief sentence its citations, best first; empty when nothing supports it. Scores are 0..1: the
        idf-weighted share of the brief sentence's words that the source sentence holds.

    Raises:
        ValueError: ``originals`` is not as long as ``sources``.
    """
    if originals is not None and len(originals) != len(sources):
        raise ValueError(f"{len(originals)} originals for {len(sources)} source sentences")
    if not brief or not sources:
        return [() for _ in brief]
    spoken = [terms(text) for text in brief]
    held = [frozenset(terms(text)) for text in sources]
    if originals is not None:
        held = [h | anchors(text) for h, text in zip(held, originals, strict=True)]
    weight = _weights(held)
    cosine = _cosines(brief, sources, embed)
    return [_cover(said, held, weight, cosine[i] if cosine else None, options) for i, said in enumerate(spoken)]


def _weights(held: Sequence[frozenset[str]]) -> Callable[[str], float]:
    """idf over the article's sentences; a word the article lacks weighs like one that stands in a single sentence."""
    frequency = Counter(term for terms_ in held for term in terms_)
    n = len(held)

    def weight(term: str) -> float:
        return math.log((n + 1) / (frequency[term] or 1)) if n > 1 else 1.0

    return weight


def _cosines(brief: Sequence[str], sources: Sequence[str], embed: Embedder | None) -> list[list[float]] | None:
    if embed is None:
        return None
    similarity = embed(brief) @ embed(sources).T
    rows: list[list[float]] = similarity.tolist()
    return rows


def _cover(
    said: Sequence[str],
    held: Sequence[frozenset[str]],
    weight: Callable[[str], float],
    cosine: Sequence[float] | None,
    options: AlignOptions,
) -> tuple[Citation, ...]:
    """Greedy cover of one brief sentence's terms by source sentences."""
    wanted = {term: weight(term) for term in dict.fromkeys(said)}
    total = sum(wanted.values()) or 1.0
    mix = options.embedding if cosine is not None else 0.0

    def share(source: int, terms_: set[str]) -> float:
        # A set has another order in each process, and a plain sum another last bit.
        return math.fsum(wanted[t] for t in terms_ & held[source]) / total

    def score(source: int) -> float:
        near = max(0.0, cosine[source]) if cosine is not None else 0.0
        return (1 - mix) * share(source, set(wanted)) + mix * near

    left = set(wanted)
    reachable = sum(w for t, w in wanted.items() if any(t in h for h in held)) / total or 1.0
    taken: list[Citation] = []
    while len(taken) < options.limit:
        cited = {c.sentence for c in taken}
        gains = {s: (share(s, left), score(s), -s) for s in range(len(held)) if s not in cited}
        if not gains:
            break
        best = max(gains, key=lambda s: gains[s])
        if not taken:
            enough = score(best) >= options.first
        else:  # a figure has to come from somewhere: less is asked of the sentence that brings it
            brings = any(t[0].isdigit() for t in left & held[best])
            enough = gains[best][0] / reachable >= options.more * (options.figure if brings else 1.0)
        if not enough:
            break
        taken.append(Citation(best, round(min(1.0, score(best)), 4)))
        left -= held[best]
    return tuple(sorted(taken, key=lambda c: (-c.score, c.sentence)))


@lru_cache(maxsize=50_000)
def terms(text: str) -> tuple[str, ...]:
    """The content words of an English text as stems, numbers in one notation ("Thirty-six", "1,100" -> 36, 1100)."""
    found: list[str] = []
    tens = 0
    for written in WORD.findall(text):
        number, term = _term(written)
        if number is None:
            tens = 0
        elif tens and 0 < number < 10:
            found[-1] = str(tens + number)
            term, tens = "", 0
        else:
            tens = number if number >= 20 else 0
        if term:
            found.append(term)
    return tuple(found)


@lru_cache(maxsize=50_000)
def _term(written: str) -> tuple[int | None, str]:
    """What a word is worth, None for all but number words, and its term, "" for the commonest words."""
    word = written.lower().replace("’", "'").removesuffix("'s")
    number = NUMBER_WORDS.get(word)
    if number is not None and number != 1:  # "one" is more often a pronoun than a figure
        return number, str(number)
    if word[0].isdigit():
        return number, figure(word, ",")
    return number, stem(word) if word not in COMMON and len(word) > 1 else ""


@lru_cache(maxsize=4096)
def anchors(text: str) -> frozenset[str]:
    """The terms of an Indonesian text that translation keeps: its figures and capitalised words, as in ``terms``."""
    kept = set()
    for place, word in enumerate(WORD.findall(text)):
        if word[0].isdigit():
            kept.add(figure(word, "."))
        elif word[0].isupper() and len(word) > 2 and (place or not text.startswith(word)):
            kept.add(stem(word.lower()))
    return frozenset(kept)


def figure(number: str, thousands: str) -> str:
    """A number in one notation: no thousands separator, a decimal point, no needless zeros."""
    if number.isdecimal():
        return number
    decimal = "." if thousands == "," else ","
    plain = _THOUSANDS[thousands].sub("", number).replace(decimal, ".")
    whole, point, fraction = plain.partition(".")
    return whole + (point + fraction.rstrip("0") if fraction.rstrip("0") else "") if point else plain


_SUFFIXES = "ations ation ments ment ingly edly ness ings ing ives ive ions ion ers er ors or ies ied ed es ly s y e"
SUFFIXES = tuple(_SUFFIXES.split())


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A light stem: one suffix off where at least four letters stay ("damaged", "damages", "damaging" -> damag).

    Porter's stemmer aligned the labelled pairs no better, and importing it costs more than the whole alignment.
    """
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            word = word.removesuffix(suffix)
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word
