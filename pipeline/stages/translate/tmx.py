"""Beside the translation memory: TMX 1.4 in and out, the format that translators' tools exchange.

Written by hand, in a page, because the kept library for it (translate-toolkit) is GPL and this package is not.
Reading is streaming and refuses entity definitions.
"""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from pipeline import __version__
from pipeline.core.errors import UserError

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 cannot hold in any form; it is dropped, since a reader would refuse the whole file.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_tmx(path: Path, pairs: Iterable[tuple[str, str, str]], *, source: str = "id", target: str = "en") -> int:
    """Write (engine, source text, target text) units, atomically; returns how many."""
    partial = path.with_name(f"{path.name}.part")
    count = 0
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n')
        file.write(
            f'<header creationtool="ringkas" creationtoolversion={quoteattr(__version__)} segtype="sentence" '
            f'o-tmf="ringkas" adminlang="en" srclang={quoteattr(source)} datatype="plaintext"/>\n<body>\n'
        )
        for engine, original, text in pairs:
            file.write(f'<tu><prop type="x-engine">{_plain(engine)}</prop>')
            file.write(f"<tuv xml:lang={quoteattr(source)}><seg>{_plain(original)}</seg></tuv>")
            file.write(f"<tuv xml:lang={quoteattr(target)}><seg>{_plain(text)}</seg></tuv></tu>\n")
            count += 1
        file.write("</body>\n</tmx>\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return count


def read_tmx(path: Path, *, source: str = "id", target: str = "en") -> Iterator[tuple[str, str]]:
    """The (source, target) texts of a TMX file; units without both languages are passed over.

    Args:
        path: TMX 1.1 to 1.4; inline markup inside a segment is left out, its text kept.
        source: language, compared by its first part (``id`` takes ``id-ID``).
        target: likewise.

    Raises:
        UserError: the file is missing or is not TMX.
    """
    if not path.is_file():
        raise UserError(f"TMX file {path} does not exist", "ringkas memory import FILE.tmx")
    with path.open("rb") as file:
        head = file.read(4096)
    if b"<!ENTITY" in head:
        raise UserError(f"{path} defines XML entities", "a TMX file needs none; remove them")
    try:
        for _, element in ET.iterparse(path, events=("end",)):
            if element.tag == "tu":
                by_language = {_language(tuv): _text(tuv) for tuv in element.iter("tuv")}
                if by_language.get(source) and by_language.get(target):
                    yield by_language[source], by_language[target]
                element.clear()
    except ET.ParseError as error:
        raise UserError(f"{path} is not TMX: {error}", "export it again from the tool it came from") from None


def _plain(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))


def _language(tuv: ET.Element) -> str:
    return (tuv.get(_LANG) or tuv.get("lang") or "").lower().replace("_", "-").partition("-")[0]


def _text(tuv: ET.Element) -> str:
    segment = tuv.find("seg")
    return "".join(segment.itertext()) if segment is not None else ""
