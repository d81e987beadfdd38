"""The verb ``sweep``: runs several configs over one suite and prints their leaderboard."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import logs
from pipeline.cli.options import AsJson, Samples, Seed, Settings


def sweep(
    configs: Annotated[
        list[str], typer.Argument(metavar="CONFIG...", help="Presets or TOML files.", show_default=False)
    ],
    suite: Annotated[str, typer.Option("--suite", help="A test set; see `ringkas suites`.")] = "starter",
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help="The folder of the sweep.")] = None,
    settings: Settings = None,
    samples: Samples = 1000,
    seed: Seed = 1234,
    as_json: AsJson = False,
) -> None:
    """Run several configs over one suite, the same work done once, and rank them."""
    from pipeline.execution.sweep import sweep_and_rank

    logs.start(0)
    files = sweep_and_rank(configs, suite=suite, out=out, settings=settings or (), samples=samples, seed=seed)
    print(files["leaderboard.json" if as_json else "leaderboard.md"], end="")
