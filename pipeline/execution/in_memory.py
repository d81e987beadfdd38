"""Runs stages on texts in memory, without a run folder: what the Python API does with a text or one file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from pipeline.core.config import Config
from pipeline.core.errors import UserError
from pipeline.core.records import Article, CleanArticle
from pipeline.execution.stage_table import stage_named
from pipeline.stages.base import Worker

# Settings with which cleaning cuts a text into sentences and leaves every word of it.
AS_IT_IS = ("clean.boilerplate=false", "clean.min_words=0", "clean.max_words=0", "clean.language_check=false")


def records(stage: str, config: Config, **inputs: Sequence[Any]) -> list[Any]:
    """The records that a stage makes of its inputs, which are named after the stages that made them.

    Raises:
        UserError: one was rejected.
        ModelError: the stage's checkpoint is missing or broken.
    """
    output = _worker(stage, config.model_dump_json())(inputs, lambda articles: None)
    for rejected in output.rejected:
        message = f"{rejected.input} was rejected by {rejected.stage}: {rejected.reason}"
        raise UserError(message, "give another text, or a file that exists")
    return list(output.records)


@lru_cache(maxsize=4)
def _worker(stage: str, config: str) -> Worker:
    """A stage at work, with its model; the last few are kept."""
    settings = Config.model_validate_json(config)
    stage_named(stage).check(settings)
    return stage_named(stage).open(settings)


def cleaned(texts: Sequence[str], config: Config) -> list[CleanArticle]:
    """Texts as clean articles, called ``text 1``, ``text 2`` and so on.

    Raises:
        UserError: one has no words.
    """
    articles = [Article(f"text-{n}", f"text {n}", text) for n, text in enumerate(texts, start=1)]
    return records("clean", config, ingest=articles)


def one_article(given: str | PathLike[str], config: Config) -> Article:
    """The article of a file, or of a text where there is no such file.

    Raises:
        UserError: there is none, or there are several.
    """
    from pipeline.stages.ingest.readers import Unit, read
    from pipeline.stages.ingest.sources import find
    from pipeline.stages.ingest.stage import Seen, ingest_chunk

    if isinstance(given, str) and not _is_path(given):
        units = [Unit("text", {config.ingest.columns.get("text", "text"): given})]
    else:
        units = [unit for source in find([fspath(given)]) for unit in read(source, config.ingest)]
    articles, rejected = ingest_chunk(units, config.ingest, Seen())
    if len(articles) > 1:
        raise UserError(f"{given} holds {len(articles)} articles, and a brief is of one", "pipeline.run takes many")
    if not articles:
        raise UserError(f"{rejected[0].input}: {rejected[0].reason}", "give another file, or the article's text")
    return articles[0]


def _is_path(text: str) -> bool:
    try:
        return bool(text) and Path(text).exists()
    except (OSError, ValueError):  # longer than a path can be, or with a zero byte in it
        return False
