"""Scores a run's articles that have references and keeps the scores as one shard."""

from __future__ import annotations

import logging
import time
from typing import Any

from pipeline.core.config import Config
from pipeline.core.fingerprints import Parts
from pipeline.core.run_articles import articles_of_run
from pipeline.core.run_folder import Store
from pipeline.execution import article_index
from pipeline.execution.whole_run import whole_run_parts
from pipeline.stages.score import STAGE

log = logging.getLogger("ringkas")


def score_parts(store: Store, config: Config) -> Parts:
    """The fingerprint parts of the scores."""
    return whole_run_parts(store, STAGE, config)


def score_run(store: Store, config: Config) -> None:
    """Score the run unless its scores are up to date; a run without references gets an empty shard.

    Raises:
        StoreError: a shard is damaged.
    """
    parts = score_parts(store, config)
    if store.freshness(STAGE.name, 0, parts).fresh:
        log.info("score: up to date")
        return
    began = time.perf_counter()
    inputs = _referenced(store, config)
    output = STAGE.open(config)(inputs, lambda articles: None)
    referenced = len(inputs["ingest"])
    if config.score.enabled and referenced:
        log.info("score: %d articles with references, %d figures", referenced, len(output.records))
    seconds = time.perf_counter() - began
    store.write_shard(
        STAGE.name,
        0,
        STAGE.kind,
        output.records,
        parts,
        rows_in=referenced,
        rejected=output.rejected,
        seconds=seconds,
    )


def _referenced(store: Store, config: Config) -> dict[str, list[Any]]:
    """The records of the articles that have references, by stage."""
    inputs: dict[str, list[Any]] = {name: [] for name in STAGE.reads}
    if not article_index.any_referenced(store, config):
        return inputs
    for records in articles_of_run(store, lambda a: bool(a.reference_summary or a.reference_translation)):
        inputs["ingest"].append(records.article)
        for name, record in (("clean", records.clean), ("translate", records.translated), ("summarize", records.brief)):
            if record is not None:
                inputs[name].append(record)
    return inputs
