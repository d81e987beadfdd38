"""Cleans articles: boilerplate out, sentences apart, other languages rejected."""

from __future__ import annotations

from pipeline.core.config import Config
from pipeline.core.errors import UserError
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


def _check(config: Config) -> None:
    fewest, most = config.clean.min_words, config.clean.max_words
    if 0 < most < fewest:
        raise UserError(
            f"[clean] max_words = {most} is less than min_words = {fewest}: no article could pass",
            "0 is no limit: --set clean.max_words=0",
        )


STAGE = Stage("clean", ("ingest",), CleanArticle, _open, check=_check)
