"""The verb ``memory``: shows, exports, imports and purges the translation memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import AsJson
from pipeline.cli.output import print_json
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.stages.translate.memory import TranslationMemory

app = typer.Typer(help="What the translation memory holds; export, import and purge it.", no_args_is_help=True)
MemoryFile = Annotated[Path | None, typer.Option("--memory", metavar="FILE", help="Default: the one of memory=auto.")]


@app.command()
def stats(memory: MemoryFile = None, as_json: AsJson = False) -> None:
    """Say how many translations there are, and of which engines."""
    with _open(memory) as opened:
        found = opened.stats()
    if as_json:
        row = {"path": str(found.path), "translations": found.translations, "bytes": found.bytes}
        print_json({**row, "engines": found.engines})
        return
    print(f"{found.path}: {found.translations} translations, {found.bytes / 2**20:.1f} MiB")
    for engine, count in found.engines.items():
        print(f"{count:>8}  {engine}")


@app.command(epilog="Example:  ringkas memory export translations.tmx")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)], memory: MemoryFile = None
) -> None:
    """Write the translations as TMX or XLIFF, by the file's ending (.tmx, .xlf, .xliff)."""
    from pipeline.stages.translate.memory_files import export_file

    with _open(memory) as opened:
        print(f"{file}: {export_file(opened, file)} translations")


@app.command("import", epilog="Example:  ringkas memory import reviewed.tmx")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)], memory: MemoryFile = None
) -> None:
    """Take reviewed translations in from TMX or XLIFF; they are used instead of every engine's."""
    from pipeline.stages.translate.memory_files import import_file

    with _open(memory, make=True) as opened:
        print(f"{opened.path}: {import_file(opened, file)}, {file}")


@app.command()
def purge(
    engine: Annotated[str, typer.Option("--engine", help="Only this engine's; see stats.")] = "",
    memory: MemoryFile = None,
) -> None:
    """Forget translations."""
    with _open(memory) as opened:
        gone = opened.purge(engine) if engine else opened.purge()
    print(f"{gone} translations forgotten")


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
