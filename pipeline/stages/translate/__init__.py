"""Translates clean articles sentence by sentence, with the guards and the translation memory."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.config import Config
from pipeline.core.fingerprints import Parts, digest
from pipeline.core.records import TranslatedArticle
from pipeline.stages.base import Inputs, Output, Stage, Tick, Worker
from pipeline.stages.model_parts import check_model, file_parts, model_parts, require_told


def _open(config: Config) -> Worker:
    from pipeline.stages.translate.stage import TranslateStage

    stage = TranslateStage(config.translate, hosts=config.run.servers)

    def work(inputs: Inputs, tick: Tick) -> Output:
        articles = inputs["clean"]
        outcomes = stage.run(articles)
        tick(len(articles))
        return Output.sorted_out(outcomes, stage.replayed, stage.asked)

    return work


def _depends(config: Config) -> Parts:
    options = config.translate
    return {
        **model_parts(options),
        **file_parts("translate.glossary", options.glossary),
        **_memory_parts(options.memory),
    }


def _memory_parts(memory: str) -> Parts:
    """The hash of the imported pairs of the translation memory, which are used instead of the engine. What engines put
    there is kept under their own fingerprints and changes no output."""
    if not memory:
        return {}
    from pipeline.stages.translate.memory import IMPORTED, TranslationMemory, default_path

    path = default_path() if memory == "auto" else Path(memory)
    if not path.is_file():
        return {"file.memory": digest({})}
    with TranslationMemory(path) as opened:
        texts: dict[str, object] = {source: text for _, source, text in opened.pairs(IMPORTED)}
        in_briefs = opened.in_briefs()
    return {"file.memory": digest({"texts": texts, "in_briefs": in_briefs} if in_briefs else texts)}


def _check(config: Config) -> None:
    check_model(config.translate, ("translate",), config.run.servers)
    if config.translate.style:
        require_told(config.translate, "style")
    if config.translate.glossary:
        from pipeline.language.glossary import Glossary

        file_parts("translate.glossary", config.translate.glossary)
        Glossary.load(config.translate.glossary)


STAGE = Stage(
    "translate",
    ("clean",),
    TranslatedArticle,
    _open,
    depends=_depends,
    check=_check,
    side_by_side=2,
    together=8,
)
