"""The verb ``train``: trains a checkpoint from a preset, or says what that would take."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli import logs
from pipeline.cli.options import AcceptLicence, Settings


def train(
    preset: Annotated[
        str,
        typer.Argument(
            metavar="NAME|PATH", help="A training preset, such as finetune, or a TOML file.", show_default=False
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Filter the data, estimate the time, train nothing.")
    ] = False,
    settings: Settings = None,
    out: Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="Default: runs/train-<name>.")] = "",
    accept_licence: AcceptLicence = None,
) -> None:
    """Train a translator or a summarizer further, from a preset; continues where it stopped."""
    from pipeline.training import session

    logs.start(0)
    folder, text = session.train(
        preset, dry_run=dry_run, settings=settings or (), out=out or None, accepted=accept_licence or ()
    )
    print(text)
    print(folder)
