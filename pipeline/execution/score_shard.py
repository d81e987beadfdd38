"""Scores a run's articles that have references and keeps the scores as one shard."""

from __future__ import annotations

import logging
from typing import Any

from pipeline.core.config import Config
from pipeline.core.run_articles import articles_of_run
from pipeline.core.run_folder import Store
from pipeline.execution import article_index
from pipeline.execution.whole_run import write_whole_run
from pipeline.stages.base import Output
from pipeline.stages.score import STAGE

log = logging.getLogger("ringkas")


def score_run(store: Store, config: Config) -> None:
    """Score the run unless its scores are up to date; a run without references gets an empty shard.

    Raises:
        StoreError: a shard is damaged.
    """

    def work() -> tuple[Output, int]:
        inputs = _referenced(store, config)
        output = STAGE.open(config)(inputs, lambda articles: None)
        referenced = len(inputs["ingest"])
        if config.score.enabled and referenced:
            log.info("score: %d articles with references, %d figures", referenced, len(output.records))
        return output, referenced

    write_whole_run(STAGE, store, config, work)


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
