"""Scores the translations and briefs of the articles that have references."""

from __future__ import annotations

from pipeline.core.config import Config
from pipeline.core.records import Score
from pipeline.stages.base import Inputs, Output, Stage, Tick, Worker


def _open(config: Config) -> Worker:
    def work(inputs: Inputs, tick: Tick) -> Output:
        if not (config.score.enabled and inputs["ingest"]):
            return Output(())
        from pipeline.stages.score.stage import score_articles

        scores, rejected = score_articles(
            inputs["clean"], inputs["translate"], inputs["summarize"], inputs["ingest"], config.score
        )
        tick(len(inputs["ingest"]))
        return Output(scores, rejected)

    return work


STAGE = Stage("score", ("ingest", "clean", "translate", "summarize"), Score, _open, scope="run")
