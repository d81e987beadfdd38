"""Loads plain text files, a segment a line, for a comparison."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline import metrics
from pipeline.comparison.results import ItemText, Side, Systems
from pipeline.core.errors import UserError
from pipeline.metrics import escapes


def read_lines(path: Path) -> tuple[str, ...]:
    """The lines of a file. Only a newline ends a line: a text may hold U+2028 and its like.

    Raises:
        UserError: the file is missing, empty or not UTF-8.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist", "give a run folder, or text files with --reference") from error
    except IsADirectoryError as error:
        raise UserError(f"{path} is a folder, not a text file", "runs are compared without --reference") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8: {error.reason} at byte {error.start}", "convert it first") from error
    lines = text.removeprefix("\ufeff").removesuffix("\n").split("\n")
    if lines == [""]:
        raise UserError(f"{path} is empty", "one segment a line is needed")
    return tuple(line.removesuffix("\r") for line in lines)


def names_of(paths: Sequence[Path]) -> tuple[str, ...]:
    """A short name for each path: its stem, with as much of the folder as makes it unique.

    Raises:
        UserError: the same file twice.
    """
    for depth in range(1, 8):
        names = tuple("/".join([*p.resolve().parts[-depth:-1], p.stem]) for p in paths)
        if len(set(names)) == len(names):
            return names
    raise UserError("the same system is given twice", ", ".join(map(str, paths)))


def load_texts(
    systems: Sequence[Path], references: Sequence[Path], source: Path | None = None, *, unescape: bool = False
) -> Systems:
    """Loads systems' outputs with their references.

    Args:
        systems: a file per system.
        references: one or more files; line n of each is a reference of segment n.
        source: what the systems were given, in Indonesian.
        unescape: undo HTML escapes in the outputs before scoring.

    Raises:
        UserError: files of unequal length, an empty reference, a file that cannot be read.
    """
    names = names_of(systems)
    lines = {name: read_lines(path) for name, path in zip(names, systems, strict=True)}
    reference_lines = [read_lines(path) for path in references]
    given = read_lines(source) if source else None
    files = [
        *zip(map(str, systems), lines.values(), strict=True),
        *zip(map(str, references), reference_lines, strict=True),
    ]
    _check_lengths([*files, *([(str(source), given)] if given else [])])
    notes = [note for name in names for note in text_notes(name, lines[name], unescape)]
    if unescape:
        lines = {name: tuple(map(escapes.unescape, texts)) for name, texts in lines.items()}
    per_segment = [list(entry) for entry in zip(*reference_lines, strict=True)]
    count = len(per_segment)
    side = Side(
        name="text",
        ids=tuple(str(n + 1) for n in range(count)),
        items={n: metrics.make_items(lines[n], per_segment, given, allow_empty=True) for n in names},
        groups={n: np.arange(count) for n in names},
        unit="unit:line",
        shown=tuple(ItemText(given[n] if given else "", per_segment[n][0]) for n in range(count)),
        outputs=lines,
    )
    return Systems(names, (side,), suite_hash(per_segment), notes=tuple(notes))


def suite_hash(references: Sequence[Sequence[str]]) -> str:
    """A short hash of references, the same for the same suite."""
    text = "\x1e".join("\x1f".join(entry) for entry in references)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def text_notes(name: str, texts: Sequence[str], unescaped: bool = False) -> list[str]:
    """What is wrong with a system's outputs as files: HTML escapes and empty lines, counted."""
    notes = []
    escaped = escapes.escaped(texts)
    if escaped:
        kinds = " ".join(escapes.examples([texts[n] for n in escaped]))
        done = "undone before scoring" if unescaped else "they cost it points; --unescape undoes them"
        notes.append(f"{name}: {len(escaped):,} of {len(texts):,} outputs are HTML-escaped ({kinds}): {done}.")
    empty = [n for n, text in enumerate(texts) if not text.strip()]
    if empty:
        places = ", ".join(str(n + 1) for n in empty[:5])
        notes.append(
            f"{name}: {len(empty):,} of {len(texts):,} outputs are empty (the first: {places}), scored as such."
        )
    return notes


def _check_lengths(files: Sequence[tuple[str, Sequence[str]]]) -> None:
    counts = {len(lines) for _, lines in files}
    if len(counts) > 1:
        said = "; ".join(f"{name}: {len(lines):,}" for name, lines in files)
        raise UserError(f"the files differ in their number of lines: {said}", "line n must be the same segment in all")
