"""A Word document: headings, sentences, and what each rests on as real footnotes.

python-docx has no footnotes of its own, so their part of the package is made here, as ECMA-376 (17.11) describes it.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import IO, Any

from pipeline.core.errors import UserError
from pipeline.stages.report.exports.base import Export, Item, Line, grouped

try:
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml.ns import nsdecls, qn
    from docx.oxml.parser import OxmlElement, parse_xml
    from docx.shared import Pt
    from docx.text.paragraph import Paragraph
except ModuleNotFoundError as error:
    raise UserError("export --to docx needs python-docx", "pip install '.[docx]'   (in a checkout)") from error

_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in the package, so that the same run gives the same bytes
_BEGIN = f"""<w:footnotes {nsdecls("w", "r")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class Footnotes(Part):
    """The part of the package that holds the footnotes.

    Args:
        document: the document that they belong to.
    """

    def __init__(self, document: Any) -> None:
        super().__init__(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, package=document.part.package)
        self._root = parse_xml(_BEGIN)
        self._count = 0
        self._links: dict[str, str] = {}
        document.part.relate_to(self, RELATIONSHIP_TYPE.FOOTNOTES)

    @property
    def blob(self) -> bytes:
        from lxml import etree

        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)  # type: ignore[no-any-return]

    def add(self, paragraph: Any, pieces: list[tuple[str, str]]) -> None:
        """Put a footnote behind a paragraph's last word.

        Args:
            paragraph: of the document.
            pieces: texts of the note, each with the address that it links to, or "".
        """
        self._count += 1
        run = paragraph.add_run()
        run._r.get_or_add_rPr().append(_valued("w:rStyle", "FootnoteReference"))
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self._count))
        run._r.append(reference)
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), str(self._count))
        line = OxmlElement("w:p")
        properties = OxmlElement("w:pPr")
        properties.append(_valued("w:pStyle", "FootnoteText"))
        line.append(properties)
        mark = OxmlElement("w:r")
        look = OxmlElement("w:rPr")
        look.append(_valued("w:rStyle", "FootnoteReference"))
        mark.append(look)
        mark.append(OxmlElement("w:footnoteRef"))
        line.append(mark)
        line.append(_text_run(" "))
        for text, url in pieces:
            line.append(self._linked(text, url) if url else _text_run(text))
        note.append(line)
        self._root.append(note)

    def _linked(self, text: str, url: str) -> Any:
        link = OxmlElement("w:hyperlink")
        if url not in self._links:  # the library would look through all of them
            self._links[url] = f"rId{len(self._links) + 1}"
            self.load_rel(RELATIONSHIP_TYPE.HYPERLINK, url, self._links[url], is_external=True)
        link.set(qn("r:id"), self._links[url])
        link.append(_text_run(text))
        return link


def _valued(name: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def _text_run(text: str) -> Any:
    run, content = OxmlElement("w:r"), OxmlElement("w:t")
    content.set(qn("xml:space"), "preserve")
    content.text = text
    run.append(content)
    return run


def write(export: Export, file: IO[bytes]) -> None:
    """Write the document."""
    document = docx.Document()
    _styles(document)
    _properties(document, export)
    footnotes = Footnotes(document)
    _paragraph(document, "Title", export.title)
    for item in export.items:
        _item(document, footnotes, item, with_source=export.with_source)
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)


def _paragraph(document: Any, style: str = "", text: str = "") -> Any:
    """A new paragraph at the end. The library's own way searches the whole document for its end each time, which takes
    minutes for thousands of briefs.

    Args:
        document: the document.
        style: the id of a paragraph style.
        text: of the paragraph.
    """
    element = OxmlElement("w:p")
    document.element.body.sectPr.addprevious(element)
    if style:
        element.get_or_add_pPr().append(_valued("w:pStyle", style))
    paragraph = Paragraph(element, document._body)
    if text:
        paragraph.add_run(text)
    return paragraph


def _item(document: Any, footnotes: Footnotes, item: Item, *, with_source: bool) -> None:
    _paragraph(document, "Heading1", item.headline)
    if item.checks():
        paragraph = _paragraph(document)
        paragraph.add_run("Check: ").bold = True
        paragraph.add_run(f"{'; '.join(item.checks())}.")
    for heading, lines in grouped(item):
        if heading:
            _paragraph(document, "Heading2", heading)
        if with_source:
            _table(document, footnotes, item, lines)
            continue
        points = bool(item.bullets or heading)
        paragraph = None
        for line in lines:
            if points or paragraph is None:
                paragraph = _paragraph(document, "ListBullet" if points else "")
            else:
                paragraph.add_run(" ")
            _sentence(paragraph, footnotes, item, line)
    if item.timeline:
        _paragraph(document, "Heading2", "Timeline")
        for day, text in item.timeline:
            _paragraph(document, "ListBullet", f"{day}: {text}")
    for source in item.sources:
        address = f", {source.url}" if source.url else ""
        _paragraph(document).add_run(f"Source: {source.credit()}{address}").italic = True


def _table(document: Any, footnotes: Footnotes, item: Item, lines: list[Line]) -> None:
    """English and Indonesian beside each other, a sentence a row."""
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("English", "Indonesian"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for line in lines:
        english, indonesian = table.add_row().cells
        _sentence(english.paragraphs[0], footnotes, item, line)
        run = indonesian.paragraphs[0].add_run(" ".join(one.indonesian for one in line.evidence))
        run._r.get_or_add_rPr().append(_valued("w:lang", "id-ID"))
    _paragraph(document)


def _sentence(paragraph: Any, footnotes: Footnotes, item: Item, line: Line) -> None:
    paragraph.add_run(line.text)
    pieces: list[tuple[str, str]] = []
    for source, numbers in item.rests_on(line):
        pieces += [("; " if pieces else "", ""), (source.credit(), source.url), (f", {numbers}", "")]
    if pieces:
        footnotes.add(paragraph, [piece for piece in pieces if piece[0]])


def _styles(document: Any) -> None:
    """The two styles of footnotes, which the library's template lacks."""
    text = document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    text.element.styleId = "FootnoteText"
    text.base_style = document.styles["Normal"]
    text.font.size = Pt(9)
    mark = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.element.styleId = "FootnoteReference"
    mark.font.superscript = True


def _properties(document: Any, export: Export) -> None:
    properties = document.core_properties
    properties.title = export.title[:255]
    properties.author = properties.last_modified_by = "Ringkas"
    properties.comments = ""
    properties.language = "en"
    moment = dt.datetime.fromisoformat(export.moment).astimezone(dt.UTC).replace(tzinfo=None) if export.moment else None
    if moment is not None:
        properties.created = properties.modified = moment
