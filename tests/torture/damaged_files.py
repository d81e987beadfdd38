"""Generates damaged Word documents, Parquet, Arrow and WARC files; the same ones every time."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from tests.torture.poison import body

ODD_XML = (
    b"<", b">", b"&", b"&#0;", b"w:p", b'w:val="99999999999999999999"', b'w:val="-1"', b"\0", b"\xff", b"<w:p/>",
    b"<!--", b"w:styleId", b"w:numId", b"<?x?>", b'""', b'xmlns:w="x"',
)  # fmt: skip
ODD_VALUES = (b"", b"x", b"-1", b"9" * 5_000, b"../../x", b"1.5", b"heading 1", b"%1.%2", b"http://127.0.0.1:9/x")
TAGS = (b"w:p", b"w:tbl", b"w:t", b"w:del", b"w:numbering", b"w:style", b"w:abstractNum")


def files(count: int) -> Iterator[tuple[str, bytes]]:
    """So many files, as many of each kind."""
    dice = random.Random("damaged files")
    parts, document = word_document(dice)
    whole = {".parquet": parquet(dice), ".arrow": arrow(dice, stream=False), ".warc": warc(dice)}
    kinds = [".docx", *whole]
    streams = arrow(dice, stream=True)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        if kind == ".docx":
            yield f"d{number}{kind}", damaged_document(dice, parts, document)
        else:
            yield f"d{number}{kind}", damaged(dice, streams if kind == ".arrow" and number % 8 > 3 else whole[kind])


def damaged(dice: random.Random, data: bytes) -> bytes:
    """Bytes and bits changed, zeroed or cut off."""
    for _ in range(dice.choice((1, 1, 2, 6))):
        at = dice.randrange(len(data))
        match dice.randrange(4):
            case 0:
                data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
            case 1:
                data = data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))]) + data[at + 1 :]
            case 2:
                data = data[: at + 1] if dice.random() < 0.3 else data
            case _:
                many = dice.choice((1, 4, 8))
                data = data[:at] + dice.choice((b"\xff", b"\0")) * many + data[at + many :]
    return data


def damaged_document(dice: random.Random, parts: dict[str, bytes], document: bytes) -> bytes:
    """A Word document with a changed part of XML, or with the whole package changed."""
    if dice.random() < 0.15:
        return damaged(dice, document)
    name = dice.choice([*parts, *("word/document.xml", "word/numbering.xml", "word/styles.xml") * 2])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, damaged_xml(dice, content) if part == name else content)
    return made.getvalue()


def damaged_xml(dice: random.Random, xml: bytes) -> bytes:
    """XML that is often still well-formed: elements and attributes doubled, renamed, emptied or gone."""
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        at = dice.randrange(len(xml) + 1)
        match dice.randrange(6):
            case 0:
                xml = xml[:at] + dice.choice(ODD_XML) + xml[at:]
            case 1:
                xml = xml[:at] + xml[at : at + 20] * 50 + xml[at:]
            case 2:
                xml = replaced(dice, xml, rb'(?<=")[^"<>]*(?=")', dice.choice(ODD_VALUES))
            case 3:
                xml = replaced(dice, xml, rb"<w:\w+[^<>]*/>", b"")
            case 4:
                xml = replaced(dice, xml, rb' [\w:]+="[^"]*"', b"")
            case _:
                name = dice.choice(re.findall(rb"w:\w+", xml) or [b"\0"])
                xml = xml.replace(name, dice.choice(TAGS), dice.choice((1, -1)))
    return xml


def replaced(dice: random.Random, text: bytes, pattern: bytes, by: bytes) -> bytes:
    """One of the places where the pattern is found, replaced."""
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    match = dice.choice(found)
    return text[: match.start()] + by + text[match.end() :]


def word_document(dice: random.Random) -> tuple[dict[str, bytes], bytes]:
    """The parts of a Word document with headings, lists and a table, and the document itself."""
    import docx

    document = docx.Document()
    document.core_properties.title = "Banjir"
    document.add_heading("Banjir di Demak", 1)
    for style in ("Normal", "List Bullet", "List Number", "List Number 2"):
        document.add_paragraph(body(dice), style=style)
    document.add_table(rows=2, cols=2).cell(0, 0).text = "Kota"
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as package:
        return {name: package.read(name) for name in package.namelist()}, made.getvalue()


def parquet(dice: random.Random) -> bytes:
    import pyarrow.parquet as pq

    made = io.BytesIO()
    pq.write_table(table(dice), made)
    return made.getvalue()


def arrow(dice: random.Random, *, stream: bool) -> bytes:
    import pyarrow as pa

    made, rows = io.BytesIO(), table(dice)
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(made, rows.schema) as writer:
        writer.write_table(rows)
    return made.getvalue()


def table(dice: random.Random) -> Any:
    import pyarrow as pa

    texts = [body(dice) for _ in range(3)]
    moments = pa.array([0, 1_700_000_000, None], pa.timestamp("s"))
    return pa.table({"text": texts, "title": ["Banjir", None, "Gempa"], "published": moments})


def warc(dice: random.Random) -> bytes:
    pages = []
    for number in range(3):
        page = f"<html><body><p>{body(dice)}</p></body></html>"
        answer = f"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\n"
            f"WARC-Target-URI: http://berita.test/{number}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        pages.append(head.encode() + answer + b"\r\n\r\n")
    return b"".join(pages)
