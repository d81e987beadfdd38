"""The command line: the table of verbs, and the exit codes.

A verb's module parses, calls and prints; what it needs is imported when it is called, so that ``--help`` stays quick.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli import (
    check,
    collect,
    compare,
    estimate,
    export,
    memory,
    metrics,
    models,
    program,
    run,
    serve,
    show,
    stages,
    suites,
    swap,
    sweep,
    train,
)
from pipeline.core.errors import EarlyEnd, PipelineError

# pydantic would read the metadata of every installed package in search of plugins: a fifth of the time to start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

HELP, SETTINGS = program.help_style(shutil.get_terminal_size().columns)
app = typer.Typer(
    name="ringkas",
    cls=program.Verbs,
    no_args_is_help=True,
    rich_markup_mode=HELP,
    pretty_exceptions_enable=False,
    context_settings=SETTINGS,
    help="Indonesian news in, English briefs that can be trusted out.",
    epilog="Examples:  ringkas run   (the starter suite)   ·   ringkas run articles/ page.html --out runs/today   ·   "
    "ringkas show runs/today 3",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"ringkas {__version__}")
        raise typer.Exit


@app.callback()
def _before_any_verb(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


app.command(
    epilog="Examples:  ringkas run   ·   ringkas run news/ --config hub-opus-distilbart   ·   "
    "ringkas run rows.csv --column text=body --set translate.beam_size=1   ·   cat a.txt | ringkas run - --out runs/a"
)(run.run)
app.command(epilog="Example:  ringkas plan news/ --out runs/today --set translate.beam_size=1")(run.plan)
app.command(epilog="Example:  ringkas estimate default --articles 1000000 --workers 8 --input archive/2025.jsonl.zst")(
    estimate.estimate
)
for stage in stages.HELP:
    example = f"Examples:  ringkas {stage} articles/ --out runs/today   ·   ringkas {stage} runs/today"
    app.command(stage, help=stages.help_of(stage), epilog=example)(stages.stage_verb(stage))
app.command(
    epilog="Examples:  ringkas show runs/today   (all)   ·   ringkas show runs/today 3   (number, id, or file name)"
)(show.show)
app.command(
    epilog="Examples:  ringkas compare runs/a runs/b   ·   "
    "ringkas compare --reference ref.en --source src.id A.en B.en --fail-if-worse chrf:0.5"
)(compare.compare)
app.command(
    epilog="Examples:  ringkas collect https://example.org/rss --out pages/ --since 7d   ·   ringkas run pages/"
)(collect.collect)
app.command(
    epilog="Examples:  ringkas export runs/today --to docx --with-source   ·   "
    "ringkas export runs/today --events --only-clean --out events.md"
)(export.export)
app.command(epilog="Examples:  ringkas serve   (runs/)   ·   ringkas serve runs/today --port 0")(serve.serve)
app.command(epilog="Example:  ringkas check article.id article.en   (a sentence a line)")(check.check)
app.command(
    epilog="Examples:  ringkas swap marian-id-en quickmt-id-en --suite news   ·   "
    "ringkas swap salient marian-id-en-brief"
)(swap.swap)
app.command(epilog="Example:  ringkas sweep default hub-opus-distilbart --suite starter")(sweep.sweep)
app.command(epilog="Examples:  ringkas train NAME --dry-run   ·   ringkas train my.toml --set rounds.0.minutes=5")(
    train.train
)
app.command()(suites.suites)
app.command()(metrics.metrics)
app.add_typer(models.app, name="models")
app.add_typer(memory.app, name="memory")


def main() -> None:
    """Run the command line; exit 0 fine, 2 the user's mistake, 3 an unusual night or bad files alone, 1 the rest."""
    try:
        with program.prepared():
            app()
    except EarlyEnd as end:
        print(end)
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except OSError as error:
        print(f"error: {program.explain(error)}", file=sys.stderr)
        raise SystemExit(1) from None
    except SystemExit as stop:
        if program.reader_gone(stop):
            raise SystemExit(0) from None
        raise


if __name__ == "__main__":
    main()
