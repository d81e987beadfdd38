"""Opens the files that a run reads of its user: the translation memory and the glossary, and makes a run read them.

A run's config names them. A run folder may come from anybody, so a named file is only written to when it already is
what it should be, or lies in the folder of the runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.core.config import Config, resolve
from pipeline.core.errors import UserError
from pipeline.core.files import atomic_path
from pipeline.core.run_folder import Store
from pipeline.language.glossary import Entry, read_rows
from pipeline.stages.translate.memory import TranslationMemory, default_path

GLOSSARY = "glossary.tsv"
_SQLITE = b"SQLite format 3\0"


def config_of(store: Store) -> Config:
    """The config that a run remembers.

    Raises:
        UserError: it has settings that this version does not know.
    """
    return resolve([("run.json", store.read_run().get("config", {}))])


def _named(store: Store, path: str) -> Path:
    """A path of the config, which is meant from where the run was started."""
    return Path(str(store.read_run().get("base", "."))) / path


def open_memory(store: Store) -> TranslationMemory:
    """The translation memory of a run; that of ``memory=auto`` where it has none.

    Raises:
        UserError: the run names a file that is no translation memory.
    """
    named = config_of(store).translate.memory
    if named in ("", "auto"):
        return TranslationMemory(default_path())
    path = _named(store, named)
    if not path.is_file():
        raise UserError(f"the run's translation memory {path} is not there", "run it once, or move the file back")
    with path.open("rb") as file:
        if file.read(len(_SQLITE)) != _SQLITE:
            raise UserError(
                f"{path}, which the run names, is no translation memory", "mend translate.memory in run.json"
            )
    return TranslationMemory(path)


def glossary_path(store: Store, home: Path) -> Path:
    """The user's glossary of a run; ``glossary.tsv`` in the folder of the runs where it has none."""
    named = config_of(store).translate.glossary
    return _named(store, named) if named else home / GLOSSARY


def put_term(path: Path, entry: Entry) -> str:
    """Write a term into a glossary, in place of a row for the same term; returns the English that was there before.

    Raises:
        UserError: the file is no glossary, or the row would make it a wrong one; it is as before then.
    """
    if path.suffix.lower() != ".tsv":
        raise UserError(f"{path}, which the run names, does not end in .tsv", "mend translate.glossary in run.json")
    known = {row.term.casefold(): row for row in read_rows(path)} if path.exists() else {}
    lines = path.read_text("utf-8-sig").splitlines() if path.exists() else []
    cells = (entry.term, "|".join(entry.english), entry.note)
    if any("\t" in cell or "\n" in cell or "\r" in cell for cell in cells) or entry.term.lstrip().startswith("#"):
        raise UserError("a term has no tabs, no line breaks, and no # in front", "give it on one line")
    kept = [line for line in lines if line.split("\t")[0].strip().casefold() != entry.term.casefold()]
    with atomic_path(path) as temporary:
        temporary.write_text("\n".join([*kept, "\t".join(cells).rstrip("\t")]) + "\n", "utf-8")
        try:
            read_rows(temporary)
        except UserError as error:
            raise UserError(error.message.replace(str(temporary), str(path)), error.hint) from None
    before = known.get(entry.term.casefold())
    return "|".join(before.english) if before else ""


def make_run_read(store: Store, *, glossary: Path | None = None) -> bool:
    """Let the run's config name the memory, and the glossary where one is given, if it names none; whether it changed.

    Raises:
        StoreError: the run is being worked on.
    """
    named = config_of(store).translate
    if named.memory and (glossary is None or named.glossary):
        return False
    with store.claim():
        state: dict[str, Any] = store.read_run()
        table = state.setdefault("config", {}).setdefault("translate", {})
        table["memory"] = table.get("memory") or "auto"
        if glossary is not None:
            table["glossary"] = table.get("glossary") or str(glossary)
        store.write_run({key: value for key, value in state.items() if key != "format"})
    return True
