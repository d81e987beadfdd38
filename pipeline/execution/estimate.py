"""Estimates what a large run costs here, from two small runs that are measured: time, memory, disk, machine-hours.

Each small run is a process of its own, as a user would start it, without a translation memory. Two sizes tell what a
run costs once (the start, the model) from what an article costs. What shards cost is divided by the workers; what one
process does alone (reading, grouping, the report) is not.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core import processors
from pipeline.core.child_process import run_measured
from pipeline.core.errors import PipelineError, UserError
from pipeline.core.progress import StageProgress, counted, duration
from pipeline.core.records import Rejected
from pipeline.core.run_folder import Store
from pipeline.execution.request import RunRequest, prepare
from pipeline.execution.stage_table import STAGES
from pipeline.stages.ingest.sources import STDIN
from pipeline.stages.ingest.stage import to_article, units

log = logging.getLogger("ringkas")
LEAST = 4  # articles of the larger sample
LEAST_SHARE = 0.5  # of the clock's time: a run with less processor time mostly waited
INDEXED = 2_200  # bytes that reading keeps of an article: its ids and its place among near-duplicates (docs/scale.md)


@dataclass(frozen=True, slots=True)
class Sample:
    """A small run as measured.

    Attributes:
        articles: how many rows it read.
        seconds: of the whole command.
        processor: seconds of processor time, all threads.
        in_shards: seconds inside the stages that work shard by shard.
        memory: peak resident bytes.
        disk: bytes of the run folder.
    """

    articles: int
    seconds: float
    processor: float
    in_shards: float
    memory: int
    disk: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run of ``articles`` on ``workers`` processes costs.

    Attributes:
        articles: of the run.
        workers: processes.
        seconds: from start to end, on this machine.
        apart: the same with every worker on a machine of its own like this one.
        processor_hours: of all processors together.
        machine_hours: of those machines, the wait for what one process does alone included.
        memory: bytes, of all workers on this machine.
        disk: bytes of the run folder.
    """

    articles: int
    workers: int
    seconds: float
    apart: float
    processor_hours: float
    machine_hours: float
    memory: int
    disk: int


def estimate(small: Sample, large: Sample, articles: int, workers: int, cores: int) -> Estimate:
    """The costs of a run of so many articles, by lines through both samples; memory does not go on along its line.

    Raises:
        PipelineError: the samples are of one size.
    """
    if large.articles <= small.articles:
        raise PipelineError(f"there are only {large.articles} articles to measure", "give more with --input")

    def line(one: float, other: float) -> tuple[float, float]:
        """What a run costs once, and each article; noise makes neither negative."""
        each = max(0.0, (other - one) / (large.articles - small.articles))
        return max(0.0, other - each * large.articles), each

    once, each = line(small.seconds, large.seconds)
    work_once, work_each = line(small.processor, large.processor)
    shared = min(each, line(small.in_shards, large.in_shards)[1])
    alone = each - shared
    apart = once + articles * (alone + shared / workers)
    here = max(apart, once + articles * max(alone, work_each / cores)) if workers > 1 else once + articles * each
    memory = _memory(small, large, articles)
    disk_once, disk_each = line(small.disk, large.disk)
    return Estimate(
        articles=articles,
        workers=workers,
        seconds=here,
        apart=apart,
        processor_hours=(work_once + articles * work_each) / 3600,
        machine_hours=apart * workers / 3600,
        memory=int(memory + (workers - 1) * large.memory),
        disk=int(disk_once + articles * disk_each),
    )


def busy(sample: Sample, cores: int) -> str:
    """A warning where a small run mostly waited; one that has the machine to itself keeps a processor busy."""
    share = sample.processor / sample.seconds if sample.seconds else 1.0
    if share >= LEAST_SHARE:
        return ""
    return (
        f"the measured run had {duration(sample.processor)} of processor time in {duration(sample.seconds)} by the "
        f"clock, on a machine with {counted(cores, 'processor')}: something else is at work here, or the run waits "
        "for a disk, a GPU or a server. The times are those of these conditions: measure again when the machine is free"
    )


