"""How long grouping takes, and how much memory, on synthetic articles: does it grow with the articles or their square?

    python -m eval.benchmarks.grouping [ARTICLES ...]

The articles' words are drawn by Zipf's law, as in a language; articles of one event share rare words, names and a
day. Printed for each number of articles: pairs compared, processor and wall seconds of grouping, B-cubed, and the
exponent between one number and the next (1: twice the articles, twice the time). A profile is made article by article
before that, on as many processes as a run has; the time of one is printed first. Nothing is written.
"""

from __future__ import annotations

import datetime as dt
import math
import resource
import sys
import time
from collections.abc import Sequence

import numpy as np

from eval.events import b_cubed, profiles, read_suite
from pipeline.core.config import load_config
from pipeline.core.event_records import Profile
from pipeline.stages.group.clusters import candidates, cluster
from pipeline.stages.group.likeness import Likeness

WORDS, RARE = 60_000, 20_000  # the language's words; those of them that no article has by chance alone
TERMS, OWN = 110, 26  # different terms of an article, and how many of them tell its event
SAID = 0.7  # how many of an event's own terms one of its articles has
ALONE = 0.55  # events of one article; others have 2 to 12
DAYS = 365
SEED = 7


def synthetic(articles: int) -> tuple[list[Profile], dict[str, str]]:
    """Profiles of articles, and the event of each."""
    draw = np.random.default_rng(SEED)
    ranks = np.arange(1, WORDS + 1)
    chance = np.cumsum(1 / ranks) / (1 / ranks).sum()
    vocabulary = [f"w{n:05d}" for n in range(WORDS)]
    made: list[Profile] = []
    gold: dict[str, str] = {}
    event = 0
    while len(made) < articles:
        size = 1 if draw.random() < ALONE else min(12, 1 + int(draw.geometric(0.4)))
        own = draw.integers(WORDS - RARE, WORDS, OWN)
        day = dt.date(2026, 1, 1) + dt.timedelta(days=int(draw.integers(DAYS)))
        for _ in range(min(size, articles - len(made))):
            said = own[draw.random(OWN) < SAID]
            words = sorted({vocabulary[n] for n in (*said, *chance.searchsorted(draw.random(TERMS - OWN)))})
            told = {vocabulary[n] for n in said}
            article = f"a{draw.integers(10**9):09d}-{len(made)}"
            written = (day + dt.timedelta(days=int(draw.integers(3)))).isoformat()
            weights = tuple(3 if word in told else 1 for word in words)
            names = tuple(word for word in words if word in told and int(word[1:]) % 2)
            made.append(Profile(article, article, "id", tuple(words), weights, names, written, written))
            gold[article] = str(event)
        event += 1
    return made, gold


def profile_seconds() -> tuple[float, int]:
    """Processor seconds that the profile of one article of the events suite takes, and that article's words."""
    articles = [one.article for one in read_suite()]
    config = load_config("default")
    profiles(articles, config)  # word lists are read once
    began = time.process_time()
    profiles(articles, config)
    words = sum(len(article.text.split()) for article in articles)
    return (time.process_time() - began) / len(articles), words // len(articles)


def main(arguments: Sequence[str]) -> None:
    """Print a row for each number of articles."""
    options = load_config("default").group
    seconds, words = profile_seconds()
    print(f"profile, cleaning included: {seconds * 1000:.1f} ms an article of {words} words\n")
    print("| articles | pairs compared | processor s | wall s | peak MiB | B-cubed F1 | exponent |")
    print("|---|---|---|---|---|---|---|", flush=True)
    before: tuple[int, float] | None = None
    for articles in [int(argument) for argument in arguments] or [5_000, 20_000]:
        given, gold = synthetic(articles)
        pairs = len(candidates(Likeness(given, options.window_days).vectors)[0])
        began, wall = time.process_time(), time.perf_counter()
        groups = cluster(given, options.threshold, options.window_days)
        took, waited = time.process_time() - began, time.perf_counter() - wall
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        exponent = math.log(took / before[1]) / math.log(articles / before[0]) if before else math.nan
        f1 = b_cubed(groups, gold).f1
        print(
            f"| {articles} | {pairs} | {took:.1f} | {waited:.1f} | {peak:.0f} | {f1:.4f} | {exponent:.2f} |", flush=True
        )
        before = articles, took


if __name__ == "__main__":
    main(sys.argv[1:])
