"""The verb ``check``: prints what the guards find in anybody's translation, as a table or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import AsJson
from pipeline.cli.output import print_json


def check(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A file of Indonesian sentences, one a line.", show_default=False)
    ],
    translation: Annotated[
        Path, typer.Argument(metavar="TRANSLATION", help="A file of their English, one a line.", show_default=False)
    ],
    glossary: Annotated[
        str, typer.Option("--glossary", metavar="TSV", help="A file of terms of your own, beside the built-in ones.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check anybody's translation, line by line: facts, names, terms, loops and lengths, without a model."""
    from pipeline.guards.file_check import check_files

    report = check_files(source, translation, glossary or None)
    if as_json:
        print_json(report.to_json(), indent=1)
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table("line", "failures", "facts (- lost, + added)", box=None, pad_edge=False)
    for row in report.table():
        table.add_row(*(escape(cell) for cell in row))
    console = Console(highlight=False, soft_wrap=False)
    if report.flagged:
        console.print(table)
    counts = ", ".join(f"{name} {count}" for name, count in report.counts.items())
    share = 100 * len(report.flagged) / max(1, len(report.lines))
    console.print(
        f"{len(report.flagged)} of {len(report.lines)} lines flagged ({share:.1f} %){': ' if counts else ''}{counts}"
    )
