"""Loads plain text files, a segment a line, for a comparison."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from pipeline import metrics
from pipeline.comparison.results import ItemText, Side, Systems
from pipeline.core.errors import UserError
from pipeline.core.text_lines import read_segments
from pipeline.language import langid
from pipeline.metrics import escapes

WITHHELD = "an escape such as &#39; reads as a figure, so that every finding on facts would be a false alarm"
LINES_READ = 50  # of a source, for its language


def names_of(paths: Sequence[Path]) -> tuple[str, ...]:
    """A short name for each path: its stem, or what of its name is its own ("opus" and "argos" of ``flores.opus`` and
    ``flores.argos``), with as much of the folder as makes it unique.

    Raises:
        UserError: the same file twice.
    """
    resolved = [path.resolve() for path in paths]
    twice = next((path for path, count in Counter(resolved).items() if count > 1), None)
    if twice:
        raise UserError(f"{twice} is given twice", "give every system once")
    stems = tuple(path.stem for path in paths)
    for names in (stems, _own_parts([path.name for path in paths]), tuple(path.name for path in paths)):
        if len(set(names)) == len(names) and all(names):
            return names
    last = stems if len({(p.parent, p.stem) for p in resolved}) == len(resolved) else [p.name for p in resolved]
    for depth in range(2, max(len(p.parts) for p in resolved) + 1):
        found = tuple("/".join([*p.parts[-depth:-1], name]) for p, name in zip(resolved, last, strict=True))
        if len(set(found)) == len(found):
            return found
    return tuple(map(str, resolved))  # pragma: no cover - different paths differ somewhere


def _own_parts(names: Sequence[str]) -> tuple[str, ...]:
    """File names without the parts between dots that all of them begin and end with."""
    parts = [name.split(".") for name in names]
    shortest = min(map(len, parts))
    first = next((i for i in range(shortest) if len({p[i] for p in parts}) > 1), shortest)
    last = next((i for i in range(shortest - first) if len({p[-1 - i] for p in parts}) > 1), shortest - first)
    return tuple(".".join(p[first : len(p) - last]) for p in parts)


def load_texts(
    systems: Sequence[Path], references: Sequence[Path], source: Path | None = None, *, unescape: bool = True
) -> Systems:
    """Loads systems' outputs with their references.

    Args:
        systems: a file per system.
        references: one or more files; line n of each is a reference of segment n.
        source: what the systems were given, in Indonesian.
        unescape: undo HTML escapes in the outputs before scoring; they come from how a file was made, not from a
            system. Without, what is read out of the texts (figures, names) is not compared where there are escapes.

    Raises:
        UserError: files of unequal length, an empty reference or source line, a file that cannot be read.
    """
    names = names_of(systems)
    hint = "give a run folder, or text files with --reference; runs are compared without --reference"
    lines = {name: read_segments(path, hint) for name, path in zip(names, systems, strict=True)}
    reference_lines = [read_segments(path, hint) for path in references]
    given = read_segments(source, hint) if source else None
    told = [(path, said, "reference") for path, said in zip(references, reference_lines, strict=True)]
    for path, said, what in [*told, *([(source, given, "source")] if source and given else [])]:
        blank = next((n for n, line in enumerate(said, start=1) if not line.strip()), 0)
        if blank:
            raise UserError(f"{path}, line {blank}: an empty {what}", "fill it in, or leave the line out everywhere")
    files = [
        *zip(map(str, systems), lines.values(), strict=True),
        *zip(map(str, references), reference_lines, strict=True),
    ]
    _check_lengths([*files, *([(str(source), given)] if given else [])])
    done = "undone before scoring (--as-is scores the file as it stands)" if unescape else "they cost it points"
    notes = [note for name in names for note in text_notes(name, lines[name], done)]
    if given and not is_indonesian(given):
        notes.append(f"{source} does not look Indonesian: figures and names are read out of it as Indonesian.")
    notes += identical(lines)
    doubts = {} if unescape else {name: doubt for name in names if (doubt := escape_doubt(name, lines[name]))}
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
    withheld = WITHHELD if doubts else ""
    notes += [f"Facts are not compared: {withheld}."] if withheld and given else []
    return Systems(names, (side,), suite_hash(per_segment), notes=tuple(notes), doubts=doubts, withheld=withheld)


def is_indonesian(lines: Sequence[str]) -> bool:
    """Whether a text may be Indonesian; of little text nothing is said."""
    text = " ".join(lines[:LINES_READ])
    return not langid.is_foreign(text, langid.identify(text))


def escape_doubt(name: str, texts: Sequence[str]) -> str:
    """What HTML escapes do to a verdict, in a sentence; empty where there are none."""
    escaped = escapes.escaped(texts)
    if not escaped:
        return ""
    kinds = " ".join(escapes.examples([texts[n] for n in escaped]))
    return (
        f"{len(escaped):,} of {len(texts):,} outputs of {name} are HTML-escaped ({kinds}), which costs it points "
        "and may be all the difference: compare again without --as-is."
    )


def suite_hash(references: Sequence[Sequence[str]]) -> str:
    """A short hash of references, the same for the same suite."""
    text = "\x1e".join("\x1f".join(entry) for entry in references)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def text_notes(name: str, texts: Sequence[str], done: str = "they cost it points") -> list[str]:
    """What is wrong with a system's outputs: HTML escapes, what was ``done`` about them, and empty lines, counted."""
    notes = []
    escaped = escapes.escaped(texts)
    if escaped:
        kinds = " ".join(escapes.examples([texts[n] for n in escaped]))
        notes.append(f"{name}: {len(escaped):,} of {len(texts):,} outputs are HTML-escaped ({kinds}): {done}.")
    empty = [n for n, text in enumerate(texts) if not text.strip()]
    if empty:
        places = ", ".join(str(n + 1) for n in empty[:5])
        notes.append(
            f"{name}: {len(empty):,} of {len(texts):,} outputs are empty (the first: {places}), scored as such."
        )
    return notes


def identical(files: Mapping[str, Sequence[str]]) -> list[str]:
    """A note for each file that has the same lines as one before it."""
    seen: dict[tuple[str, ...], str] = {}
    notes = []
    for name, lines in files.items():
        first = seen.setdefault(tuple(lines), name)
        if first != name:
            notes.append(f"{first} and {name} are identical: every line is the same, so that nothing can differ.")
    return notes


def _check_lengths(files: Sequence[tuple[str, Sequence[str]]]) -> None:
    counts = {len(lines) for _, lines in files}
    if len(counts) > 1:
        said = "; ".join(f"{name}: {len(lines):,}" for name, lines in files)
        raise UserError(f"the files differ in their number of lines: {said}", "line n must be the same segment in all")
