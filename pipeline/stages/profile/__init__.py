"""Says what each article is about: its words, names, figures and the day it tells of, for grouping by event."""

from __future__ import annotations

from pipeline.core.config import Config
from pipeline.core.event_records import Profile
from pipeline.stages.base import Inputs, Output, Stage, Tick, Worker


def _open(config: Config) -> Worker:
    from pipeline.stages.profile.stage import profile_of

    def work(inputs: Inputs, tick: Tick) -> Output:
        translated = {article.id: article for article in inputs["translate"]}
        records = []
        for article in inputs["clean"]:
            if article.id in translated:  # one that the translator rejected is in no event
                records.append(profile_of(article, translated[article.id]))
            tick(1)
        return Output(records)

    return work


STAGE = Stage("profile", ("translate", "clean"), Profile, _open, together=8)
