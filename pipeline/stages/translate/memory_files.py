"""Imports translations into the memory from TMX and XLIFF files, and exports them.

An imported translation was reviewed by somebody: it is used instead of every engine's, and a later import replaces it.
A unit that the memory's own export wrote and nobody changed goes back to its engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.stages.translate.bilingual import Segment, root_name
from pipeline.stages.translate.memory import IMPORTED, TranslationMemory
from pipeline.stages.translate.tmx import read_tmx, write_tmx
from pipeline.stages.translate.xliff import read_xliff, write_xliff

Reader = Callable[[Path], Iterator[Segment]]
Writer = Callable[[Path, Iterable[tuple[str, str, str]]], int]
_WRITERS: dict[str, Writer] = {".tmx": write_tmx, ".xlf": write_xliff, ".xliff": write_xliff}
_READERS: dict[str, Reader] = {"tmx": read_tmx, "xliff": read_xliff}


@dataclass(frozen=True, slots=True)
class Import:
    """What an import did: units in the file, translations that are new, that replaced another, and that were there."""

    units: int
    new: int
    replaced: int
    same: int

    def __str__(self) -> str:
        return f"{self.new} translations new, {self.replaced} replaced, {self.same} as before; {self.units} in the file"


def read_segments(path: Path) -> list[Segment]:
    """The segments of a TMX or XLIFF file; its root, not its name, says which it is.

    Raises:
        UserError: it does not exist, is neither, or has no usable unit.
    """
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise UserError(f"{path} {what}", "ringkas memory import FILE.tmx (or FILE.xlf)")
    root = root_name(path)
    if root in _READERS:
        return list(_READERS[root](path))
    if not root and path.suffix.lower() in _WRITERS:
        return list(_READERS["tmx" if path.suffix.lower() == ".tmx" else "xliff"](path))  # says what is wrong
    what = f"its root is <{root}>" if root else "it is not XML"
    raise UserError(f"{path} is neither TMX nor XLIFF: {what}", "export it as TMX or XLIFF from the tool it came from")


def import_file(memory: TranslationMemory, path: Path) -> Import:
    """Take the translations of a file into the memory.

    Raises:
        UserError: see :func:`read_segments`; nothing is taken then.
    """
    segments = read_segments(path)
    reviewed: dict[str, str] = {}
    engines: dict[str, dict[str, str]] = {}
    for segment in segments:
        if segment.engine in ("", IMPORTED):
            reviewed[segment.source] = segment.text
        else:
            engines.setdefault(segment.engine, {})[segment.source] = segment.text
    new = same = 0
    for engine, texts in engines.items():
        known = memory.engine_texts(engine, list(texts))
        missing = {source: text for source, text in texts.items() if source not in known}
        memory.put_many(engine, {source: {"text": text} for source, text in missing.items()})
        changed = {source: text for source, text in texts.items() if known.get(source, text) != text}
        new += len(missing)
        same += len(texts) - len(missing) - len(changed)
        reviewed |= changed
    added, replaced, kept = memory.import_many(reviewed)
    return Import(len(segments), new + added, replaced, same + kept)


def export_file(memory: TranslationMemory, path: Path) -> int:
    """Write every translation of the memory to a file, in the format that its ending names; returns how many.

    Raises:
        UserError: the ending is of neither format.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UserError(
            f"{path}: {path.suffix or 'a name without an ending'} is not a format of translation memories",
            f"name it FILE{', FILE'.join(_WRITERS)}",
        )
    return writer(path, memory.pairs())
