"""Reads Word documents (.docx): title, paragraphs, lists and tables, as plain lines.

What is struck through, deleted in a tracked change or hidden is left out, as a reader of the document would; comments,
notes, headers and footers are no part of the article. A file that unpacks to more than an article could need, is locked
by a password or damaged is refused before it is unpacked.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.stages.ingest.archives import ArchiveError
from pipeline.stages.ingest.html import LONG_CELL
from pipeline.stages.ingest.markup import from_html

if TYPE_CHECKING:
    from docx.document import Document

MOST_TEXT = 16 << 20  # bytes of one XML part: no article is longer, and parsed it takes many times as much memory
MOST_BYTES = 256 << 20  # of the whole package, pictures among it
_CONTRADICTS = "damaged: parts of the document are missing or contradict each other"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how files of old Office versions and locked ones begin
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset(f"{_W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr"))
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING = re.compile(r"(?i)title|heading [1-9]")
_NO_TITLE = re.compile(r"(?i)(?:microsoft word - .*|(?:word )?(?:document|dokumen)\s*\d*|untitled.*|tanpa judul.*)")
_SPECIAL = {"tab": " ", "br": "<br>", "cr": "<br>", "noBreakHyphen": "-", "ptab": " "}


def read(data: bytes) -> dict[str, str]:
    """The title ("" for none) and the text of a document, a block a line.

    The title is the heading that the document begins with, else the one in its properties, which often belongs to the
    document that it was copied from.

    Raises:
        ArchiveError: it cannot be read.
    """
    document = _opened(data)
    try:
        blocks = [(style, line) for style, block in _blocks(document) for line in _lines(block, style)]
        stated = " ".join((document.core_properties.title or "").split())
    except RecursionError as error:
        raise ArchiveError("damaged: parts of the document lie in each other too deeply") from error
    except MemoryError:
        raise
    except Exception as error:  # whatever the library meets in parts that contradict each other
        raise ArchiveError(f"{_CONTRADICTS} ({type(error).__name__})") from error
    title = "" if _NO_TITLE.fullmatch(stated) else stated
    if blocks and (_HEADING.fullmatch(blocks[0][0]) or blocks[0][1].casefold() == title.casefold()):
        title = blocks.pop(0)[1]
    if not blocks:
        raise ArchiveError("the document holds no text; text in pictures is not read")
    return {"title": title, "text": "\n".join(line for _, line in blocks)}


def _opened(data: bytes) -> Document:
    """The document behind the bytes of a file.

    Raises:
        ArchiveError: they are none, or too much.
    """
    try:
        import docx
        from docx.opc.exceptions import OpcError
        from lxml.etree import LxmlError
    except ModuleNotFoundError as error:
        raise ArchiveError("Word documents need the library python-docx: pip install python-docx") from error
    if data.startswith(_OLE):
        locked = "locked by a password: open it in Word, take the password away"
        old = "a document of an old Word version: open it in Word"
        raise ArchiveError(f"{locked if _LOCKED in data else old} and save it as .docx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_size(package)
        return docx.Document(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        OpcError,
        LxmlError,
        KeyError,
        ValueError,
        AttributeError,
        NotImplementedError,
    ) as error:
        raise ArchiveError(f"damaged, or no Word document: {error}") from error
    except (EOFError, OSError, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise ArchiveError(f"damaged: {error}") from error
    except (TypeError, IndexError) as error:
        raise ArchiveError(f"{_CONTRADICTS} ({type(error).__name__})") from error


def _check_size(package: zipfile.ZipFile) -> None:
    """Refuse a package that would not fit; ``zipfile`` never unpacks more of a file than it says here.

    Raises:
        ArchiveError: naming the part.
    """
    for part in package.infolist():
        if part.file_size > MOST_TEXT and part.filename.lower().endswith((".xml", ".rels")):
            raise ArchiveError(f"too large: {part.filename} in it holds more than {MOST_TEXT >> 20} MiB of text")
    if sum(part.file_size for part in package.infolist()) > MOST_BYTES:
        raise ArchiveError(f"too large: it unpacks to more than {MOST_BYTES >> 20} MiB")


def _lines(block: str, style: str) -> list[str]:
    """A block of HTML as lines; a heading is one line, whatever breaks it."""
    lines = from_html(block).split("\n") if block else []
    return [" ".join(lines)] if _HEADING.fullmatch(style) and lines else [line for line in lines if line]


def _blocks(document: Document) -> Iterator[tuple[str, str]]:
    """The paragraphs and tables of a document as HTML, each with the name of its style."""
    lists = _Lists(document)
    for element in _content(document.element.body):
        if element.tag == f"{_W}tbl":
            yield "", _table(element)
            continue
        style = lists.style(element)
        called = str(style.name or "") if style is not None else ""
        inside = _inline(element)
        mark = "" if _HEADING.fullmatch(called) or not inside.strip() else lists.mark(element, style)
        yield called, f"<p>{html.escape(mark)}{inside}</p>" if inside.strip() else ""
        for box in element.iter(f"{_W}txbxContent"):  # a box of text beside the paragraph
            if next(box.iterancestors(_FALLBACK), None) is None:  # there it stands a second time
                yield from (("", f"<p>{_inline(p)}</p>") for p in box.iter(f"{_W}p"))


def _content(parent: Any) -> Iterator[Any]:
    """The paragraphs and tables of a body or a cell, those in content controls and tracked changes among them."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag not in _GONE and isinstance(child.tag, str):
            yield from _content(child)


