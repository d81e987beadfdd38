"""The verb ``swap``: one model instead of another, run over a suite, and the verdict."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cli import logs
from pipeline.cli.options import AcceptLicence, AsJson, Samples, Seed, Settings
from pipeline.cli.output import print_json
from pipeline.cli.program import stopped
from pipeline.core.errors import PipelineError


def swap(
    first: Annotated[str, typer.Argument(metavar="A", help="The card in use.", show_default=False)],
    second: Annotated[str, typer.Argument(metavar="B", help="The card to swap in.", show_default=False)],
    suite: Annotated[str, typer.Option("--suite", help="A test set; see `ringkas suites`.")] = "starter",
    task: Annotated[
        Literal["translate", "summarize"] | None,
        typer.Option("--as", help="Which task to compare them in, where both cards do both."),
    ] = None,
    config: Annotated[
        str, typer.Option("--config", "-c", metavar="NAME|PATH", help="The preset that both runs share.")
    ] = "default",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="The folder of the swap; an existing one continues."),
    ] = None,
    settings: Settings = None,
    accept_licence: AcceptLicence = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            metavar="METRIC",
            help="A metric beside the usual ones, such as brief.bertscore; repeatable.",
            show_default=False,
        ),
    ] = None,
    samples: Samples = 1000,
    seed: Seed = 1234,
    as_json: AsJson = False,
) -> None:
    """Put one model in another's place, run both over a suite, and say whether it is better, and because of what."""
    from pipeline.comparison import swap_page
    from pipeline.execution.swap import swap as swapped

    logs.start(0)
    try:
        report, folder = swapped(
            first, second, suite=suite, task=task, config=config, out=out, settings=settings or (),
            accepted=accept_licence or (), metric=metric or (), samples=samples, seed=seed,
        )  # fmt: skip
    except (KeyboardInterrupt, ImportError) as error:
        if not stopped(error):
            raise
        raise _interrupted(first, second, suite, out) from None
    text = swap_page.markdown(report)
    (folder / "verdict.md").write_text(text, "utf-8")
    (folder / "verdict.html").write_text(swap_page.html(report), "utf-8")
    if as_json:
        print_json({**swap_page.as_json(report), "folder": str(folder)})
        return
    print(text, end="")
    print(f"\npage: {folder / 'verdict.html'}")


def _interrupted(first: str, second: str, suite: str, out: Path | None) -> PipelineError:
    """What to say of a swap that was interrupted: the command as typed, with the folder, whose default has the date."""
    from pipeline.execution.swap import default_folder

    folder = out or default_folder(first, second, suite)
    if not folder.is_dir():  # nothing that could be continued
        return PipelineError("interrupted; nothing was made yet", "the same command again begins anew")
    typed = ["ringkas", *sys.argv[1:], *(() if out else ("--out", str(folder)))]
    return PipelineError(f"interrupted; {folder} keeps what was finished", f"continue with: {shlex.join(typed)}")
