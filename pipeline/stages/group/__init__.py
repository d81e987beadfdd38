"""Groups the articles of one event and writes a brief of each event, whose sentences cite article and sentence."""

from __future__ import annotations

from pipeline.core.config import Config
from pipeline.core.event_records import Event
from pipeline.stages.base import Inputs, Output, Stage, Tick, Worker


def _open(config: Config) -> Worker:
    def work(inputs: Inputs, tick: Tick) -> Output:
        if not config.group.enabled:
            return Output(())
        from pipeline.stages.group.stage import events_of

        events = events_of(inputs, config.group)
        tick(sum(len(event.article_ids) for event in events))
        return Output(events)

    return work


STAGE = Stage("group", ("profile", "entities", "clean", "translate", "summarize"), Event, _open, scope="run")