def _memory(small: Sample, large: Sample, articles: int) -> float:
    """The peak of one process. It grows while batches and caches fill, which soon ends: by as much again at most as
    from the small sample to the large one. What reading keeps of each article comes on top."""
    grown, more = max(0, large.memory - small.memory), articles - large.articles
    filling = grown * max(-1.0, min(1.0, more / (large.articles - small.articles)))
    return large.memory + filling + INDEXED * max(0, more)


def measured(
    inputs: Sequence[str], config: str, settings: Sequence[str], sample: int, articles: int, workers: int
) -> tuple[Estimate, tuple[Sample, Sample]]:
    """Measure two small runs, the first with a third of the articles of the second, and estimate from them.

    Args:
        inputs: to take the articles from; none: the starter suite.
        config: a preset's name or a path.
        settings: as of ``--set``.
        sample: articles of the larger one.
        articles: of the run to estimate.
        workers: of the run to estimate.

    Raises:
        UserError: the sample is too small, or the inputs hold too few articles; before anything is measured.
        PipelineError: a small run failed.
    """
    if sample < LEAST:
        raise UserError(f"--sample {sample}: at least {LEAST} articles are needed", "more make the estimate better")
    sample = min(sample, _count(inputs, config, settings, sample))
    sizes = {"warm": 1, "small": sample // 3, "large": sample}  # the first converts models and measures arithmetic
    log.info(
        "estimate: runs of %s articles with the config %s are measured, one after the other; each takes a few seconds "
        "to start, and the time left is known after the first",
        ", ".join(map(str, sizes.values())),
        config,
    )
    with tempfile.TemporaryDirectory(prefix="ringkas-estimate-") as name:
        made: dict[str, Sample] = {}
        with StageProgress("estimate", sum(sizes.values())) as progress:
            for run, articles_of_it in sizes.items():
                made[run] = _run(Path(name) / run, inputs, config, settings, articles_of_it)
                progress.tick(articles_of_it)
                log.info("estimate: %s in %s", counted(articles_of_it, "article"), duration(made[run].seconds))
    small, large = made["small"], made["large"]
    if warning := busy(large, processors.allowed()):
        log.warning("estimate: %s", warning)
    return estimate(small, large, articles, workers, processors.allowed()), (small, large)


def _count(inputs: Sequence[str], config: str, settings: Sequence[str], most: int) -> int:
    """How many rows the inputs hold, up to ``most``; no more of them is read.

    Raises:
        UserError: they hold none that is an article, or too few to measure.
    """
    if STDIN in inputs:
        raise UserError("--input -: stdin can be read once, and three runs are measured", "put it into a file")
    job, _ = prepare(RunRequest(tuple(inputs), config, settings=tuple(settings)), dt.date.today())
    options = job.config.ingest
    limit = min(most, options.limit or most)
    rows = list(units(job.sources, options.model_copy(update={"limit": limit})))
    made = [to_article(row, options) for row in rows]
    refused = [row for row in made if isinstance(row, Rejected)]
    if len(refused) == len(rows):
        why = f": {refused[0].input}: {refused[0].reason}" if refused else ""
        raise UserError(f"no article could be read to measure with{why}", "check --input")
    if len(rows) < LEAST:
        held = counted(len(rows), "article")
        raise UserError(f"the inputs hold {held}, and {LEAST} at least are needed to measure", "give more with --input")
    return len(rows)


def _run(out: Path, inputs: Sequence[str], config: str, settings: Sequence[str], articles: int) -> Sample:
    own = (f"ingest.limit={articles}", "translate.memory=", "run.engine=local", "run.workers=1")
    command = [sys.executable, "-m", "pipeline", "run", *inputs, "--config", config, "--out", str(out), "--quiet"]
    command += [part for setting in (*settings, *own) for part in ("--set", setting)]
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    log = out.with_suffix(".log")
    used = run_measured(command, log, env=environment)
    if used.code:
        last = log.read_text("utf-8").strip().removeprefix("error: ")
        raise PipelineError(f"a run of {articles} articles failed: {last}")
    store = Store(out)
    in_shards = sum(store.read_lock(s.name, n).seconds for s in STAGES for n in range(store.shard_count(s.name)))
    rows = sum(store.read_lock("ingest", n).counts.rows_in for n in range(store.shard_count("ingest")))
    disk = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return Sample(rows, used.seconds, used.processor, in_shards, used.memory, disk)
