"""Writes the public files of a run: briefs to read, rows for programs, and the manifest last."""

from __future__ import annotations

from pipeline.core.config import Config
from pipeline.stages.base import RUN, Inputs, Output, Stage, Tick, Worker

MANIFEST = "manifest.json"
# The public files, and the stage that each of them shows; ``rejected.jsonl`` is written at any time, ``manifest.json``
# once the last of these stages is done.
FILES = {
    "clean.jsonl": "clean",
    "translations.jsonl": "translate",
    "briefs.jsonl": "summarize",
    "briefs.md": "summarize",
    "report.html": "summarize",
    "events.jsonl": "group",
    "entities.jsonl": "group",
    "scores.json": "score",
}


def _open(config: Config) -> Worker:
    from pipeline.stages.report.stage import write_report

    def work(inputs: Inputs, tick: Tick) -> Output:
        return Output([name for run in inputs[RUN] for name in write_report(run, config)])

    return work


STAGE = Stage("report", (RUN,), str, _open, scope="run")  # its records are the names of the files written
