"""Counts the errors that the guards flagged in runs, by class and by the stage that made them, with a test by item.

What the guards put right is no error any more, so repairs do not count here; how often the model's first answer was
refused is counted apart, because a model that is refused often costs time and leans on the guards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.core.run_articles import ArticleRecords
from pipeline.metrics import resampling
from pipeline.metrics.base import Rows, percent

Stage = Literal["translation", "summary"]
_PREFIX = re.compile(r"^(?:headline-)?")
# The first pattern that a flag begins with decides; repairs and remarks are in none of them.
CLASSES: tuple[tuple[str, str], ...] = (
    # A warning by risk is no error that was found, and only models with labelled sentences have risks: counting it
    # would hold it against them.
    ("", r"stutter-collapsed|.*-repaired|unsure|low-trust"),
    ("figures and dates", r"number-|date-|quantity-changed|unit-changed|sign-changed|time-changed"),
    ("names", r"name-|institution-added|initials-lost|acronym-|copy-lost"),
    ("terms", r"term-lost"),
    (
        "polarity and roles",
        r"negation-|reversal-lost|opposite|direction-lost|roles-swapped|order-swapped|meaning-(?!lost$)",
    ),
    ("repetition", r"loop|stutter"),
    ("left-over Indonesian", r"untranslated|left-over"),
    ("missing or added text", r"empty|meaning-lost|word-lost|too-short|too-long|unfinished|uncited|quote-"),
    ("other", r"garbage|refused|non-word"),
)
NAMES = tuple(name for name, _ in CLASSES if name)


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """One class of errors at one stage: how many each system made, per 100 sentences, and whether they differ."""

    stage: Stage
    name: str
    counts: Mapping[str, int]
    rates: Mapping[str, float]
    p: float


@dataclass(frozen=True, slots=True)
class Refusals:
    """Sentences whose first answer the guards refused, of how many; by system."""

    refused: Mapping[str, int]
    sentences: Mapping[str, int]


def class_of(flag: str) -> str:
    """The class of a flag; "" for one that tells of no error."""
    bare = _PREFIX.sub("", flag).removeprefix("translation-")
    return next((name for name, pattern in CLASSES if re.match(f"(?:{pattern})", bare)), "")


def by_translation(flag: str) -> bool:
    """Whether a flag on a brief repeats an error of the article's translation."""
    bare = _PREFIX.sub("", flag)
    return bare.startswith("translation-") or bare.endswith("-by-translation")


def count(
    runs: Mapping[str, Sequence[ArticleRecords]], *, samples: int = resampling.SAMPLES, seed: int = resampling.SEED
) -> list[ErrorClass]:
    """The classes that any of two runs has errors of, translation first.

    Args:
        runs: the articles of each system, the same ones in the same order.
        samples: of the test.
        seed: of the test.
    """
    found = []
    for stage in ("translation", "summary"):
        counted = {system: [_errors(records, stage) for records in articles] for system, articles in runs.items()}
        for name in NAMES:
            rows = {s: np.array([[c[name], n] for c, n in per], dtype=np.float64) for s, per in counted.items()}
            counts = {system: int(own[:, 0].sum()) for system, own in rows.items()}
            if any(counts.values()):
                rates = {system: float(percent(own.sum(axis=0))) for system, own in rows.items()}
                found.append(ErrorClass(stage, name, counts, rates, _p(list(rows.values()), samples, seed)))
    return found


def _p(rows: Sequence[Rows], samples: int, seed: int) -> float:
    left, right = rows
    return exposed_p(left, right, samples, seed)


def exposed_p(left: Rows, right: Rows, samples: int = resampling.SAMPLES, seed: int = resampling.SEED) -> float:
    """Two-sided p that two systems err at one rate, from rows of (errors, sentences): a row per item and system.

    Each item's errors are dealt out anew, a system's share being its share of the item's sentences, and the sum of
    errors beyond that share is compared with the one observed. A system's errors in one item stay together, for they
    often have one cause. Where both systems have as many sentences in an item, its errors are exchanged, so that what
    is equally hard for both cancels out. Exchanging pairs with unlike numbers of sentences, as is right for scores,
    is wrong here: nearly every exchange would bring the rates nearer to each other.

    Fewer items that differ than ``results.FEWEST_ITEMS`` are no evidence: p is at least what exchanging them can reach.
    """
    errors, sentences = left[:, 0] + right[:, 0], left[:, 1] + right[:, 1]
    share = np.where(sentences > 0, right[:, 1] / np.maximum(sentences, 1.0), 0.5)
    beyond = right[:, 0] - errors * share
    differing = int((np.abs(beyond) > resampling.TIE).sum())
    observed = float(beyond.sum())
    rates = float(percent(right.sum(axis=0)) - percent(left.sum(axis=0)))
    if not differing or not observed * rates > 0:  # the two ways to count disagree on who errs more
        return 1.0
    even = left[:, 1] == right[:, 1]
    dealt = np.concatenate([np.abs(right[even, 0] - left[even, 0]), left[~even, 0], right[~even, 0]])
    chance = np.concatenate([share[even], share[~even], share[~even]])
    dealt, chance = dealt[dealt > 0], chance[dealt > 0]
    rng = np.random.default_rng([seed, 2])  # a stream of its own
    sums = (rng.random((samples, len(dealt))) < chance) @ dealt - float(dealt @ chance)
    extreme = int((np.abs(sums) >= abs(observed) - resampling.TIE).sum())
    return max((extreme + 1) / (samples + 1), min(1.0, 2.0 ** (1 - differing)))


def _errors(records: ArticleRecords, stage: str) -> tuple[Counter[str], int]:
    """An article's errors by class at one stage, and the sentences that they are counted over."""
    flags: list[Iterable[str]] = []
    if stage == "translation" and records.translated is not None:
        title = [records.translated.title] if records.translated.title else []
        flags = [sentence.flags for sentence in (*title, *records.translated.sentences)]
    elif stage == "summary" and records.brief is not None:
        flags = [[f for f in s.flags if not by_translation(f)] for s in records.brief.sentences]
        whole = [f for f in records.brief.flags if not by_translation(f)]
        seen = {f for own in flags for f in own}
        flags.append([f for f in whole if f not in seen])
        return _classes(flags), len(records.brief.sentences)
    return _classes(flags), len(flags)


def _classes(flags: Iterable[Iterable[str]]) -> Counter[str]:
    """Each sentence counts once for a class, however many flags say so."""
    return Counter(name for own in flags for name in {class_of(flag) for flag in own} if name)


def refusals(runs: Mapping[str, Sequence[ArticleRecords]]) -> Refusals:
    """How often the guards refused the first answer of each system's translator."""
    refused, sentences = {}, {}
    for system, articles in runs.items():
        all_of_it = [s for a in articles if a.translated for s in a.translated.sentences]
        refused[system] = sum(bool(s.attempts and s.attempts[0].failures) for s in all_of_it)
        sentences[system] = len(all_of_it)
    return Refusals(refused, sentences)
