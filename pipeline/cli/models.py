"""The verb ``models``: lists the model cards, and fetches a checkpoint from the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import logs
from pipeline.cli.options import AsJson
from pipeline.cli.output import print_json
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.backends.model_card import Card

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


@app.command(
    epilog="Examples:  ringkas models fetch opus-mt-id-en   ·   ringkas models fetch --config hub-opus-distilbart"
)
def fetch(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME...", help="Model cards.", show_default=False)
    ] = None,
    config: Annotated[
        str, typer.Option("--config", "-c", metavar="NAME|PATH", help="All that this preset needs and is not here.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Download again what is here already.")] = False,
    rewrite: Annotated[bool, typer.Option("--rewrite", help="Keep a pickled checkpoint as safetensors.")] = False,
) -> None:
    """Download cards' checkpoints at their revisions and verify them; the only verb that uses the network."""
    from pipeline.backends import download
    from pipeline.backends.model_card import load_card

    logs.start(0)
    cards = [load_card(name) for name in names or ()]
    if config:
        needed = _cards_of(config)
        cards += [card for card in needed if card.hub_id and (force or not card.available())]
        if not cards:
            print(f"{config}: {', '.join(card.name for card in needed) or 'no checkpoint'}: nothing to fetch")
    elif not cards:
        raise UserError("models fetch: no card was named", "ringkas models fetch NAME, or --config PRESET")
    for card in cards:
        done = download.fetch(card, rewrite=rewrite, force=force)
        size = f"{done.files} files, {download.megabytes(done.bytes)}, {done.verified} verified by their hashes"
        print(f"{done.card}: {done.hub_id} at commit {done.commit}: {size}")


def _cards_of(config: str) -> list[Card]:
    """The cards that a preset's stages use; the rankers and models that need no weights are left out."""
    from pipeline.backends import EXTRACTIVE
    from pipeline.backends.model_card import load_card
    from pipeline.core.config import load_config
    from pipeline.stages.model_parts import FAKE

    loaded = load_config(config)
    names = dict.fromkeys((loaded.translate.model, loaded.summarize.model))
    return [load_card(name) for name in names if name not in (*EXTRACTIVE, FAKE)]
