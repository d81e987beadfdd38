"""TMX 1.4 in and out. Reading is streaming and refuses entity definitions."""

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

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ENGINE = "x-engine"


def write_tmx(path: Path, pairs: Iterable[tuple[str, str, str]], *, source: str = "id", target: str = "en") -> int:
    """Write (engine, source text, target text) units, atomically; returns how many."""
    count = 0
    with written(path) as file:
        file.write(
            '<tmx version="1.4">\n'
            f'<header creationtool="ringkas" creationtoolversion={quoteattr(__version__)} segtype="sentence" '
            f'o-tmf="ringkas" adminlang="en" srclang={quoteattr(source)} datatype="plaintext"/>\n<body>\n'
        )
        for engine, original, text in pairs:
            file.write(f'<tu><prop type="{_ENGINE}">{plain(engine)}</prop>')
            file.write(f"<tuv xml:lang={quoteattr(source)}><seg>{plain(original)}</seg></tuv>")
            file.write(f"<tuv xml:lang={quoteattr(target)}><seg>{plain(text)}</seg></tuv></tu>\n")
            count += 1
        file.write("</body>\n</tmx>\n")
    return count


def read_tmx(path: Path, *, source: str = "id", target: str = "en") -> Iterator[Segment]:
    """The segments of a TMX file; units without a text in both languages are passed over.

    Args:
        path: TMX 1.1 to 1.4, with or without a namespace; native codes inside a segment are left out.
        source: language, compared by its first part (``id`` takes ``id-ID``, ``ind`` and ``in``).
        target: likewise.

    Raises:
        UserError: the file is missing, is not TMX, or has no usable unit; the message names the languages found.
    """
    units = usable = 0
    found: set[str] = set()
    for unit, _ in elements(path, "tmx", lambda name: name == "tu"):
        units += 1
        texts = {_language(tuv): _text(tuv) for tuv in unit if local(tuv) == "tuv"}
        found |= texts.keys()
        if texts.get(source, "").strip() and texts.get(target, "").strip():
            usable += 1
            yield Segment(texts[source], texts[target], _engine(unit))
    if not usable:
        raise nothing_usable(path, units, found, source, target)


def _language(tuv: Element) -> str:
    return language(tuv.get(_LANG) or tuv.get("lang"))


def _text(tuv: Element) -> str:
    return segment_text(next((child for child in tuv if local(child) == "seg"), None))


def _engine(unit: Element) -> str:
    """The engine that made a unit, where we wrote it ourselves."""
    props = (child for child in unit if local(child) == "prop" and child.get("type") == _ENGINE)
    return next((prop.text or "" for prop in props), "")
