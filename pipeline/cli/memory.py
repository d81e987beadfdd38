"""The verb ``memory``: shows, exports, imports and purges the translation memory."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import program
from pipeline.cli.options import AcceptLicence, AsJson
from pipeline.cli.output import print_json
from pipeline.core.errors import UserError, did_you_mean

if TYPE_CHECKING:
    from pipeline.stages.translate.memory import TranslationMemory

app = typer.Typer(
    cls=program.Group, help="What the translation memory holds; export, import and purge it.", no_args_is_help=True
)
MemoryFile = Annotated[
    Path | None,
    typer.Option("--memory", metavar="FILE", help="The file of the memory. Default: the one of memory=auto."),
]


@app.command()
def stats(memory: MemoryFile = None, as_json: AsJson = False) -> None:
    """Say how many translations there are, and of which engines: their cards, settings and hashes."""
    from pipeline.stages.translate import engine_names

    with _open(memory) as opened:
        found = opened.stats()
    names = engine_names.names(found.path)
    if as_json:
        row = {"path": str(found.path), "translations": found.translations, "bytes": found.bytes}
        print_json({**row, "engines": found.engines, "names": {e: names[e] for e in found.engines if e in names}})
        return
    print(f"{found.path}: {found.translations} translations, {found.bytes / 2**20:.1f} MiB")
    for engine, count in found.engines.items():
        print(f"{count:>8}  {f'{names[engine]}  ({engine})' if engine in names else engine}")


@app.command(epilog="Example:  ringkas memory export translations.tmx")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .tmx, .xlf or .xliff file.", show_default=False)],
    memory: MemoryFile = None,
    accept_licence: AcceptLicence = None,
) -> None:
    """Write the translations as TMX or XLIFF, by the file's ending (.tmx, .xlf, .xliff)."""
    from pipeline.backends._licences import check_outputs
    from pipeline.stages.translate.memory_files import export_file

    with _open(memory) as opened:
        for said in check_outputs(_cards(opened), accept_licence or (), as_data=True):
            print(f"note: {said}", file=sys.stderr)
        print(f"{file}: {export_file(opened, file)} translations")


@app.command("import", epilog="Example:  ringkas memory import reviewed.tmx")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .tmx, .xlf or .xliff file.", show_default=False)],
    memory: MemoryFile = None,
) -> None:
    """Take reviewed translations in from TMX or XLIFF; they are used instead of every engine's."""
    from pipeline.stages.translate.memory_files import import_file

    with _open(memory, make=True) as opened:
        print(f"{opened.path}: {import_file(opened, file)}, {file}")


@app.command(epilog="Examples:  ringkas memory purge --engine marian-id-en   ·   ringkas memory purge --yes")
def purge(
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="NAME|HASH",
            help="Forget those of this card or engine only; `ringkas memory stats` lists them.",
        ),
    ] = "",
    memory: MemoryFile = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget translations, after asking."""
    from pipeline.stages.translate.memory import IMPORTED

    with _open(memory) as opened:
        counts = opened.stats().engines
        doomed = _engines_called(engine, opened.path, counts) if engine else list(counts)
        total = sum(counts[e] for e in doomed)
        reviewed = counts[IMPORTED] if IMPORTED in doomed else 0
        what = f"{total} translations" + (f", {reviewed} of them brought in by people" if reviewed else "")
        if not yes:
            if not sys.stdin.isatty():
                hint = "--yes does it without asking; ringkas memory export FILE.tmx keeps a copy"
                raise UserError(f"memory purge would forget {what} of {opened.path}, and there is nobody to ask", hint)
            if not typer.confirm(f"Forget {what} of {opened.path}?"):
                print("nothing forgotten")
                return
        gone = sum(opened.purge(e) for e in doomed) if engine else opened.purge()
    print(f"{gone} translations forgotten")


def _cards(memory: TranslationMemory) -> list[str]:
    """The cards of the engines that wrote into a memory, as far as their names are known."""
    from pipeline.stages.translate import engine_names

    names = engine_names.names(memory.path)
    return [_card(names[engine]) for engine in memory.stats().engines if engine in names]


def _card(engine: str) -> str:
    return engine.split()[0].rstrip(",")


def _engines_called(wanted: str, memory: Path, known: Iterable[str]) -> list[str]:
    """The engines of that hash, that beginning of a hash, or that card.

    Raises:
        UserError: there is none.
    """
    from pipeline.stages.translate import engine_names

    names = engine_names.names(memory)
    found = [e for e in known if e == wanted or (len(wanted) >= 6 and e.startswith(wanted))]
    cards = {engine: _card(name) for engine, name in names.items()}
    found = found or [e for e in known if wanted in (names.get(e), cards.get(e))]
    if not found:
        hint = did_you_mean(wanted, {*known, *cards.values()}, "engines")
        raise UserError(f"--engine {wanted}: {memory} has none of that name", hint)
    return found


def _open(path: Path | None, *, make: bool = False) -> TranslationMemory:
    """The memory at a path, or the one that ``translate.memory = "auto"`` uses.

    Raises:
        UserError: there is none yet, and none is to be made.
    """
    from pipeline.stages.translate.memory import TranslationMemory, default_path

    place = path or default_path()
    if not make and not place.is_file():
        raise UserError(
            f"there is no translation memory at {place}", "ringkas run --set translate.memory=auto makes one"
        )
    return TranslationMemory(place)
