"""The verb ``estimate``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pipeline.cli import logs
from pipeline.cli.options import AsJson, Quiet, Settings
from pipeline.cli.output import print_json
from pipeline.core.config import DEFAULT

Config = Annotated[
    str, typer.Argument(metavar="[CONFIG]", help="A preset (`ringkas models` lists them) or a TOML file.")
]
Articles = Annotated[
    int, typer.Option("--articles", "-n", metavar="N", help="How many articles the run would have.", min=1)
]
Workers = Annotated[int, typer.Option("--workers", metavar="N", help="How many processes it would have.", min=1)]
Sample = Annotated[
    int,
    typer.Option(
        "--sample", metavar="N", help="Articles of the larger of the two runs; the starter suite has 12.", min=1
    ),
]
Given = Annotated[
    list[str] | None,
    typer.Option("--input", metavar="INPUT", help="Articles to measure with; none: the starter suite."),
]


def estimate(
    config: Config = DEFAULT,
    articles: Articles = 100_000,
    workers: Workers = 1,
    given: Given = None,
    sample: Sample = 60,
    settings: Settings = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Say what a run of N articles would cost here: time, memory, disk, machine-hours; measures two small runs."""
    from pipeline.core.progress import counted, duration, rate
    from pipeline.execution.estimate import measured

    logs.start(-1 if quiet else 0)
    cost, samples = measured(given or (), config, settings or (), sample, articles, workers)
    if as_json:
        print_json({**asdict(cost), "samples": [asdict(s) for s in samples]})
        return
    small, large = samples
    print(
        f"measured: {counted(small.articles, 'article')} in {duration(small.seconds)}, {large.articles} in "
        f"{duration(large.seconds)}"
    )
    print(f"{counted(articles, 'article')}, {counted(workers, 'worker')}:")
    rows = {
        "time here": duration(cost.seconds),
        "each worker on a machine like this": duration(cost.apart),
        "machine-hours": rate(cost.machine_hours),
        "processor-hours": rate(cost.processor_hours),
        "memory": _size(cost.memory),
        "disk": _size(cost.disk),
    }
    for what, value in rows.items():
        print(f"  {what:<36}{value}")


def _size(number: int) -> str:
    """So many bytes in the unit that leaves two digits or more: ``213 MiB``, ``1.4 GiB``."""
    return f"{number / 2**30:,.1f} GiB" if number >= 2**30 else f"{number / 2**20:,.0f} MiB"
