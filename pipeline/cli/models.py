"""The verbs of ``models`` that look and fetch: the table, one card, ``fetch`` and ``verify``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import logs, model_files, program
from pipeline.cli.options import AsJson
from pipeline.cli.output import print_json
from pipeline.core.errors import ModelError, UserError

if TYPE_CHECKING:
    from pipeline.backends.model_card import Card

app = typer.Typer(
    cls=program.Group, help="Model cards: list, fetch, verify, add, convert, remove, try.", invoke_without_command=True
)
Names = Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Model cards.", show_default=False)]
Preset = Annotated[
    str, typer.Option("--config", "-c", metavar="NAME|PATH", help="Take all models that this preset needs.")
]


@app.callback()
def models(context: typer.Context, as_json: AsJson = False) -> None:
    """List the model cards and the presets: task, size, licence, whether they are here, expected chrF."""
    if context.invoked_subcommand is None:
        list_models(as_json=as_json)


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the model cards and the presets: task, size, licence, whether they are here, expected chrF."""
    from pipeline.backends import _overview

    rows = _overview.all_rows()
    if as_json:
        print_json(rows)
        return
    table = [["model", "task", "size", "download", "here", "chrF", "licence"]]
    for row in rows:
        if "mistake" in row:
            table.append([row["name"], "", "", "", "", "", f"this card is wrong: {row['mistake']}"])
            continue
        size, tasks = _overview.short(row["parameters"]), "+".join(row["slots"])
        use = ", no commercial use" if row["non_commercial"] else ""
        download = "embedded" if row["embedded"] else _bytes(row["download"])
        here = "here" if row["here"] else "to fetch"
        table.append([row["name"], tasks, size, download, here, _chrf(row), f"{_cut(row['licence'])}{use}"])
    _print_table(table)
    print(
        "\nchrF: FLORES-200 devtest, m measured here, p published by others; ringkas models show NAME has the sources\n"
    )
    presets = [["preset", "models", "download", "here", "chrF", "licence"]]
    for row in _overview.preset_rows():
        licences = " + ".join(map(_cut, row["licences"])) + (", no commercial use" if row["restrictions"] else "")
        here = "here" if row["here"] else "to fetch"
        whole, part = row["download"], row["download_at_least"]
        download = f"over {_bytes(part)}" if part and whole == "unknown" else _bytes(whole)
        presets.append([row["name"], " + ".join(row["models"]), download, here, _chrf(row), licences])
    _print_table(presets)


def _chrf(row: dict[str, Any]) -> str:
    if row.get("task") in ("summarize", "direct") and "translate" not in row["slots"]:
        return "-"
    return f"{row['chrf']:.1f} {row['chrf_from'][0]}" if row["chrf"] is not None else "unknown"


def _bytes(size: Any) -> str:
    from pipeline.backends.download import megabytes

    if not isinstance(size, int):
        return "unknown"
    return "none" if size == 0 else megabytes(size)


def _cut(licence: str) -> str:
    return licence.partition("; ")[0]


def _print_table(rows: list[list[str]]) -> None:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]) - 1)]
    for row in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip())


@app.command(epilog="Example:  ringkas models show quickmt-id-en")
def show(name: Annotated[str, typer.Argument(metavar="NAME|PATH", help="A card.")], as_json: AsJson = False) -> None:
    """Show everything on one card: terms, sizes, settings, scores with their sources, files."""
    from pipeline.backends import _overview
    from pipeline.backends.model_card import load_card

    card = load_card(name)
    if as_json:
        print_json({**card.model_dump(mode="json"), **_overview.card_row(card), "file": str(card.file)})
        return
    for label, text in _lines(card):
        print(f"{label:<14}{text}")


def _lines(card: Card) -> list[tuple[str, str]]:
    """A card line by line, what it leaves out left out."""
    from pipeline.backends import _overview
    from pipeline.backends._licences import restriction

    where = card.path or (
        f"{card.hub_id} at {card.revision}" if card.hub_id else f"server {card.server and card.server.url}"
    )
    terms, generation, languages = card.terms, card.generation, card.languages
    named = {"none": "one direction only", "forced-bos": "source and target are tokens"}.get(
        languages.way, languages.way
    )
    rows = [
        ("card", f"{card.name}: {card.summary}"),
        ("task", f"{', '.join(card.stages)}; {card.architecture} on {', '.join(card.backends)}"),
        ("checkpoint", f"{where}: {'here' if card.available() else 'not on this machine'}"),
        ("to get it", card.obtain or ("" if card.path or card.server else f"ringkas models fetch {card.name}")),
        ("licence", card.licence + (f" ({terms.url})" if terms.url else "")),
        ("terms", f"territory {terms.territory}; commercial use {terms.commercial}; distillation {terms.distillation}"),
        ("", terms.note),
        ("", f"{restriction(card)}: runs need --accept-licence {card.name}" if restriction(card) else ""),
        ("size", f"{_overview.short(card.size.parameters)} parameters, download "
                 f"{_show_download(card)}, memory {card.size.memory_mb} MiB"),
        ("languages", f"{named}: {languages.source} to {languages.target}" if languages.way != "none" else named),
        ("limits", f"{card.max_source_tokens} source tokens, {generation.max_tokens} of output"),
        ("", card.limits),
        ("decoding", f"beam {generation.beam_size}, length penalty {generation.length_penalty:g}, repetition penalty "
                     f"{generation.repetition_penalty:g}, no repeated {generation.no_repeat_ngram_size}-grams"),
        *(("score", f"{f.metric} {f.value:g} on {f.set}, {f.kind}: {f.source} {f.signature}".rstrip())
          for f in card.figures),
        *([] if card.figures else [("score", f"unknown; measure it: ringkas swap {_baseline(card)} {card.name}")]),
        ("files", f"{len(card.files)} with their SHA-256" if card.files else "no hashes on the card"),
        ("source", card.source),
        ("file", str(card.file)),
    ]  # fmt: skip
    return [(label, text) for label, text in rows if text]


