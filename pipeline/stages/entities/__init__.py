"""Brings together the names of all articles: one English form for each person, place and institution."""

from __future__ import annotations

from pipeline.core.config import Config
from pipeline.core.event_records import Entity
from pipeline.core.fingerprints import Parts
from pipeline.stages.base import Inputs, Output, Stage, Tick, Worker


def _open(config: Config) -> Worker:
    from pipeline.stages.entities.stage import entities_of

    def work(inputs: Inputs, tick: Tick) -> Output:
        return Output(entities_of(inputs["profile"]) if config.group.enabled else ())

    return work


def _depends(config: Config) -> Parts:
    return {"group.enabled": str(config.group.enabled)}


STAGE = Stage("entities", ("profile",), Entity, _open, scope="run", depends=_depends)
