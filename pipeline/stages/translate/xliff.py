"""XLIFF in (1.0 to 1.2, 2.0 and 2.1, and the tools' variants of them) and out (1.2, which every tool reads)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element
from xml.sax.saxutils import quoteattr

from pipeline import __version__
from pipeline.stages.translate.bilingual import (
    Segment,
    elements,
    language,
    local,
    nothing_usable,
    plain,
    segment_text,
    written,
)

_ENGINE = "x-engine"
_UNTRANSLATED = frozenset({"new", "needs-translation"})  # states of a target that is a copy of its source
_CONTAINERS = ("file", "xliff")


def write_xliff(path: Path, pairs: Iterable[tuple[str, str, str]], *, source: str = "id", target: str = "en") -> int:
    """Write (engine, source text, target text) units as XLIFF 1.2, atomically; returns how many."""
    count = 0
    with written(path) as file:
        file.write(
            '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
            f'<file original="translation-memory" datatype="plaintext" source-language={quoteattr(source)} '
            f"target-language={quoteattr(target)}>\n"
            f'<header><tool tool-id="ringkas" tool-name="Ringkas" tool-version={quoteattr(__version__)}/></header>\n'
            "<body>\n"
        )
        for count, (engine, original, text) in enumerate(pairs, start=1):
            file.write(f'<trans-unit id="{count}" xml:space="preserve"><source>{plain(original)}</source>')
            file.write(f'<target state="translated">{plain(text)}</target>')
            file.write(f'<note from="{_ENGINE}">{plain(engine)}</note></trans-unit>\n')
        file.write("</body>\n</file>\n</xliff>\n")
    return count


def read_xliff(path: Path, *, source: str = "id", target: str = "en") -> Iterator[Segment]:
    """The translated segments of an XLIFF file; those without a translation are passed over.

    Args:
        path: XLIFF 1.x or 2.x, with any namespace. Native codes inside a segment are left out; a unit that its tool
            cut into segments gives each of them. A file from English to Indonesian is read the other way round.
        source: language, compared by its first part.
        target: likewise.

    Raises:
        UserError: the file is missing, is not XLIFF, or has no usable unit; the message names the languages found.
    """
    units = usable = 0
    found: set[str] = set()
    languages = ("", "")
    for element, root in elements(path, "xliff", lambda name: name in ("trans-unit", "unit")):
        units += 1
        languages = _languages(root, languages)
        found |= set(languages)
        if languages not in ((source, target), (target, source)):
            continue
        for ours, theirs in _segments(element):
            left, right = (ours, theirs) if languages[0] == source else (theirs, ours)
            if left.strip() and right.strip():
                usable += 1
                yield Segment(left, right, _engine(element))
    if not usable:
        raise nothing_usable(path, units, found, source, target)


def _languages(root: Element, before: tuple[str, str]) -> tuple[str, str]:
    """Source and target language of the unit just read: those of the last file that was begun."""
    last = [child for child in root if local(child) == "file"][-1:]
    for holder in (*last, root):
        given = holder.get("source-language") or holder.get("srcLang")
        wanted = holder.get("target-language") or holder.get("trgLang")
        if given or wanted:
            return language(given), language(wanted)
    return before


def _segments(unit: Element) -> Iterator[tuple[str, str]]:
    """The pairs of a unit: of its segments (XLIFF 2, or marked by the tool), else of the whole unit."""
    if unit.get("translate") == "no":
        return
    parts = [child for child in unit if local(child) == "segment"] or [unit]
    for part in parts:
        ours, theirs = _child(part, "source"), _child(part, "target")
        if ours is None or theirs is None or theirs.get("state") in _UNTRANSLATED:
            continue
        marked = _child(part, "seg-source")
        cut = _marked(marked if marked is not None else ours)
        made = _marked(theirs)
        if made and cut.keys() & made.keys():
            yield from ((cut[key], made[key]) for key in cut if key in made)
        else:
            yield segment_text(ours), segment_text(theirs)


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local(child) == name), None)


def _marked(element: Element) -> dict[str, str]:
    """The segments that a tool marked inside a text, by their number."""
    marks = (m for m in element.iter() if local(m) == "mrk" and m.get("mtype") == "seg")
    return {mark.get("mid", ""): segment_text(mark) for mark in marks}


def _engine(unit: Element) -> str:
    """The engine that made a unit, where we wrote it ourselves."""
    notes = (child for child in unit if local(child) == "note" and child.get("from") == _ENGINE)
    return next((note.text or "" for note in notes), "")
