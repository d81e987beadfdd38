"""What is at hand: model cards and the translation memory, for the verbs ``models`` and ``memory``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.stages.translate.memory import TranslationMemory


def models(*, as_json: bool) -> None:
    """Print the model cards."""
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
        _print_json(rows)
        return
    width = max((len(card.name) for card in cards), default=0)
    for row in rows:
        here = "here" if row["here"] else "to fetch"
        use = ", no commercial use" if row["non_commercial"] else ""
        print(f"{row['name']:<{width}}  {row['task']:<9}  {here:<8}  {row['licence']}{use}")
        print(f"{'':<{width}}  {row['summary']}")


def fetch(name: str, *, rewrite: bool) -> None:
    """Download a card's checkpoint: the only verb that uses the network.

    Raises:
        UserError: an unknown card, or one with nothing to fetch.
        ModelError: the hub cannot be reached or does not have it.
    """
    from pipeline.backends import download as fetching
    from pipeline.backends.model_card import load_card

    fetched = fetching.fetch(load_card(name), rewrite=rewrite)
    print(f"{fetched.card}: {fetched.hub_id} at commit {fetched.commit}")


def memory_stats(path: Path | None, *, as_json: bool) -> None:
    """Print what the memory holds, by engine."""
    with open_memory(path) as memory:
        stats = memory.stats()
    if as_json:
        row = {"path": str(stats.path), "translations": stats.translations, "bytes": stats.bytes}
        _print_json({**row, "engines": stats.engines})
        return
    print(f"{stats.path}: {stats.translations} translations, {stats.bytes / 2**20:.1f} MiB")
    for engine, count in stats.engines.items():
        print(f"{count:>8}  {engine}")


def memory_export(file: Path, path: Path | None) -> None:
    """Write the memory as TMX, which translation tools read."""
    from pipeline.stages.translate.tmx import write_tmx

    with open_memory(path) as memory:
        print(f"{file}: {write_tmx(file, memory.pairs())} translations")


def memory_import(file: Path, path: Path | None) -> None:
    """Take a TMX file's translations in; they answer for every engine.

    Raises:
        UserError: the file is missing or not TMX.
    """
    from pipeline.stages.translate.memory import IMPORTED
    from pipeline.stages.translate.tmx import read_tmx

    pairs = dict(read_tmx(file))
    with open_memory(path, make=True) as memory:
        before = memory.stats().translations
        memory.put_many(IMPORTED, {source: {"text": text} for source, text in pairs.items()})
        print(f"{memory.path}: {memory.stats().translations - before} translations new, {len(pairs)} in {file}")


def memory_purge(engine: str, path: Path | None) -> None:
    """Forget an engine's translations, or all."""
    with open_memory(path) as memory:
        gone = memory.purge(engine) if engine else memory.purge()
    print(f"{gone} translations forgotten")


def open_memory(path: Path | None, *, make: bool = False) -> TranslationMemory:
    """The memory at a path, or the one that ``translate.memory = "auto"`` uses.

    Raises:
        UserError: there is none yet, and none is to be made.
    """
    from pipeline.stages.translate.memory import TranslationMemory, default_path

    found = path or default_path()
    if not make and not found.is_file():
        raise UserError(
            f"there is no translation memory at {found}", "ringkas run --set translate.memory=auto makes one"
        )
    return TranslationMemory(found)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
