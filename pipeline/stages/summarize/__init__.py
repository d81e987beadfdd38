"""Writes a brief of each translated article; each of its sentences cites the sentences that it rests on."""

from __future__ import annotations

from pipeline.core.config import Config
from pipeline.core.fingerprints import Parts
from pipeline.core.records import Brief
from pipeline.stages.base import Inputs, Output, Stage, Tick, Worker
from pipeline.stages.model_parts import check_model, file_parts, model_parts


def _open(config: Config) -> Worker:
    from pipeline.stages.summarize.stage import SummarizeStage

    stage = SummarizeStage(config.summarize, hosts=config.run.servers, glossary=config.translate.glossary)

    def work(inputs: Inputs, tick: Tick) -> Output:
        by_id = {article.id: article for article in inputs["translate"]}
        pairs = [(article, by_id[article.id]) for article in inputs["clean"] if article.id in by_id]
        outcomes = stage.run(pairs)
        tick(len(pairs))
        return Output.sorted_out(outcomes)

    return work


def _depends(config: Config) -> Parts:
    parts = {**model_parts(config.summarize), **file_parts("translate.glossary", config.translate.glossary)}
    if config.summarize.embeddings:
        from pipeline.backends.sentence_encoder import fingerprint

        parts = {**parts, "embeddings": fingerprint(config.summarize.embeddings)}
    return parts


def _check(config: Config) -> None:
    from pipeline.stages.summarize.postprocess import require_style

    require_style(config.summarize.style)
    check_model(config.summarize, ("summarize", "direct"), config.run.servers)


STAGE = Stage("summarize", ("clean", "translate"), Brief, _open, depends=_depends, check=_check, together=8)
