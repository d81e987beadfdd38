"""Files of translated segments that translators' tools exchange, TMX and XLIFF: what both have in common.

Written here, in a page each, because the kept library for them (translate-toolkit) is GPL and this package is not.
"""

from __future__ import annotations

import contextlib
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TextIO
from xml.parsers import expat
from xml.sax.saxutils import escape

from pipeline.core.errors import UserError

# What XML 1.0 cannot hold in any form; it is dropped, since a reader would refuse the whole file.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut", "x", "bx", "ex", "sc", "ec", "sub", "cp"})  # hold native codes
_BREAK = re.compile(r"<br\b|\blb\b|^\s*$|\\n", re.IGNORECASE)
_ALIASES = {"in": "id", "ind": "id", "indonesian": "id", "eng": "en", "english": "en"}
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment with its translation; ``engine`` is the fingerprint that the file gives it, empty for none."""

    source: str
    text: str
    engine: str = ""


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def language(code: str | None) -> str:
    """A language by its ISO 639-1 code, whatever region follows and whichever standard the file uses."""
    first = (code or "").strip().lower().replace("_", "-").partition("-")[0]
    return _ALIASES.get(first, first)


def segment_text(element: ET.Element | None) -> str:
    """The text of a segment: what stands inside placeholders is native code and is left out."""
    pieces: list[str] = []
    waiting = [] if element is None else _content(element)
    while waiting:  # not by recursion: a file may be nested deeper than Python's stack
        item = waiting.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif local(item) not in _CODES:
            waiting += _content(item)
        elif _BREAK.search(f"{item.get('ctype', '')} {item.text or ''}".strip() or "-"):
            pieces.append(" ")
    return "".join(pieces)


def _content(element: ET.Element) -> list[ET.Element | str]:
    """What stands in an element, texts and elements, the last one first."""
    content: list[ET.Element | str] = [element.text or ""]
    for child in element:
        content += [child, child.tail or ""]
    return content[::-1]


def plain(text: str) -> str:
    """A text as XML can hold it."""
    return escape(_FORBIDDEN.sub("", text))


def elements(path: Path, kind: str, wanted: Callable[[str], bool]) -> Iterator[tuple[ET.Element, ET.Element]]:
    """The wanted elements of a file, read as a stream, each with the root.

    Args:
        path: the file.
        kind: the name of its root.
        wanted: whether an element of this name is to be given; its children are freed afterwards.

    Raises:
        UserError: the file is missing, is not XML, defines entities, or has another root.
    """
    if not path.is_file():
        raise UserError(f"{path} does not exist", "ringkas memory import FILE.tmx (or FILE.xlf)")
    _refuse_entities(path, kind)
    root: ET.Element | None = None
    try:
        for event, element in ET.iterparse(path, events=("start", "end")):
            if root is None:
                root = element
                if local(root) != kind:
                    raise UserError(
                        f"{path} is not {kind.upper()}: its root is <{local(root)}>", "export it as TMX or XLIFF"
                    )
            if event == "end" and wanted(local(element)):
                yield element, root
                element.clear()
    except ET.ParseError as error:
        raise UserError(
            f"{path} is not {kind.upper()}: {error}", "export it again from the tool it came from"
        ) from None


class _Begun(Exception):
    """The root element has begun: entities can no longer be defined."""


def _refuse_entities(path: Path, kind: str) -> None:
    """Read a file as far as its root element.

    Raises:
        UserError: it defines entities, which can make a small file grow without bounds or reach for other files.
    """

    def refuse(*_: object) -> NoReturn:
        raise UserError(f"{path} defines XML entities", f"a {kind.upper()} file needs none; remove them")

    def begin(*_: object) -> NoReturn:
        raise _Begun

    parser = expat.ParserCreate()
    parser.EntityDeclHandler, parser.StartElementHandler = refuse, begin
    # What is not XML is for the reader proper to complain about.
    with path.open("rb") as file, contextlib.suppress(_Begun, expat.ExpatError):
        while block := file.read(_BLOCK):
            parser.Parse(block)


def root_name(path: Path) -> str:
    """The name of a file's root element, empty when it has none that can be read."""
    try:
        for _, element in ET.iterparse(path, events=("start",)):
            return local(element)
    except (ET.ParseError, OSError):
        pass
    return ""


def nothing_usable(path: Path, units: int, found: Collection[str], source: str, target: str) -> UserError:
    """The error for a file without a single usable segment."""
    listed = ", ".join(sorted(filter(None, found))) or "none"
    message = f"{path}: none of its {units} units has a text in both {source} and {target}; languages found: {listed}"
    if {source, target} <= set(found):
        return UserError(message, "its units lack one of the two texts, or the text is blank: fill them in")
    return UserError(message, f"export it with {source} as the source and {target} as the target language")


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A file to write, which takes its name only when it is whole."""
    partial = path.with_name(f"{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        yield file
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
