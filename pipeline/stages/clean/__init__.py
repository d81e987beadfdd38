"""Cleans articles: boilerplate out, sentences apart, other languages rejected."""

from __future__ import annotations

from pipeline.core.config import Config
from pipeline.core.records import CleanArticle
from pipeline.stages.base import Inputs, Output, Stage, Tick, Worker


def _open(config: Config) -> Worker:
    from pipeline.stages.clean.stage import clean_article

    def work(inputs: Inputs, tick: Tick) -> Output:
        outcomes = []
        for article in inputs["ingest"]:
            outcomes.append(clean_article(article, config.clean))
            tick(1)
        return Output.sorted_out(outcomes)

    return work


STAGE = Stage("clean", ("ingest",), CleanArticle, _open)
