"""Gives the score stage the articles of a run that have references, and keeps what it says as a shard of its own."""

from __future__ import annotations

import logging
import time

from pipeline.core.config import Config
from pipeline.core.fingerprints import Parts, code, digest, flatten, libraries
from pipeline.core.records import Rejected, Score
from pipeline.core.run_articles import wholes
from pipeline.core.run_folder import Store
from pipeline.execution import article_index as notes

log = logging.getLogger("ringkas")
STAGE = "score"
CODE = ("metrics", "stages/score", "core/records.py", "language", "guards", "backends/extractive.py")
LIBRARIES = ("sacrebleu", "rouge-score", "numpy", "sentencex")


def score_parts(store: Store, config: Config, stages: tuple[str, ...]) -> Parts:
    """What the scores are made from."""
    shards = {
        f"input.{stage}": digest({str(n): store.read_lock(stage, n).sha256 for n in range(store.shard_count(stage))})
        for stage in stages
    }
    made_by = {**code(CODE), **libraries(LIBRARIES)}
    return {"stage": STAGE, **flatten(config.table(STAGE), STAGE), **made_by, **shards}


def score_run(store: Store, config: Config, stages: tuple[str, ...]) -> None:
    """Score the run unless that is done already; a run without references has an empty table.

    Raises:
        StoreError: a shard is damaged.
    """
    parts = score_parts(store, config, stages)
    if store.freshness(STAGE, 0, parts).fresh:
        log.info("score: up to date")
        return
    began = time.perf_counter()
    scores: list[Score] = []
    rejected: list[Rejected] = []
    may = notes.any_referenced(store, config)
    referenced = list(wholes(store, lambda a: bool(a.reference_summary or a.reference_translation))) if may else []
    if config.score.enabled and referenced:
        from pipeline.stages.score.stage import score_articles

        scores, rejected = score_articles(
            [w.clean for w in referenced if w.clean],
            [w.translated for w in referenced if w.translated],
            [w.brief for w in referenced if w.brief],
            [w.article for w in referenced],
            config.score,
        )
        log.info("score: %d articles with references, %d figures", len(referenced), len(scores))
    seconds = time.perf_counter() - began
    store.write_shard(STAGE, 0, Score, scores, parts, rows_in=len(referenced), rejected=rejected, seconds=seconds)
