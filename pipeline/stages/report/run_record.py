"""Describes a run to the report: the run folder, and which of its stages are done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipeline.core.records import Rejected
from pipeline.core.run_folder import Store
from pipeline.stages.ingest.sources import Source


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run folder and what was done in it.

    Args:
        store: the run folder.
        config_name: the preset's name or path.
        sources: the inputs.
        stages: names of the stages that are done, in order; only their records are reported.
        rejected: everything that was rejected, in the data's order.
        began: when the run began.
        over: whether the run is complete although stages are left: reading rejected all that it was given.
        unusual: what is out of the ordinary in it, in the light of earlier runs.
    """

    store: Store
    config_name: str
    sources: tuple[Source, ...]
    stages: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    began: dt.datetime
    over: bool = False
    unusual: tuple[str, ...] = ()