def _table(table: Any) -> str:
    """A table as HTML; one that only lays out the page as the paragraphs in its cells."""
    rows = [
        [[_inline(p) for p in cell.iter(f"{_W}p")] for cell in row.iterchildren(f"{_W}tc", f"{_W}sdt")]
        for row in table.iter(f"{_W}tr")
        if next(row.iterancestors(f"{_W}tbl")) is table
    ]
    cells = [cell for row in rows for cell in row]
    if max(map(len, rows), default=0) < 2 or any(len("".join(cell)) > LONG_CELL for cell in cells):
        return "".join(f"<p>{paragraph}</p>" for cell in cells for paragraph in cell)
    joined = ["".join(f"<td>{' '.join(' '.join(cell).split())}</td>" for cell in row) for row in rows]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in joined)}</table>"


def _inline(element: Any) -> str:
    """What a paragraph says, as HTML that keeps what is raised or struck through."""
    pieces: list[str] = []
    for child in element:
        if child.tag in _GONE or not isinstance(child.tag, str):
            continue
        name = child.tag.removeprefix(_W)
        if name == "t":
            pieces.append(html.escape(child.text or "", quote=False))
        elif name == "r":
            pieces.append(_run(child))
        elif name in _SPECIAL:
            pieces.append("" if name == "br" and child.get(f"{_W}type") else _SPECIAL[name])
        elif name not in ("drawing", "pict", "object") and not name.endswith("AlternateContent"):
            pieces.append(_inline(child))
    return "".join(pieces)


def _run(run: Any) -> str:
    look = run.find(f"{_W}rPr")
    text = _inline(run)
    if look is None or not text:
        return text
    if _is_on(look, "vanish"):
        return ""
    if _is_on(look, "strike") or _is_on(look, "dstrike"):
        return f"<del>{text}</del>"
    raised = look.find(f"{_W}vertAlign")
    return f"<sup>{text}</sup>" if raised is not None and raised.get(f"{_W}val") == "superscript" else text


def _is_on(look: Any, name: str) -> bool:
    found = look.find(f"{_W}{name}")
    return found is not None and str(found.get(f"{_W}val", "1")).lower() not in _OFF


class _Lists:
    """What stands before the items of a document's lists: a dash, or the number that Word would show.

    Args:
        document: that the lists are in.
    """

    def __init__(self, document: Document) -> None:
        self._styles = {style.style_id: style for style in document.styles}
        self._default = next((s for s in document.styles if s.name == "Normal"), None)
        self._counts: dict[tuple[str, int], int] = {}
        kinds = [r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")]
        self._numbering = getattr(kinds[0], "element", None) if kinds else None

    def style(self, paragraph: Any) -> Any:
        """The style of a paragraph."""
        return self._styles.get(paragraph.style, self._default)

    def mark(self, paragraph: Any, style: Any) -> str:
        """What goes before a paragraph; "" where it is in no list."""
        number, level = self._place(paragraph, style)
        if number in ("", "0"):
            return ""
        if self._form(number, level) in ("bullet", "none"):
            return "- "
        for deeper in [key for key in self._counts if key[0] == number and key[1] > level]:
            del self._counts[deeper]
        self._counts[number, level] = self._counts.get((number, level), 0) + 1
        return f"{self._counts[number, level]}. "

    def _place(self, paragraph: Any, style: Any) -> tuple[str, int]:
        """The list's number, "" for none, and the level in it: the paragraph's own, or those of its style."""
        places = [paragraph.pPr]
        while style is not None and len(places) < 20:
            places.append(style.element.pPr)
            style = style.base_style
        for place in places:
            found = place.find(f"{_W}numPr") if place is not None else None
            number = found.find(f"{_W}numId") if found is not None else None
            if found is not None and number is not None:
                level = found.find(f"{_W}ilvl")
                deep = str(level.get(f"{_W}val", "0")) if level is not None else "0"
                return str(number.get(f"{_W}val", "")), int(deep) if deep.isdigit() else 0
        return "", 0

    def _form(self, number: str, level: int) -> str:
        """How a level of a list is numbered ("decimal" and so on); "bullet" where the document does not say."""
        if self._numbering is None:
            return "bullet"
        kind = _one(self._numbering, "num", "numId", number, "abstractNumId")
        form = None
        for abstract in self._numbering.iterchildren(f"{_W}abstractNum"):
            if kind is not None and abstract.get(f"{_W}abstractNumId") == kind:
                form = _one(abstract, "lvl", "ilvl", str(level), "numFmt")
        return form or "bullet"


def _one(parent: Any, name: str, key: str, wanted: str, child: str) -> str | None:
    """The value of a child of the element called ``name`` whose attribute ``key`` is ``wanted``."""
    for element in parent.iterchildren(f"{_W}{name}"):
        if element.get(f"{_W}{key}") == wanted:
            found = element.find(f"{_W}{child}")
            return str(found.get(f"{_W}val")) if found is not None else None
    return None
