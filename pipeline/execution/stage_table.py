"""Lists the stages in the order they run; the planner and the runner know no stage by name."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.config import Config, SummarizeTable, TranslateTable
from pipeline.core.errors import UserError, did_you_mean
from pipeline.stages import clean, entities, group, ingest, profile, report, score, summarize, translate
from pipeline.stages.base import Stage
from pipeline.stages.model_parts import measure_arithmetic

# Shard by shard, after ingest.
STAGES: tuple[Stage, ...] = (clean.STAGE, translate.STAGE, summarize.STAGE, profile.STAGE)
WHOLE: tuple[Stage, ...] = (entities.STAGE, group.STAGE)  # over the articles of all shards, into one
ALL: tuple[Stage, ...] = (ingest.STAGE, *STAGES, *WHOLE, score.STAGE, report.STAGE)
LAST = report.STAGE.name


def stage_named(name: str) -> Stage:
    """The stage of that name; names come from the table itself."""
    return next(stage for stage in ALL if stage.name == name)


def up_to(name: str) -> tuple[Stage, ...]:
    """The stages as far as the one of that name.

    Raises:
        UserError: there is none of that name.
    """
    names = [stage.name for stage in ALL]
    if name not in names:
        raise UserError(f"there is no stage {name!r}", did_you_mean(name, names, "stages"))
    return ALL[: names.index(name) + 1]


def settle(config: Config, stages: Iterable[Stage]) -> None:
    """Let the backends choose their arithmetic now and not while they load, because it is part of the fingerprint."""
    for stage in stages:
        table = getattr(config, stage.name, None)
        if isinstance(table, TranslateTable | SummarizeTable):
            measure_arithmetic(table)
