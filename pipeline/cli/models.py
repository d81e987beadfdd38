"""The verb ``models``: lists the model cards, and fetches a checkpoint from the hub."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli import logs
from pipeline.cli.options import AsJson
from pipeline.cli.output import print_json

app = typer.Typer(help="List the model cards, or fetch a checkpoint from the hub.", invoke_without_command=True)


@app.callback()
def models(context: typer.Context, as_json: AsJson = False) -> None:
    """List the model cards: what each does, its licence, and whether its weights are on this machine."""
    if context.invoked_subcommand is None:
        list_models(as_json=as_json)


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the model cards."""
    from pipeline.backends.model_card import list_cards, load_card

    cards = [load_card(name) for name in list_cards()]
    rows = [
        {
            "name": card.name,
            "task": card.task,
            "architecture": card.architecture,
            "licence": card.licence,
            "non_commercial": card.non_commercial,
            "here": card.available(),
            "summary": card.summary,
        }
        for card in cards
    ]
    if as_json:
        print_json(rows)
        return
    width = max((len(card.name) for card in cards), default=0)
    for row in rows:
        here = "here" if row["here"] else "to fetch"
        use = ", no commercial use" if row["non_commercial"] else ""
        print(f"{row['name']:<{width}}  {row['task']:<9}  {here:<8}  {row['licence']}{use}")
        print(f"{'':<{width}}  {row['summary']}")


@app.command(epilog="Example:  ringkas models fetch opus-mt-id-en")
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model card.", show_default=False)],
    rewrite: Annotated[bool, typer.Option("--rewrite", help="Keep a pickled checkpoint as safetensors.")] = False,
) -> None:
    """Download a card's checkpoint at its revision; the only verb that uses the network."""
    from pipeline.backends import download
    from pipeline.backends.model_card import load_card

    logs.start(0)
    fetched = download.fetch(load_card(name), rewrite=rewrite)
    print(f"{fetched.card}: {fetched.hub_id} at commit {fetched.commit}")