def _baseline(card: Card) -> str:
    """What ships for the same task, to measure a card against."""
    return "marian-id-en" if "translate" in card.stages else "salient"


def _show_download(card: Card) -> str:
    return "embedded" if card.path and not card.obtain else _bytes(card.size.download)


@app.command(
    epilog="Examples:  ringkas models fetch opus-mt-id-en   ·   ringkas models fetch --config best-cpu   ·   "
    "ringkas models fetch owner/name   (no card yet: one is written)"
)
def fetch(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME...", help="Model cards, or owner/name of the hub.", show_default=False),
    ] = None,
    config: Preset = "",
    force: Annotated[bool, typer.Option("--force", help="Download again what is here already.")] = False,
    rewrite: Annotated[bool, typer.Option("--rewrite", help="Keep a pickled checkpoint as safetensors.")] = False,
    revision: Annotated[str, typer.Option("--revision", help="A commit, branch or tag of owner/name.")] = "",
) -> None:
    """Download checkpoints at their revisions and verify them; the only one of these verbs that uses the network."""
    from pipeline.backends import download
    from pipeline.backends.model_card import load_card

    logs.start(0)
    repositories = [name for name in names or () if _is_repository(name)]
    cards = [load_card(name) for name in names or () if name not in repositories]
    if config:
        needed = _cards_of(config)
        cards += [card for card in needed if card.hub_id and (force or not card.available())]
        if not cards:
            print(f"{config}: {', '.join(card.name for card in needed) or 'no checkpoint'}: nothing to fetch")
    elif not cards and not repositories:
        raise UserError("models fetch: no card was named", "ringkas models fetch NAME, or --config PRESET")
    for card in cards:
        _say_terms(card)
        _print_fetched(download.fetch(card, rewrite=rewrite, force=force))
    for repository in repositories:
        model_files.fetch_unknown(repository, revision, force=force)


def _is_repository(name: str) -> bool:
    from pathlib import Path

    return (
        name.count("/") == 1
        and not name.startswith((".", "/"))
        and not name.endswith(".toml")
        and not Path(name).exists()
    )


def _say_terms(card: Card) -> None:
    from pipeline.backends._licences import restriction

    if said := restriction(card):
        print(f"{said}; runs with it need --accept-licence {card.name}")


def _print_fetched(done: Any) -> None:
    from pipeline.backends.download import megabytes

    size = f"{done.files} files, {megabytes(done.bytes)}, {done.verified} verified by their hashes"
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


@app.command(epilog="Examples:  ringkas models verify   (all that are here)   ·   ringkas models verify marian-id-en")
def verify(
    names: Names = None,
    pin: Annotated[
        bool, typer.Option("--pin", help="Take the files for right as they are, and write their hashes on the card.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Hold every file of a checkpoint, and its conversions, against their hashes; exit 1 when one has changed."""
    from pipeline.backends import _card_file, _verification
    from pipeline.backends.model_card import list_cards, load_card

    if pin and not names:
        raise UserError("--pin is for cards that are named", "ringkas models verify NAME --pin")
    cards = [load_card(name) for name in names or list_cards()]
    cards = [card for card in cards if names or card.available()]
    bad: list[str] = []
    rows = []
    for card in cards:
        if pin:
            print(f"{card.name}: {len(_card_file.pin(card))} hashes written to {card.file}")
            card = load_card(card.file)
        checked = _verification.verify(card)
        wrong = [c for c in checked if c.state in ("damaged", "missing")]
        bad += [f"{card.name}: {c.name}" for c in wrong]
        rows.append({"card": card.name, "files": [{"name": c.name, "state": c.state, "why": c.why} for c in checked]})
        if not as_json:
            known = sum(c.state == "ok" for c in checked)
            print(f"{card.name}: {known} of {len(checked)} as they should be")
            for c in checked:
                if c.why:
                    print(f"  {c.state}: {c.name}: {c.why}")
    if as_json:
        print_json(rows)
    if bad:
        raise ModelError(f"{len(bad)} files are not what they should be: {', '.join(bad[:4])}", _again(cards, bad))


def _again(cards: list[Card], bad: list[str]) -> str:
    first = next(card for card in cards if bad[0].startswith(f"{card.name}:"))
    if first.hub_id:
        return f"ringkas models fetch {first.name} --force"
    return f"restore {first.path} (git checkout, or install Ringkas again); if the change is meant: --pin"


app.command(
    epilog="Examples:  ringkas models add models/mine   ·   ringkas models add models/mine --name mine --task translate"
)(model_files.add)
app.command(epilog="Example:  ringkas models convert marian-id-en --quantization float32")(model_files.convert)
app.command(epilog="Example:  ringkas models remove nllb-200-3.3b")(model_files.remove)
app.command("try", epilog='Example:  ringkas models try marian-id-en "Harga beras naik 12 persen."')(
    model_files.try_model
)
