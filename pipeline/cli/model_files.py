"""The verbs of ``models`` that make and remove: ``add``, ``convert``, ``remove``, and ``try``, one sentence at once."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cli import logs
from pipeline.cli.options import AcceptLicence
from pipeline.core.errors import UserError

Card = Annotated[str, typer.Argument(metavar="NAME", help="A model card.", show_default=False)]
Named = Annotated[str, typer.Option("--name", help="What to call the card; by default the folder's name.")]
ForTask = Annotated[
    str, typer.Option("--task", help="What it does, where it cannot be told: translate, summarize or direct.")
]


def add(
    given: Annotated[
        str, typer.Argument(metavar="FOLDER|OWNER/NAME", help="A checkpoint's folder, or a fetched repository.")
    ],
    name: Named = "",
    task: ForTask = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="The card's file.", show_default=False)
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a card of your own.")] = False,
    untested: Annotated[
        bool, typer.Option("--untested", help="Load it without a self-test, as a checkpoint in training.")
    ] = False,
) -> None:
    """Write a card for a checkpoint, by looking at it; pickles and code of its own are refused."""
    from pipeline.backends import _card_file

    if task not in ("", "translate", "summarize", "direct"):
        raise UserError(f"--task {task}: unknown", "translate, summarize or direct")
    _print_card(_card_file.add(given, name=name, task=task, out=out, replace=replace, tested=not untested))


def _print_card(card: object) -> None:
    from pipeline.backends import _overview
    from pipeline.backends.model_card import Card as ModelCard
    from pipeline.backends.model_card import own_cards_dir

    assert isinstance(card, ModelCard)
    size = _overview.short(card.size.parameters)
    print(f"{card.name}: {card.architecture}, {size} parameters, for {', '.join(card.stages)}; licence {card.licence}")
    print(f"card: {card.file}")
    named = card.name if card.file.parent == own_cards_dir().resolve() else str(card.file)
    print("the checkpoint was looked at and not tried yet: whether it loads and writes English shows when it is tried")
    print(f'next: ringkas models try {named} "Harga beras naik 12 persen."  ·  ringkas swap marian-id-en {named}')


def fetch_unknown(repository: str, revision: str, *, force: bool) -> None:
    """Fetch a repository that has no card, and write one."""
    from pipeline.backends import _card_file, download

    card, licence = download.provisional(repository, revision)
    done = download.fetch(card, force=force)
    print(f"{repository} at commit {done.commit}: {done.files} files, {download.megabytes(done.bytes)}")
    added = _card_file.add(repository, commit=done.commit, licence=licence, replace=True)
    download.fetch_note(added, done)
    _print_card(added)


def convert(
    name: Card,
    quantization: Annotated[
        Literal["int8", "float32"] | None,
        typer.Option("--quantization", help="How the weights are kept; by default as this machine would choose."),
    ] = None,
    accept_licence: AcceptLicence = None,
) -> None:
    """Convert a checkpoint to CTranslate2 now, so that the first run need not."""
    from pipeline.backends import _compute, _convert
    from pipeline.backends._licences import check_run
    from pipeline.backends.model_card import load_card

    logs.start(0)
    card = load_card(name)
    if "ctranslate2" not in card.backends:
        raise UserError(f"card {card.name} does not run on CTranslate2", f"it runs on: {', '.join(card.backends)}")
    check_run(card, accept_licence or ())
    card.folder()
    began = time.monotonic()
    if quantization is None:
        import ctranslate2

        chosen = _compute.choose(card, "cpu", ctranslate2.get_supported_compute_types("cpu"))
        quantization = "int8" if chosen.startswith("int8") else "float32"
    folder = _convert.converted(card, quantization)
    print(f"{card.name}: {quantization}, {time.monotonic() - began:.1f} s: {folder}")


def remove(
    name: Card,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    with_card: Annotated[bool, typer.Option("--card", help="Remove a card of your own, too.")] = False,
) -> None:
    """Remove what was downloaded for a card and what was made of it; asks first."""
    from pipeline.backends import _removal
    from pipeline.backends.download import megabytes
    from pipeline.backends.model_card import load_card

    card = load_card(name)
    items = _removal.removable(card, with_card=with_card)
    if not items:
        kept = f"; the checkpoint at {card.path} stays" if card.path else ""
        print(f"{card.name}: there is nothing to remove{kept}")
        return
    for item in items:
        print(f"{item.what:<34}{megabytes(item.bytes):>10}  {item.path}")
    if not yes and not sys.stdin.isatty():
        raise UserError(f"models remove {name} would delete these, and there is nobody to ask", "--yes does it")
    if not yes and not typer.confirm("Remove?", default=False):
        print("nothing was removed")
        return
    print(f"{megabytes(_removal.remove(items))} freed")


def try_model(
    name: Card,
    sentence: Annotated[str, typer.Argument(metavar="SENTENCE", help="What to translate or summarize.")],
    summarize: Annotated[bool, typer.Option("--summarize", help="Summarize, where the card does both.")] = False,
    device: Annotated[
        str, typer.Option("--device", metavar="DEVICE", help="What it runs on: auto, cpu, cuda or cuda:N.")
    ] = "auto",
) -> None:
    """Translate a sentence as a run puts it to the model, or summarize a text; and what the guards say of it."""
    from pipeline import backends
    from pipeline.backends._licences import restriction
    from pipeline.backends.model_card import load_card

    logs.start(0)
    card = load_card(name)
    if said := restriction(card):
        print(said)
    began = time.monotonic()
    asked = sentence
    if ("translate" in card.stages and not summarize) or (card.task == "direct" and card.reads == "sentence"):
        from pipeline.language.idioms import plain_words
        from pipeline.language.normalize import normalize

        asked = plain_words(normalize(sentence))
    if "translate" in card.stages and not summarize:
        from pipeline.guards import check_all
        from pipeline.guards.severity import in_words

        engine = backends.load_translator(card, device=device)
        loaded = time.monotonic()
        text = engine.translate([asked])[0][0].text
        flags = check_all(asked, text)
        print(text, *(f"  ! {in_words(flag)}" for flag in flags), sep="\n")
    else:
        summarizer = backends.load_summarizer(card, device=device)
        loaded = time.monotonic()
        style = card.styles.get("brief", "").replace("{length}", "one sentence")
        print(summarizer.summarize([asked], style=style, min_tokens=1)[0][0].text)
    print(f"({loaded - began:.1f} s to load and test, {time.monotonic() - loaded:.2f} s to write)")
