"""Reads the inputs and turns their rows into articles with stable ids."""

from __future__ import annotations

from pipeline.core.config import Config
from pipeline.core.dependencies import code_parts, library_parts
from pipeline.core.fingerprints import Parts, flatten
from pipeline.core.records import Article
from pipeline.stages.base import ROWS, Stage, Worker


def _open(config: Config) -> Worker:
    from pipeline.stages.ingest.stage import Intake

    return Intake(config.ingest)


STAGE = Stage("ingest", (ROWS,), Article, _open)


def shard_parts(config: Config) -> Parts:
    """The fingerprint's parts of all article shards, their rows aside: near-duplicates count only where they are
    dropped, since only then do they change what is in a shard; what is ignored was never an input."""
    parts = STAGE.parts(config)
    del parts["ingest.ignore"]
    parts["run.shard_size"] = str(config.run.shard_size)
    if parts.pop("ingest.duplicates") == '"drop"':
        parts |= near_parts(config)
    return parts


def near_parts(config: Config) -> Parts:
    """What the groups of near-duplicates depend on, the articles aside."""
    wanted = config.ingest.duplicates
    module = "pipeline.stages.ingest.near_duplicates"
    made_by = {**code_parts(module), **library_parts(module)} if wanted != "off" else {}
    return {**flatten({"duplicates": wanted}, "ingest"), **made_by}
